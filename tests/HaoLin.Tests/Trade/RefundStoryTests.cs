// Money that goes back: asked for once, told to the gateway until it answers, and never more than came.
using HaoLin.Kernel;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class RefundStoryTests
{
    static Task<Refund> Only(Evening evening) => evening.Store.Read(db => db.Set<Refund>().SingleAsync());

    static async Task<(Evening Evening, Guid Order)> OnePaid(Database on)
    {
        var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = await evening.JoinsAndPays(deal, evening.Li);
        await evening.CutsOff(deal);
        await evening.NewsGoesRound();
        return (evening, order);
    }

    static Task<Outcome<RefundOrder.Answer>> Refunds(Evening evening, Guid order) =>
        evening.Store.Write(work => RefundOrder.Handle(work, new(evening.Zhang, new(order), "坏果"), evening.Settings));

    [Theory, OnEachDatabase]
    public async Task Eight_hands_refund_an_order_once(Database on)
    {
        var (evening, order) = await OnePaid(on);
        await using var open = evening;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Refunds(evening, order))));
        Assert.Equal((1, 7), (answers.Count(a => !a.Refused), answers.Count(a => a.Refusal == RefundOrder.Already)));
        Assert.Equal(5980, (await Only(evening)).Amount.Fen);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task The_gateway_is_told_under_one_number_until_it_answers(Database on)
    {
        var (evening, order) = await OnePaid(on);
        await using var open = evening;
        await Refunds(evening, order);
        evening.Gateway.Silent = true;
        for (var minutes = 1; minutes < 20; minutes *= 2)
        {
            await evening.PursuesRefunds();
            await evening.Village.Pass(TimeSpan.FromMinutes(minutes));
        }
        Assert.Equal("refunding", (await evening.See(order)).State);
        evening.Gateway.Silent = false;
        await evening.PursuesRefunds();
        Assert.Equal((await Only(evening)).Id.OutRefundNo, Assert.Single(evening.Gateway.RefundsAskedFor));
        Assert.NotNull((await Only(evening)).AcceptedAt);
        evening.Gateway.PaysBack((await Only(evening)).Id);
        await evening.Village.Pass(TimeSpan.FromHours(1));
        await evening.PursuesRefunds();
        Assert.Equal(("refunded", null), ((await evening.See(order)).State, (await Only(evening)).AskAt));
        var heard = evening.Gateway.Heard.Count;
        await evening.Village.Pass(TimeSpan.FromHours(1));
        await evening.PursuesRefunds();
        Assert.Equal(heard, evening.Gateway.Heard.Count);
        await evening.NewsGoesRound();
        Assert.Equal("cut-off deal-opened joined paid refunded refunding", await evening.KindsTo(evening.Li));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task The_notice_and_the_question_meet_and_the_refund_is_booked_once(Database on)
    {
        var (evening, order) = await OnePaid(on);
        await using var open = evening;
        await Refunds(evening, order);
        await evening.PursuesRefunds();
        var refund = (await Only(evening)).Id;
        evening.Gateway.PaysBack(refund);
        await evening.Village.Pass(TimeSpan.FromMinutes(1));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => evening.Village.Do(work => SettleRefund.Handle(work, new(refund.OutRefundNo, "SUCCESS", 5980)))))
            .Append(Task.Run(evening.PursuesRefunds)));
        Assert.Equal([0, 0, 0], (await evening.Balances()).Values);
        await evening.NewsGoesRound();
        Assert.Single(await evening.MessagesTo(evening.Li), m => m.Kind == "refunded");
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_refund_the_bank_cannot_pay_waits_for_a_person_and_may_still_succeed(Database on)
    {
        var (evening, order) = await OnePaid(on);
        await using var open = evening;
        await Refunds(evening, order);
        await evening.PursuesRefunds();
        evening.Gateway.PaysBack((await Only(evening)).Id, WeChatPayRefund.Abnormal);
        await evening.Village.Pass(TimeSpan.FromMinutes(1));
        await evening.PursuesRefunds();
        var stuck = await Only(evening);
        Assert.Contains("ABNORMAL", stuck.Problem);
        Assert.Equal(("refunding", null), ((await evening.See(order)).State, stuck.AskAt));
        await evening.Village.Do(work => SettleRefund.Handle(work, new(stuck.Id.OutRefundNo, "SUCCESS", 5980)));
        Assert.Equal(("refunded", null), ((await evening.See(order)).State, (await Only(evening)).Problem));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_collected_order_is_refunded_out_of_what_was_earned(Database on)
    {
        var (evening, order) = await OnePaid(on);
        await using var open = evening;
        await evening.HandsOver(order);
        await Refunds(evening, order);
        var balances = await evening.Balances();
        Assert.Equal((0, 0, -5980), (balances[Account.PrepaidOrders], balances[Account.BrandRevenue], balances[Account.RefundsDue]));
        Assert.Equal(UndoHandOver.NotHandedOver, await evening.Village.Refused(work => UndoHandOver.Handle(work, new(evening.Zhang, new(order)))));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Only_the_deals_leader_and_headquarters_refund_and_they_say_why(Database on)
    {
        var (evening, order) = await OnePaid(on);
        await using var open = evening;
        var li = await evening.Village.See(evening.Li);
        Assert.Equal(Order.Missing, await evening.Village.Refused(work => RefundOrder.Handle(work, new(li, new(order), "我要退"), evening.Settings)));
        Assert.Equal(Order.Missing, await evening.Village.Refused(work => RefundOrder.Handle(work, new(evening.Zhang with { Leads = [] }, new(order), "我要退"), evening.Settings)));
        Assert.Equal(Texts.Missing, await evening.Village.Refused(work => RefundOrder.Handle(work, new(evening.Zhang, new(order), " "), evening.Settings)));
        await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Village.Wang, new(order), "坏果"), evening.Settings));
    }

    [Theory, OnEachDatabase]
    public async Task A_deal_called_off_pays_everybody_back_and_tells_them(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 5);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 3), evening.MulberriesToTheFirst(2));
        var n = evening.Neighbours;
        var (paid, unpaid, paying) = (await evening.JoinsAndPays(deal, n[0]), (await evening.Joins(deal, n[1])).OrderId, (await evening.Joins(deal, n[2])).OrderId);
        var payment = await evening.StartsPaying(n[2], paying);
        await evening.Waits(deal, n[3]);
        Assert.Equal(Deal.Missing, await evening.Village.Refused(work => CancelDeal.Handle(work, new(new(n[0], [], false), deal.Id, "下雨"), evening.Settings)));
        await evening.Village.Do(work => CancelDeal.Handle(work, new(evening.Zhang, deal.Id, "暴雨封路"), evening.Settings));
        await evening.Hears(evening.Gateway.Pays(payment));
        Assert.Equal(("refunding", "cancelled", "cancelled"), ((await evening.See(paid)).State, (await evening.See(unpaid)).State, (await evening.See(paying)).State));
        Assert.Equal(-2 * 5980, (await evening.Balances())[Account.RefundsDue]);
        Assert.Equal((0, 0), ((await evening.SeeOffer(deal)).Taken, (await evening.SeeOffer(deal, 1)).Taken));
        Assert.Equal(JoinDeal.DealClosed.Code, (await evening.Presses(evening.Wants(deal, n[4]))).Value.Body.Split("\"code\":\"")[1].Split('"')[0]);
        Assert.Equal(Deal.WrongState, await evening.Village.Refused(work => CancelDeal.Handle(work, new(evening.Zhang, deal.Id, "暴雨封路"), evening.Settings)));
        await evening.NewsGoesRound();
        Assert.Contains("deal-cancelled", await evening.KindsTo(n[0]));
        Assert.Contains("deal-cancelled", await evening.KindsTo(n[1]));
        await evening.NothingIsBroken();
    }
}
