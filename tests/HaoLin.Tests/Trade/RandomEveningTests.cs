// Random evenings on real databases beside the same evening in memory: after every step both must say and hold the same.
using CsCheck;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class RandomEveningTests
{
    const int People = 6, Evenings = 40;

    public enum Deed { Join, Wait, StopWaiting, Change, Cancel, StartPaying, Pay, PayAgain, LapseHolds, Pass, CutOff, CutOffEarly, HandOver, Undo, Refund }

    /// <param name="Which">Which person, or which of the orders there are.</param>
    public readonly record struct Step(Deed Deed, int Which, int Loquats, int Mulberries, int Minutes);

    /// <summary>Mostly what neighbours mostly do; the clock goes on by up to twenty minutes a time, also over the cut-off.</summary>
    static readonly Deed[] Usual =
    [
        Deed.Join, Deed.Join, Deed.Join, Deed.Join, Deed.Join, Deed.Wait, Deed.Wait, Deed.StopWaiting, Deed.Change, Deed.Change, Deed.Cancel, Deed.StartPaying, Deed.Pay, Deed.Pay, Deed.Pay,
        Deed.PayAgain, Deed.LapseHolds, Deed.LapseHolds, Deed.Pass, Deed.Pass, Deed.CutOff, Deed.CutOffEarly, Deed.HandOver, Deed.HandOver, Deed.Undo, Deed.Refund,
    ];

    static readonly Gen<Step[]> AnEvening = Gen.Select(Gen.Int[0, Usual.Length - 1], Gen.Int[0, 59], Gen.Int[0, 3], Gen.Int[0, 4], Gen.Int[1, 20])
        .Select(t => new Step(Usual[t.Item1], t.Item2, t.Item3, t.Item4, t.Item5)).Array[10, 70];

    [Theory, OnEachDatabase]
    public async Task Whatever_is_done_in_an_evening_comes_out_as_the_rules_say(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: People);
        await AnEvening.SampleAsync(steps => Live(evening, steps, forgets: ""), iter: Evenings, threads: 1);
        await evening.Lapses();
        await evening.NothingIsBroken();
    }

    [Theory, InlineData("gift"), InlineData("waiters"), InlineData("limit"), Trait("needs", "sqlite")]
    public async Task A_rule_left_out_is_noticed(string forgotten)
    {
        await using var evening = await Evening.Open(Database.Sqlite, neighbours: People);
        await Assert.ThrowsAsync<CsCheckException>(() => AnEvening.SampleAsync(steps => Live(evening, steps, forgotten), iter: Evenings, threads: 1));
    }

    static async Task Live(Evening evening, Step[] steps, string forgets)
    {
        var (model, deal) = (new ModelEvening(evening.Now, forgets), await Opens(evening));
        var notices = new Dictionary<int, WeChatPayTransaction>();
        foreach (var (at, step) in steps.Index())
        {
            var (expected, heard) = await Take(evening, deal, model, step, notices);
            Same(expected, heard, at, step);
            Same(Of(model), await Of(evening, deal), at, step);
        }
    }

    static void Same(string expected, string actual, int at, Step step)
    {
        if (expected != actual) throw new InvalidDataException($"step {at}, {step}: the rules say\n{expected}\nand it is\n{actual}");
    }

    static async Task<OnSale> Opens(Evening evening)
    {
        var (cutOff, day) = (evening.Now + ModelEvening.OpenFor, BusinessDay.Of(evening.Now).AddDays(2));
        var pickup = new DateTimeOffset(day.ToDateTime(new(16, 0)), BusinessDay.Offset);
        var id = await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor(limit: ModelEvening.Limits[0], perPerson: ModelEvening.PerPerson), evening.MulberriesFor(limit: ModelEvening.Limits[1]),
            evening.MulberriesToTheFirst(ModelEvening.GiftForFirst)) with { CutOffDue = cutOff, ArrivesOn = day, PickupFrom = pickup, PickupUntil = pickup.AddHours(4) }));
        await evening.Village.Do(work => OpenDeal.Handle(work, new(evening.Zhang, id)));
        return await evening.Known(id);
    }

    /// <summary>Does it twice: by the rules and for real. Answers what both say.</summary>
    static async Task<(string Expected, string Heard)> Take(Evening evening, OnSale deal, ModelEvening model, Step step, Dictionary<int, WeChatPayTransaction> notices)
    {
        int[] goods = [step.Loquats, step.Mulberries];
        var (who, order) = (step.Which % People, model.Orders.Count == 0 ? null : model.Orders[step.Which % model.Orders.Count]);
        var person = evening.Neighbours[order is null || step.Deed is Deed.Join or Deed.Wait or Deed.StopWaiting ? who : order.Who];
        var wish = new JoinDeal.Ask(deal.Id, person, [.. goods.Index().Where(g => g.Item > 0).Select(g => new JoinDeal.Line(deal.Offers[g.Index], g.Item))], evening.Point, "");
        switch (step.Deed)
        {
            case Deed.Join: return (model.Join(who, goods), Code(await evening.Presses(wish)));
            case Deed.Wait: return (model.Wait(who, goods), await Does(work => JoinWaitlist.Handle(work, evening.Village.Sealing, wish)));
            case Deed.StopWaiting: return (model.StopWaiting(who), await Does(work => LeaveWaitlist.Handle(work, new(person, deal.Id))));
            case Deed.LapseHolds: model.LapseHolds(); await evening.Lapses(); return ("", "");
            case Deed.Pass: model.Pass(TimeSpan.FromMinutes(step.Minutes)); await evening.Village.Pass(TimeSpan.FromMinutes(step.Minutes)); return ("", "");
            case Deed.CutOff: return (model.CutOff(byClock: true), await Does(work => CutOffDeal.Handle(work, new(null, deal.Id), evening.Settings)));
            // A leader ends it early seldom, or no evening would get far.
            case Deed.CutOffEarly: return step.Minutes < 18 ? ("", "") : (model.CutOff(byClock: false), await Does(work => CutOffDeal.Handle(work, new(evening.Zhang, deal.Id), evening.Settings)));
        }
        if (order is null) return ("", "");
        var id = await evening.Store.Read(db => db.Set<Order>().Where(o => o.DealId == deal.Id && o.Sequence == order.Sequence).Select(o => o.Id).SingleAsync());
        switch (step.Deed)
        {
            case Deed.Change: return (model.Change(order, goods), await Does(work => ChangeOrder.Handle(work, evening.Village.Sealing, new(person, id, wish.Lines, evening.Point, ""), evening.Settings)));
            case Deed.Cancel: return (model.Cancel(order), await Does(work => CancelOrder.Handle(work, new(person, id), evening.Settings)));
            case Deed.StartPaying: return (model.StartPaying(order), (await StartPayment.Handle(evening.Store, evening.Client, new(person, id))).Refusal?.Code ?? "yes");
            case Deed.Pay: await Pays(evening, model, order, person, id, notices); return ("", "");
            case Deed.PayAgain: if (notices.TryGetValue(order.Sequence, out var told)) await evening.Hears(told); return ("", "");
            case Deed.HandOver: return (model.HandOver(order), await Does(work => HandOver.Handle(work, new(evening.Zhang, null, id))));
            case Deed.Undo: return (model.UndoHandOver(order), await Does(work => UndoHandOver.Handle(work, new(evening.Zhang, id))));
            default: return (model.Refund(order), await Does(work => RefundOrder.Handle(work, new(evening.Zhang, id, "坏了"), evening.Settings)));
        }

        async Task<string> Does<T>(Func<Work, Task<Outcome<T>>> deed) => (await evening.Store.Write(deed)).Refusal?.Code ?? "yes";
    }

    /// <summary>Pays what is open, having opened it where that is still possible: in time, too late, or after everything.</summary>
    static async Task Pays(Evening evening, ModelEvening model, ModelOrder order, PersonId person, OrderId id, Dictionary<int, WeChatPayTransaction> notices)
    {
        if (order.Asked is null && model.StartPaying(order) == "yes") Assert.Null((await StartPayment.Handle(evening.Store, evening.Client, new(person, id))).Refusal);
        if (order.Asked is null) return;
        var payment = await evening.Store.Read(db => db.Set<Payment>().Where(p => p.OrderId == id && p.PaidAt == null && p.ClosedAt == null).Select(p => p.Id).SingleAsync());
        notices[order.Sequence] = evening.Gateway.Pays(payment);
        await evening.Hears(notices[order.Sequence]);
        model.IsPaid(order);
    }

    static string Code(Outcome<RememberedAnswer> said) => said.Refusal?.Code ?? (said.Value.Status == 201 ? "yes" : said.Value.Body.Split("\"code\":\"")[1].Split('"')[0]);

    /// <summary>All that both know of, as one text: two that differ can be read side by side.</summary>
    static string Of(ModelEvening model) => string.Join('\n', model.Orders
        .Select(o => $"{o.Sequence} of {o.Who}: {o.Goods[0]} + {o.Goods[1]}{(o.Gift ? " + gift" : "")}, {o.Fen} fen, {o.State}")
        .Append($"taken {model.Taken(0)} + {model.Taken(1)} + {model.Gifts}, waiting {string.Join(' ', model.Waiting.Select(w => w.Who))}{(model.IsCutOff ? ", cut off" : "")}")
        .Append($"{model.Books}"));

    static async Task<string> Of(Evening evening, OnSale deal)
    {
        var orders = await evening.Store.Read(db => db.Set<Order>().Include(o => o.Lines).Where(o => o.DealId == deal.Id).OrderBy(o => o.Sequence).ToListAsync());
        var offers = await evening.Store.Read(db => db.Set<Offer>().Where(o => o.DealId == deal.Id).OrderBy(o => o.Position).Select(o => o.Taken).ToListAsync());
        var waiting = await evening.Store.Read(db => db.Set<WaitlistEntry>().Where(w => w.DealId == deal.Id && w.PromotedAt == null && w.EndedAt == null).OrderBy(w => w.Position).Select(w => w.PersonId).ToListAsync());
        var ids = orders.Select(o => o.Id.Value).ToArray();
        var booked = (await evening.Store.Read(db => db.Set<BookEntry>().Where(e => ids.Contains(e.OrderId)).Select(e => new { e.Account, e.Amount }).ToListAsync())).ToLookup(e => e.Account, e => e.Amount.Fen);
        var people = evening.Neighbours.Index().ToDictionary(p => p.Item, p => p.Index);
        return string.Join('\n', orders
            .Select(o => $"{o.Sequence} of {people[o.PersonId]}: {Pieces(o, 0)} + {Pieces(o, 1)}{(Pieces(o, 2) > 0 ? " + gift" : "")}, {o.Amount.Fen} fen, {o.State}")
            .Append($"taken {offers[0]} + {offers[1]} + {offers[2]}, waiting {string.Join(' ', waiting.Select(w => people[w]))}{((await evening.SeeDeal(deal)).State == DealState.CutOff ? ", cut off" : "")}")
            .Append($"{(booked[Account.GatewayClearing].Sum(), booked[Account.PrepaidOrders].Sum(), booked[Account.BrandRevenue].Sum(), booked[Account.RefundsDue].Sum())}"));

        int Pieces(Order order, int offer) => order.Lines.Where(l => l.OfferId == deal.Offers[offer]).Sum(l => l.Quantity);
    }
}
