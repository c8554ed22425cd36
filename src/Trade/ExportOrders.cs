// Headquarters' list of orders as a table: the same orders that the search shows, all of them.
using System.Globalization;
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ExportOrders
{
    /// <param name="Words">As headquarters searches; empty is all orders.</param>
    public sealed record Ask(Visitor By, string? Words, bool OnlyRefunding);

    const int PageRows = 500;

    static readonly SheetColumn[] Columns =
    [
        new("接龙", SheetFormat.Whole, 8), new("谁", Width: 10), new("货", Width: 40), new("备注", Width: 30), new("团", Width: 24), new("自提点", Width: 20),
        new("金额", SheetFormat.Money, 12, Summed: true), new("状态", Width: 10), new("下单", Width: 20), new("订单号", Width: 38),
    ];

    /// <param name="now">For the file's name.</param>
    public static Outcome<SheetFile> Handle(Store store, Sealing sealing, Ask ask, DateTimeOffset now)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var what = ask.OnlyRefunding ? "退款中的订单" : "订单";
        return new SheetFile(SheetFile.NameOf(what, BusinessDay.Of(now).ToString("O", CultureInfo.InvariantCulture)), async (target, stop) =>
        {
            using var sheet = new SheetWriter(target, stop);
            await sheet.Begin(what, Columns);
            for (ShowOrder.Answer? last = null; ;)
            {
                var page = await store.Read(db => Page(db, sealing, ask, last));
                foreach (var order in page)
                    await sheet.Row(order.Sequence, Person.Masked(order.Name), string.Join("，", order.Lines.Select(l => $"{(l.Gift ? "赠 " : "")}{l.Name} ×{l.Quantity}{(l.Refunded > 0 ? $"（退 {l.Refunded}）" : "")}")), order.Note, order.DealTitle, order.PickupPoint,
                        new Money(order.AmountFen), Words(order.State), BusinessDay.Local(order.PlacedAt).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), order.OrderId.ToString());
                if (page.Count < PageRows) break;
                last = page[^1];
            }
            await sheet.End();
            await sheet.Finish();
        });
    }

    static async Task<IReadOnlyList<ShowOrder.Answer>> Page(HaoLinDb db, Sealing sealing, Ask ask, ShowOrder.Answer? after)
    {
        if (SearchOrders.Matching(db, sealing, ask.Words, ask.OnlyRefunding) is not { } orders) return [];
        if (after is not null)
        {
            var last = new OrderId(after.OrderId);
            orders = orders.Where(o => o.Id < last);
        }
        // Ids are made in the order of time, and going along them needs no sorting anew for every page.
        var found = await orders.OrderByDescending(o => o.Id).Take(PageRows).ToListAsync();
        return found.Count == 0 ? [] : await ShowOrder.Of(db, sealing, found);
    }

    static string Words(string state) => state switch
    {
        "awaiting-payment" => "待付款", "paid" => "已付款", "handed-over" => "已取货", "disposed" => "没取，已处理", "cancelled" => "已取消", "lapsed" => "过时未付", "refunding" => "退款中", "refunded" => "已退款", _ => state,
    };
}
