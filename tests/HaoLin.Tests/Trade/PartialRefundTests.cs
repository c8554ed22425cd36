// Some boxes, or some money, go back and the order goes on: the shelf, the lists, the books and the neighbour all know it.
using HaoLin.Kernel;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class PartialRefundTests
{
    static Task<Outcome<RefundOrder.Answer>> Tries(Evening evening, Guid order, string reason, params RefundOrder.Line[] lines) =>
        evening.Store.Write(work => RefundOrder.Handle(work, new(evening.Zhang, new(order), reason, lines), evening.Settings));

    static async Task<RefundOrder.Answer> Refunds(Evening evening, Guid order, string reason, params RefundOrder.Line[] lines) => (await Tries(evening, order, reason, lines)).Value;

    static async Task<ShowOrder.Answer> Shown(Evening evening, Guid order) =>
        (await evening.Store.Read(db => ShowOrder.Handle(db, evening.Village.Sealing, new(evening.Village.Wang, new(order))))).Value;

    [Theory, OnEachDatabase]
    public async Task A_box_that_goes_back_while_the_deal_is_open_is_for_who_waits(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 2, perPerson: 2), evening.MulberriesToTheFirst(1));
        var order = await evening.JoinsAndPays(deal, evening.Li, 2);
        await evening.Waits(deal, evening.Lin);
        Assert.Equal(new(5980), (await Refunds(evening, order, "有一盒熟过头了", new RefundOrder.Line(deal.Offers[0], 1))).Amount);
        var promoted = await evening.Store.Read(db => db.Set<WaitlistEntry>().SingleAsync());
        Assert.NotNull(promoted.PromotedAt);
        Assert.Equal((2, 1), ((await evening.SeeOffer(deal)).Taken, (await evening.SeeOffer(deal, 1)).Taken));
        var after = await evening.See(order);
        Assert.Equal(("paid", 5980, 1), (after.State, after.Left.Fen, after.Lines.Single(l => l.OfferId == deal.Offers[0]).Left));
        await evening.NothingIsBroken();
        Assert.Contains((await evening.MessagesTo(evening.Li)), m => m.Text == "给您退 ¥59.80：有一盒熟过头了。正在原路退回");
        // What is left is cancelled by its neighbour: exactly the rest goes back, and so does the gift.
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Li, new(order)), evening.Settings));
        Assert.Equal([5980L, 5980L], (await evening.Store.Read(db => db.Set<Refund>().ToListAsync())).Select(r => r.Amount.Fen));
        Assert.Equal((1, -2 * 5980L), ((await evening.SeeOffer(deal)).Taken, (await evening.Balances())[Account.RefundsDue]));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Who_gave_a_box_back_may_have_another_within_the_limit(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(perPerson: 2));
        var order = await evening.JoinsAndPays(deal, evening.Li, 2);
        Assert.Contains(JoinDeal.LimitReached.Code, (await evening.Presses(evening.Wants(deal, evening.Li))).Value.Body);
        await Refunds(evening, order, "少送一盒", new RefundOrder.Line(deal.Offers[0], 1));
        await evening.Joins(deal, evening.Li);
        Assert.Contains(JoinDeal.LimitReached.Code, (await evening.Presses(evening.Wants(deal, evening.Li))).Value.Body);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task After_the_cut_off_the_lists_and_the_desk_hand_over_what_is_left(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 9), evening.MulberriesFor());
        var joined = await evening.Joins(new JoinDeal.Ask(deal.Id, evening.Li, [new(deal.Offers[0], 2), new(deal.Offers[1], 1)], evening.Point, ""));
        await evening.Pays(evening.Li, joined.OrderId);
        await evening.CutsOff(deal);
        await Refunds(evening, joined.OrderId, "到货少一盒", new RefundOrder.Line(deal.Offers[0], 1), new RefundOrder.Line(deal.Offers[1], 1));
        Assert.Equal(2, (await evening.SeeOffer(deal)).Taken);
        var lists = (await evening.Store.Read(db => PrintLists.Handle(db, evening.Village.Sealing, new(evening.Zhang, deal.Id)))).Value;
        Assert.Equal([1, 0], lists.Products.Select(p => p.Pieces));
        Assert.Equal("枇杷 ×1", lists.People.Single().Goods);
        var handed = await evening.HandsOver(joined.OrderId);
        Assert.Equal([("枇杷", 1)], handed.Lines);
        Assert.Equal((0, -5980L), ((await evening.Balances())[Account.PrepaidOrders], (await evening.Balances())[Account.BrandRevenue]));
        await evening.NothingIsBroken();
        // At home another thing is found; it comes out of what was earned, and the hand-over may still be taken back.
        await Refunds(evening, joined.OrderId, "有两颗坏的", new RefundOrder.Line(deal.Offers[0], 0, new(500)));
        Assert.Equal(-5480, (await evening.Balances())[Account.BrandRevenue]);
        Assert.Equal("handed-over", (await evening.See(joined.OrderId)).State);
        await evening.Village.Do(work => UndoHandOver.Handle(work, new(evening.Zhang, new(joined.OrderId))));
        Assert.Equal((-5480L, 0), ((await evening.Balances())[Account.PrepaidOrders], (await evening.Balances())[Account.BrandRevenue]));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task The_neighbour_sees_each_refund_on_its_way_and_the_channel_hears_of_them_a_minute_apart(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = await evening.JoinsAndPays(deal, evening.Li, 3);
        await evening.CutsOff(deal);
        var first = await Refunds(evening, order, "压坏一盒", new RefundOrder.Line(deal.Offers[0], 1));
        await evening.Village.Pass(TimeSpan.FromSeconds(1));
        var second = await Refunds(evening, order, "不够甜", new RefundOrder.Line(deal.Offers[0], 0, new(300)));
        Assert.Equal([("asked", "不够甜", 300L), ("asked", "压坏一盒", 5980L)], (await Shown(evening, order)).Refunds.Select(r => (r.State, r.Reason, r.AmountFen)));
        await evening.PursuesRefunds();
        Assert.Equal([first.RefundId.OutRefundNo], evening.Gateway.RefundsAskedFor);
        Assert.Equal([("asked", 300L), ("accepted", 5980L)], (await Shown(evening, order)).Refunds.Select(r => (r.State, r.AmountFen)));
        await evening.Village.Pass(PursueRefunds.Apart - TimeSpan.FromSeconds(1));
        await evening.PursuesRefunds();
        Assert.Single(evening.Gateway.RefundsAskedFor);
        await evening.Village.Pass(TimeSpan.FromSeconds(1));
        await evening.PursuesRefunds();
        Assert.Equal(2, evening.Gateway.RefundsAskedFor.Count);
        evening.Gateway.PaysBack(first.RefundId);
        evening.Gateway.PaysBack(second.RefundId);
        await evening.Village.Pass(TimeSpan.FromHours(1));
        await evening.PursuesRefunds();
        var shown = await Shown(evening, order);
        Assert.Equal(("paid", 6280L, 2), (shown.State, shown.RefundedFen, shown.Lines.Single().Left));
        Assert.All(shown.Refunds, r => Assert.Equal("paid", r.State));
        Assert.Equal(0, (await evening.Balances())[Account.RefundsDue]);
        await evening.NewsGoesRound();
        Assert.Equal("cut-off deal-opened joined paid refunded refunded refunding refunding", await evening.KindsTo(evening.Li));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Eight_hands_refunding_parts_at_once_never_give_more_than_was_paid(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = await evening.JoinsAndPays(deal, evening.Li, 3);
        await evening.CutsOff(deal);
        var answers = await Village.AtOnce(8, n => Tries(evening, order, "坏果", new RefundOrder.Line(deal.Offers[0], n % 2 == 0 ? 1 : 0, n % 2 == 0 ? null : new(2500))));
        Assert.All(answers.Where(a => a.Refused), a => Assert.Contains(a.Refusal!.Code, new[] { RefundOrder.TooMuch.Code, RefundOrder.TooManyPieces.Code, RefundOrder.Already.Code, RefundOrder.Nothing.Code }));
        var after = await evening.See(order);
        Assert.InRange(after.Refunded.Fen, 1, 3 * 5980);
        Assert.Equal(after.Refunded.Fen, answers.Where(a => !a.Refused).Sum(a => a.Value.Amount.Fen));
        await evening.NothingIsBroken();
        if (after.RefundAskedAt is null) await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Village.Wang, new(order), "都退了吧"), evening.Settings));
        Assert.Equal((0, "refunding"), ((await evening.See(order)).Left.Fen, (await evening.See(order)).State));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_deal_called_off_pays_back_what_is_left_of_each_order(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 5));
        var order = await evening.JoinsAndPays(deal, evening.Li, 2);
        await Refunds(evening, order, "不够甜", new RefundOrder.Line(deal.Offers[0], 0, new(980)));
        await evening.Village.Do(work => CancelDeal.Handle(work, new(evening.Zhang, deal.Id, "下雨"), evening.Settings));
        Assert.Equal([980L, 2 * 5980 - 980], (await evening.Store.Read(db => db.Set<Refund>().ToListAsync())).Select(r => r.Amount.Fen).Order());
        Assert.Equal(0, (await evening.SeeOffer(deal)).Taken);
        await evening.NothingIsBroken();
    }
}
