// The table by person (按团员明细): who gets what where; names and phones as far as the reader's screens show them.
using System.Globalization;
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ExportPeople
{
    public sealed record Ask(Visitor By, DealId DealId);

    const int PageRows = 500;

    static SheetColumn[] Columns(bool isLeader) =>
    [
        new("接龙号", SheetFormat.Whole, 8), new("团员", Width: 16), new(isLeader ? "手机尾号" : "手机", Width: 14), new("自提点", Width: 20), new("商品", Width: 24), new("规格", Width: 16),
        new("数量", SheetFormat.Whole, 8, Summed: true), new("单价", SheetFormat.Money, 10), new("金额", SheetFormat.Money, 12, Summed: true), new("状态", Width: 10), new("备注", Width: 30), new("下单时间", Width: 18), new("取货时段", Width: 14), new("送到", Width: 20),
    ];

    public static async Task<Outcome<SheetFile>> Handle(Store store, Sealing sealing, Ask ask)
    {
        var found = await store.Read(db => DealTable.Of(db, ask.By, ask.DealId));
        if (found.Refused) return found.Refusal!;
        var table = found.Value;
        // The leader knows the neighbours by name; headquarters counts, and need not know them.
        var isLeader = table.Deal.IsOf(ask.By);
        await store.Write(work => { Audit.Note(work, ask.By.Person.Value, "table-taken", ask.DealId.Value, "", isLeader ? "names, tails" : "masked"); return Task.CompletedTask; });
        return new SheetFile(table.FileName("按团员明细"), async (target, stop) =>
        {
            var offers = table.Offers.ToDictionary(o => o.Id);
            using var sheet = new SheetWriter(target, stop);
            await sheet.Begin("按团员明细", Columns(isLeader));
            for (var after = 0; ;)
            {
                var (orders, persons, back) = await store.Read(db => Page(db, table.Deal.Id, after));
                var (slots, doors) = await store.Read(async db => (await SlotChosen.Of(db, [.. orders.Select(o => o.Id)]), isLeader ? await Door.Of(db, sealing, [.. orders.Select(o => o.Id)]) : []));
                foreach (var order in orders)
                    foreach (var line in order.Lines.Where(l => l.Left > 0).OrderBy(l => offers[l.OfferId].Position))
                        await sheet.Row([.. Cells(order, line, line.Total - back.GetValueOrDefault((order.Id, line.OfferId)), persons[order.PersonId], offers[line.OfferId], table.Points.GetValueOrDefault(order.PickupPointId, ""), isLeader, sealing),
                            slots.GetValueOrDefault(order.Id)?.Hours ?? "", doors.GetValueOrDefault(order.Id, "")]);
                if (orders.Count < PageRows) break;
                after = orders[^1].Sequence;
            }
            await sheet.End();
            await sheet.Finish();
        });
    }

    /// <summary>So many orders, who ordered, and what of which line went back: not only pieces, also money alone.</summary>
    static async Task<(List<Order>, Dictionary<PersonId, Person>, Dictionary<(OrderId, OfferId), Money>)> Page(HaoLinDb db, DealId deal, int after)
    {
        var orders = await DealTable.Orders(db, deal).Include(o => o.Lines).Where(o => o.Sequence > after).OrderBy(o => o.Sequence).Take(PageRows).ToListAsync();
        var ids = orders.Select(o => o.PersonId).Distinct().ToArray();
        var orderIds = orders.Select(o => o.Id).ToArray();
        var refunds = await db.Set<Refund>().AsNoTracking().Include(r => r.Lines).Where(r => orderIds.Contains(r.OrderId)).ToListAsync();
        return (orders, await db.Set<Person>().AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id),
            refunds.SelectMany(r => r.Lines.Select(l => (r.OrderId, Line: l))).GroupBy(l => (l.OrderId, l.Line.OfferId)).ToDictionary(g => g.Key, g => g.Aggregate(Money.Zero, (sum, l) => sum + l.Line.Amount)));
    }

    static object?[] Cells(Order order, OrderLine line, Money kept, Person person, Offer offer, string point, bool isLeader, Sealing sealing)
    {
        var (name, phone) = (person.Name(sealing), person.Phone(sealing));
        return
        [
            order.Sequence, isLeader ? name : Person.Masked(name), phone.Length == 0 ? "" : isLeader ? phone[^4..] : new Phone(phone).Masked, point, DealTable.Called(offer), offer.Unit,
            line.Left, line.Price, kept, order.HandedOverAt is null ? "未取" : "已取", order.NoteSealed is null ? "" : sealing.Open(person.KeyWrapped, order.NoteSealed),
            BusinessDay.Local(order.PlacedAt).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        ];
    }
}
