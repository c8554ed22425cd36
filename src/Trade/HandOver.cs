// The leader hands an order over at the desk (核销) by the resident's code, or after finding them by name or phone tail.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class HandOver
{
    /// <param name="Code">Eight digits, blanks ignored; or null when the order was found by name or phone tail.</param>
    /// <param name="SaidAt">When a phone without a line did it, by its own clock; kept beside the server's time.</param>
    public sealed record Ask(Visitor By, string? Code, OrderId? OrderId, DateTimeOffset? SaidAt = null);

    public sealed record Answer(OrderId OrderId, PersonId PersonId, int Sequence, IReadOnlyList<(string Name, int Quantity)> Lines, DateTimeOffset HandedOverAt, Guid HandOverId);

    public static readonly Refusal NoSuchCode = new("trade.hand-over-no-such-code", 404, "没有这个取货码，请再核对一下", "There is no such pickup code; check it again.") { Counted = true };
    public static readonly Refusal Already = new("trade.hand-over-already", 409, "这一单已经取走了", "This order was collected already.");
    public static readonly Refusal NotPaid = new("trade.hand-over-not-paid", 409, "这一单没有付款，不能交货", "This order is not paid.");
    public static readonly Refusal PayFirst = new("trade.hand-over-pay-first", 409, "这一单是取货时付：请邻居在订单里付好款，付好就能交货", "This order is paid at the pickup: the neighbour pays first, then it is handed over.");
    public static readonly Refusal Refunded = new("trade.hand-over-refunded", 409, "这一单已经退款，不能交货", "This order is being refunded.");
    public static readonly Refusal Disposed = new("trade.hand-over-disposed", 409, "这一单没来取，货已经处理了", "Nobody came for this order, and its goods were disposed of.");
    public static readonly Refusal NotCutOff = new("trade.hand-over-not-cut-off", 409, "这个团还没有截单，货还没到", "The deal is not cut off yet.");
    public static readonly Refusal TooManyGuesses = new("trade.hand-over-too-many-guesses", 429, "错误的取货码太多了，请十分钟后再试，或按姓名、手机尾号查找", "Too many wrong codes; wait ten minutes, or find the order by name or phone tail.");

    public const int WrongCodesMax = 30;
    static readonly TimeSpan GuessWindow = TimeSpan.FromMinutes(10);

    public static Refusal? Decide(Deal deal, Order order)
    {
        if (order.DisposedAt is not null) return Disposed;
        if (order.HandedOverAt is { } at) return Already.With(BusinessDay.Local(at).ToString("M月d日 HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        if (order.PaidAt is null || !order.Stands) return order.RefundAskedAt is not null ? Refunded : order is { PaysAtPickup: true, Stands: true } ? PayFirst : NotPaid;
        if (order.RefundAskedAt is not null) return Refunded;
        return deal.CutOffAt is null ? NotCutOff : null;
    }

    public static async Task<Outcome<Answer>> Handle(Work work, Ask ask)
    {
        if (!ask.By.HasDesk) return Visitor.NotAllowed;
        var guesses = "hand-over:" + ask.By.Person.Value.ToString("N");
        if (ask.Code is not null && await Attempt.Counted(work, guesses, GuessWindow) >= WrongCodesMax && !Break.Is("guess-limit")) return TooManyGuesses;
        var code = ask.Code is null ? null : new string([.. ask.Code.Where(char.IsAsciiDigit)]);
        var id = code is null ? ask.OrderId : await work.Db.Set<Order>().AsNoTracking().Where(o => o.PickupCode == code).Select(o => (OrderId?)o.Id).FirstOrDefaultAsync();
        var order = id is null ? null : await Order.Lock(work, id.Value);
        var deal = order is null ? null : await work.Db.Set<Deal>().AsNoTracking().FirstAsync(d => d.Id == order.DealId);
        // Another leader's order and no order at all are answered alike, so codes cannot be probed.
        if (order is null || !deal!.MayHandOver(ask.By))
        {
            if (ask.Code is not null) await Attempt.CountOne(work, guesses, GuessWindow);
            return NoSuchCode;
        }
        if (Decide(deal, order) is { } refusal) return refusal;

        var row = Give(work, order, ask.By.Person, ask.SaidAt);
        work.Tell(new OrderHandedOver(order.DealId.Value, order.Id.Value, order.PersonId.Value));
        work.Stir(order.DealId.Value);
        var names = await work.Db.Set<Offer>().AsNoTracking().Where(o => o.DealId == order.DealId).ToDictionaryAsync(o => o.Id, o => o.Name);
        return new Answer(order.Id, order.PersonId, order.Sequence, [.. order.Lines.Where(l => l.Left > 0).Select(l => (names[l.OfferId], l.Left))], work.Now, row.Id);
    }

    /// <summary>The goods leave the desk, and what was paid for them is earned; the order is locked and awaits it.</summary>
    internal static HandOverRow Give(Work work, Order order, PersonId by, DateTimeOffset? saidAt)
    {
        var row = new HandOverRow { Id = Ids.NewGuid(work.Now), OrderId = order.Id, At = work.Now, By = by, SaidAt = saidAt };
        work.Db.Add(row);
        order.HandedOverAt = work.Now;
        if (order.Left > Money.Zero) Books.Move(work, "handed-over", row.Id, order.Id, order.Left, debit: Account.PrepaidOrders, credit: Account.BrandRevenue);
        return row;
    }
}
