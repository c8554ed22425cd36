// A pre-sale's day is a promise: put off, everybody who was promised it is told and may take the money back alone; and the shop that shuts every night says when it opens.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class PresaleTests
{
    static async Task<OnSale> OpensPresale(Evening evening, params DraftDeal.OfferAsk[] offers)
    {
        var id = await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(offers) with { Presale = true }));
        await evening.Village.Do(work => OpenDeal.Handle(work, new(evening.Zhang, id), TradeSettings.Default));
        return await evening.Known(id);
    }

    static async Task Moves(Evening evening, OnSale deal, int days, string reason = "果子还没熟")
    {
        var was = (await evening.SeeDeal(deal)).Times;
        await evening.Village.Do(work => MoveTimes.Handle(work, new(evening.Zhang, deal.Id, null, was.ArrivesOn.AddDays(days), was.PickupFrom.AddDays(days), was.PickupUntil.AddDays(days), reason)));
    }

    static Task<Outcome<Order>> Withdraws(Evening evening, PersonId who, Guid order) => evening.Store.Write(work => WithdrawForDelay.Handle(work, new(who, new(order)), evening.Settings));

    static async Task<ShowOrder.Answer> Shown(Evening evening, PersonId who, Guid order) => (await evening.Store.Read(db => ShowOrder.Handle(db, evening.Village.Sealing, new(new(who, [], false), new(order))))).Value;

    [Theory, OnEachDatabase]
    public async Task When_the_promised_day_is_put_off_everybody_is_told_and_whoever_was_promised_it_takes_the_money_back_alone(Database on)
    {
        await using var evening = await Evening.Open(on);
        Assert.Equal(DraftDeal.PresaleTooSoon.With("presale"), await evening.Village.Refused(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor()) with { Presale = true, ArrivesOn = new(2026, 4, 18), PickupFrom = Village.FirstEvening.AddHours(2) })));
        var deal = await OpensPresale(evening, evening.LoquatsFor(limit: 10));
        var (li, lin) = (await evening.JoinsAndPays(deal, evening.Li), await evening.JoinsAndPays(deal, evening.Lin));
        Assert.Equal((new(2026, 4, 19), false), (await Shown(evening, evening.Li, li) is var first ? (first.PromisedOn, first.MayWithdraw) : default));
        Assert.Equal(WithdrawForDelay.NotPostponed, (await Withdraws(evening, evening.Li, li)).Refusal);

        await evening.Village.Pass(TimeSpan.FromMinutes(1));
        await Moves(evening, deal, 2);
        await evening.Village.Pass(TimeSpan.FromMinutes(1));
        var late = await evening.JoinsAndPays(deal, evening.Neighbours[2]);
        var unpaid = await evening.Joins(deal, evening.Neighbours[3]);
        await evening.NewsGoesRound();
        Assert.Contains(await evening.MessagesTo(evening.Li), m => m is { Kind: "postponed" } && m.Link == $"/orders/{li}" && m.Text.Contains("推迟到 4月21日，原来说 4月19日：果子还没熟", StringComparison.Ordinal));
        Assert.True((await Shown(evening, evening.Li, li)).MayWithdraw);
        // She ordered when the new day was already said; her neighbour has not paid, and strangers find nothing.
        Assert.Equal(WithdrawForDelay.NotPostponed, (await Withdraws(evening, evening.Neighbours[2], late)).Refusal);
        Assert.Equal(RefundOrder.NotPaid, (await Withdraws(evening, evening.Neighbours[3], unpaid.OrderId)).Refusal);
        Assert.Equal(Order.Missing, (await Withdraws(evening, evening.Lin, li)).Refusal);

        Assert.Null((await Withdraws(evening, evening.Li, li)).Refusal);
        Assert.Equal(3, (await evening.SeeOffer(deal)).Taken);
        Assert.Equal(CancelOrder.AlreadyEnded, (await Withdraws(evening, evening.Li, li)).Refusal);
        await evening.CutsOff(deal);
        // After the cut-off too, until the goods are in her hands.
        var answers = await Village.AtOnce(8, _ => Withdraws(evening, evening.Lin, lin));
        Assert.Equal((1, 7), (answers.Count(a => !a.Refused), answers.Count(a => a.Refusal == CancelOrder.AlreadyEnded)));
        await evening.PursuesRefunds();
        await evening.AsksAboutPayments();
        await evening.NewsGoesRound();
        Assert.Equal([5980, 5980], await evening.Store.Read(db => db.Set<Refund>().OrderBy(r => r.Id).Select(r => r.Amount.Fen).ToListAsync()));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_day_that_is_kept_after_all_and_goods_in_hand_give_no_such_right(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (presale, usual) = (await OpensPresale(evening, evening.LoquatsFor()), await evening.Opens(evening.LoquatsFor()));
        var (li, lin, other) = (await evening.JoinsAndPays(presale, evening.Li), await evening.JoinsAndPays(presale, evening.Lin), await evening.JoinsAndPays(usual, evening.Li));
        await Moves(evening, presale, 1);
        await Moves(evening, usual, 1);
        Assert.Equal(WithdrawForDelay.NotPostponed, (await Withdraws(evening, evening.Li, other)).Refusal);
        await evening.CutsOff(presale);
        await evening.HandsOver(lin);
        Assert.Equal(CancelOrder.AlreadyEnded, (await Withdraws(evening, evening.Lin, lin)).Refusal);
        await Moves(evening, presale, -1, "赶上了");
        Assert.Equal(WithdrawForDelay.NotPostponed, (await Withdraws(evening, evening.Li, li)).Refusal);
        var copy = await evening.Village.Do(work => CopyDeal.Handle(work, new(evening.Zhang, presale.Id)));
        var copied = await evening.Store.Read(db => db.Set<Deal>().SingleAsync(d => d.Id == copy));
        Assert.Equal(copied.ArrivesOn, copied.PromisedOn);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Every_day_from_eight_to_half_past_nobody_joins_and_hears_when_they_can(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (deal, wang) = (await evening.Opens(evening.LoquatsFor()), evening.Village.Wang);
        Assert.Equal(Visitor.NotAllowed, await evening.Village.Refused(work => SetDailyHours.Handle(work, new(evening.Zhang, 1200, 1230, "盘点"))));
        foreach (var (from, until) in new[] { (1200, 1200), (-1, 10), (0, 1440), (0, 961), (1200, 721) })
            Assert.Equal(SetDailyHours.BadHours, await evening.Village.Refused(work => SetDailyHours.Handle(work, new(wang, from, until, "盘点"))));
        var daily = await evening.Village.Do(work => SetDailyHours.Handle(work, new(wang, 1200, 1230, "盘点")));
        Assert.Equal(SetDailyHours.Already, await evening.Village.Refused(work => SetDailyHours.Handle(work, new(wang, 0, 60, "夜里"))));
        Assert.Equal(1, (await evening.Joins(deal, evening.Li)).Sequence);
        await evening.Village.Pass(TimeSpan.FromMinutes(30));
        var refused = (await evening.Presses(evening.Wants(deal, evening.Lin))).Value.Body;
        Assert.Contains(JoinDeal.Shut.Code, refused);
        Assert.Contains("2026-04-18T12:30:00", refused);
        var shown = (await evening.Store.Read(db => ShowDeal.Handle(db, evening.Village.Sealing, deal.Id))).Value;
        Assert.Equal(evening.Now.AddMinutes(30), shown.ShutUntil(evening.Now));
        await evening.Village.Pass(TimeSpan.FromMinutes(30));
        Assert.Equal(2, (await evening.Joins(deal, evening.Lin)).Sequence);
        await evening.Village.Do(work => LiftClosing.Handle(work, new(wang, daily)));
        Assert.Empty((await evening.Store.Read(db => ListClosings.Handle(db, new(evening.Now)))).Items);
        await evening.Lapses();
        await evening.NothingIsBroken();
    }

    [Fact]
    public void Nights_are_shut_over_midnight_and_lead_into_a_holiday()
    {
        DateTimeOffset At(int day, int hour, int minute = 0) => new(2026, 4, day, hour, minute, 0, BusinessDay.Offset);
        var nights = new ShutHours(At(18, 12), Closing.Never, 22 * 60 + 30, 6 * 60);
        Assert.Null(nights.ShutAt(At(18, 3)));
        Assert.Null(nights.ShutAt(At(18, 22, 30).AddTicks(-1)));
        Assert.Equal(At(19, 6), nights.ShutAt(At(18, 22, 30)));
        Assert.Equal(At(19, 6), nights.ShutAt(At(19, 0)));
        Assert.Equal(At(19, 6), nights.ShutAt(At(19, 6).AddTicks(-1)));
        Assert.Null(nights.ShutAt(At(19, 6)));
        Assert.Equal(At(18, 23), (nights with { Until = At(18, 23) }).ShutAt(At(18, 22, 45)));
        // The night ends in a holiday, the holiday in another night.
        Assert.Equal(At(21, 6), Closing.ShutUntil([nights, new(At(19, 5), At(20, 23))], At(18, 23)));
        // Hours that leave nothing open are no endless search.
        Assert.NotNull(Closing.ShutUntil([new(At(18, 0), Closing.Never, 0, 720), new(At(18, 0), Closing.Never, 720, 0)], At(18, 1)));
    }
}
