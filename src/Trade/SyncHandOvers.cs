// A desk that had no line tells what it did: each deed once, in its order; the first hand-over stands and the second is shown.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class SyncHandOvers
{
    /// <param name="Keeper">Whose evening the phone kept, where it says so: nobody else signs for it.</param>
    public sealed record Ask(Visitor By, PersonId? Keeper, IReadOnlyList<Deed> Deeds);

    /// <param name="Id">Made by the phone; told again it is the same deed.</param>
    /// <param name="Kind">hand or undo.</param>
    /// <param name="SaidAt">By the phone's clock.</param>
    /// <param name="Undoes">The deed or the hand-over that is taken back; null takes back whichever stands.</param>
    public sealed record Deed(Guid Id, string Kind, OrderId OrderId, DateTimeOffset SaidAt, Guid? Undoes = null);

    public sealed record Answer(IReadOnlyList<Result> Results);

    /// <param name="WhyNot">Null when it was done, now or when it was first told.</param>
    /// <param name="Standing">The hand-over that stands now; null when none does.</param>
    public sealed record Result(Guid Id, OrderId OrderId, Refusal? WhyNot, Standing? Standing);

    /// <param name="By">Who handed over.</param>
    /// <param name="ByAsker">Whether that was whoever asks.</param>
    /// <param name="SaidAt">The phone's time, where a phone told it later.</param>
    public sealed record Standing(Guid HandOverId, string By, bool ByAsker, DateTimeOffset At, DateTimeOffset? SaidAt);

    public static readonly Refusal TooMany = new("trade.sync-too-many", 422, "一次最多上传一百条", "At most a hundred deeds at a time.");
    public static readonly Refusal NoneTicked = new("trade.sync-none-ticked", 422, "先在号码前面打勾，再一起交", "Tick the numbers first, then hand them over together.");
    public static readonly Refusal UnknownKind = new("trade.sync-unknown-kind", 422, "只能上传交货和撤销", "A deed is either hand or undo.");
    public static readonly Refusal OtherKeeper = new("trade.sync-other-keeper", 409, "这些是另一位在这台手机上交的，请他登录以后上传", "Somebody else did these on this phone; they are told when that person signs in.");
    public static readonly Refusal NothingToUndo = new("trade.sync-nothing-to-undo", 409, "要撤销的那次交货没有记上，不用撤销", "The hand-over that was to be undone does not stand; nothing is to be undone.");
    public static readonly Refusal SameIdTwice = new("trade.sync-same-id", 422, "同一个编号已经用在另一件事上", "This id was used for another deed.");

    public const int DeedsMax = 100;
    /// <summary>A phone's clock may be wrong: beyond a day the server's time rules.</summary>
    public static readonly TimeSpan BelievedFor = TimeSpan.FromDays(1);

    static readonly Refusal[] Known =
    [
        HandOver.Already, HandOver.NotPaid, HandOver.Refunded, HandOver.NotCutOff, HandOver.NoSuchCode,
        UndoHandOver.NotHandedOver, UndoHandOver.NotToday, UndoHandOver.DealOver, Order.Missing, NothingToUndo, Visitor.NotAllowed,
    ];

    public static Refusal? Decide(Ask ask)
    {
        if (ask.Keeper is { } keeper && keeper != ask.By.Person) return OtherKeeper;
        if (ask.Deeds.Count == 0) return NoneTicked;
        if (ask.Deeds.Count > DeedsMax) return TooMany;
        return ask.Deeds.All(d => d.Kind is DeskDeed.Hand or DeskDeed.Undo) ? null : UnknownKind;
    }

    /// <summary>The instant by which a deed is judged: the phone's within a day, else the server's.</summary>
    public static DateTimeOffset Believed(DateTimeOffset said, DateTimeOffset now) => said <= now && said >= now - BelievedFor ? said : now;

    public static async Task<Outcome<Answer>> Handle(Work work, Sealing sealing, Ask ask)
    {
        if (Decide(ask) is { } refusal) return refusal;
        await LockDeals(work, ask);
        var ids = ask.Deeds.Select(d => d.Id).ToArray();
        var told = await work.Db.Set<DeskDeed>().AsNoTracking().Where(d => d.By == ask.By.Person && ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id);
        var outcomes = new List<(Deed Deed, Refusal? WhyNot)>();
        foreach (var deed in ask.Deeds)
        {
            if (told.TryGetValue(deed.Id, out var before) && !Break.Is("desk-deeds"))
            {
                outcomes.Add((deed, before.OrderId != deed.OrderId || before.Kind != deed.Kind ? SameIdTwice : before.Refused is { } code ? Known.First(k => k.Code == code) : null));
                continue;
            }
            var now = await Once(work, ask.By, deed);
            told[deed.Id] = now;
            outcomes.Add((deed, now.Refused is { } why ? Known.First(k => k.Code == why) : null));
        }
        var standing = await StandingFor(work.Db, sealing, ask.By.Person, [.. outcomes.Select(o => o.Deed.OrderId).Distinct()]);
        // Of an order that is not theirs nobody learns who handed it over.
        return new Answer([.. outcomes.Select(o => new Result(o.Deed.Id, o.Deed.OrderId, o.WhyNot,
            o.WhyNot?.Code == HandOver.NoSuchCode.Code || o.WhyNot == Order.Missing || o.WhyNot == SameIdTwice || o.WhyNot == Visitor.NotAllowed ? null : standing.GetValueOrDefault(o.Deed.OrderId)))]);
    }

    /// <summary>Does one deed and writes down how it ended; saved at once, because the next may build on it.</summary>
    static async Task<DeskDeed> Once(Work work, Visitor by, Deed deed)
    {
        var said = Believed(deed.SaidAt, work.Now);
        Refusal? whyNot;
        Guid? made = null;
        if (deed.Kind == DeskDeed.Hand)
        {
            var handed = await HandOver.Handle(work, new(by, null, deed.OrderId, said));
            (whyNot, made) = (handed.Refusal, handed.Refused ? null : handed.Value.HandOverId);
            if (whyNot?.Code == HandOver.Already.Code || whyNot == HandOver.Refunded) await AskToLook(work, deed.OrderId);
        }
        else
        {
            var meant = deed.Undoes is { } undoes
                ? await work.Db.Set<DeskDeed>().Where(d => d.By == by.Person && d.Id == undoes).Select(d => new { d.HandOverId }).FirstOrDefaultAsync() is { } own ? own.HandOverId ?? Guid.Empty : undoes
                : (Guid?)null;
            whyNot = (await UndoHandOver.Handle(work, new(by, deed.OrderId, said, meant))).Refusal;
            if (meant is not null && whyNot == UndoHandOver.NotHandedOver) whyNot = NothingToUndo;
        }
        var row = new DeskDeed { By = by.Person, Id = Break.Is("desk-deeds") ? Ids.NewGuid(work.Now) : deed.Id, Kind = deed.Kind, OrderId = deed.OrderId, SaidAt = said, At = work.Now, HandOverId = made, Refused = whyNot?.Code };
        work.Db.Add(row);
        await work.Db.SaveChangesAsync();
        return row;
    }

    /// <summary>Deals before orders, as everybody locks them who needs both, and always in one order.</summary>
    static async Task LockDeals(Work work, Ask ask)
    {
        var orders = ask.Deeds.Select(d => d.OrderId).Distinct().ToArray();
        var deals = await work.Db.Set<Order>().AsNoTracking().Where(o => orders.Contains(o.Id)).Select(o => o.DealId).Distinct().ToListAsync();
        var led = (await work.Db.Set<Deal>().AsNoTracking().Where(d => deals.Contains(d.Id)).ToListAsync()).Where(d => d.MayHandOver(ask.By));
        foreach (var deal in led.OrderBy(d => d.Id.Value)) await Deal.Lock(work, deal.Id);
    }

    /// <summary>Goods may have gone out twice: the deal's leader is asked to look, once per order.</summary>
    static async Task AskToLook(Work work, OrderId id)
    {
        var about = await (from o in work.Db.Set<Order>() join d in work.Db.Set<Deal>() on o.DealId equals d.Id where o.Id == id select new { o.Sequence, d.LeaderId }).FirstAsync();
        await GiveTask.Handle(work, new(about.LeaderId, "hand-over-twice", id.Value, $"{about.Sequence} 号交了两次货，核对一下", $"/leader/orders/{id.Value}", work.Now.AddHours(2)));
    }

    static async Task<Dictionary<OrderId, Standing>> StandingFor(HaoLinDb db, Sealing sealing, PersonId asker, OrderId[] orders)
    {
        var rows = await (from h in db.Set<HandOverRow>().AsNoTracking()
                          join p in db.Set<Person>().AsNoTracking() on h.By equals p.Id
                          where orders.Contains(h.OrderId) && h.UndoneAt == null
                          select new { h, p }).ToListAsync();
        return rows.ToDictionary(r => r.h.OrderId, r => new Standing(r.h.Id, r.p.Name(sealing), r.h.By == asker, r.h.At, r.h.SaidAt));
    }
}
