// A resident pays for several orders at once (合单): one payment in the wallet, and to us one for each order, which goes back, is counted and is settled alone.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade.WeChatPay;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class PayTogether
{
    /// <summary>WeChat Pay takes fifty; nobody holds that many orders unpaid.</summary>
    public const int OrdersMax = 20;

    /// <param name="Coupon">As <see cref="StartPayment.Ask"/> has it; what is left to itself takes the best that the orders before it have left.</param>
    public sealed record Part(OrderId OrderId, Guid? Coupon = null);

    /// <param name="From">Null is wherever it was begun, and by a scanned code where it was not.</param>
    /// <param name="Credit">Exactly so much of their credit for all of them; null is as much as helps. It is used for orders that are all their own.</param>
    public sealed record Ask(PersonId By, IReadOnlyList<Part> Orders, PayFrom? From = null, Money? Credit = null);

    /// <param name="Together">By which <see cref="ReadTogether"/> tells what became of it.</param>
    /// <param name="Begun">Where it is paid, and how much for all of the orders.</param>
    public sealed record Answer(Guid Together, StartPayment.Answer Begun);

    public static readonly Refusal HowMany = new("trade.pay-together-how-many", 400, "一起付要有 2 到 20 单，每单只写一次", "Between 2 and 20 orders are paid together, each named once.");

    public static Refusal? Decide(IReadOnlyList<Part> orders) =>
        orders.Count is < 2 or > OrdersMax || orders.DistinctBy(o => o.OrderId).Count() < orders.Count ? HowMany : null;

    /// <summary>Begins it, or answers where the very same one that is open is made. Whatever else was begun for one of the orders is closed at the gateway first.</summary>
    public static async Task<Outcome<Answer>> Handle(Store store, WeChatPayClient gateway, Ask ask)
    {
        if (Decide(ask.Orders) is { } refusal) return refusal;
        // Locked in this order by whoever pays several.
        ask = ask with { Orders = [.. ask.Orders.OrderBy(o => o.OrderId.Value)] };
        var found = await store.Read<Outcome<List<Payment>>>(async db => await WhyNot(db, ask, await store.Now(db)) is { } why ? why : await Open(db, ask));
        if (found.Refused) return found.Refusal!;
        if (!IsThis(found.Value, ask))
            foreach (var old in found.Value.DistinctBy(p => p.CombinedId?.Value ?? p.Id.Value))
                if (await StartPayment.Close(store, gateway, old) is { } whyNot) return whyNot;
        var placed = await store.Write<Placed>(work => Place(work, ask));
        if (placed.Refused) return placed.Refusal!;
        var (payments, titles) = placed.Value;
        if (payments[0].Kind == PayFrom.Credit) return AnswerOf(gateway, payments, "");
        // A scanned code lives as long as the payment does, a browser's address for minutes; a payer inside WeChat may be another than before.
        return payments[0].PayUrl is { } known && (ask.From is null or { Kind: PayFrom.Native }) ? AnswerOf(gateway, payments, known) : await AtGateway(store, gateway, payments, titles, ask.From);
    }

    sealed record Placed(IReadOnlyList<Payment> Payments, IReadOnlyList<string> Titles);

    static async Task<Refusal?> WhyNot(HaoLinDb db, Ask ask, DateTimeOffset now)
    {
        var ids = ask.Orders.Select(o => o.OrderId).ToArray();
        var orders = await db.Set<Order>().AsNoTracking().Where(o => ids.Contains(o.Id)).ToListAsync();
        if (orders.Count < ids.Length) return Order.Missing;
        foreach (var order in orders)
        {
            if (!await order.IsOf(db, ask.By)) return Order.Missing;
            if (StartPayment.Decide(order, now) is { } refusal) return refusal;
        }
        return ask.Credit is { } credit && (credit < Money.Zero || (credit > Money.Zero && credit > await Credit.Of(db, ask.By, ids))) ? StartPayment.CreditIsLess : null;
    }

    /// <summary>What is open for one of the orders, with all that would be paid with it.</summary>
    static async Task<List<Payment>> Open(HaoLinDb db, Ask ask)
    {
        var ids = ask.Orders.Select(o => o.OrderId).ToArray();
        var open = await Payment.AllOpen(db).AsNoTracking().Where(p => ids.Contains(p.OrderId)).ToListAsync();
        var combined = open.Where(p => p.CombinedId is not null).Select(p => p.CombinedId).Distinct().ToArray();
        var others = combined.Length == 0 ? [] : await db.Set<Payment>().AsNoTracking().Where(p => combined.Contains(p.CombinedId) && !ids.Contains(p.OrderId)).ToListAsync();
        return [.. open.Concat(others).OrderBy(p => p.OrderId.Value)];
    }

    /// <summary>Whether what is open is the one that is wanted: these orders and no other, these coupons, from here.</summary>
    static bool IsThis(IReadOnlyList<Payment> open, Ask ask) => open.Count == ask.Orders.Count && open[0].CombinedId is { } combined
        && open.Zip(ask.Orders).All(pair => pair.First.CombinedId == combined && pair.First.OrderId == pair.Second.OrderId
            && StartPayment.IsSame(pair.First, pair.Second.Coupon, ask.From, null)) && (ask.Credit is null || ask.Credit == Credit.Sum(open.Select(p => p.Credit)));

    static async Task<Outcome<Placed>> Place(Work work, Ask ask)
    {
        var orders = new List<Order>();
        foreach (var part in ask.Orders)
            if (await Order.Lock(work, part.OrderId) is { } order) orders.Add(order);
        if (await WhyNot(work.Db, ask, work.Now) is { } refusal) return refusal;
        var deals = await work.Db.Set<Deal>().AsNoTracking().Where(d => orders.Select(o => o.DealId).Contains(d.Id)).ToDictionaryAsync(d => d.Id, d => d.Title);
        string[] titles = [.. orders.Select(o => deals[o.DealId])];
        var open = await Open(work.Db, ask);
        if (open.Count > 0) return IsThis(open, ask) ? new Placed(open, titles) : StartPayment.OldStillOpen;
        var (combined, expiresAt) = (Ids.New<CombinedId>(work.Now), orders.Min(o => StartPayment.Expiry(o.HoldUntil, work.Now)));
        var coupons = new List<(PaymentId Payment, (CouponId? Coupon, Money Off) Held)>();
        foreach (var (order, part) in orders.Zip(ask.Orders))
        {
            var id = Ids.New<PaymentId>(work.Now);
            var held = await StartPayment.HoldCoupon(work, order, ask.By, part.Coupon, id);
            if (held.Refused) return held.Refusal!;
            coupons.Add((id, held.Value));
        }
        var credit = await StartPayment.HoldCredit(work, ask.By, ask.Credit, [.. orders.Zip(coupons, (order, coupon) => (order, order.Amount - coupon.Held.Off))]);
        if (credit.Refused) return credit.Refusal!;
        var payments = new List<Payment>();
        foreach (var (order, (id, held), borne) in orders.Zip(coupons, credit.Value)) payments.Add(await StartPayment.Add(work, order, id, held, borne, ask.From, expiresAt, combined));
        return new Placed(payments, titles);
    }

    static Answer AnswerOf(WeChatPayClient gateway, IReadOnlyList<Payment> payments, string told) => new(payments[0].CombinedId!.Value.Value, StartPayment.AnswerOf(gateway, told, payments));

    /// <summary>The numbers are ours, so asking again after an unknown outcome places no second payment.</summary>
    static async Task<Outcome<Answer>> AtGateway(Store store, WeChatPayClient gateway, IReadOnlyList<Payment> payments, IReadOnlyList<string> titles, PayFrom? from)
    {
        var (first, kind) = (payments[0], payments[0].Kind);
        var combined = first.CombinedId!.Value;
        // Whoever opens it anew inside WeChat or from a browser has to be named anew.
        if (kind != PayFrom.Native && (from?.Kind != kind || (from.Address is null && from.OpenId is null))) return StartPayment.PayerUnknown;
        CombinedPart[] parts = [.. payments.Zip(titles, (p, title) => new CombinedPart(p.Id.OutTradeNo, p.Amount.Fen, title))];
        switch (await gateway.PrepayCombined(kind, combined.OutTradeNo, parts, first.ExpiresAt, from?.Address, from?.OpenId))
        {
            case GatewayAnswer<string>.Done(var told):
                await store.Write(work => work.Db.Set<Payment>().Where(p => p.CombinedId == combined).ExecuteUpdateAsync(set => set.SetProperty(p => p.PayUrl, told)));
                return AnswerOf(gateway, payments, told);
            case GatewayAnswer<string>.Refused(var code, var message):
                await store.Write(work => work.Db.Set<Payment>().Where(p => p.CombinedId == combined).ExecuteUpdateAsync(set => set.SetProperty(p => p.Problem, code + ": " + message)));
                return StartPayment.GatewayRefused.With(code);
            default: return StartPayment.GatewaySilent;
        }
    }
}
