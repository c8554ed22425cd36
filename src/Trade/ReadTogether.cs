// What a neighbour can pay at once: her unpaid orders, with the coupons that serve them best; or what became of such a payment.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ReadTogether
{
    /// <param name="Together">One that was begun; null asks what there is to pay.</param>
    /// <param name="WithCredit">What there is to pay is reckoned with as much of their credit as helps, or with none.</param>
    public sealed record Ask(PersonId By, Guid? Together = null, bool WithCredit = true);

    /// <param name="Together">The one that was asked for.</param>
    /// <param name="Open">It was begun, and whether it was paid is not known yet.</param>
    /// <param name="Items">What ends first comes first.</param>
    /// <param name="MostCreditFen">So much of it there is to use.</param>
    public sealed record Answer(Guid? Together, bool Open, IReadOnlyList<Item> Items, long MostCreditFen = 0)
    {
        /// <summary>For all of them, the coupons taken off and the credit used.</summary>
        public long CashFen => Items.Sum(i => i.CashFen);
        public long CreditFen => Items.Sum(i => i.CreditFen);
        /// <summary>When the first of them is held no longer; null where there is none.</summary>
        public DateTimeOffset? PayBefore => Items.Count == 0 ? null : Items.Min(i => i.PayBefore);
    }

    /// <param name="State">As ShowOrder has it.</param>
    /// <param name="Coupon">Which coupon is taken, by the name under which a payment takes it.</param>
    public sealed record Item(Guid OrderId, Guid DealId, string Deal, int Sequence, string State, long AmountFen, Guid? Coupon, string CouponName, long OffFen, DateTimeOffset PayBefore, long CreditFen = 0)
    {
        public long CashFen => AmountFen - OffFen - CreditFen;
    }

    public static readonly Refusal Missing = new("trade.pay-together-missing", 404, "没有这笔一起付的钱", "There is no such payment of several orders.");

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Ask ask, DateTimeOffset now) =>
        ask.Together is { } together ? await Begun(db, ask.By, new(together)) : await Unpaid(db, ask, now);

    /// <summary>Whether there are several, without reckoning what each costs: asked after every join.</summary>
    internal static async Task<bool> AreMany(HaoLinDb db, PersonId by, DateTimeOffset now) => await ToPay(db, by, now).Take(2).CountAsync() > 1;

    static IQueryable<Order> ToPay(HaoLinDb db, PersonId by, DateTimeOffset now) =>
        db.Set<Order>().Where(Order.IsUnpaid).Where(o => o.PersonId == by && o.HoldUntil > now);

    static async Task<Answer> Unpaid(HaoLinDb db, Ask ask, DateTimeOffset now)
    {
        var by = ask.By;
        var orders = await ToPay(db, by, now).AsNoTracking().Include(o => o.Lines)
            .OrderBy(o => o.HoldUntil).ThenBy(o => o.Id).Take(PayTogether.OrdersMax).ToListAsync();
        var titles = await Titles(db, orders);
        var (taken, items) = (new HashSet<Guid>(), new List<Item>());
        // As the payment takes them when it begins: each order the best of what is left.
        foreach (var order in orders.OrderBy(o => o.Id.Value))
        {
            var best = ChooseCoupon.Decide(await ChooseCoupon.Candidates(db, order, by, now)).FirstOrDefault(c => taken.Add(c.Id));
            items.Add(new(order.Id.Value, order.DealId.Value, titles[order.DealId], order.Sequence, order.State, order.Amount.Fen, best?.Id, best?.Campaign.Name ?? "", best?.Off.Fen ?? 0, order.HoldUntil));
        }
        var most = await Credit.Of(db, by, [.. orders.Select(o => o.Id)]);
        var shares = Credit.Spread(ask.WithCredit ? most : Money.Zero, [.. items.Select(i => new Money(i.CashFen))]);
        return new(null, false, [.. items.Zip(shares, (item, share) => item with { CreditFen = share.Fen }).OrderBy(i => i.PayBefore).ThenBy(i => i.OrderId)], most.Fen);
    }

    static async Task<Outcome<Answer>> Begun(HaoLinDb db, PersonId by, CombinedId together)
    {
        var payments = await db.Set<Payment>().AsNoTracking().Where(p => p.CombinedId == together).ToDictionaryAsync(p => p.OrderId);
        var ids = payments.Keys.ToArray();
        var orders = await db.Set<Order>().AsNoTracking().Where(o => ids.Contains(o.Id)).ToListAsync();
        // Somebody else's and none at all are answered alike.
        if (orders.Count == 0) return Missing;
        foreach (var order in orders) if (!await order.IsOf(db, by)) return Missing;
        var titles = await Titles(db, orders);
        return new Answer(together.Value, payments.Values.Any(p => p.Open), [.. orders.OrderBy(o => o.HoldUntil).ThenBy(o => o.Id.Value).Select(o => new Item(o.Id.Value, o.DealId.Value, titles[o.DealId], o.Sequence, o.State, o.Amount.Fen, payments[o.Id].CouponId?.Value, "", payments[o.Id].CouponOff.Fen, o.HoldUntil, payments[o.Id].Credit.Fen))]);
    }

    static async Task<Dictionary<DealId, string>> Titles(HaoLinDb db, IReadOnlyList<Order> orders)
    {
        var deals = orders.Select(o => o.DealId).Distinct().ToArray();
        return await db.Set<Deal>().AsNoTracking().Where(d => deals.Contains(d.Id)).ToDictionaryAsync(d => d.Id, d => d.Title);
    }
}
