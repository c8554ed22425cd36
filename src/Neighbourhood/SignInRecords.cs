// What sign-in keeps: passwords, one-time codes, one-time links, revoked tokens and counted attempts.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Neighbourhood;

/// <summary>A leader's or a staff member's password, hashed (PBKDF2); <see cref="MustChangeAt"/> says it was set by somebody else.</summary>
public sealed class Credential
{
    public required PersonId PersonId { get; init; }
    public required string PasswordHash { get; set; }
    public required DateTimeOffset SetAt { get; set; }
    public DateTimeOffset? MustChangeAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Credential>
    {
        public void Configure(EntityTypeBuilder<Credential> credential) => credential.ToTable("credential").HasKey(c => c.PersonId);
    }
}

/// <summary>The one code that a phone may sign in with just now.</summary>
public sealed class SignInCode
{
    public required byte[] PhoneLookup { get; init; }
    public required byte[] CodeHash { get; set; }
    public required DateTimeOffset SentAt { get; set; }
    public required DateTimeOffset ExpiresAt { get; set; }
    public int WrongTries { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<SignInCode>
    {
        public void Configure(EntityTypeBuilder<SignInCode> code) => code.ToTable("sign_in_code").HasKey(c => c.PhoneLookup);
    }
}

/// <summary>A link that lets one person set a password once (first administrator, a new leader).</summary>
public sealed class SetUpLink
{
    public required byte[] SecretHash { get; init; }
    public required PersonId PersonId { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<SetUpLink>
    {
        public void Configure(EntityTypeBuilder<SetUpLink> link) => link.ToTable("set_up_link").HasKey(l => l.SecretHash);
    }
}

/// <summary>A leader's standing invitation: its code is in the link and the QR that residents open (/j/CODE).</summary>
public sealed class Invitation
{
    public required string Code { get; init; }
    public required PersonId LeaderId { get; init; }
    public required CommunityId CommunityId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Invitation>
    {
        public void Configure(EntityTypeBuilder<Invitation> invitation)
        {
            invitation.ToTable("invitation").HasKey(i => i.Code);
            invitation.HasIndex(i => new { i.LeaderId, i.CommunityId }).IsUnique().HasDatabaseName("invitation_leader");
        }
    }
}

/// <summary>All tokens of a person made before this instant are void (signed out everywhere, role taken away).</summary>
public sealed class Revocation
{
    public required PersonId PersonId { get; init; }
    public required DateTimeOffset Before { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Revocation>
    {
        public void Configure(EntityTypeBuilder<Revocation> revocation)
        {
            revocation.ToTable("revocation").HasKey(r => r.PersonId);
            revocation.HasIndex(r => r.Before).HasDatabaseName("revocation_before");
        }
    }
}

/// <summary>Counted tries in a window of time, for rate limits that hold on every node.</summary>
public sealed class Attempt
{
    /// <summary>What is counted, for example "code:" and a keyed hash of the phone.</summary>
    public required string Bucket { get; init; }
    public required DateTimeOffset WindowStart { get; set; }
    public int Count { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Attempt>
    {
        public void Configure(EntityTypeBuilder<Attempt> attempt) => attempt.ToTable("attempt").HasKey(a => a.Bucket);
    }
}
