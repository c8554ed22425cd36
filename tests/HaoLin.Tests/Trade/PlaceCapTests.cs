// One deal for two communities: each pickup point takes as many pieces as 老张 said, whoever comes when; and a point that rests takes none.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace HaoLin.Tests.Trade;

public sealed class PlaceCapTests
{
    /// <summary>A deal at 3 号楼 of 阳光花园 and at the gate of 月亮湾, which 老张 leads too.</summary>
    static async Task<(OnSale Deal, PickupPointId Gate, Visitor Zhang)> Opens(Evening evening, int? here, int? there, params DraftDeal.OfferAsk[] more)
    {
        var village = evening.Village;
        var bay = await village.Do(work => OpenCommunity.Handle(work, new(village.Wang, "月亮湾", "湖滨路 2 号")));
        await village.Do(work => AppointLeader.Handle(work, village.Sealing, new(village.Wang, Village.ZhangsPhone, "老张", bay)));
        var zhang = await village.See(evening.Zhang.Person);
        var gate = await village.Do(work => AddPickupPoint.Handle(work, new(village.Wang, bay, "东门", "岗亭边", 16 * 60, 20 * 60)));
        var caps = new Dictionary<PickupPointId, int>();
        if (here is { } a) caps[evening.Point] = a;
        if (there is { } b) caps[gate] = b;
        var id = await village.Do(work => DraftDeal.Handle(work, evening.Asks([evening.LoquatsFor(), .. more]) with { By = zhang, Places = [evening.Point, gate], Caps = caps }));
        await village.Do(work => OpenDeal.Handle(work, new(zhang, id), TradeSettings.Default));
        return (await evening.Known(id), gate, zhang);
    }

    static Task<Outcome<RememberedAnswer>> Presses(Evening evening, OnSale deal, PersonId who, PickupPointId where, Intake? at = null, int pieces = 1) => evening.Presses(evening.Wants(deal, who, pieces) with { PickupPointId = where }, at: at);

    static async Task<IReadOnlyList<int?>> Left(Evening evening, OnSale deal, params PickupPointId[] points)
    {
        var shown = (await evening.Store.Read(db => ShowDeal.Handle(db, evening.Village.Sealing, deal.Id))).Value;
        return [.. points.Select(p => shown.PickupPoints.Single(s => s.Id == p.Value).Left)];
    }

    static Task<Outcome<Order>> Changes(Evening evening, OnSale deal, PersonId who, Guid order, PickupPointId where, int pieces = 1) =>
        evening.Store.Write(work => ChangeOrder.Handle(work, evening.Village.Sealing, new(who, new(order), [new(deal.Offers[0], pieces)], where, ""), evening.Settings));

    static Task<Outcome<Done>> Goes(Evening evening, PersonId who, Guid order, PickupPointId where) => evening.Store.Write(work => CollectElsewhere.Handle(work, new(who, new(order), where)));

    static Task<Outcome<Done>> Sets(Evening evening, Visitor by, OnSale deal, params (PickupPointId Point, int Cap)[] caps) =>
        evening.Store.Write(work => SetPlaceCaps.Handle(work, new(by, deal.Id, caps.ToDictionary(c => c.Point, c => c.Cap)), evening.Settings));

    static Task<Outcome<Done>> Rests(Evening evening, Visitor by, PickupPointId point, DateOnly? from, DateOnly? until, string? reason = "回老家") =>
        evening.Store.Write(work => RestPickupPoint.Handle(work, new(by, point, from, until, reason)));

    [Theory, OnEachDatabase]
    public async Task Twelve_at_once_at_two_points_for_three_and_four_are_seven(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 12);
        var (deal, gate, zhang) = await Opens(evening, 3, 4);
        // Two intakes, as two nodes would have.
        using var second = new Intake(evening.Store, evening.Settings, evening.Village.Sealing, NullLogger<Intake>.Instance);
        await second.StartAsync(default);
        var answers = await Village.AtOnce(12, n => Presses(evening, deal, evening.Neighbours[n], n % 2 == 0 ? evening.Point : gate, n % 3 == 0 ? second : evening.Intake));
        Assert.Equal((7, 5), (answers.Count(a => a.Value.Status == 201), answers.Count(a => a.Value.Body.Contains(JoinDeal.PlaceFull.Code, StringComparison.Ordinal))));
        Assert.Equal([0, 0], await Left(evening, deal, evening.Point, gate));
        Assert.Equal((3, 4), await evening.Store.Read(async db => (await db.Set<Order>().CountAsync(o => o.PickupPointId == evening.Point), await db.Set<Order>().CountAsync(o => o.PickupPointId == gate))));
        await evening.NothingIsBroken();
        // The control: without caps the same twelve all get in.
        Assert.Null((await Sets(evening, zhang, deal)).Refusal);
        answers = await Village.AtOnce(12, n => Presses(evening, deal, evening.Neighbours[n], n % 2 == 0 ? evening.Point : gate, n % 3 == 0 ? second : evening.Intake));
        Assert.Equal(12, answers.Count(a => a.Value.Status == 201));
        await second.StopAsync(default);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Whoever_leaves_or_moves_gives_the_pieces_up_and_a_cap_counts_those_who_are_there(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (deal, gate, zhang) = await Opens(evening, null, 3, evening.MulberriesToTheFirst(9));
        var (li, lin) = (await evening.Joins(deal, evening.Li), await evening.Joins(evening.Wants(deal, evening.Lin, 3) with { PickupPointId = gate }));
        // Gifts are not counted.
        Assert.Equal([null, 0], await Left(evening, deal, evening.Point, gate));
        Assert.Equal(JoinDeal.PlaceFull, (await Changes(evening, deal, evening.Li, li.OrderId, gate)).Refusal);
        Assert.Equal(JoinDeal.PlaceFull, (await Goes(evening, evening.Li, li.OrderId, gate)).Refusal);
        // A full point refuses nobody who is there already, but not a piece more.
        Assert.Equal(JoinDeal.PlaceFull, (await Changes(evening, deal, evening.Lin, lin.OrderId, gate, 4)).Refusal);
        Assert.Null((await Changes(evening, deal, evening.Lin, lin.OrderId, gate, 2)).Refusal);
        Assert.Equal([null, 1], await Left(evening, deal, evening.Point, gate));
        Assert.Null((await Goes(evening, evening.Lin, lin.OrderId, evening.Point)).Refusal);
        Assert.Equal([null, 3], await Left(evening, deal, evening.Point, gate));
        Assert.Equal(SetPlaceCaps.Below, (await Sets(evening, zhang, deal, (evening.Point, 2))).Refusal);
        Assert.Equal(SetPlaceCaps.BadCap.With("caps"), (await Sets(evening, zhang, deal, (evening.Point, 0))).Refusal);
        Assert.Equal(SetPlaceCaps.BadCap.With("caps"), (await Sets(evening, zhang, deal, (new(Guid.CreateVersion7()), 5))).Refusal);
        Assert.Equal(Deal.Missing, (await Sets(evening, new(evening.Li, [], false), deal, (gate, 5))).Refusal);
        Assert.Null((await Sets(evening, zhang, deal, (evening.Point, 3), (gate, 1))).Refusal);
        Assert.Equal([0, 1], await Left(evening, deal, evening.Point, gate));
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Lin, new(lin.OrderId)), evening.Settings));
        Assert.Equal([2, 1], await Left(evening, deal, evening.Point, gate));
        await evening.Village.Pass(Evening.Hold + TimeSpan.FromSeconds(1));
        await evening.Lapses();
        Assert.Equal([3, 1], await Left(evening, deal, evening.Point, gate));
        // What a leader writes down for neighbours counts too.
        await evening.Village.Do(work => JoinForNeighbours.Handle(work, evening.Village.Sealing, new(zhang, deal.Id, gate, [new(1, "王姐", null, [new(deal.Offers[0], 1)], "")], true)));
        Assert.Contains(JoinDeal.PlaceFull.Code, (await Presses(evening, deal, evening.Li, gate)).Value.Body);
        Assert.Equal(SetPlaceCaps.BadCap.With("caps"), await evening.Village.Refused(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor()) with { Caps = new Dictionary<PickupPointId, int> { [gate] = 3 } })));
        var copy = await evening.Village.Do(work => CopyDeal.Handle(work, new(zhang, deal.Id)));
        Assert.Equal([(1, 0), (3, 0)], (await evening.Store.Read(db => db.Set<DealPlace>().Where(p => p.DealId == copy).ToListAsync())).Select(p => (p.Cap ?? 0, p.Taken)).Order());
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_part_that_went_back_is_counted_nowhere_and_who_waits_for_room_is_next(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (deal, gate, zhang) = await Opens(evening, 3, 3);
        var li = await evening.JoinsAndPays(deal, evening.Li, 3);
        Assert.Contains(JoinDeal.PlaceFull.Code, (await Presses(evening, deal, evening.Lin, evening.Point, pieces: 2)).Value.Body);
        Assert.Equal(1, (await evening.Waits(deal, evening.Lin, 2)).Position);
        await evening.Village.Do(work => RefundOrder.Handle(work, new(zhang, new(li), "少发一盒", [new(deal.Offers[0], 1)]), evening.Settings));
        Assert.Equal([1, 3], await Left(evening, deal, evening.Point, gate));
        // She takes two pieces along, not three; then there is room for 小林.
        Assert.Null((await Changes(evening, deal, evening.Li, li, gate, 3)).Refusal);
        Assert.Equal([1, 1], await Left(evening, deal, evening.Point, gate));
        await evening.NothingIsBroken();
        Assert.Contains("promoted", await evening.KindsTo(evening.Lin), StringComparison.Ordinal);
        Assert.Null((await Goes(evening, evening.Li, li, gate)).Refusal);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_point_that_rests_takes_no_new_orders_and_who_would_collect_there_moves_with_one_tap(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (deal, gate, zhang) = await Opens(evening, null, 2);
        var (li, lin, wang) = (await evening.JoinsAndPays(deal, evening.Li), await evening.Joins(evening.Wants(deal, evening.Lin) with { PickupPointId = gate }), await evening.JoinsAndPays(deal, evening.Neighbours[2]));
        var day = new DateOnly(2026, 4, 19);
        Assert.Equal(ChangePickupPoint.Unknown, (await Rests(evening, new(evening.Li, [], false), evening.Point, day, day)).Refusal);
        foreach (var (from, until) in new (DateOnly?, DateOnly?)[] { (day, day.AddDays(-1)), (day.AddDays(-9), day.AddDays(-8)), (day, day.AddDays(90)), (day, null), (DateOnly.MinValue, DateOnly.MaxValue) })
            Assert.Equal(RestPickupPoint.BadDays.With("until"), (await Rests(evening, zhang, evening.Point, from, until)).Refusal);
        Assert.Equal("text.missing", (await Rests(evening, zhang, evening.Point, day, day, " ")).Refusal!.Code);
        // The day after is none of this deal's.
        Assert.Null((await Rests(evening, zhang, evening.Point, day.AddDays(1), day.AddDays(3))).Refusal);
        await evening.NewsGoesRound();
        Assert.DoesNotContain(await evening.MessagesTo(evening.Li), m => m.Kind == "point-rests");

        Assert.Null((await Rests(evening, zhang, evening.Point, day, day.AddDays(3))).Refusal);
        await evening.NewsGoesRound();
        Assert.Contains(JoinDeal.PlaceRests.Code, (await Presses(evening, deal, evening.Neighbours[3], evening.Point)).Value.Body);
        Assert.Equal(JoinDeal.PlaceRests, (await Goes(evening, evening.Lin, lin.OrderId, evening.Point)).Refusal);
        var told = Assert.Single(await evening.MessagesTo(evening.Li), m => m.Kind == "point-rests");
        Assert.Equal($"/orders/{li}", told.Link);
        Assert.Contains("「3 号楼」歇业到 4月22日：回老家", told.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(await evening.MessagesTo(evening.Lin), m => m.Kind == "point-rests");
        // Who is there still changes everything else.
        Assert.Null((await Changes(evening, deal, evening.Li, li, evening.Point)).Refusal);
        var shown = (await evening.Store.Read(db => ShowOrder.Handle(db, evening.Village.Sealing, new(new(evening.Li, [], false), new(li))))).Value;
        Assert.Equal([gate.Value], shown.Elsewhere!.Others.Select(o => o.PickupPointId));
        await evening.CutsOff(deal);
        Assert.Equal(JoinDeal.PlaceMissing, (await Goes(evening, evening.Neighbours[2], wang, new(Guid.CreateVersion7()))).Refusal);
        Assert.Equal(Order.Missing, (await Goes(evening, evening.Lin, li, gate)).Refusal);
        Assert.Null((await Goes(evening, evening.Li, li, gate)).Refusal);
        // The sorting is done for whoever's point is open.
        Assert.Equal(CollectElsewhere.TooLate, (await Goes(evening, evening.Li, li, evening.Point)).Refusal);
        Assert.Null((await Goes(evening, evening.Neighbours[2], wang, gate)).Refusal);
        Assert.Equal([null, 0], await Left(evening, deal, evening.Point, gate));
        Assert.Null((await Rests(evening, zhang, evening.Point, null, null)).Refusal);
        Assert.Null((await evening.Store.Read(db => ShowDeal.Handle(db, evening.Village.Sealing, deal.Id))).Value.PickupPoints.Single(p => p.Id == evening.Point.Value).Rest);
        await evening.HandsOver(li);
        Assert.Equal(CollectElsewhere.NotWaiting, (await Goes(evening, evening.Li, li, evening.Point)).Refusal);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_pickup_that_moves_onto_the_rest_tells_them_too(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (deal, gate, zhang) = await Opens(evening, null, null);
        await evening.JoinsAndPays(deal, evening.Li);
        Assert.Null((await Rests(evening, zhang, evening.Point, new(2026, 4, 20), new(2026, 4, 20))).Refusal);
        await evening.NewsGoesRound();
        await evening.Village.Do(work => MoveTimes.Handle(work, new(zhang, deal.Id, null, new(2026, 4, 20), Village.FirstEvening.AddHours(44.5), Village.FirstEvening.AddHours(48.5), "下雨")));
        await evening.NewsGoesRound();
        Assert.Single(await evening.MessagesTo(evening.Li), m => m.Kind == "point-rests");
        Assert.Contains(JoinDeal.PlaceRests.Code, (await Presses(evening, deal, evening.Lin, evening.Point)).Value.Body);
        Assert.Equal(201, (await Presses(evening, deal, evening.Lin, gate)).Value.Status);
    }
}
