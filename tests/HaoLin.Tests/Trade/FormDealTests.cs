// A deal that needs so many paid orders: it happens, waits for who is paying, or is called off with everybody's money going back and one message each.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;
using static HaoLin.Tests.Cast.OnPaper;

namespace HaoLin.Tests.Trade;

public sealed class FormDealTests
{
    static Deal Needing(int? least, DealState state = DealState.CutOff)
    {
        var deal = ADeal(state);
        deal.MinimumOrders = least;
        return deal;
    }

    [Theory]
    [InlineData(3, 3, 0, FormDeal.Verdict.Forms), InlineData(3, 3, 2, FormDeal.Verdict.Forms), InlineData(3, 2, 1, FormDeal.Verdict.Wait), InlineData(3, 2, 0, FormDeal.Verdict.Fails), InlineData(1, 0, 0, FormDeal.Verdict.Fails)]
    public void Only_paid_orders_count_and_who_is_paying_is_waited_for(int least, int paid, int paying, FormDeal.Verdict verdict) =>
        Assert.Equal(verdict, FormDeal.Decide(Needing(least), paid, paying, someCollected: false));

    [Fact]
    public void It_is_asked_once_and_only_of_a_cut_off_deal_that_needs_orders()
    {
        Assert.Equal(FormDeal.Verdict.NotAsked, FormDeal.Decide(Needing(null), 0, 0, false));
        foreach (var state in Enum.GetValues<DealState>().Where(s => s != DealState.CutOff)) Assert.Equal(FormDeal.Verdict.NotAsked, FormDeal.Decide(Needing(3, state), 0, 0, false));
        var formed = Needing(3);
        formed.FormedAt = NineTonight;
        Assert.Equal(FormDeal.Verdict.NotAsked, FormDeal.Decide(formed, 0, 0, false));
        Assert.Equal(FormDeal.Verdict.Forms, FormDeal.Decide(Needing(3), 1, 0, someCollected: true));
    }

    [Theory, OnEachDatabase]
    public async Task With_too_few_everybodys_money_goes_back_and_each_reads_one_message(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 4);
        var deal = await Opens(evening, 3, evening.LoquatsFor(limit: 3));
        Assert.Equal(3, await ToGo(evening, deal));
        var paid = await evening.JoinsAndPays(deal, evening.Li);
        await evening.JoinsAndPays(deal, evening.Lin);
        var unpaid = await evening.Joins(deal, evening.Neighbours[2]);
        await evening.Waits(deal, evening.Neighbours[3]);
        Assert.Equal(1, await ToGo(evening, deal));
        await evening.NewsGoesRound();
        await evening.Village.Pass(TimeSpan.FromMinutes(90));
        await CutOffDeal.Sweep(evening.Store, evening.Settings);

        Assert.Equal(DealState.Cancelled, (await evening.SeeDeal(deal)).State);
        Assert.Equal(("refunding", "lapsed", 0), ((await evening.See(paid)).State, (await evening.See(unpaid.OrderId)).State, (await evening.SeeOffer(deal)).Taken));
        var steps = await evening.Store.Read(db => db.Set<DealStep>().OrderBy(s => s.Number).ToListAsync());
        Assert.Equal([("open", "cut-off", ""), ("cut-off", "cancelled", "")], steps.Skip(1).Select(s => (s.FromState, s.ToState, s.By?.ToString() ?? "")));
        Assert.Equal(FormDeal.TooFew, steps[^1].Reason);
        await evening.PursuesRefunds();
        foreach (var refund in await evening.Store.Read(db => db.Set<Refund>().Select(r => r.Id).ToListAsync())) evening.Gateway.PaysBack(refund);
        await evening.Village.Pass(TimeSpan.FromHours(1));
        await evening.PursuesRefunds();
        await evening.NewsGoesRound();
        Assert.Equal("deal-failed deal-opened joined paid refunded", await evening.KindsTo(evening.Li));
        Assert.Equal("deal-failed deal-opened joined", await evening.KindsTo(evening.Neighbours[2]));
        Assert.Equal("deal-failed deal-opened", await evening.KindsTo(evening.Neighbours[3]));
        var told = (await evening.MessagesTo(evening.Zhang.Person)).Single(m => m.Kind == "deal-failed");
        Assert.Contains("要 3 单，付了款的只有 2 单", told.Text);
        Assert.Equal("refunded", (await evening.See(paid)).State);
        Assert.Equal(0, (await evening.Balances()).GetValueOrDefault("gateway-clearing"));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task With_enough_it_happens_and_a_later_refund_undoes_nothing(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await Opens(evening, 2, evening.LoquatsFor());
        var first = await evening.JoinsAndPays(deal, evening.Li);
        await evening.JoinsAndPays(deal, evening.Lin);
        await evening.CutsOff(deal);
        Assert.NotNull((await evening.SeeDeal(deal)).FormedAt);
        await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Zhang, new(first), "坏果"), evening.Settings));
        await FormDeal.Sweep(evening.Store, evening.Settings);
        Assert.Equal((DealState.CutOff, 0), ((await evening.SeeDeal(deal)).State, await ToGo(evening, deal)));
        await evening.NewsGoesRound();
        Assert.Contains("cut-off", await evening.KindsTo(evening.Lin));
        await evening.NothingIsBroken();
    }

    /// <summary>Somebody is in the wallet when the deal is cut off: nobody is told when to collect until it is known, one way or the other.</summary>
    [Theory, OnEachDatabase]
    public async Task Who_is_paying_at_the_cut_off_is_waited_for(Database on)
    {
        await using var evening = await Evening.Open(on);
        foreach (var pays in new[] { true, false })
        {
            var deal = await Opens(evening, 2, evening.LoquatsFor());
            await evening.JoinsAndPays(deal, evening.Li);
            var last = await evening.Joins(deal, evening.Lin);
            var payment = await evening.StartsPaying(evening.Lin, last.OrderId);
            await evening.CutsOff(deal);
            await FormDeal.Sweep(evening.Store, evening.Settings);
            Assert.Equal(FormDeal.StillPaying, await evening.Village.Refused(work => FormDeal.Handle(work, new(deal.Id), evening.Settings)));
            Assert.Equal((DealState.CutOff, 1), ((await evening.SeeDeal(deal)).State, await ToGo(evening, deal)));
            await evening.NewsGoesRound();
            Assert.DoesNotContain(await evening.MessagesTo(evening.Li), m => m.Kind == "cut-off" && m.Text.Contains("截单了"));
            if (pays)
            {
                await evening.Hears(evening.Gateway.Pays(payment));
                await FormDeal.Sweep(evening.Store, evening.Settings);
                Assert.NotNull((await evening.SeeDeal(deal)).FormedAt);
                await evening.NewsGoesRound();
                Assert.Contains(await evening.MessagesTo(evening.Li), m => m.Kind == "cut-off");
                await evening.Store.Write(work => work.Db.Set<Message>().ExecuteDeleteAsync());
            }
            else
            {
                await evening.Village.Pass(Evening.Hold + LapseHolds.UnknownGrace);
                await evening.AsksAboutPayments();
                await evening.Lapses();
                await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => FormDeal.Sweep(evening.Store, evening.Settings))));
                Assert.Equal(DealState.Cancelled, (await evening.SeeDeal(deal)).State);
            }
            await evening.NothingIsBroken();
        }
    }

    [Theory, OnEachDatabase]
    public async Task Hundreds_of_paid_orders_go_back_together(Database on)
    {
        const int many = 120;
        await using var evening = await Evening.Open(on, neighbours: many);
        var deal = await Opens(evening, many + 1, evening.LoquatsFor());
        foreach (var who in evening.Neighbours) await evening.JoinsAndPays(deal, who);
        await evening.CutsOff(deal);
        Assert.Equal(many, await evening.Store.Read(db => db.Set<Refund>().CountAsync()));
        await evening.NewsGoesRound();
        Assert.Equal(many + 1, await evening.Store.Read(db => db.Set<Message>().CountAsync(m => m.Kind == "deal-failed")));
        await evening.NothingIsBroken();
    }

    [Fact]
    public void A_draft_needs_a_number_of_orders_that_can_be_reached()
    {
        static Refusal? Decides(int? least, params int?[] limits) => DraftDeal.Decide(new(Zhang, null, "枇杷", "", NineTonight, new(2026, 4, 19), EightTonight.AddHours(20), EightTonight.AddHours(24),
            [.. limits.Select(l => new DraftDeal.OfferAsk(new(Id(50)), new(5980), l, null, null))], [Point], MinimumOrders: least), null, [Sunshine], 1, EightTonight);
        Assert.Null(Decides(50, 50));
        Assert.Null(Decides(500, 50, null));
        Assert.Equal(DraftDeal.MinimumTooHigh.With("minimumOrders"), Decides(51, 50));
        foreach (var none in new[] { 0, -1, 10_001 }) Assert.Equal(DraftDeal.BadNumbers.With("minimumOrders"), Decides(none, (int?)null));
    }

    static async Task<OnSale> Opens(Evening evening, int least, params DraftDeal.OfferAsk[] offers)
    {
        var id = await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(offers) with { MinimumOrders = least }));
        await evening.Village.Do(work => OpenDeal.Handle(work, new(evening.Zhang, id), TradeSettings.Default));
        return await evening.Known(id);
    }

    static async Task<int?> ToGo(Evening evening, OnSale deal) => (await evening.Store.Read(db => ShowDeal.Handle(db, evening.Village.Sealing, deal.Id))).Value.OrdersToGo;
}
