// A leader's orders from a table, into one deal: the path of a pasted list, with the lines written by hand.
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ImportOrders
{
    const int Name = 0, PhoneTyped = 1, Goods = 2, Quantity = 3, Note = 4, Place = 5, Door = 6;

    const string NoGoods = "商品：这个团里没有这个商品，名字要和团里的一样", NoQuantity = "数量：要写成 1 到 999 的整数", NoPlace = "自提点：这个团有几个自提点，请写明在哪个取", OtherPlace = "自提点：这个团不在这里取货";

    public static readonly ImportKind Kind = new("orders", "订单",
    [
        new("姓名", "邻居的称呼，可以带门牌：李 5栋", Width: 16), new("手机", "已经注册的邻居写手机号，就记在本人名下", Needed: false, Width: 16), new("商品", "和团里的名字一样", Width: 24), new("数量", "1 到 999", Width: 8, IsNumber: true),
        new("备注", "最多 500 个字", Needed: false, Width: 30), new("自提点", "只有一个自提点就空着", Needed: false, Width: 20), new("门牌", "每户限购的商品才要写：5栋302", Needed: false, Width: 14),
    ],
    [[ImportKind.ExampleMark + "李 5栋", "", "福建枇杷", "2", "晚点拿", "", ""]],
    ["以「例：」开头的行不会导入。", "同一位邻居要几样就写几行，记成一单。", "货留到截单，截单前没付款的会让出去。一次最多 500 行。"],
        async (db, person, deal) => deal is { } id && await db.Set<Deal>().AsNoTracking().FirstOrDefaultAsync(d => d.Id == new DealId(id)) is { } found && found.IsOf(await Visitor.Of(db, new(person)))
            ? found.State == DealState.Open ? null : JoinDeal.DealClosed : Deal.Missing,
        _ => null, Do, JoinForNeighbours.LinesMax, JoinForNeighbours.LinesMax);

    static async Task<IReadOnlyList<string?>> Do(Work work, ImportCall call, IReadOnlyList<ImportRow> rows)
    {
        var by = await Visitor.Of(work.Db, new(call.Person));
        var deal = await work.Db.Set<Deal>().AsNoTracking().FirstAsync(d => d.Id == new DealId(call.Subject!.Value));
        var (said, lines) = await Read(work.Db, call.Sealing, deal, rows);
        foreach (var atPlace in lines.GroupBy(l => l.Place))
        {
            JoinForNeighbours.Line[] asked = [.. atPlace.Select(l => l.Line)];
            var refused = call.IsTrial ? await Try(work, call.Sealing, deal, asked, atPlace.Key) : await Write(work, call.Sealing, deal, new(by, deal.Id, atPlace.Key, asked, AllOrNothing: false));
            foreach (var line in atPlace)
                if (refused.GetValueOrDefault(line.Line.At) is { } reason) foreach (var row in line.Rows) said[row] = reason;
        }
        return [.. rows.Select(r => said.GetValueOrDefault(r.Number))];
    }

    sealed record Wanted(JoinForNeighbours.Line Line, PickupPointId Place, List<int> Rows);

    /// <summary>Rows of one neighbour become one line; its number is that of the first of them.</summary>
    static async Task<(Dictionary<int, string> Said, List<Wanted> Lines)> Read(HaoLinDb db, Sealing sealing, Deal deal, IReadOnlyList<ImportRow> rows)
    {
        var offers = (await db.Set<Offer>().AsNoTracking().Where(o => o.DealId == deal.Id && o.GiftForFirst == null && !o.IsDelivery).OrderBy(o => o.Position).ToListAsync()).GroupBy(o => Neighbours.Key(o.Name)).ToDictionary(g => g.Key, g => g.First().Id);
        var points = await (from p in db.Set<DealPlace>().AsNoTracking() join at in db.Set<PickupPoint>().AsNoTracking() on p.PickupPointId equals at.Id where p.DealId == deal.Id select at).ToListAsync();
        var members = new Dictionary<string, PersonId>();
        if (rows.Any(r => r.Plain(PhoneTyped).Length > 0))
            foreach (var member in await Neighbours.Members(db, deal.Id, deal.LeaderId)) members.TryAdd(member.Phone(sealing), member.Id);
        var (said, lines) = (new Dictionary<int, string>(), new Dictionary<string, Wanted>());
        foreach (var row in rows)
        {
            var typed = row.Plain(PhoneTyped);
            var phone = typed.Length == 0 ? "" : Phone.Parse(typed).Match(p => p.Digits, _ => "?");
            PickupPointId? place = row.Text(Place).Length == 0 ? points is [var only] ? only.Id : null : points.FirstOrDefault(p => Neighbours.Key(p.Name) == Neighbours.Key(row.Text(Place)))?.Id ?? default(PickupPointId);
            if (phone == "?") said[row.Number] = ImportKind.Why(Phone.Invalid, "手机");
            else if (!offers.TryGetValue(Neighbours.Key(row.Text(Goods)), out var offer)) said[row.Number] = NoGoods;
            else if (row.Whole(Quantity) is not (>= 1 and <= JoinDeal.QuantityMax and var quantity)) said[row.Number] = NoQuantity;
            else if (place is null || place == default(PickupPointId)) said[row.Number] = place is null ? NoPlace : OtherPlace;
            else
            {
                PersonId? member = members.TryGetValue(phone, out var found) ? found : null;
                var key = $"{(member is null ? Neighbours.Key(row.Text(Name)) : phone)}\n{place.Value.Value}";
                if (!lines.TryGetValue(key, out var line)) lines[key] = line = new(new(row.Number, row.Text(Name), member, [], "", row.Text(Door)), place.Value, []);
                line.Rows.Add(row.Number);
                lines[key] = line with { Line = line.Line with { Goods = [.. line.Line.Goods, new(offer, quantity)], Note = string.Join("，", new[] { line.Line.Note, row.Text(Note) }.Where(n => n.Length > 0).Distinct()), Door = line.Line.Door.Length > 0 ? line.Line.Door : row.Text(Door) } };
            }
        }
        return (said, [.. lines.Values]);
    }

    static async Task<Dictionary<int, string>> Try(Work work, Sealing sealing, Deal deal, IReadOnlyList<JoinForNeighbours.Line> lines, PickupPointId place)
    {
        var shelf = await Shelf.AsSeen(work.Db, deal);
        var people = await JoinForNeighbours.People.Of(work.Db, sealing, deal, shelf, place, lines, work.Now);
        var outcomes = JoinForNeighbours.Decide(shelf, place, people.Wishes, work.Now);
        return lines.Zip(outcomes).Where(o => o.Second.Refused).ToDictionary(o => o.First.At, o => o.Second.Refusal!.Chinese);
    }

    static async Task<Dictionary<int, string>> Write(Work work, Sealing sealing, Deal deal, JoinForNeighbours.Ask ask)
    {
        var written = await JoinForNeighbours.Handle(work, sealing, ask);
        if (written.Refusal == JoinForNeighbours.NoneWritten) return await Try(work, sealing, deal, ask.Lines, ask.PickupPointId);
        // Who was written down at one pickup point is known at the next.
        await work.Db.SaveChangesAsync();
        return written.Match(answer => answer.Lines.Where(l => l.OrderId is null).ToDictionary(l => l.At, l => l.Reason!), refusal => ask.Lines.ToDictionary(l => l.At, _ => refusal.Chinese));
    }
}
