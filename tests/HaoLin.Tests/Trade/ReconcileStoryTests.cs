// The gateway's bill of each day beside the books, in four colours: fetched after ten the next morning, asked for until it is whole, and every difference seen.
using System.Globalization;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class ReconcileStoryTests
{
    const string Day = "2026-04-18", NextDay = "2026-04-19";

    /// <summary>Ten in the morning after the first evening, and a little more.</summary>
    static readonly TimeSpan UntilMorning = TimeSpan.FromHours(14.5) + TimeSpan.FromMinutes(5);

    static DateOnly On(string day) => DateOnly.ParseExact(day, "O", CultureInfo.InvariantCulture);

    static Task<int> Fetches(Evening evening) => FetchBills.Sweep(evening.Store, evening.Client, default);

    static async Task<ListBills.Item> Bill(Evening evening, string day = Day) =>
        (await evening.Store.Read(db => ListBills.Handle(db, new(evening.Village.Wang)))).Value.Items.Single(b => b.Day == On(day));

    /// <summary>What differs: the colour, the reason and what each says.</summary>
    static async Task<string> Differs(Evening evening, string day = Day) => string.Join("; ",
        (await evening.Store.Read(db => ShowBill.Handle(db, new(evening.Village.Wang, On(day))))).Value.Items.Select(l => $"{l.Colour} {l.Why} {l.Kind} {l.TheirsFen}/{l.OursFen}").Order(StringComparer.Ordinal));

    static async Task<WatchEvening.Answer> Watches(Evening evening) => (await evening.Store.Read(db => WatchEvening.Handle(evening.Store, db, new(evening.Village.Wang)))).Value;

    static Task<PaymentId> PaymentOf(Evening evening, Guid order) => evening.Store.Read(db => db.Set<Payment>().Where(p => p.OrderId == new OrderId(order) && p.PaidAt != null).Select(p => p.Id).SingleAsync());

    [Theory, OnEachDatabase]
    public async Task What_both_say_alike_is_green_and_nobody_is_called(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var (kept, gone) = (await evening.JoinsAndPays(deal, evening.Li), await evening.JoinsAndPays(deal, evening.Lin));
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Lin, new(gone)), evening.Settings));
        await evening.PursuesRefunds();
        var refund = await evening.Store.Read(db => db.Set<Refund>().SingleAsync());
        evening.Gateway.PaysBack(refund.Id);
        await evening.Village.Pass(TimeSpan.FromMinutes(1));
        await evening.PursuesRefunds();
        evening.Gateway.Bills[Day] = BillMade.Of(new((await PaymentOf(evening, kept)).OutTradeNo, 5980), new((await PaymentOf(evening, gone)).OutTradeNo, 5980), new(refund.Id.OutRefundNo, 5980, Refund: true));
        // Before ten the gateway has made none, and it is not asked.
        await evening.Village.Pass(UntilMorning - TimeSpan.FromMinutes(10));
        Assert.Equal(0, await Fetches(evening));
        Assert.Null((await Watches(evening)).LatestBill);
        await evening.Village.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await Fetches(evening));
        var bill = await Bill(evening);
        Assert.Equal(("green", 3, 0, 0, 0, 2, 11960L, 1, 5980L, 72L), (bill.Colour, bill.Green, bill.Yellow, bill.Red, bill.Blue, bill.Payments, bill.PaidFen, bill.Refunds, bill.RefundedFen, bill.FeesFen));
        Assert.Equal(("green", 0), ((await Watches(evening)).LatestBill!.Colour, (await Watches(evening)).Problems.Count));
        Assert.Equal("", await Differs(evening));
        // Again, and again the next minute: it is here and is not asked for.
        Assert.Equal(0, await Fetches(evening));
        Assert.Equal(FetchBillAgain.Fetched, (await evening.Store.Write(work => FetchBillAgain.Handle(work, new(evening.Village.Wang, On(Day))))).Refusal);
        var table = await ExportStoryTests.Opened(await ExportBill.Handle(evening.Store, new(evening.Village.Wang, On(Day))));
        Assert.Equal(("对账_2026-04-18.xlsx", 5), (table.Name, table.Sheet.Rows.Count));
    }

    [Theory, OnEachDatabase]
    public async Task One_left_out_one_dearer_one_with_another_fee_and_one_that_nobody_made_are_all_named_and_nothing_else(Database on)
    {
        await using var evening = await Evening.Open(on, 6);
        var deal = await evening.Opens(evening.LoquatsFor());
        var payments = new List<PaymentId>();
        foreach (var who in evening.Neighbours.Take(5)) payments.Add(await PaymentOf(evening, await evening.JoinsAndPays(deal, who)));
        evening.Gateway.Bills[Day] = BillMade.Of(new(payments[1].OutTradeNo, 6080), new(payments[2].OutTradeNo, 5980, FeeOff: 7), new(payments[3].OutTradeNo, 5980), new(payments[4].OutTradeNo, 5980), new("nobody-s", 1234), new("by-hand", 300, Refund: true));
        await evening.Village.Pass(UntilMorning);
        await Fetches(evening);
        // What the bill leaves out may stand in the next one; only then it is missing.
        Assert.Equal("blue unknown payment 1234/; blue unknown refund 300/; red amount payment 6080/5980; red fee payment 5980/5980; yellow waits payment /5980", await Differs(evening));
        Assert.Equal(["对账不是绿的：2026-04-18"], (await Watches(evening)).Problems);
        await evening.Village.Pass(TimeSpan.FromDays(1));
        await Fetches(evening);
        // The day after nobody paid, so at noon its bill is an empty one.
        await evening.Village.Pass(TimeSpan.FromHours(3));
        await Fetches(evening);
        Assert.Equal(("green", 0), ((await Bill(evening, NextDay)).Colour, (await Bill(evening, NextDay)).Payments));
        Assert.Equal("blue unknown payment 1234/; blue unknown refund 300/; red amount payment 6080/5980; red fee payment 5980/5980; red missing payment /5980", await Differs(evening));
        Assert.Equal(2, (await Bill(evening)).Green);
    }

    [Theory, OnEachDatabase]
    public async Task What_was_paid_before_midnight_and_heard_after_it_agrees(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor()) with { CutOffDue = Village.FirstEvening.AddHours(8) }));
        await evening.Village.Do(work => OpenDeal.Handle(work, new(evening.Zhang, deal), TradeSettings.Default));
        var onSale = await evening.Known(deal);
        await evening.JoinsAndPays(onSale, evening.Lin);
        await evening.Village.Pass(TimeSpan.FromHours(4.5) - TimeSpan.FromSeconds(10));
        var order = (await evening.Joins(onSale, evening.Li)).OrderId;
        var late = await evening.StartsPaying(evening.Li, order);
        await evening.Village.Pass(TimeSpan.FromSeconds(20));
        await evening.Hears(evening.Gateway.Pays(late));
        var early = await evening.Store.Read(db => db.Set<Payment>().SingleAsync(p => p.Id != late));
        evening.Gateway.Bills[Day] = BillMade.Of(new(early.Id.OutTradeNo, 5980), new(late.OutTradeNo, 5980, At: "2026-04-18 23:59:59"));
        await evening.Village.Pass(UntilMorning);
        await Fetches(evening);
        Assert.Equal(("green", 2), ((await Bill(evening)).Colour, (await Bill(evening)).Green));
        await evening.Village.Pass(TimeSpan.FromDays(1));
        await Fetches(evening);
        Assert.Null((await Bill(evening, NextDay)).FetchedAt);
        evening.Gateway.Bills[NextDay] = BillMade.Of();
        await evening.Village.Pass(TimeSpan.FromHours(1));
        await Fetches(evening);
        Assert.Equal("green", (await Bill(evening, NextDay)).Colour);
    }

    [Theory, OnEachDatabase]
    public async Task Money_the_bill_tells_of_first_is_blue_asked_about_and_goes_where_it_belongs(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        await evening.JoinsAndPays(deal, evening.Lin);
        var order = (await evening.Joins(deal, evening.Li)).OrderId;
        var payment = await evening.StartsPaying(evening.Li, order);
        // The gateway closes it, says so, and takes the money all the same; its notice is lost.
        await evening.Village.Pass(Evening.Hold);
        await evening.AsksAboutPayments();
        await evening.Lapses();
        Assert.NotNull((await evening.See(order)).LapsedAt);
        evening.Gateway.Pays(payment);
        evening.Gateway.Bills[Day] = BillMade.Of(new(payment.OutTradeNo, 5980), new((await evening.Store.Read(db => db.Set<Payment>().SingleAsync(p => p.PaidAt != null))).Id.OutTradeNo, 5980));
        await evening.Village.Pass(UntilMorning);
        await Fetches(evening);
        Assert.Equal("blue unheard payment 5980/5980", await Differs(evening));
        await evening.AsksAboutPayments();
        Assert.Equal("", await Differs(evening));
        Assert.Equal("付款时这一单已经结束", (await evening.Store.Read(db => db.Set<Refund>().SingleAsync())).Reason);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_file_that_was_changed_or_cannot_be_read_is_not_used_and_what_is_not_there_is_asked_for_again(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var right = BillMade.Of(new BillMade.Line((await PaymentOf(evening, await evening.JoinsAndPays(deal, evening.Li))).OutTradeNo, 5980));
        await evening.Village.Pass(UntilMorning);
        async Task<(string, string?)> Tries(TimeSpan after)
        {
            await evening.Village.Pass(after);
            await Fetches(evening);
            var bill = await Bill(evening);
            return (bill.Colour, bill.Problem);
        }
        Assert.Equal(("waiting", "not-there"), await Tries(TimeSpan.Zero));
        Assert.Empty((await Watches(evening)).Problems);
        // It is asked again in ten minutes and not before.
        Assert.Equal(0, await Fetches(evening));
        evening.Gateway.Silent = true;
        Assert.Equal(("waiting", "silent"), await Tries(TimeSpan.FromMinutes(10)));
        evening.Gateway.Silent = false;
        (evening.Gateway.Bills[Day], evening.Gateway.Tampers) = (right, true);
        Assert.Equal(("waiting", "wrong-hash"), await Tries(TimeSpan.FromMinutes(20)));
        Assert.Equal(["对账不是绿的：2026-04-18"], (await Watches(evening)).Problems);
        (evening.Gateway.Bills[Day], evening.Gateway.Tampers) = (right[..^30], false);
        Assert.Equal(("waiting", "unreadable"), await Tries(TimeSpan.FromMinutes(30)));
        Assert.Equal(0, await evening.Store.Read(db => db.Set<BillLine>().CountAsync()));
        evening.Gateway.Bills[Day] = right;
        // 王总 does not wait for the next time; who is not at headquarters may not ask.
        Assert.Equal(Visitor.NotAllowed, (await evening.Store.Write(work => FetchBillAgain.Handle(work, new(evening.Zhang, On(Day))))).Refusal);
        await evening.Village.Do(work => FetchBillAgain.Handle(work, new(evening.Village.Wang, On(Day))));
        Assert.Equal(("green", null), await Tries(TimeSpan.Zero));
        Assert.Empty((await Watches(evening)).Problems);
    }
}
