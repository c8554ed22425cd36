// A residential community (小区) and the points in it where goods are collected.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Neighbourhood;

public readonly record struct CommunityId(Guid Value) : IId<CommunityId>
{
    public static CommunityId From(Guid value) => new(value);
}

public readonly record struct PickupPointId(Guid Value) : IId<PickupPointId>
{
    public static PickupPointId From(Guid value) => new(value);
}

public sealed class Community
{
    public required CommunityId Id { get; init; }
    public required string Name { get; set; }
    public required string Address { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Community>
    {
        public void Configure(EntityTypeBuilder<Community> community) => community.ToTable("community").HasKey(c => c.Id);
    }
}

public sealed class PickupPoint
{
    public required PickupPointId Id { get; init; }
    public required CommunityId CommunityId { get; init; }
    public required string Name { get; set; }
    /// <summary>Where to walk, in words a neighbour understands: 3 号楼架空层,快递柜旁.</summary>
    public required string Directions { get; set; }
    /// <summary>As <see cref="HaoLin.Neighbourhood.MapPlace"/> writes it; null where nobody said.</summary>
    public string? MapPlace { get; set; }
    /// <summary>Minutes after midnight in Asia/Shanghai between which somebody is there.</summary>
    public required int OpensAtMinute { get; set; }
    public required int ClosesAtMinute { get; set; }
    /// <summary>Since when and until when nobody is there (歇业); null while it does not rest.</summary>
    public DateTimeOffset? RestsFrom { get; set; }
    public DateTimeOffset? RestsUntil { get; set; }
    /// <summary>Shown to the neighbours.</summary>
    public string? RestReason { get; set; }

    /// <summary>What is to be collected from that instant on is not collected here.</summary>
    public bool RestsAt(DateTimeOffset at) => RestsFrom <= at && at < RestsUntil;

    /// <summary>The last day of the rest, in Asia/Shanghai.</summary>
    public DateOnly? RestsThrough => RestsUntil is { } until ? BusinessDay.Of(until.AddTicks(-1)) : null;

    public string Hours => $"{OpensAtMinute / 60:00}:{OpensAtMinute % 60:00}–{ClosesAtMinute / 60:00}:{ClosesAtMinute % 60:00}";

    internal sealed class Mapping : IEntityTypeConfiguration<PickupPoint>
    {
        public void Configure(EntityTypeBuilder<PickupPoint> point)
        {
            point.ToTable("pickup_point").HasKey(p => p.Id);
            point.Ignore(p => p.RestsThrough);
            point.HasOne<Community>().WithMany().HasForeignKey(p => p.CommunityId);
            point.HasIndex(p => p.CommunityId).HasDatabaseName("pickup_point_community");
        }
    }
}

/// <summary>A resident belongs to a community, and to the leader whose link or QR brought them.</summary>
public sealed class Membership
{
    public required CommunityId CommunityId { get; init; }
    public required PersonId PersonId { get; init; }
    public required PersonId LeaderId { get; set; }
    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>Makes a person a member unless they are one: a link opened twice at once joins once.</summary>
    public static Task Add(Work work, CommunityId community, PersonId person, PersonId leader) => work.Db.Database.ExecuteSqlAsync($"""
        INSERT INTO membership (community_id, person_id, leader_id, joined_at)
        VALUES ({community.Value}, {person.Value}, {leader.Value}, {work.Now.UtcTicks})
        ON CONFLICT (community_id, person_id) DO NOTHING
        """);

    internal sealed class Mapping : IEntityTypeConfiguration<Membership>
    {
        public void Configure(EntityTypeBuilder<Membership> membership)
        {
            membership.ToTable("membership").HasKey(m => new { m.CommunityId, m.PersonId });
            membership.HasIndex(m => m.PersonId).HasDatabaseName("membership_person");
            membership.HasIndex(m => m.LeaderId).HasDatabaseName("membership_leader");
        }
    }
}
