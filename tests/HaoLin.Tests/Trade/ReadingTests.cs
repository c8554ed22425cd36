// What residents, leaders and headquarters read of an evening: the deal, the list, their orders, the desk and the printed lists.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;

namespace HaoLin.Tests.Trade;

public sealed class ReadingTests
{
    [Theory, OnEachDatabase]
    public async Task The_deal_shows_what_is_left_and_who_has_joined(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 3, perPerson: 2), evening.MulberriesToTheFirst(1));
        var board = new DealBoard(evening.Store, evening.Village.Sealing);
        Assert.Equal((0, 3), ((await board.Show(deal.Id)).Value.Joined, (await board.Show(deal.Id)).Value.Offers[0].Remaining));
        await evening.Joins(deal, evening.Li, 2);
        await evening.Joins(deal, evening.Lin);
        await evening.Waits(deal, evening.Neighbours[2]);
        // Waiting stirs the deal, as joining does: nothing has to grow old first.
        var seen = (await board.Show(deal.Id)).Value;
        Assert.Equal((2, 1, "open"), (seen.Joined, seen.Waiting, seen.State));
        Assert.Equal((3, 0, 2, 5980L), (seen.Offers[0].Limit, seen.Offers[0].Remaining, seen.Offers[0].PerPerson, seen.Offers[0].PriceFen));
        Assert.Equal((1, 1), (seen.Gifts[0].ForFirst, seen.Gifts[0].Given));
        Assert.Equal(("阳光花园", "3 号楼"), (seen.Communities[0].Name, seen.PickupPoints[0].Name));
        Assert.Equal(Deal.Missing, (await board.Show(new(deal.Offers[0].Value))).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task The_list_shows_masked_names_and_real_orders_newest_first(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(), evening.MulberriesToTheFirst(1));
        foreach (var who in evening.Neighbours) await evening.Joins(deal, who);
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Lin, work.Db.Set<Order>().Single(o => o.Sequence == 2).Id), evening.Settings));
        var list = await evening.Store.Read(db => ShowSequence.Handle(db, evening.Village.Sealing, new(deal.Id, null, 2)));
        Assert.Equal([4, 3], list.Select(r => r.Sequence));
        var rest = await evening.Store.Read(db => ShowSequence.Handle(db, evening.Village.Sealing, new(deal.Id, 3, 100)));
        Assert.Equal((1, true, "枇杷 ×1，赠 桑葚 ×1"), (Assert.Single(rest).Sequence, rest[0].Gift, rest[0].Goods));
        Assert.All(list, r => Assert.EndsWith("*", r.MaskedName));
    }

    [Theory, OnEachDatabase]
    public async Task Deals_are_listed_for_a_community_and_for_their_leader(Database on)
    {
        await using var evening = await Evening.Open(on);
        var draft = await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor())));
        var closed = await evening.Opens(evening.LoquatsFor());
        await evening.CutsOff(closed);
        var open = await evening.Opens(evening.LoquatsFor());
        Assert.Equal([open.Id, closed.Id], await evening.Store.Read(db => ListDeals.Handle(db, new(evening.Village.Sunshine, null))));
        Assert.Empty(await evening.Store.Read(db => ListDeals.Handle(db, new(new(draft.Value), null))));
        Assert.Equal(3, (await evening.Store.Read(db => ListDeals.Handle(db, new(null, evening.Zhang.Person)))).Count);
    }

    [Theory, OnEachDatabase]
    public async Task Orders_of_one_instant_are_paged_without_losing_one(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 6);
        var (loquats, mulberries) = (await evening.Opens(evening.LoquatsFor()), await evening.Opens(evening.MulberriesFor()));
        foreach (var who in evening.Neighbours)
        {
            await evening.Joins(loquats, who);
            await evening.Joins(mulberries, who);
        }
        var seen = new List<Guid>();
        for (OrderId? before = null; ;)
        {
            var page = (await evening.Store.Read(db => ListOrders.Handle(db, evening.Village.Sealing, new(evening.Village.Wang, null, null, before, 5)))).Value;
            if (page.Count == 0) break;
            seen.AddRange(page.Select(o => o.OrderId));
            before = new(page[^1].OrderId);
        }
        Assert.Equal((12, 12), (seen.Count, seen.Distinct().Count()));
        Assert.Equal(2, (await Lists(evening, await evening.Village.See(evening.Li), evening.Li, null)).Value.Count);
        Assert.Equal(6, (await Lists(evening, evening.Zhang, null, loquats.Id)).Value.Count);
        Assert.Equal(Visitor.NotAllowed, (await Lists(evening, await evening.Village.See(evening.Lin), evening.Li, null)).Refusal);
        Assert.Equal(Deal.Missing, (await Lists(evening, await evening.Village.See(evening.Lin), null, loquats.Id)).Refusal);
        Assert.Equal(Visitor.NotAllowed, (await Lists(evening, evening.Zhang, null, null)).Refusal);
    }

    static Task<Outcome<IReadOnlyList<ShowOrder.Answer>>> Lists(Evening evening, Visitor by, PersonId? resident, DealId? deal) =>
        evening.Store.Read(db => ListOrders.Handle(db, evening.Village.Sealing, new(by, resident, deal, null, 100)));

    [Theory, OnEachDatabase]
    public async Task An_order_is_shown_to_its_resident_and_leader_and_to_nobody_else(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(), evening.MulberriesToTheFirst(1));
        var note = "请放门口\n谢谢 𠮷";
        var order = (await evening.Joins(evening.Wants(deal, evening.Li, 2, $"  {note} "))).OrderId;
        await evening.StartsPaying(evening.Li, order);
        var seen = (await Shows(evening, await evening.Village.See(evening.Li), order)).Value;
        Assert.Equal((note, "awaiting-payment", true, 11960L, null), (seen.Note, seen.State, seen.PaymentOpen, seen.AmountFen, seen.PickupCode));
        Assert.Equal(["枇杷", "桑葚"], seen.Lines.Select(l => l.Name));
        Assert.Equal(order, (await Shows(evening, evening.Zhang, order)).Value.OrderId);
        Assert.Equal(Order.Missing, (await Shows(evening, await evening.Village.See(evening.Lin), order)).Refusal);
        Assert.Equal(Order.Missing, (await Shows(evening, evening.Village.Wang, deal.Id.Value)).Refusal);
    }

    static Task<Outcome<ShowOrder.Answer>> Shows(Evening evening, Visitor by, Guid order) =>
        evening.Store.Read(db => ShowOrder.Handle(db, evening.Village.Sealing, new(by, new(order))));

    [Theory, OnEachDatabase]
    public async Task At_the_desk_an_order_is_found_by_name_tail_number_or_code(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(), evening.MulberriesToTheFirst(1));
        var li = await evening.JoinsAndPays(deal, evening.Li);
        await evening.JoinsAndPays(deal, evening.Lin, 2);
        await evening.Joins(deal, evening.Neighbours[2]);
        await evening.CutsOff(deal);
        var code = (await evening.See(li)).PickupCode!;
        var person = await evening.Store.Read(db => Task.FromResult(db.Set<Person>().Single(p => p.Id == evening.Li)));
        foreach (var words in new[] { code, "1", "0001", person.Phone(evening.Village.Sealing)[^4..], person.Name(evening.Village.Sealing), " " + code + " " })
            Assert.Contains(li, (await Finds(evening, evening.Zhang, deal.Id, words)).Value.Select(o => o.OrderId));
        Assert.Equal(2, (await Finds(evening, evening.Village.Wang, null, "")).Value.Count);
        foreach (var words in new[] { "00000000", "9999", "没有这个人", "123456", "123456789012" })
            Assert.DoesNotContain(li, (await Finds(evening, evening.Zhang, null, words)).Value.Select(o => o.OrderId));
        Assert.Equal(Visitor.NotAllowed, (await Finds(evening, await evening.Village.See(evening.Li), null, code)).Refusal);

        var lists = (await evening.Store.Read(db => PrintLists.Handle(db, evening.Village.Sealing, new(evening.Zhang, deal.Id)))).Value;
        Assert.Equal([("枇杷", 3), ("桑葚", 1)], lists.Products.Select(p => (p.Name, p.Pieces)));
        Assert.Equal([1, 2], lists.People.Select(p => p.Sequence));
        var watched = (await evening.Store.Read(db => WatchDeal.Handle(db, evening.Village.Sealing, new(evening.Zhang, deal.Id)))).Value;
        Assert.Equal((2, 2, 0, 2, 0, 1, 3 * 5980L), (watched.Orders, watched.Paid, watched.Awaiting, watched.ToHandOver, watched.HandedOver, watched.Lapsed, watched.PaidFen));
        Assert.Equal([("draft", "open", false), ("open", "cut-off", false)], watched.Steps.Select(s => (s.From, s.To, s.ByClock)));
    }

    static Task<Outcome<IReadOnlyList<ShowOrder.Answer>>> Finds(Evening evening, Visitor by, DealId? deal, string words) =>
        evening.Store.Read(db => FindAtDesk.Handle(db, evening.Village.Sealing, new(by, deal, words)));
}
