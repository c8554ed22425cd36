// Money of an order goes back to where it came from, all that is left or some pieces or an amount of a line: written down first, then the gateway is told until it says it is done.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class RefundOrder
{
    public const int ReasonLengthMax = 200;

    /// <summary>The channel takes so many for one payment; the last is kept for all that is left.</summary>
    public const int RefundsMax = 50;

    /// <param name="Reason">Shown to the neighbour word for word.</param>
    /// <param name="Lines">Null is all that is left of the order.</param>
    public sealed record Ask(Visitor By, OrderId OrderId, string Reason, IReadOnlyList<Line>? Lines = null);

    /// <param name="Quantity">Pieces that are not handed over any more, or are to be paid back; none when only money goes back.</param>
    /// <param name="Amount">Null is the price of those pieces, as far as it has not gone back already.</param>
    public readonly record struct Line(OfferId OfferId, int Quantity, Money? Amount = null);

    /// <summary>What goes back of one line.</summary>
    /// <param name="Amount">Of its price.</param>
    /// <param name="Coupon">Of that, what a coupon bore; it goes back to the brand.</param>
    public readonly record struct Part(OfferId OfferId, int Quantity, Money Amount, Money Coupon = default)
    {
        public Money Cash => Amount - Coupon;
    }

    /// <param name="Amount">What goes back to the resident.</param>
    /// <param name="Whole">Nothing of the order is left.</param>
    public sealed record Answer(RefundId RefundId, Money Amount, bool Whole);

    public static readonly Refusal NotPaid = new("trade.refund-not-paid", 409, "这一单没有付过款", "This order was not paid.");
    public static readonly Refusal Already = new("trade.refund-already", 409, "这一单已经退款或正在退", "This order is refunded already, or about to be.");
    public static readonly Refusal Nothing = new("trade.refund-nothing", 422, "请写要退几件，或者退多少钱", "Say how many pieces or how much money goes back.");
    public static readonly Refusal NotInOrder = new("trade.refund-not-in-order", 422, "这一单里没有这样东西，或者它是赠品", "The order has no such line, or it is a gift.");
    public static readonly Refusal TooManyPieces = new("trade.refund-too-many-pieces", 422, "要退的件数比剩下的还多", "More pieces than are left of this line.");
    public static readonly Refusal BadAmount = new("trade.refund-bad-amount", 422, "金额没有看懂，请只写数字", "The amount could not be read; write digits only.");
    public static readonly Refusal TooMuch = new("trade.refund-too-much", 422, "要退的钱比这样东西剩下的钱还多", "More money than is left of this line.");
    public static readonly Refusal TooOften = new("trade.refund-too-often", 409, "这一单已经退了 49 次，只能把剩下的一次退完", "This order had 49 refunds; only all that is left can go back now.");

    /// <summary>What goes back of which line. Never more pieces nor more money of a line than it has left, so never more than was paid.</summary>
    /// <param name="order">Locked, with its lines.</param>
    /// <param name="before">What of it went back before, line by line.</param>
    /// <param name="refunds">In how many refunds that was.</param>
    /// <param name="lines">Null is all that is left.</param>
    /// <param name="ways">The leader's way to the door, where the deal offers it: with nothing left to bring its fee goes back too.</param>
    public static Outcome<IReadOnlyList<Part>> Decide(Order order, IReadOnlyDictionary<OfferId, Money> before, int refunds, IReadOnlyList<Line>? lines, IReadOnlyCollection<OfferId>? ways = null)
    {
        if (order.PaidAt is null) return NotPaid;
        if (order.RefundAskedAt is not null) return Already;
        if (lines is null) return Outcome<IReadOnlyList<Part>>.Yes(AllLeft(order, before));
        var parts = new List<Part>();
        foreach (var (offer, quantity, asked) in lines)
        {
            if (order.Lines.FirstOrDefault(l => l.OfferId == offer) is not { } own || own.Price == Money.Zero || parts.Any(p => p.OfferId == offer)) return NotInOrder;
            var left = own.Total - before.GetValueOrDefault(offer);
            if (quantity < 0 || (quantity > own.Left && !Break.Is("refund-left"))) return TooManyPieces;
            var price = own.Price * quantity;
            var amount = asked ?? (price < left ? price : left);
            if (amount < Money.Zero) return BadAmount;
            if (amount > left && !Break.Is("refund-left")) return TooMuch;
            if (quantity > 0 || amount > Money.Zero) parts.Add(PartOf(own, quantity, amount, before.GetValueOrDefault(offer)));
        }
        var sum = Sum(parts);
        if (sum <= Money.Zero) return Nothing;
        // Whoever asks for every fen of it asks for the whole order.
        if (sum == order.Left || (order.HandedOverAt is null && ways is { Count: > 0 } && GoodsAreGone(order, before, parts, ways))) return Outcome<IReadOnlyList<Part>>.Yes(AllLeft(order, before));
        return refunds >= RefundsMax - 1 ? TooOften : Outcome<IReadOnlyList<Part>>.Yes(parts);
    }

    static bool GoodsAreGone(Order order, IReadOnlyDictionary<OfferId, Money> before, List<Part> parts, IReadOnlyCollection<OfferId> ways) =>
        order.Lines.Where(l => !ways.Contains(l.OfferId)).All(l => l.Total == before.GetValueOrDefault(l.OfferId) + parts.Where(p => p.OfferId == l.OfferId).Aggregate(Money.Zero, (sum, p) => sum + p.Amount));

    static List<Part> AllLeft(Order order, IReadOnlyDictionary<OfferId, Money> before) =>
        [.. order.Lines.Select(l => PartOf(l, l.Left, l.Total - before.GetValueOrDefault(l.OfferId), before.GetValueOrDefault(l.OfferId))).Where(p => p.Quantity > 0 || p.Amount > Money.Zero)];

    static Part PartOf(OrderLine line, int quantity, Money amount, Money before) =>
        new(line.OfferId, quantity, amount, Break.Is("refund-coupon") ? Money.Zero : line.CouponOf(before + amount) - line.CouponOf(before));

    static Money Sum(IEnumerable<Part> parts) => parts.Aggregate(Money.Zero, (sum, part) => sum + part.Amount);

    /// <summary>Headquarters refunds any order, a leader those of their own deals. While the deal is open the goods go back on the shelf.</summary>
    public static async Task<Outcome<Answer>> Handle(Work work, Ask ask, TradeSettings settings)
    {
        var reason = Texts.Required(ask.Reason, ReasonLengthMax);
        if (reason.Refused) return reason.Refusal!;
        if (await Order.LockWithDeal(work, ask.OrderId) is not var (deal, order) || !deal.IsLedBy(ask.By)) return Order.Missing;
        var (before, refunds) = await Before(work, order);
        var ways = await work.Db.Set<Offer>().Where(o => o.DealId == deal.Id && o.IsDelivery).Select(o => o.Id).ToListAsync();
        var decided = Decide(order, before, refunds, ask.Lines, ways);
        if (decided.Refused) return decided.Refusal!;
        var whole = Sum(decided.Value) == order.Left;
        if (deal.State == DealState.Open)
        {
            if (whole) await ReleaseGoods.Handle(work, deal, [order], lapsed: false, settings);
            else await ReleaseGoods.Some(work, deal, order, [.. decided.Value.Where(p => p.Quantity > 0).Select(p => (p.OfferId, p.Quantity))], settings);
        }
        var refund = await Write(work, order, before, decided.Value, reason.Value, ask.By.Person);
        work.Tell(new RefundAsked(order.DealId.Value, order.Id.Value, order.PersonId.Value, refund.Id.Value, refund.Amount.Fen, refund.Credit.Fen));
        return new Answer(refund.Id, refund.Back, whole);
    }

    /// <summary>Pieces that the clock gives back after the cut-off; the order is locked. One that had too many refunds keeps them.</summary>
    internal static async Task GoesBack(Work work, Order order, IReadOnlyList<Line> lines, string reason)
    {
        var (before, refunds) = await Before(work, order);
        if (Decide(order, before, refunds, lines) is not { Refused: false } decided) return;
        var refund = await Write(work, order, before, decided.Value, reason, by: null);
        work.Tell(new RefundAsked(order.DealId.Value, order.Id.Value, order.PersonId.Value, refund.Id.Value, refund.Amount.Fen, refund.Credit.Fen));
    }

    /// <summary>All that is left goes back for a reason of the caller's; the order is locked, was paid and is not refunded whole.</summary>
    internal static async Task<Refund> Begin(Work work, Order order, string reason, PersonId? by)
    {
        var (before, _) = await Before(work, order);
        return await Write(work, order, before, AllLeft(order, before), reason, by);
    }

    /// <summary>What of an order went back before. Money that came too late has a refund without lines, which is none of the order's.</summary>
    internal static async Task<(IReadOnlyDictionary<OfferId, Money> Lines, int Refunds)> Before(Work work, Order order)
    {
        var refunds = await work.Db.Set<Refund>().AsNoTracking().Include(r => r.Lines).Where(r => r.OrderId == order.Id && r.Lines.Count > 0).ToListAsync();
        return (refunds.SelectMany(r => r.Lines).GroupBy(l => l.OfferId).ToDictionary(g => g.Key, g => g.Aggregate(Money.Zero, (sum, l) => sum + l.Amount)), refunds.Count);
    }

    /// <summary>Books the debt to the resident and leaves the refund for the gateway.</summary>
    static async Task<Refund> Write(Work work, Order order, IReadOnlyDictionary<OfferId, Money> before, IReadOnlyList<Part> parts, string reason, PersonId? by)
    {
        // Money that came twice or too late went back by itself; what is left is the payment the order stands on.
        var payment = await work.Db.Set<Payment>().SingleAsync(p => p.OrderId == order.Id && p.PaidAt != null && !work.Db.Set<Refund>().Any(r => r.PaymentId == p.Id && r.Lines.Count == 0));
        var (gone, coupon) = (Sum(parts), parts.Aggregate(Money.Zero, (sum, part) => sum + part.Coupon));
        var credit = await CreditBack(work, payment, gone - coupon);
        var refund = NewRefund(work, payment, order, gone - coupon - credit, reason, by, credit);
        // What coupon and credit had borne wholly is nobody's money to wait for.
        if (refund.Amount == Money.Zero) (refund.AskAt, refund.AcceptedAt, refund.SucceededAt) = (null, work.Now, work.Now);
        foreach (var part in parts)
        {
            refund.Lines.Add(new() { RefundId = refund.Id, OfferId = part.OfferId, Quantity = part.Quantity, Amount = part.Amount, CouponShare = part.Coupon });
            order.Lines.Single(l => l.OfferId == part.OfferId).Refunded += part.Quantity;
        }
        work.Db.Add(refund);
        order.Refunded += gone;
        if (order.Refunded == order.Amount)
        {
            order.RefundAskedAt = work.Now;
            if (refund.SucceededAt is not null && !await work.Db.Set<Refund>().AnyAsync(r => r.OrderId == order.Id && r.SucceededAt == null)) order.RefundedAt = work.Now;
            await Coupon.GiveBack(work, payment.Id);
        }
        Books.Move(work, "refund-asked", refund.Id.Value, order.Id,
            (order.HandedOverAt is null ? Account.PrepaidOrders : Account.BrandRevenue, gone), (Account.RefundsDue, -refund.Amount), (Account.ResidentCredit, -credit), (Account.CouponCost, -coupon));
        await Commission.Reverse(work, order, refund, before);
        work.Stir(order.DealId.Value);
        return refund;
    }

    /// <summary>Of so much that the resident gets back, what goes into her credit: the share that credit bore.</summary>
    static async Task<Money> CreditBack(Work work, Payment payment, Money back)
    {
        if (payment.Credit == Money.Zero) return Money.Zero;
        var before = Credit.Sum((await work.Db.Set<Refund>().AsNoTracking().Where(r => r.PaymentId == payment.Id).Select(r => new { r.Amount, r.Credit }).ToListAsync()).Select(r => r.Amount + r.Credit));
        var paid = payment.Amount + payment.Credit;
        return Break.Is("refund-credit") ? Money.Zero : Credit.BackOf(payment.Credit, paid, before + back) - Credit.BackOf(payment.Credit, paid, before);
    }

    internal static Refund NewRefund(Work work, Payment payment, Order order, Money amount, string reason, PersonId? by, Money credit = default)
    {
        var refund = new Refund
        {
            Id = Ids.New<RefundId>(work.Now), PaymentId = payment.Id, OrderId = order.Id, Amount = amount, Credit = credit, Reason = reason, AskedAt = work.Now, AskedBy = by, AskAt = work.Now,
        };
        // The words stand with the refund, where the neighbour reads them; they may name somebody.
        Audit.Note(work, by?.Value, "refund", order.Id.Value, $"{order.Left.Fen} fen", $"refund {amount.Fen} fen{(credit > Money.Zero ? $" and {credit.Fen} fen of credit" : "")}", whom: order.PersonId.Value);
        return refund;
    }
}
