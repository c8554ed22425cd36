// What a person may do beyond buying: lead a community, help at a leader's desk, or work at headquarters. Granted and ended, never edited.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Neighbourhood;

public readonly record struct RoleId(Guid Value) : IId<RoleId>
{
    public static RoleId From(Guid value) => new(value);
}

public sealed class Role
{
    public const string Leader = "leader";
    public const string Headquarters = "headquarters";
    /// <summary>Stands in at one leader's hand-over desk, and does nothing else.</summary>
    public const string Assistant = "assistant";

    /// <summary>May open what the law keeps of somebody who has left, for a reason that is recorded; a person at headquarters.</summary>
    public const string Keeper = "keeper";

    public required RoleId Id { get; init; }
    public required PersonId PersonId { get; init; }
    /// <summary><see cref="Leader"/>, <see cref="Headquarters"/>, <see cref="Assistant"/> or <see cref="Keeper"/>.</summary>
    public required string Kind { get; init; }
    /// <summary>The community a leader leads; null for headquarters.</summary>
    public CommunityId? CommunityId { get; init; }
    /// <summary>The leader at whose desk an assistant stands, who also named them.</summary>
    public PersonId? ForLeader { get; init; }
    public required DateTimeOffset GrantedAt { get; init; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Whether somebody leads this community now.</summary>
    internal static Task<bool> Leads(HaoLinDb db, PersonId person, CommunityId community) =>
        Leaders(db).AnyAsync(r => r.PersonId == person && r.CommunityId == community);

    /// <summary>Whether somebody leads anywhere now.</summary>
    internal static Task<bool> Leads(HaoLinDb db, PersonId person) => Leaders(db).AnyAsync(r => r.PersonId == person);

    /// <summary>Everybody who leads now, once for each community.</summary>
    internal static IQueryable<Role> Leaders(HaoLinDb db) => db.Set<Role>().Where(r => r.Kind == Leader && r.EndedAt == null);

    internal sealed class Mapping : IEntityTypeConfiguration<Role>
    {
        public void Configure(EntityTypeBuilder<Role> role)
        {
            role.ToTable("role").HasKey(r => r.Id);
            role.HasOne<Person>().WithMany().HasForeignKey(r => r.PersonId);
            role.HasIndex(r => r.PersonId).HasDatabaseName("role_person");
            role.HasIndex(r => r.CommunityId).HasDatabaseName("role_community");
            role.HasIndex(r => r.ForLeader).HasDatabaseName("role_for_leader").HasFilter("for_leader IS NOT NULL");
        }
    }
}

/// <summary>Who asks, as known from the database at this moment: a role that ended a second ago is gone.</summary>
public sealed record Visitor(PersonId Person, IReadOnlyList<CommunityId> Leads, bool AtHeadquarters)
{
    public static readonly Refusal SignInFirst = new("sign-in.needed", 401, "请先登录", "Sign in first.");
    public static readonly Refusal NotAllowed = new("role.not-allowed", 403, "您没有权限做这件事", "You are not allowed to do this.");

    /// <summary>Whoever sits at the machine itself and runs a command verb there.</summary>
    public static readonly Visitor Operator = new(default, [], AtHeadquarters: true);

    /// <summary>The leaders at whose desk this person helps, as long as those lead.</summary>
    public IReadOnlyList<PersonId> Helps { get; init; } = [];

    /// <summary>May open what the law keeps of somebody who has left.</summary>
    public bool KeepsRetained { get; init; }

    public bool IsLeader => Leads.Count > 0;

    /// <summary>Whether there is any hand-over desk they may stand at.</summary>
    public bool HasDesk => IsLeader || AtHeadquarters || Helps.Count > 0;

    /// <summary>Whose desks are their own to stand at; headquarters looks at all and has none.</summary>
    public IReadOnlyList<PersonId> Desks => IsLeader ? [Person, .. Helps] : Helps;

    /// <summary>At this leader's desk they are an assistant, who sees no money and no more of names than needed.</summary>
    public bool OnlyHelps(PersonId leader) => !AtHeadquarters && !(IsLeader && Person == leader);

    public static async Task<Visitor> Of(HaoLinDb db, PersonId person)
    {
        var roles = await db.Set<Role>().AsNoTracking().Where(r => r.PersonId == person && r.EndedAt == null).ToListAsync();
        return new(person,
            [.. roles.Where(r => r.Kind == Role.Leader && r.CommunityId is not null).Select(r => r.CommunityId!.Value)],
            roles.Any(r => r.Kind == Role.Headquarters)) { Helps = await Helped(db, roles), KeepsRetained = roles.Any(r => r.Kind == Role.Keeper) && roles.Any(r => r.Kind == Role.Headquarters) };
    }

    /// <summary>Whoever helps somebody that leads no more helps nobody.</summary>
    static async Task<IReadOnlyList<PersonId>> Helped(HaoLinDb db, List<Role> roles)
    {
        PersonId[] leaders = [.. roles.Where(r => r.Kind == Role.Assistant && r.ForLeader is not null).Select(r => r.ForLeader!.Value)];
        return leaders.Length == 0 ? leaders
            : await Role.Leaders(db).Where(r => leaders.Contains(r.PersonId)).Select(r => r.PersonId).Distinct().ToListAsync();
    }
}
