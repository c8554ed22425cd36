// One day of reconciliation as a table to take away: every line, those that agree too.
using System.Globalization;
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ExportBill
{
    public sealed record Ask(Visitor By, DateOnly Day);

    const int PageRows = 1_000;

    static readonly SheetColumn[] Columns =
    [
        new("颜色", Width: 8), new("怎么回事", Width: 26), new("收或退", Width: 8), new("时间", Width: 20), new("通道记的", SheetFormat.Money, 12, Summed: true), new("我们记的", SheetFormat.Money, 12, Summed: true),
        new("手续费", SheetFormat.Money, 10, Summed: true), new("商户单号", Width: 36), new("订单号", Width: 38),
    ];

    public static async Task<Outcome<SheetFile>> Handle(Store store, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        if (!await store.Read(db => db.Set<Bill>().AnyAsync(b => b.Day == ask.Day))) return ShowBill.NoBill;
        return new SheetFile(SheetFile.NameOf("对账", ask.Day.ToString("O", CultureInfo.InvariantCulture)), async (target, stop) =>
        {
            using var sheet = new SheetWriter(target, stop);
            await sheet.Begin("对账", Columns);
            for (Cursor? after = null; ;)
            {
                var page = await store.Read(db => Reconciled.Lines(db, ask.Day, agreeing: true, after, PageRows));
                foreach (var line in page.Select(ShowBill.Of))
                    await sheet.Row(Words(line.Colour), Words(line.Why), line.Kind == WeChatPay.WeChatPayBill.Payment ? "收款" : "退款", BusinessDay.Local(line.At).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                        Fen(line.TheirsFen), Fen(line.OursFen), Fen(line.FeeFen), line.Number, line.OrderId?.ToString() ?? "");
                if (page.Count < PageRows) break;
                after = ShowBill.After(page[^1]);
            }
            await sheet.End();
            await sheet.Finish();
        });
    }

    static Money? Fen(long? fen) => fen is { } known ? new(known) : null;

    static string Words(string code) => code switch
    {
        Reconciled.Green => "绿", Reconciled.Yellow => "黄", Reconciled.Red => "红", Reconciled.Blue => "蓝",
        Reconciled.Agrees => "两边一样", Reconciled.Waits => "账单里还没有", Reconciled.Missing => "账单里没有", Reconciled.Amount => "金额不一样", Reconciled.Fee => "手续费不对", Reconciled.Unknown => "我们没有这一笔", Reconciled.Unheard => "我们还没记上", _ => code,
    };
}
