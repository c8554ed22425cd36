// A resident whom a leader's table named and who has not signed in yet: no member, told nothing, until they come themselves.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Neighbourhood;

/// <summary>Nobody agreed to anything by standing in somebody's table. Signing in for the first time is what makes them a member.</summary>
public sealed class AwaitedMember
{
    public required CommunityId CommunityId { get; init; }
    public required PersonId PersonId { get; init; }
    public required PersonId LeaderId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Makes a person who has just signed in a member of where they were awaited.</summary>
    public static async Task Welcome(Work work, PersonId person)
    {
        foreach (var awaited in await work.Db.Set<AwaitedMember>().Where(a => a.PersonId == person).ToListAsync())
        {
            await Membership.Add(work, awaited.CommunityId, person, awaited.LeaderId);
            work.Db.Remove(awaited);
        }
    }

    internal sealed class Mapping : IEntityTypeConfiguration<AwaitedMember>
    {
        public void Configure(EntityTypeBuilder<AwaitedMember> awaited)
        {
            awaited.ToTable("awaited_member").HasKey(a => new { a.CommunityId, a.PersonId });
            awaited.HasIndex(a => a.PersonId).HasDatabaseName("awaited_member_person");
        }
    }
}
