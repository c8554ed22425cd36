// A running deal goes from one leader to another (换团长): asked of a named one, or done by headquarters at once; kept for as long as the deal.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public readonly record struct LeaderChangeId(Guid Value) : IId<LeaderChangeId>
{
    public static LeaderChangeId From(Guid value) => new(value);
}

public sealed class LeaderChange
{
    public const int ReasonLengthMax = 200;
    public const string TaskKind = "stand-in";

    public static readonly Refusal NotRunning = new("trade.hand-on-not-running", 409, "只有定好时间、开着或在交货的团可以换团长", "Only a deal that is scheduled, open or being collected changes its leader.");
    public static readonly Refusal NoLeaderHere = new("trade.hand-on-no-leader", 409, "接手的人要是这个团里某个小区的团长", "Whoever takes it over must lead a community of the deal.");

    public required LeaderChangeId Id { get; init; }
    public required DealId DealId { get; init; }
    public required PersonId FromLeader { get; init; }
    public required PersonId ToLeader { get; init; }
    /// <summary>Who asked for it: the leader, or headquarters.</summary>
    public required PersonId By { get; init; }
    /// <summary>Told to the neighbours word for word once it is done.</summary>
    public required string Reason { get; init; }
    public required DateTimeOffset AskedAt { get; init; }
    public DateTimeOffset? DoneAt { get; set; }
    /// <summary>The named one would rather not, or the leader took it back.</summary>
    public DateTimeOffset? DeclinedAt { get; set; }

    /// <summary>Those who lead a community of the deal now and do not lead the deal.</summary>
    internal static IQueryable<Role> MayTake(HaoLinDb db, Deal deal) => Role.Leaders(db).Where(r => r.PersonId != deal.LeaderId
        && db.Set<DealPlace>().Any(p => p.DealId == deal.Id && (CommunityId?)p.CommunityId == r.CommunityId));

    /// <param name="mayTake">Leads a community of the deal, and not the deal.</param>
    internal static Refusal? Decide(Deal deal, bool mayTake) =>
        deal.BinnedAt is not null || deal.State is not (DealState.Scheduled or DealState.Open or DealState.CutOff) ? NotRunning : mayTake ? null : NoLeaderHere;

    /// <summary>The deal is another's from now on. What was paid for stays the commission of whoever led until here, but for what is still to be brought to the door: whoever brings it earns that order.</summary>
    internal static async Task Do(Work work, Deal deal, LeaderChange change)
    {
        var (from, to) = (change.FromLeader.Value, change.ToLeader.Value);
        await work.Db.Database.ExecuteSqlAsync($"""
            UPDATE orders SET earned_by = {from} WHERE deal_id = {deal.Id.Value} AND earned_by IS NULL AND paid_at IS NOT NULL
              AND (handed_over_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM order_line l JOIN offer f ON f.id = l.offer_id WHERE l.order_id = orders.id AND f.is_delivery AND l.quantity > l.refunded))
            """);
        // What the old leader was asked to do about this deal is the new one's to do.
        await work.Db.Database.ExecuteSqlAsync($"""
            UPDATE leader_task SET leader_id = {to} WHERE leader_id = {from} AND done_at IS NULL
              AND (subject = {deal.Id.Value} OR subject IN (SELECT id FROM orders WHERE deal_id = {deal.Id.Value})
                   OR subject IN (SELECT h.id FROM hand_over h JOIN orders o ON o.id = h.order_id WHERE o.deal_id = {deal.Id.Value}))
              AND NOT EXISTS (SELECT 1 FROM leader_task t WHERE t.leader_id = {to} AND t.kind = leader_task.kind AND t.subject = leader_task.subject)
            """);
        (deal.LeaderId, change.DoneAt) = (change.ToLeader, work.Now);
        Audit.Note(work, change.By.Value, "deal-leader", deal.Id.Value, from.ToString(), to.ToString(), change.Reason, whom: to);
        work.Tell(new DealHandedOn(deal.Id.Value, from, to, change.Id.Value));
        foreach (var who in new[] { deal.Id.Value, from, to }) work.Stir(who);
    }

    internal sealed class Mapping : IEntityTypeConfiguration<LeaderChange>
    {
        public void Configure(EntityTypeBuilder<LeaderChange> change)
        {
            change.ToTable("leader_change").HasKey(c => c.Id);
            change.HasIndex(c => c.DealId).IsUnique().HasDatabaseName("leader_change_asked").HasFilter("done_at IS NULL AND declined_at IS NULL");
            change.HasIndex(c => new { c.DealId, c.DoneAt }).HasDatabaseName("leader_change_deal");
            change.HasIndex(c => c.FromLeader).HasDatabaseName("leader_change_from").HasFilter("done_at IS NOT NULL");
        }
    }
}
