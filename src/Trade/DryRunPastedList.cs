// What a pasted 接龙 would become if its leader confirmed it now: read, compared with who is in the list already, tried on the shelf; nothing is written.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class DryRunPastedList
{
    /// <param name="Corrected">The lines as the leader corrected them; null tries what was read.</param>
    public sealed record Ask(Visitor By, DealId DealId, string Text, IReadOnlyList<JoinForNeighbours.Line>? Corrected = null, PickupPointId? PickupPointId = null);

    public sealed record Answer(IReadOnlyList<Row> Rows);

    /// <param name="Read">As it was read, with what is known of the list already among its marks.</param>
    /// <param name="Members">Members of the leader's with that name, to choose from.</param>
    /// <param name="Wrong">Why this line could not become an order just now; null when it could, or when it is not kept.</param>
    public sealed record Row(ReadPastedList.Row Read, IReadOnlyList<Member> Members, Refusal? Wrong);

    /// <param name="PhoneTail">The last four digits.</param>
    public sealed record Member(PersonId Id, string Name, string PhoneTail);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask, DateTimeOffset now)
    {
        var deal = await db.Set<Deal>().AsNoTracking().FirstOrDefaultAsync(d => d.Id == ask.DealId);
        if (deal is null || !deal.IsOf(ask.By)) return Deal.Missing;
        var shelf = await Shelf.AsSeen(db, deal);
        if (!shelf.IsOpen(now)) return JoinDeal.DealClosed;
        var goods = await db.Set<Offer>().AsNoTracking().Where(o => o.DealId == deal.Id && o.GiftForFirst == null && !o.IsDelivery).OrderBy(o => o.Position)
            .Select(o => new ReadPastedList.Goods(o.Id, o.Name, o.NetWeight)).ToListAsync();
        var read = ReadPastedList.Of(ask.Text, goods);
        if (read.Refused) return read.Refusal!;

        var members = (await Neighbours.Members(db, deal.Id, deal.LeaderId)).Select(p => new Member(p.Id, p.Name(sealing), p.PhoneTail(sealing))).ToLookup(m => Neighbours.Key(m.Name));
        var inTheList = await InTheList(db, sealing, deal.Id);
        var rows = read.Value.Select(row => new Row(Known(row, inTheList), row.Name.Length == 0 ? [] : [.. members[Neighbours.Key(row.Name)].Take(5)], null)).ToList();
        var lines = ask.Corrected ?? [.. rows.Where(r => r.Read.Keep).Select(r => new JoinForNeighbours.Line(r.Read.Line, r.Read.Called, null, [.. r.Read.Items.Select(i => new JoinDeal.Line(i.OfferId, i.Quantity))], r.Read.Note, r.Read.Place))];
        var wrong = await Try(db, sealing, deal, shelf, lines, ask.PickupPointId ?? shelf.Places.Keys.First(), now);
        return new Answer([.. rows.Select(r => r with { Wrong = wrong.GetValueOrDefault(r.Read.Line) })]);
    }

    /// <summary>The numbers in this deal's list by how their people are called.</summary>
    static async Task<Dictionary<string, int>> InTheList(HaoLinDb db, Sealing sealing, DealId deal)
    {
        var orders = await (from o in db.Set<Order>().AsNoTracking() join p in db.Set<Person>().AsNoTracking() on o.PersonId equals p.Id
                            where o.DealId == deal && o.CancelledAt == null && o.LapsedAt == null orderby o.Sequence select new { o.Sequence, Person = p }).ToListAsync();
        var numbers = new Dictionary<string, int>();
        foreach (var order in orders) numbers.TryAdd(Neighbours.Key(order.Person.Name(sealing)), order.Sequence);
        return numbers;
    }

    /// <summary>A list that grew is pasted again: whoever is in the numbered list already is not written down twice unless the leader says so.</summary>
    static ReadPastedList.Row Known(ReadPastedList.Row row, Dictionary<string, int> inTheList)
    {
        if (row.Kind != "order") return row;
        if (!inTheList.TryGetValue(Neighbours.Key(row.Called), out var number) && !inTheList.TryGetValue(Neighbours.Key(row.Name), out number)) return row;
        return row with { Keep = false, Marks = [.. row.Marks, new("already-there", $"接龙里已经有这位邻居（{number} 号）")] };
    }

    static async Task<Dictionary<int, Refusal?>> Try(HaoLinDb db, Sealing sealing, Deal deal, Shelf shelf, IReadOnlyList<JoinForNeighbours.Line> lines, PickupPointId place, DateTimeOffset now)
    {
        var people = await JoinForNeighbours.People.Of(db, sealing, deal, shelf, place, lines, now);
        var outcomes = JoinForNeighbours.Decide(shelf, place, people.Wishes, now);
        var wrong = new Dictionary<int, Refusal?>();
        for (var i = 0; i < lines.Count; i++) wrong[lines[i].At] = outcomes[i].Refusal;
        return wrong;
    }
}
