// A leader decides about an order nobody came for (未取), by the brand's rule: kept until tomorrow, given to a neighbour, or disposed of.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class DecideUncollected
{
    /// <summary>How long a decision that costs somebody money can be taken back before the refund begins.</summary>
    public static readonly TimeSpan RefundAfter = TimeSpan.FromHours(24);

    /// <param name="Kind">tomorrow, neighbour or disposed.</param>
    /// <param name="Neighbour">Who takes the goods, where a neighbour does.</param>
    public sealed record Ask(Visitor By, OrderId OrderId, string Kind, string? Neighbour = null);

    public static readonly Refusal UnknownKind = new("trade.uncollected-unknown-kind", 422, "请选一样：留到明天、交给邻居、处理掉", "Choose one: tomorrow, neighbour or disposed.");
    public static readonly Refusal NotWaiting = new("trade.uncollected-not-waiting", 409, "这一单不在等着取", "This order is not waiting to be collected.");
    public static readonly Refusal TooEarly = new("trade.uncollected-too-early", 409, "取货时间还没过，再等等", "The pickup time is not over yet.");
    public static readonly Refusal Kept = new("trade.uncollected-kept", 409, "说好了给邻居留着，到时间再处理", "The neighbour was told it is kept; it cannot be disposed of before that time.");
    public static readonly Refusal RemindFirst = new("trade.uncollected-remind-first", 409, "由邻居承担的，要先提醒过一次才能处理", "Where the resident bears it, remind them at least once before disposing of it.");

    /// <param name="standing">What was decided before and not taken back.</param>
    /// <param name="reminded">Whether the neighbour was reminded at least once.</param>
    /// <param name="pays">Who bears what is disposed of, by the brand's rule.</param>
    public static Refusal? Decide(Deal deal, Order order, Ask ask, Uncollected? standing, bool reminded, string pays, DateTimeOffset now)
    {
        if (ask.Kind is not (Uncollected.Tomorrow or Uncollected.Neighbour or Uncollected.Disposed)) return UnknownKind.With("kind");
        if (deal.State != DealState.CutOff) return Deal.WrongState;
        if (!order.AwaitsHandOver) return NotWaiting;
        if (now < deal.PickupUntil) return TooEarly;
        // Only handing it to somebody is earlier than promised; a promise to keep it is kept.
        if (ask.Kind != Uncollected.Neighbour && standing?.KeptUntil > now) return Kept;
        return ask.Kind == Uncollected.Disposed && pays == Uncollected.ByResident && !reminded ? RemindFirst : null;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Sealing sealing, Ask ask, TradeSettings settings)
    {
        if (await Order.LockWithDeal(work, ask.OrderId) is not var (deal, order) || !deal.IsLedBy(ask.By)) return Order.Missing;
        var standing = await Uncollected.Standing(work.Db, order.Id);
        var reminded = await work.Db.Set<PickupReminder>().AnyAsync(r => r.OrderId == order.Id);
        if (Decide(deal, order, ask, standing, reminded, settings.UncollectedPays, work.Now) is { } refusal) return refusal;
        byte[]? neighbour = null;
        if (ask.Kind == Uncollected.Neighbour)
        {
            var name = Texts.Required(ask.Neighbour, SignInWithCode.NameLengthMax);
            if (name.Refused) return name.Refusal!.With("neighbour");
            neighbour = sealing.Seal((await work.Db.Set<Person>().AsNoTracking().FirstAsync(p => p.Id == order.PersonId)).KeyWrapped, name.Value);
        }
        // What left the desk is a hand-over in the books: the sale stands until money goes back.
        var left = ask.Kind == Uncollected.Tomorrow ? null : HandOver.Give(work, order, ask.By.Person, null);
        var disposed = ask.Kind == Uncollected.Disposed;
        if (disposed) order.DisposedAt = work.Now;
        Audit.Note(work, ask.By.Person.Value, "uncollected", order.Id.Value, "paid", ask.Kind, whom: order.PersonId.Value);
        var choice = new Uncollected
        {
            Id = Ids.NewGuid(work.Now), OrderId = order.Id, Kind = ask.Kind, DecidedAt = work.Now, By = ask.By.Person, HandOverId = left?.Id, NeighbourSealed = neighbour,
            KeptUntil = ask.Kind == Uncollected.Tomorrow ? Tomorrow(deal, work.Now) : null, Pays = disposed ? settings.UncollectedPays : null,
            RefundDue = disposed && settings.UncollectedPays != Uncollected.ByResident && order.Left > Money.Zero ? work.Now + RefundAfter : null,
        };
        work.Db.Add(choice);
        work.Tell(new UncollectedDecided(deal.Id.Value, order.Id.Value, order.PersonId.Value, choice.Id));
        work.Stir(deal.Id.Value);
        return Done.Deed;
    }

    /// <summary>The next day, until the hour at which this deal's pickup ended.</summary>
    public static DateTimeOffset Tomorrow(Deal deal, DateTimeOffset now) =>
        BusinessDay.At(BusinessDay.Of(now).AddDays(1), TimeOnly.FromDateTime(BusinessDay.Local(deal.PickupUntil).DateTime));
}
