// 老张 brings it to the door for five yuan: chosen by whoever wants it, for as many as he can carry to, his whole, back with an order that is called off; and the door is nobody else's to read.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class DeliveryTests
{
    const long Fee = 500;

    /// <summary>Loquats without commission, so that what the leader earns is the way alone.</summary>
    static async Task<OnSale> Opens(Evening evening, int? limit)
    {
        var id = await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor()) with { Delivery = new(new(Fee), "1–12 号楼", limit) }, new TradeSettings(Evening.Hold) { CommissionPoints = 0 }));
        await evening.Village.Do(work => OpenDeal.Handle(work, new(evening.Zhang, id), TradeSettings.Default));
        return await evening.Known(id);
    }

    static JoinDeal.Ask Brought(Evening evening, OnSale deal, PersonId who, int quantity = 1) => new(deal.Id, who, [new(deal.Offers[0], quantity), new(deal.Offers[1], 1)], evening.Point, "");

    static Task<Outcome<Done>> Says(Evening evening, PersonId who, Guid order, string door) => evening.Store.Write(work => SayDoor.Handle(work, evening.Village.Sealing, new(who, new(order), door)));

    static async Task<ShowOrder.Answer> Shown(Evening evening, PersonId who, Guid order) => (await evening.Store.Read(db => ShowOrder.Handle(db, evening.Village.Sealing, new(new(who, [], false), new(order))))).Value;

    static async Task<Guid> JoinsPaysAndSays(Evening evening, OnSale deal, PersonId who, string door)
    {
        var order = (await evening.Joins(Brought(evening, deal, who))).OrderId;
        await evening.Pays(who, order);
        Assert.Null((await Says(evening, who, order, door)).Refusal);
        return order;
    }

    [Theory, OnEachDatabase]
    public async Task Whoever_wants_it_brought_pays_the_fee_and_says_the_door_and_the_lists_know(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await Opens(evening, limit: 2);
        var shown = (await evening.Store.Read(db => ShowDeal.Handle(db, evening.Village.Sealing, deal.Id))).Value;
        Assert.Equal(("枇杷", (Fee, "1–12 号楼", 2)), (Assert.Single(shown.Offers).Name, (shown.Delivery!.FeeFen, shown.Delivery.Area, shown.Delivery.Left)));

        Assert.Contains(JoinDeal.NoLines.Code, (await evening.Presses(new(deal.Id, evening.Li, [new(deal.Offers[1], 1)], evening.Point, ""))).Refusal?.Code);
        Assert.Contains(JoinDeal.BadQuantity.Code, (await evening.Presses(new(deal.Id, evening.Li, [new(deal.Offers[0], 1), new(deal.Offers[1], 2)], evening.Point, ""))).Refusal?.Code);
        var li = await evening.Joins(Brought(evening, deal, evening.Li, 2));
        Assert.Equal(2 * 5980 + Fee, li.AmountFen);
        var collects = await evening.JoinsAndPays(deal, evening.Neighbours[2]);
        Assert.Equal("", (await Shown(evening, evening.Li, li.OrderId)).Door);
        Assert.Null((await Shown(evening, evening.Neighbours[2], collects)).Door);
        Assert.Equal(SayDoor.Blank.With("door"), (await Says(evening, evening.Li, li.OrderId, "  ")).Refusal);
        Assert.Equal("text.too-long", (await Says(evening, evening.Li, li.OrderId, new string('栋', 61))).Refusal!.Code);
        Assert.Equal(Order.Missing, (await Says(evening, evening.Lin, li.OrderId, "5 栋 302")).Refusal);
        Assert.Equal(SayDoor.NotWanted, (await Says(evening, evening.Neighbours[2], collects, "5 栋 302")).Refusal);
        await evening.Pays(evening.Li, li.OrderId);
        await Says(evening, evening.Li, li.OrderId, "5 栋 301");
        Assert.Null((await Says(evening, evening.Li, li.OrderId, "5 栋 302")).Refusal);
        var lin = await JoinsPaysAndSays(evening, deal, evening.Lin, "2 栋 101");
        Assert.Contains(JoinDeal.DeliveryFull.Code, (await evening.Presses(Brought(evening, deal, evening.Neighbours[3]))).Value.Body);

        // The list that everybody reads says nothing of it; what is printed for the leader does, and no box more is packed.
        Assert.DoesNotContain(await evening.Store.Read(db => ShowSequence.Handle(db, evening.Village.Sealing, new(deal.Id, null, 10))), r => r.Goods.Contains("送货", StringComparison.Ordinal));
        await evening.CutsOff(deal);
        var lists = (await evening.Store.Read(db => PrintLists.Handle(db, evening.Village.Sealing, new(evening.Zhang, deal.Id)))).Value;
        Assert.Equal([(1, "5 栋 302"), (2, null), (3, "2 栋 101")], lists.People.Select(p => (p.Sequence, p.Door)));
        Assert.Equal(("枇杷", 4), (Assert.Single(lists.Products).Name, lists.Products[0].Pieces));
        var packed = (await evening.Store.Read(db => PackDesk.Handle(db, evening.Village.Sealing, new(evening.Zhang), evening.Now))).Value;
        Assert.Equal(["5 栋 302", null, "2 栋 101"], packed.Deals[0].Orders.Select(o => o.Door));
        Assert.Equal("5 栋 302", (await evening.Store.Read(db => FindAtDesk.Handle(db, evening.Village.Sealing, new(evening.Zhang, null, "")))).Value.Single(o => o.OrderId == li.OrderId).Door);
        await evening.HandsOver(lin);
        Assert.Equal(SayDoor.NotWanted, (await Says(evening, evening.Lin, lin, "换一户")).Refusal);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task The_fee_is_the_leaders_and_goes_back_with_what_is_called_off_before_it_was_brought(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await Opens(evening, limit: 3);
        var (li, lin, third) = (await JoinsPaysAndSays(evening, deal, evening.Li, "5 栋 302"), await JoinsPaysAndSays(evening, deal, evening.Lin, "2 栋 101"), await JoinsPaysAndSays(evening, deal, evening.Neighbours[2], "9 栋 1"));
        Assert.Equal(3 * Fee, -(await evening.Balances())[Account.CommissionExpected]);
        // She cancels before the cut-off, and the place goes to the next.
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Li, new(li)), evening.Settings));
        Assert.Equal(1, (await evening.Store.Read(db => ShowDeal.Handle(db, evening.Village.Sealing, deal.Id))).Value.Delivery!.Left);
        await evening.CutsOff(deal);
        // All the goods of one go back: there is nothing to bring.
        var whole = await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Zhang, new(lin), "压坏了", [new(deal.Offers[0], 1)]), evening.Settings));
        Assert.Equal((new(5980 + Fee), true), (whole.Amount, whole.Whole));
        // What was brought was brought, whatever the goods were like.
        await evening.HandsOver(third);
        var goods = await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Zhang, new(third), "不甜", [new(deal.Offers[0], 1)]), evening.Settings));
        Assert.Equal((new(5980), false), (goods.Amount, goods.Whole));
        await evening.PursuesRefunds();
        await evening.NothingIsBroken();
        Assert.Equal(Fee, -(await evening.Balances())[Account.CommissionExpected]);
        var earned = (await evening.Store.Read(db => ShowDealEarnings.Handle(db, evening.Village.Sealing, evening.Settings, new(evening.Zhang, deal.Id)))).Value;
        Assert.Equal([0, 0, Fee], earned.Orders.Select(o => o.DeliveryFen));
        Assert.Equal(Fee, earned.Sums.CommissionFen);
    }

    [Theory, OnEachDatabase]
    public async Task Twelve_who_want_it_at_once_and_three_that_he_can_carry_to(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 12);
        var (few, any) = (await Opens(evening, limit: 3), await Opens(evening, limit: null));
        async Task<int> Race(OnSale deal) => (await Village.AtOnce(12, n => evening.Presses(Brought(evening, deal, evening.Neighbours[n])))).Count(a => a.Value.Status == 201);
        Assert.Equal(3, await Race(few));
        // The control: without the limit the same twelve all get it.
        Assert.Equal(12, await Race(any));
        Assert.Equal((3, 3), ((await evening.SeeOffer(few)).Taken, (await evening.SeeOffer(few, 1)).Taken));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task The_door_is_sealed_goes_along_with_the_copy_of_a_deal_not_and_with_the_account_it_is_destroyed(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await Opens(evening, limit: 3);
        await evening.Village.Do(work => SetPickupSlots.Handle(work, new(evening.Zhang, deal.Id, SetPickupSlots.Even(Village.FirstEvening.AddHours(20.5), Village.FirstEvening.AddHours(24.5), [evening.Point], TimeSpan.FromHours(1), 9))));
        var li = await evening.Village.Resident(Village.LisPhone, "李阿姨");
        var order = await JoinsPaysAndSays(evening, deal, li.Person, "5 栋 302");
        var kept = await evening.Store.Read(db => db.Set<Door>().SingleAsync());
        Assert.DoesNotContain("302", System.Text.Encoding.UTF8.GetString(kept.DoorSealed), StringComparison.Ordinal);
        Assert.Equal("5 栋 302", (await ExportMyself.Handle(evening.Store, evening.Village.Sealing, new(li))).Value.Orders.Single().Door);
        await evening.CutsOff(deal);
        await evening.HandsOver(order);
        await evening.NewsGoesRound();
        await evening.Village.Do(work => EraseMyself.Handle(work, evening.Village.Sealing, evening.Village.Revocations, new(li, true)));
        Assert.Equal(0, await evening.Store.Read(db => db.Set<Door>().CountAsync()));
        var copy = await evening.Village.Do(work => CopyDeal.Handle(work, new(evening.Zhang, deal.Id)));
        var offers = await evening.Store.Read(db => db.Set<Offer>().Where(o => o.DealId == copy).OrderBy(o => o.Position).ToListAsync());
        Assert.Equal([(false, 0), (true, Offer.WholePoints)], offers.Select(o => (o.IsDelivery, o.IsDelivery ? o.CommissionPoints : 0)));
        Assert.Equal([9, 9, 9, 9], (await evening.Store.Read(db => SlotView.Of(db, copy))).Select(s => s.Left));
        await evening.NothingIsBroken();
    }

    [Fact]
    public void What_a_leader_offers_has_an_area_a_bearable_fee_and_no_coupon_pays_it()
    {
        var now = Village.FirstEvening;
        var leader = new Visitor(new(Guid.CreateVersion7()), [new(Guid.CreateVersion7())], false);
        DraftDeal.Ask Asks(long fee, int? limit) => new(leader, null, "枇杷", "", now.AddHours(1), new(2026, 4, 19), now.AddHours(20), now.AddHours(22), [new(new(Guid.CreateVersion7()), new(100), null, null, null)], [new(Guid.CreateVersion7())], Delivery: new(new(fee), "1 号楼", limit));
        Refusal? Try(long fee, int? limit = null) => DraftDeal.Decide(Asks(fee, limit), null, leader.Leads.ToList(), 1, now);
        Assert.Null(Try(0));
        Assert.Null(Try(10_000, 999));
        Assert.Equal(DraftDeal.BadNumbers.With("delivery.fee"), Try(-1));
        Assert.Equal(DraftDeal.BadNumbers.With("delivery.fee"), Try(10_001));
        Assert.Equal(DraftDeal.BadNumbers.With("delivery.limit"), Try(500, 0));

        var (goods, way) = (new OfferId(Guid.CreateVersion7()), new OfferId(Guid.CreateVersion7()));
        var order = new Order { Id = new(Guid.CreateVersion7()), DealId = new(Guid.CreateVersion7()), PersonId = leader.Person, PickupPointId = default, Sequence = 1, Amount = new(600), PlacedAt = now, HoldUntil = now };
        order.Lines.AddRange([new() { OrderId = order.Id, OfferId = goods, Quantity = 1, Price = new(100) }, new() { OrderId = order.Id, OfferId = way, Quantity = 1, Price = new(Fee) }]);
        var campaign = new Campaign { Id = new(Guid.CreateVersion7()), Name = "", Who = Campaign.Claimed, Amount = new(50), ValidFrom = now, ValidUntil = now, Budget = new(50), Number = 1, PerPerson = 1, StartedBy = leader.Person, StartedAt = now };
        Assert.Equal([goods], campaign.Counts(order, new Dictionary<OfferId, HaoLin.Goods.ProductId> { [goods] = new(Guid.CreateVersion7()) }, default).Select(l => l.OfferId));
    }
}
