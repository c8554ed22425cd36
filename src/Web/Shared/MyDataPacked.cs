// Everything kept of a resident as one file to take away: the same twice, for people to read and for programs.
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HaoLin.Trade;

namespace HaoLin.Web.Shared;

public static class MyDataPacked
{
    public const string FileName = "haolin-my-data.zip", ContentType = "application/zip";

    static readonly JsonSerializerOptions Readable = new(Api.Json.Options) { WriteIndented = true };

    public static byte[] Of(ExportMyself.Answer mine)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Put(zip, "my-data.json", JsonSerializer.Serialize(mine, Readable));
            Put(zip, "my-data.html", Page(mine));
        }
        return file.ToArray();
    }

    static void Put(ZipArchive zip, string name, string text)
    {
        using var entry = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Optimal).Open(), new UTF8Encoding(false));
        entry.Write(text);
    }

    static string Page(ExportMyself.Answer mine)
    {
        var page = new StringBuilder("<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>")
            .Append(T("我的资料")).Append("</title><style>body{font:16px/1.6 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}td,th{border:1px solid #ccc;padding:.3rem .5rem;text-align:left;vertical-align:top}</style><h1>")
            .Append(T("我的资料")).Append("</h1>");
        page.Append("<p>").Append(Safe(F($"{When.DateAndTime(mine.At)} 从「好邻」导出。同样的内容在 my-data.json 里，给程序读。"))).Append("</p>");
        Table(page, T("我"), [[T("称呼"), mine.Person.Name], [T("手机号"), mine.Person.Phone], [T("从什么时候"), When.DateAndTime(mine.Person.Since)], [T("常去的自提点"), mine.Person.UsualPickupPoint ?? ""], [T("代记时的称呼"), string.Join("、", mine.KnownAs)]]);
        Table(page, T("小区"), mine.Communities.Select(c => new[] { c.Community, c.Leader, c.JoinedAt is { } at ? When.DateAndTime(at) : "" }));
        Table(page, T("门牌"), mine.Homes.Select(h => new[] { h.Community, h.Door, When.DateAndTime(h.SaidAt) }));
        Table(page, T("身份"), mine.Roles.Select(r => new[] { r.Kind, When.DateAndTime(r.GrantedAt), r.EndedAt is { } at ? When.DateAndTime(at) : "" }));
        Table(page, T("我的订单"), mine.Orders.Select(o => new[] { When.DateAndTime(o.PlacedAt), o.DealTitle, $"{o.Sequence}", string.Join("；", o.Lines.Select(l => $"{l.Name} × {l.Quantity}")), new Kernel.Money(o.AmountFen).ToString(), o.State, o.Note, o.PickupPoint, o.Collector is { } c ? $"{c.Name} {c.PhoneTail}" : "", string.Join("；", o.Refunds.Select(r => $"{new Kernel.Money(r.AmountFen + r.CreditFen)} {r.Reason}")) }));
        Table(page, T("付款"), mine.Payments.Select(p => new[] { When.DateAndTime(p.BegunAt), new Kernel.Money(p.AmountFen).ToString(), p.PaidAt is { } at ? When.DateAndTime(at) : "", p.TransactionId ?? "" }));
        Table(page, T("取货"), mine.HandOvers.Select(h => new[] { When.DateAndTime(h.At), h.UndoneAt is { } at ? When.DateAndTime(at) : "" }));
        Table(page, T("候补"), mine.Waits.Select(w => new[] { When.DateAndTime(w.AskedAt), w.Deal, $"{w.Pieces}", w.Note }));
        Table(page, T("消息"), mine.Messages.Select(m => new[] { When.DateAndTime(m.At), m.Text }));
        Table(page, T("操作记录"), mine.WhatWasDone.Select(l => new[] { When.DateAndTime(l.At), l.Kind, l.Before, l.After, l.Reason }));
        Table(page, T("优惠券"), mine.Coupons.Select(c => new[] { When.DateAndTime(c.IssuedAt), c.Name, c.GoneAt is { } gone ? When.DateAndTime(gone) : "", c.UsedAt is { } at ? When.DateAndTime(at) : "" }));
        Table(page, T("余额"), mine.Credit.Items.Select(c => new[] { When.DateAndTime(c.At), CreditWords.Of(c.Kind), new Kernel.Money(c.AmountFen).ToString(), c.Reason, c.Deal }));
        Table(page, T("同意过的"), mine.Consents.Select(c => new[] { When.DateAndTime(c.At), ConsentWords.Of(c.Kind), c.Text, c.Given ? T("同意") : T("不要") }));
        Table(page, T("申请当团长"), mine.Applications.Select(a => new[] { When.DateAndTime(a.AppliedAt), a.Community, a.Words, a.State, a.Reason }));
        Table(page, T("导入表格"), mine.Imports.Select(i => new[] { When.DateAndTime(i.At), i.Kind, i.FileName, $"{i.Rows}" }));
        return page.Append("</html>").ToString();
    }

    static void Table(StringBuilder page, string head, IEnumerable<string[]> rows)
    {
        page.Append("<h2>").Append(Safe(head)).Append("</h2><table>");
        var any = false;
        foreach (var row in rows)
        {
            any = true;
            page.Append("<tr>");
            foreach (var cell in row) page.Append("<td>").Append(Safe(cell)).Append("</td>");
            page.Append("</tr>");
        }
        page.Append("</table>");
        if (!any) page.Append("<p>").Append(T("没有")).Append("</p>");
    }

    static string T(string chinese) => Tongue.T(chinese);

    static string F(FormattableString chinese) => Tongue.F(chinese);

    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);

    static string Safe(string text) => Encoder.Encode(text);
}
