// A neighbour says that they do not have what the desk recorded as handed over (我没取到): a task for the leader with both sides' times, and nothing decided by itself.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class DisputeHandOver
{
    /// <summary>The kind of the leader's task; its subject is the hand-over.</summary>
    public const string TaskKind = "dispute";
    public static readonly TimeSpan Within = TimeSpan.FromDays(7);

    /// <param name="Words">What the neighbour adds, or nothing.</param>
    public sealed record Ask(PersonId By, OrderId OrderId, string? Words);

    public static readonly Refusal Confirmed = new("trade.dispute-confirmed", 409, "您已经说过取到了；有别的问题，跟团长说一声", "You have said that you have it; tell the leader about anything else.");
    public static readonly Refusal Settled = new("trade.dispute-settled", 409, "团长已经核对过了；还有问题，请联系团长", "The leader has settled this; ask them about anything else.");
    public static readonly Refusal TooLate = new("trade.dispute-too-late", 409, "取货过了 7 天，请直接联系团长", "It is more than seven days ago; ask the leader directly.");

    public static Refusal? Decide(Order order, HandOverRow? handOver, Receipt? receipt, DateTimeOffset now)
    {
        if (ConfirmReceipt.Decide(order, handOver) is { } refusal) return refusal;
        if (receipt?.SettledAt is not null) return Settled;
        if (receipt?.ReceivedAt is not null) return Confirmed;
        return handOver!.At < now - Within ? TooLate : null;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Sealing sealing, Ask ask)
    {
        var words = Texts.Optional(ask.Words, Receipt.WordsLengthMax);
        if (words.Refused) return words.Refusal!.With("words");
        if (await Order.LockWithDeal(work, ask.OrderId) is not var (deal, order) || !await order.IsOf(work.Db, ask.By)) return Order.Missing;
        var (handOver, receipt) = await Receipt.Of(work, order.Id);
        if (Decide(order, handOver, receipt, work.Now) is { } refusal) return refusal;
        // Said again it is the same dispute, since the same time.
        if (receipt?.DisputedAt is not null) return Done.Deed;
        if (receipt is null) work.Db.Add(receipt = new() { HandOverId = handOver!.Id, OrderId = order.Id });
        receipt.DisputedAt = work.Now;
        if (words.Value.Length > 0) receipt.WordsSealed = sealing.Seal((await work.Db.Set<Person>().AsNoTracking().FirstAsync(p => p.Id == order.PersonId)).KeyWrapped, words.Value);
        work.Tell(new HandOverDisputed(deal.Id.Value, order.Id.Value, deal.LeaderId.Value, receipt.HandOverId));
        work.Stir(deal.Id.Value);
        return Done.Deed;
    }
}
