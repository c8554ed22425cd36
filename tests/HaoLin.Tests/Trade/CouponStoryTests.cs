// Coupons from the campaign to the books: given within the budget, used once, borne by the brand, and given back with the whole order only.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class CouponStoryTests
{
    static Task<CampaignId> Starts(Evening evening, string who, long fen, long least = 0, int? percent = null, long? budget = null, int number = 100, int perPerson = 1, int days = 7, ProductId? only = null, CommunityId? place = null) =>
        evening.Village.Do(work => StartCampaign.Handle(work, new(evening.Village.Wang, $"{who} {fen}", who, percent, new(fen), new(least), evening.Now.AddHours(-1), evening.Now.AddDays(days),
            new(budget ?? fen * number), number, perPerson, only is { } p ? [p] : [], place is { } c ? [c] : [])));

    static Task<CouponId> Claims(Evening evening, PersonId who, CampaignId campaign) => evening.Village.Do(work => ClaimCoupon.Handle(work, new(who, campaign)));

    static async Task<ChooseCoupon.Answer> Choice(Evening evening, PersonId who, Guid order) => (await evening.Store.Read(db => ChooseCoupon.Handle(db, new(who, new(order)), evening.Now))).Value;

    static Task<Outcome<StartPayment.Answer>> Begins(Evening evening, PersonId who, Guid order, Guid? coupon = null) => StartPayment.Handle(evening.Store, evening.Client, new(who, new(order), coupon));

    static Task<ListMyCoupons.Answer> Mine(Evening evening, PersonId who) => evening.Store.Read(db => ListMyCoupons.Handle(db, new(who), evening.Now));

    static async Task<string> States(Evening evening, PersonId who) => string.Join(' ', (await Mine(evening, who)).Items.Select(i => i.State));

    static Task<Outcome<RefundOrder.Answer>> Refunds(Evening evening, Guid order, params RefundOrder.Line[] lines) =>
        evening.Store.Write(work => RefundOrder.Handle(work, new(evening.Village.Wang, new(order), "坏果", lines.Length == 0 ? null : lines), evening.Settings));

    [Theory, OnEachDatabase]
    public async Task The_best_coupon_is_taken_by_itself_and_the_brand_bears_it(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (small, best, high) = (await Starts(evening, Campaign.Claimed, 300), await Starts(evening, Campaign.Claimed, 2000, percent: 10), await Starts(evening, Campaign.Claimed, 1500, least: 20_000));
        foreach (var campaign in new[] { small, best, high }) await Claims(evening, evening.Li, campaign);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = (await evening.Joins(deal, evening.Li)).OrderId;
        var choice = await Choice(evening, evening.Li, order);
        Assert.Equal(("most", 598L, 20_000L - 5980), (choice.Why, choice.Items[0].OffFen, choice.Items[2].ShortFen));
        var begun = (await Begins(evening, evening.Li, order)).Value;
        Assert.Equal((5382L, 598L), (begun.AmountFen, begun.CouponFen));
        Assert.Equal("free free held", string.Join(' ', (await Mine(evening, evening.Li)).Items.Select(i => i.State).Order()));
        await evening.Pays(evening.Li, order);
        var balances = await evening.Balances();
        Assert.Equal((5382L, 598L, -5980L), (balances[Account.GatewayClearing], balances[Account.CouponCost], balances[Account.PrepaidOrders]));
        var shown = (await evening.Store.Read(db => ShowOrder.Handle(db, evening.Village.Sealing, new(evening.Village.Wang, new(order))))).Value;
        Assert.Equal((5980L, 5382L, 598L, false), (shown.AmountFen, shown.CashFen, shown.Coupon!.OffFen, shown.Coupon.GivenBack));
        var row = (await evening.Store.Read(db => ListCampaigns.Handle(db, new(evening.Village.Wang)))).Value.Items.Single(i => i.Terms.CampaignId == best.Value);
        Assert.Equal((1, 2000L, 1, 598L), (row.Issued, row.IssuedFen, row.Used, row.CostFen));
        await evening.NothingIsBroken();
        // The whole order goes back: what was paid to her, what was borne to the brand, and the coupon is good again.
        Assert.Equal(new(5382), (await Refunds(evening, order)).Value.Amount);
        balances = await evening.Balances();
        Assert.Equal((0L, -5382L, 0L), (balances[Account.CouponCost], balances[Account.RefundsDue], balances[Account.PrepaidOrders]));
        Assert.Equal("free free free", await States(evening, evening.Li));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Parts_give_back_her_share_of_each_line_and_the_coupon_stays_used(Database on)
    {
        await using var evening = await Evening.Open(on);
        await Claims(evening, evening.Li, await Starts(evening, Campaign.Claimed, 1000));
        var deal = await evening.Opens(evening.LoquatsFor(), evening.MulberriesFor());
        var order = (await evening.Joins(new JoinDeal.Ask(deal.Id, evening.Li, [new(deal.Offers[0], 2), new(deal.Offers[1], 1)], evening.Point, ""))).OrderId;
        await evening.Pays(evening.Li, order);
        await evening.CutsOff(deal);
        // 1000 fen over 11960 and 2500: 827 and 173.
        Assert.Equal([173L, 827L], (await evening.See(order)).Lines.Select(l => l.CouponShare.Fen).Order());
        Assert.Equal(new(5980 - 413), (await Refunds(evening, order, new RefundOrder.Line(deal.Offers[0], 1))).Value.Amount);
        Assert.Equal(new(100 - 6), (await Refunds(evening, order, new RefundOrder.Line(deal.Offers[1], 0, new(100)))).Value.Amount);
        Assert.Equal("used", await States(evening, evening.Li));
        await evening.NothingIsBroken();
        var rest = (await Refunds(evening, order)).Value;
        Assert.Equal((13460L - 5567 - 94, true), (rest.Amount.Fen, rest.Whole));
        Assert.Equal("free", await States(evening, evening.Li));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Where_the_coupon_bore_all_of_a_line_its_goods_go_back_and_no_money_with_them(Database on)
    {
        await using var evening = await Evening.Open(on);
        await Claims(evening, evening.Li, await Starts(evening, Campaign.Claimed, 3000, only: evening.Mulberries));
        var deal = await evening.Opens(evening.LoquatsFor(), evening.MulberriesFor());
        var order = (await evening.Joins(new JoinDeal.Ask(deal.Id, evening.Li, [new(deal.Offers[0], 1), new(deal.Offers[1], 1)], evening.Point, ""))).OrderId;
        await evening.Pays(evening.Li, order);
        await evening.CutsOff(deal);
        Assert.Equal((0L, false), (await Refunds(evening, order, new RefundOrder.Line(deal.Offers[1], 1))).Value is var none ? (none.Amount.Fen, none.Whole) : default);
        await evening.PursuesRefunds();
        Assert.Empty(evening.Gateway.RefundsAskedFor);
        await evening.NothingIsBroken();
        Assert.Equal(new(5980), (await Refunds(evening, order)).Value.Amount);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_newcomer_has_it_with_the_first_payment_and_nobody_else_does(Database on)
    {
        await using var evening = await Evening.Open(on);
        var campaign = await Starts(evening, Campaign.Newcomer, 800, number: 2);
        var deal = await evening.Opens(evening.LoquatsFor());
        Assert.NotNull((await Mine(evening, evening.Li)).Newcomer);
        var first = (await evening.Joins(deal, evening.Li)).OrderId;
        Assert.Equal(800, (await Begins(evening, evening.Li, first)).Value.CouponFen);
        // It is kept for the first; the second costs what it costs.
        var second = (await evening.Joins(deal, evening.Li)).OrderId;
        Assert.Equal(0, (await Begins(evening, evening.Li, second)).Value.CouponFen);
        await evening.Pays(evening.Li, second);
        // She has paid by now: the first, not paid in time, frees the coupon, and it is no newcomer's any more.
        await evening.Village.Pass(Evening.Hold + TimeSpan.FromSeconds(1));
        await evening.AsksAboutPayments();
        await evening.Lapses();
        Assert.Equal("lapsed", (await evening.See(first)).State);
        Assert.Equal("free", await States(evening, evening.Li));
        var third = (await evening.Joins(deal, evening.Li)).OrderId;
        Assert.Equal(0, (await Begins(evening, evening.Li, third)).Value.CouponFen);
        Assert.Equal(Campaign.Missing, (await evening.Store.Write(work => ClaimCoupon.Handle(work, new(evening.Lin, campaign)))).Refusal);
        Assert.Equal(800, (await Begins(evening, evening.Lin, (await evening.Joins(deal, evening.Lin)).OrderId)).Value.CouponFen);
        // The budget was for two.
        Assert.Equal(0, (await Begins(evening, evening.Neighbours[2], (await evening.Joins(deal, evening.Neighbours[2])).OrderId)).Value.CouponFen);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task The_last_coupon_goes_to_one_and_a_person_has_no_more_than_allowed(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 20);
        var campaign = await Starts(evening, Campaign.Claimed, 500, budget: 1_499, number: 100, perPerson: 2);
        var answers = await Village.AtOnce(40, n => evening.Store.Write(work => ClaimCoupon.Handle(work, new(evening.Neighbours[n % 20], campaign))));
        Assert.Equal(2, answers.Count(a => !a.Refused));
        Assert.All(answers.Where(a => a.Refused), a => Assert.Contains(a.Refusal!.Code, new[] { Campaign.NoneLeft.Code, Campaign.HasEnough.Code }));
        var wide = await Starts(evening, Campaign.Claimed, 500, perPerson: 2);
        answers = await Village.AtOnce(8, n => evening.Store.Write(work => ClaimCoupon.Handle(work, new(evening.Li, wide))));
        Assert.Equal((2, 6), (answers.Count(a => !a.Refused), answers.Count(a => a.Refusal == Campaign.HasEnough)));
        await evening.Village.Do(work => EndCampaign.Handle(work, new(evening.Village.Wang, wide)));
        Assert.Equal(Campaign.Over, (await evening.Store.Write(work => ClaimCoupon.Handle(work, new(evening.Lin, wide)))).Refusal);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task One_coupon_is_kept_for_one_payment_and_whoever_comes_second_sees_the_price_again(Database on)
    {
        await using var evening = await Evening.Open(on);
        var coupon = await Claims(evening, evening.Li, await Starts(evening, Campaign.Claimed, 500));
        var deal = await evening.Opens(evening.LoquatsFor());
        var orders = new[] { (await evening.Joins(deal, evening.Li)).OrderId, (await evening.Joins(deal, evening.Li)).OrderId };
        var begun = await Village.AtOnce(2, n => Begins(evening, evening.Li, orders[n], coupon.Value));
        Assert.Equal([StartPayment.CouponDoesNotFit.Code], begun.Where(b => b.Refused).Select(b => b.Refusal!.Code));
        Assert.Equal(StartPayment.CouponDoesNotFit, (await Begins(evening, evening.Li, orders[begun[0].Refused ? 0 : 1], Guid.CreateVersion7())).Refusal);
        Assert.Equal(0, (await Begins(evening, evening.Li, orders[begun[0].Refused ? 0 : 1], StartPayment.NoCoupon)).Value.CouponFen);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Money_for_a_closed_payment_whose_coupon_went_elsewhere_goes_back_by_itself(Database on)
    {
        await using var evening = await Evening.Open(on);
        await Claims(evening, evening.Li, await Starts(evening, Campaign.Claimed, 500));
        var deal = await evening.Opens(evening.LoquatsFor());
        var (first, second) = ((await evening.Joins(deal, evening.Li)).OrderId, (await evening.Joins(deal, evening.Li)).OrderId);
        var old = await evening.StartsPaying(evening.Li, first);
        await evening.Store.Write(work => work.Db.Set<Payment>().Where(p => p.Id == old).ExecuteUpdateAsync(set => set.SetProperty(p => p.ClosedAt, work.Now).SetProperty(p => p.AskAt, (DateTimeOffset?)null)));
        await evening.Store.Write(work => work.Db.Set<Coupon>().ExecuteUpdateAsync(set => set.SetProperty(c => c.HeldFor, (PaymentId?)null)));
        await evening.Pays(evening.Li, second);
        await evening.Hears(evening.Gateway.Pays(old));
        Assert.Equal(("awaiting-payment", "paid"), ((await evening.See(first)).State, (await evening.See(second)).State));
        Assert.Equal(5480, (await evening.Store.Read(db => db.Set<Refund>().SingleAsync())).Amount.Fen);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Headquarters_hands_coupons_to_named_persons_and_hears_who_got_none(Database on)
    {
        await using var evening = await Evening.Open(on);
        var li = await evening.Village.Resident(Village.LisPhone, "李阿姨");
        var campaign = await Starts(evening, Campaign.Handed, 500);
        var given = await evening.Village.Do(work => HandOutCoupons.Handle(work, evening.Village.Sealing, new(evening.Village.Wang, campaign, [Village.LisPhone, "137 0000 0062", "13600009999", "李阿姨"])));
        Assert.Equal((1, 4), (given.Given, given.Items.Count));
        Assert.Equal([null, Campaign.HasEnough.Chinese, HandOutCoupons.NoSuchPerson.Chinese, Phone.Invalid.Chinese], given.Items.Select(i => i.Why));
        Assert.Equal(Visitor.NotAllowed, await evening.Village.Refused(work => HandOutCoupons.Handle(work, evening.Village.Sealing, new(evening.Zhang, campaign, [Village.LisPhone]))));
        Assert.Equal("free", await States(evening, li.Person));
        await evening.NothingIsBroken();
        Assert.Equal("coupon", await evening.KindsTo(li.Person));
    }

    [Theory, OnEachDatabase]
    public async Task A_coupon_for_some_goods_or_places_counts_for_those_alone(Database on)
    {
        await using var evening = await Evening.Open(on);
        var elsewhere = await evening.Village.Do(work => OpenCommunity.Handle(work, new(evening.Village.Wang, "月亮湾", "人民路 20 号")));
        await Claims(evening, evening.Li, await Starts(evening, Campaign.Claimed, 900, place: elsewhere));
        await Claims(evening, evening.Li, await Starts(evening, Campaign.Claimed, 500, least: 3000, only: evening.Mulberries));
        var deal = await evening.Opens(evening.LoquatsFor(), evening.MulberriesFor());
        var order = (await evening.Joins(new JoinDeal.Ask(deal.Id, evening.Li, [new(deal.Offers[0], 1), new(deal.Offers[1], 1)], evening.Point, ""))).OrderId;
        Assert.Equal([(0L, 0L), (0L, 500L)], (await Choice(evening, evening.Li, order)).Items.Select(i => (i.OffFen, i.ShortFen)).Order());
        var more = (await evening.Joins(new JoinDeal.Ask(deal.Id, evening.Li, [new(deal.Offers[0], 1), new(deal.Offers[1], 2)], evening.Point, ""))).OrderId;
        Assert.Equal(500, (await Begins(evening, evening.Li, more)).Value.CouponFen);
        await evening.Pays(evening.Li, more);
        Assert.Equal([0L, 500L], (await evening.See(more)).Lines.Select(l => l.CouponShare.Fen).Order());
        await evening.NothingIsBroken();
    }

    /// <summary>P26: whoever asks, whatever they bought before, the basket costs the same; only a coupon with a name changes what is paid.</summary>
    [Theory, OnEachDatabase]
    public async Task The_same_basket_costs_fifty_neighbours_the_same_unless_a_named_coupon_applies(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 50);
        var before = await evening.Opens(evening.LoquatsFor());
        foreach (var rich in evening.Neighbours.Take(10)) await evening.JoinsAndPays(before, rich, 3);
        var campaign = await Starts(evening, Campaign.Claimed, 500);
        foreach (var with in evening.Neighbours.Skip(5).Take(15)) await Claims(evening, with, campaign);
        await Starts(evening, Campaign.Newcomer, 400);
        var deal = await evening.Opens(evening.LoquatsFor(), evening.MulberriesFor());
        var paid = new List<(StartPayment.Answer Answer, ShowOrder.Answer Order)>();
        foreach (var who in evening.Neighbours)
        {
            var order = (await evening.Joins(new JoinDeal.Ask(deal.Id, who, [new(deal.Offers[0], 1), new(deal.Offers[1], 2)], evening.Point, ""))).OrderId;
            paid.Add(((await Begins(evening, who, order)).Value, (await evening.Store.Read(db => ShowOrder.Handle(db, evening.Village.Sealing, new(evening.Village.Wang, new(order))))).Value));
        }
        Assert.Single(paid.Select(p => p.Answer.AmountFen + p.Answer.CouponFen).Distinct());
        Assert.Single(paid.Select(p => string.Join(' ', p.Order.Lines.Select(l => $"{l.Name} {l.PriceFen}"))).Distinct());
        Assert.All(paid, p => Assert.Equal(p.Answer.CouponFen, p.Order.Coupon?.OffFen ?? 0));
        Assert.All(paid.Where(p => p.Answer.CouponFen > 0), p => Assert.NotEqual("", p.Order.Coupon!.Name));
        Assert.Equal([0L, 400L, 500L], paid.Select(p => p.Answer.CouponFen).Distinct().Order());
        await evening.NothingIsBroken();
    }
}
