// A deal (团): what a leader offers the neighbours until a cut-off, as one state machine with an audit.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public readonly record struct DealId(Guid Value) : IId<DealId>
{
    public static DealId From(Guid value) => new(value);
}

public enum DealState { Draft, Scheduled, Open, CutOff, Completed, Cancelled }

/// <param name="CutOffDue">When orders are to stop.</param>
/// <param name="ArrivesOn">The day the goods arrive, in Asia/Shanghai.</param>
public readonly record struct DealTimes(DateTimeOffset CutOffDue, DateOnly ArrivesOn, DateTimeOffset PickupFrom, DateTimeOffset PickupUntil)
{
    public static readonly TimeSpan Farthest = TimeSpan.FromDays(400);

    /// <summary>As the audit keeps them, in UTC.</summary>
    public string Figures => $"{CutOffDue.UtcDateTime:yyyy-MM-ddTHH:mmZ} {ArrivesOn:yyyy-MM-dd} {PickupFrom.UtcDateTime:yyyy-MM-ddTHH:mmZ} {PickupUntil.UtcDateTime:yyyy-MM-ddTHH:mmZ}";

    /// <summary>The first time that cannot be, by its name: cut-off, then arrival, then pickup; and nothing further than a good year from now, so that times can be moved on without leaving the calendar.</summary>
    public string? Wrong(DateTimeOffset now) =>
        // The far ends of the calendar first: a day cannot be told of an instant that no time zone holds.
        PickupUntil <= PickupFrom || PickupUntil > now + Farthest ? "pickupUntil"
        : CutOffDue > PickupFrom || CutOffDue < now - Farthest ? "cutOffDue"
        : ArrivesOn < BusinessDay.Of(CutOffDue) || ArrivesOn > BusinessDay.Of(PickupUntil) ? "arrivesOn"
        : null;
}

public sealed class Deal
{
    public static readonly Refusal Missing = new("trade.deal-missing", 404, "没有找到这个团", "There is no such deal.");
    public static readonly Refusal WrongState = new("trade.deal-state", 409, "这个团现在不能这样操作", "The deal is not in a state that allows this.");

    /// <summary>The leader changes what is theirs to change.</summary>
    public static readonly Refusal Followed = new("trade.deal-followed", 409, "这是总部的团，价格和时间跟着总部走，要改请找总部", "This deal follows headquarters' prices and times; ask headquarters to change them.");

    public required DealId Id { get; init; }
    /// <summary>Who leads it now; <see cref="LeaderChange"/> keeps who did before.</summary>
    public required PersonId LeaderId { get; set; }
    public required string Title { get; set; }
    /// <summary>What the leader tells the neighbours about it.</summary>
    public required string Story { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DealId? CopiedFrom { get; init; }
    /// <summary>When orders are to stop.</summary>
    public required DateTimeOffset CutOffDue { get; set; }
    /// <summary>The day the goods arrive, in Asia/Shanghai.</summary>
    public required DateOnly ArrivesOn { get; set; }
    public required DateTimeOffset PickupFrom { get; set; }
    public required DateTimeOffset PickupUntil { get; set; }
    /// <summary>When it opens by itself, while it is scheduled.</summary>
    public DateTimeOffset? OpensDue { get; set; }
    public DateTimeOffset? ScheduledAt { get; private set; }
    public DateTimeOffset? OpenedAt { get; private set; }
    public DateTimeOffset? CutOffAt { get; private set; }
    public DateTimeOffset? CompletedAt { get; private set; }
    public DateTimeOffset? CancelledAt { get; private set; }
    /// <summary>The last number in the list (接龙号) that was given; a lapsed number is never reused.</summary>
    public int LastSequence { get; set; }
    /// <summary>How far headquarters' look at the draft is: <see cref="ReviewNone"/> and the others.</summary>
    public string Review { get; private set; } = ReviewNone;
    /// <summary>The leader's why while it is asked, headquarters' reason after.</summary>
    public string? ReviewReason { get; private set; }
    /// <summary>On top of the lists since then.</summary>
    public DateTimeOffset? PinnedAt { get; set; }
    /// <summary>In no list since then; whoever has its address still finds it.</summary>
    public DateTimeOffset? HiddenAt { get; set; }
    /// <summary>A draft in the recycle bin since then.</summary>
    public DateTimeOffset? BinnedAt { get; set; }
    /// <summary>How many paid orders it needs to happen (成团); null is any number.</summary>
    public int? MinimumOrders { get; set; }
    /// <summary>When it was settled that enough had paid; from then on it happens.</summary>
    public DateTimeOffset? FormedAt { get; set; }
    /// <summary>When whole cases were filled and the rest went back; null while that is to come, or where nothing is sold by the case.</summary>
    public DateTimeOffset? CasesFilledAt { get; set; }
    /// <summary>The day for which the goods of a pre-sale (预售) were promised when it opened; null for every other deal.</summary>
    public DateOnly? PromisedOn { get; set; }
    /// <summary>When the arrival of a pre-sale was last put off; whoever had ordered by then may have their money back. Null while what was promised holds.</summary>
    public DateTimeOffset? PostponedAt { get; private set; }
    /// <summary>Headquarters offers it to the leaders since then (帮卖); itself it never opens.</summary>
    public DateTimeOffset? PublishedAt { get; set; }
    /// <summary>Headquarters' deal that a leader adopted here: prices and times follow it and are not the leader's to change.</summary>
    public DealId? SourceId { get; set; }
    public int Steps { get; private set; }

    /// <summary>A draft that headquarters was asked to read and has not answered.</summary>
    internal static readonly System.Linq.Expressions.Expression<Func<Deal, bool>> AwaitsReview = d => d.Review == ReviewAsked && d.OpenedAt == null && d.CancelledAt == null && d.BinnedAt == null;

    public const string ReviewNone = "none", ReviewAsked = "asked", ReviewApproved = "approved", ReviewSentBack = "sent-back";

    public DealTimes Times
    {
        get => new(CutOffDue, ArrivesOn, PickupFrom, PickupUntil);
        set => (CutOffDue, ArrivesOn, PickupFrom, PickupUntil) = value;
    }

    public DealState State => this switch
    {
        { CancelledAt: not null } => DealState.Cancelled,
        { CompletedAt: not null } => DealState.Completed,
        { CutOffAt: not null } => DealState.CutOff,
        { OpenedAt: not null } => DealState.Open,
        { ScheduledAt: not null } => DealState.Scheduled,
        _ => DealState.Draft,
    };

    /// <summary>The state as the API and the audit write it.</summary>
    public static string NameOf(DealState state) => state switch
    {
        DealState.Draft => "draft", DealState.Scheduled => "scheduled", DealState.Open => "open", DealState.CutOff => "cut-off",
        DealState.Completed => "completed", _ => "cancelled",
    };

    static readonly HashSet<(DealState, DealState)> Edges =
    [
        (DealState.Draft, DealState.Open), (DealState.Draft, DealState.Cancelled),
        (DealState.Draft, DealState.Scheduled), (DealState.Scheduled, DealState.Draft), (DealState.Scheduled, DealState.Open), (DealState.Scheduled, DealState.Cancelled),
        (DealState.Open, DealState.CutOff), (DealState.Open, DealState.Cancelled),
        (DealState.CutOff, DealState.Open), (DealState.CutOff, DealState.Completed), (DealState.CutOff, DealState.Cancelled),
    ];

    public bool MayBecome(DealState next) => BinnedAt is null && PublishedAt is null && Edges.Contains((State, next));

    /// <summary>Takes one allowed step and writes it down. The caller has asked <see cref="MayBecome"/>.</summary>
    public DealStep Become(DealState next, PersonId? by, string reason, DateTimeOffset now)
    {
        if (!MayBecome(next)) throw new InvalidOperationException($"a {State} deal cannot become {next}");
        var from = State;
        switch (next)
        {
            case DealState.Draft: (ScheduledAt, OpensDue) = (null, null); break;
            case DealState.Scheduled: ScheduledAt = now; break;
            // Opened again it is as if it had never been cut off; whether enough have paid is settled anew.
            case DealState.Open when from == DealState.CutOff: (CutOffAt, FormedAt, CasesFilledAt) = (null, null, null); break;
            case DealState.Open: OpenedAt = now; break;
            case DealState.CutOff: CutOffAt = now; break;
            case DealState.Completed: CompletedAt = now; break;
            case DealState.Cancelled: CancelledAt = now; break;
        }
        return Step(from, by, reason, now);
    }

    /// <summary>Moves the times and writes it down: a step that stays where it is.</summary>
    public DealStep Move(DealTimes to, PersonId by, string reason, DateTimeOffset now)
    {
        if (PromisedOn is { } promised) PostponedAt = to.ArrivesOn > ArrivesOn ? now : to.ArrivesOn <= promised ? null : PostponedAt;
        Times = to;
        return Step(State, by, reason, now);
    }

    /// <summary>A draft's review goes a step on, and that is written down.</summary>
    public DealStep Reviewed(string review, PersonId by, string reason, string said, DateTimeOffset now)
    {
        (Review, ReviewReason) = (review, reason);
        return Step(State, by, said, now);
    }

    /// <summary>The draft was written anew: nobody has looked at this one yet.</summary>
    public void Unreviewed() => (Review, ReviewReason) = (ReviewNone, null);

    DealStep Step(DealState from, PersonId? by, string reason, DateTimeOffset now) =>
        new() { DealId = Id, Number = ++Steps, FromState = NameOf(from), ToState = NameOf(State), At = now, By = by, Reason = reason };

    /// <summary>Locks the deal against every other change of its stock or state, and loads it.</summary>
    public static async Task<Deal?> Lock(Work work, DealId id)
    {
        var deals = work.Db.Set<Deal>();
        if (!work.Db.Database.IsNpgsql()) return await deals.FirstOrDefaultAsync(d => d.Id == id);
        // Read with its lock: what is seen is what the one before left.
        var found = await deals.FromSql($"SELECT * FROM deal WHERE id = {id.Value} FOR NO KEY UPDATE").ToListAsync();
        await work.HasWaited();
        return found.SingleOrDefault();
    }

    /// <summary>A leader whose role has ended leads nothing any more, their old deals included.</summary>
    public bool IsLedBy(Visitor visitor) => visitor.AtHeadquarters || IsOf(visitor) || (Break.Is("keeper") && visitor.IsLeader);

    /// <summary>Whoever may stand at its desk: the leader, headquarters, and the leader's assistants.</summary>
    public bool MayHandOver(Visitor visitor) => IsLedBy(visitor) || visitor.Helps.Contains(LeaderId);

    /// <summary>Its times and prices are headquarters' and not this visitor's.</summary>
    public bool IsFollowedBy(Visitor visitor) => SourceId is not null && !visitor.AtHeadquarters;

    /// <summary>The leader alone: headquarters may look over a shoulder, and does not order for a leader's neighbours.</summary>
    public bool IsOf(Visitor visitor) => visitor.Person == LeaderId && visitor.IsLeader;

    internal sealed class Mapping : IEntityTypeConfiguration<Deal>
    {
        public void Configure(EntityTypeBuilder<Deal> deal)
        {
            deal.ToTable("deal").HasKey(d => d.Id);
            deal.Ignore(d => d.Times);
            deal.HasIndex(d => d.LeaderId).HasDatabaseName("deal_leader");
            deal.HasIndex(d => d.SourceId).HasDatabaseName("deal_source").HasFilter("source_id IS NOT NULL");
            deal.HasIndex(d => new { d.CutOffAt, d.CancelledAt }).HasDatabaseName("deal_cut_off_at");
            deal.HasIndex(d => d.CutOffDue).HasDatabaseName("deal_cut_off_due").HasFilter("opened_at IS NOT NULL AND cut_off_at IS NULL AND cancelled_at IS NULL");
            deal.HasIndex(d => d.Review).HasDatabaseName("deal_review");
            deal.HasIndex(d => d.OpensDue).HasDatabaseName("deal_opens_due").HasFilter("scheduled_at IS NOT NULL AND opened_at IS NULL AND cancelled_at IS NULL");
            deal.HasIndex(d => d.CutOffAt).HasDatabaseName("deal_forming").HasFilter("minimum_orders IS NOT NULL AND formed_at IS NULL AND cut_off_at IS NOT NULL AND cancelled_at IS NULL");
        }
    }
}

/// <summary>One line of a deal's audit: who moved it from which state to which, when and why; from a state to itself when only its times were moved or a draft was reviewed.</summary>
public sealed class DealStep
{
    public required DealId DealId { get; init; }
    public required int Number { get; init; }
    public required string FromState { get; init; }
    public required string ToState { get; init; }
    public required DateTimeOffset At { get; init; }
    /// <summary>Null when the clock did it.</summary>
    public PersonId? By { get; init; }
    public required string Reason { get; init; }

    /// <summary>Kept with the deal, and noted with all else that is changed.</summary>
    /// <param name="from">What was changed, in numbers, where the state is not all of it.</param>
    public void Kept(Work work, string from = "", string to = "")
    {
        work.Db.Add(this);
        Audit.Note(work, By?.Value, "deal", DealId.Value, $"{FromState} {from}".Trim(), $"{ToState} {to}".Trim(), Reason);
    }

    internal sealed class Mapping : IEntityTypeConfiguration<DealStep>
    {
        public void Configure(EntityTypeBuilder<DealStep> step) => step.ToTable("deal_step").HasKey(s => new { s.DealId, s.Number });
    }
}

/// <summary>A pickup point at which a deal's goods can be collected.</summary>
public sealed class DealPlace
{
    public required DealId DealId { get; init; }
    public required PickupPointId PickupPointId { get; init; }
    public required CommunityId CommunityId { get; init; }
    /// <summary>For so many pieces at most, of all the deal's goods together (份数上限); null is without limit.</summary>
    public int? Cap { get; set; }
    /// <summary>Pieces in standing orders, counted while there is a cap: where there is none the evening rush writes nothing here.</summary>
    public int Taken { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<DealPlace>
    {
        public void Configure(EntityTypeBuilder<DealPlace> place)
        {
            place.ToTable("deal_place").HasKey(p => new { p.DealId, p.PickupPointId });
            place.HasIndex(p => new { p.CommunityId, p.DealId }).HasDatabaseName("deal_place_community");
        }
    }
}
