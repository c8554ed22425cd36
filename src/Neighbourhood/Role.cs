// What a person may do beyond buying: lead a community, or work at headquarters. Granted and ended, never edited.
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

    public required RoleId Id { get; init; }
    public required PersonId PersonId { get; init; }
    /// <summary><see cref="Leader"/> or <see cref="Headquarters"/>.</summary>
    public required string Kind { get; init; }
    /// <summary>The community a leader leads; null for headquarters.</summary>
    public CommunityId? CommunityId { get; init; }
    public required DateTimeOffset GrantedAt { get; init; }
    public DateTimeOffset? EndedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Role>
    {
        public void Configure(EntityTypeBuilder<Role> role)
        {
            role.ToTable("role").HasKey(r => r.Id);
            role.HasOne<Person>().WithMany().HasForeignKey(r => r.PersonId);
            role.HasIndex(r => r.PersonId).HasDatabaseName("role_person");
            role.HasIndex(r => r.CommunityId).HasDatabaseName("role_community");
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

    public bool IsLeader => Leads.Count > 0;

    public static async Task<Visitor> Of(HaoLinDb db, PersonId person)
    {
        var roles = await db.Set<Role>().AsNoTracking().Where(r => r.PersonId == person && r.EndedAt == null).ToListAsync();
        return new(person,
            [.. roles.Where(r => r.Kind == Role.Leader && r.CommunityId is not null).Select(r => r.CommunityId!.Value)],
            roles.Any(r => r.Kind == Role.Headquarters));
    }
}
