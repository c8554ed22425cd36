// What sign-in keeps: passwords, one-time codes, one-time links, revoked tokens and counted attempts.
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
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

    /// <summary>Gives the person this password in place of any other.</summary>
    public static async Task Set(Work work, PersonId person, string hash, bool mustChange)
    {
        DateTimeOffset? must = mustChange ? work.Now : null;
        var credential = await work.Db.Set<Credential>().FirstOrDefaultAsync(c => c.PersonId == person);
        if (credential is null) work.Db.Add(new Credential { PersonId = person, PasswordHash = hash, SetAt = work.Now, MustChangeAt = must });
        else (credential.PasswordHash, credential.SetAt, credential.MustChangeAt) = (hash, work.Now, must);
    }

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

    /// <summary>Adds a link for this person; only its hash is kept.</summary>
    /// <returns>What follows the brand's address: /set-up/SECRET.</returns>
    public static string For(Work work, PersonId person, TimeSpan lasts)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        work.Db.Add(new SetUpLink { SecretHash = Hash(secret), PersonId = person, ExpiresAt = work.Now + lasts });
        return "/set-up/" + secret;
    }

    /// <summary>The link this secret opens now, or null: wrong, used and expired look alike.</summary>
    public static Task<SetUpLink?> Opened(HaoLinDb db, string? secret, DateTimeOffset now)
    {
        var hash = Hash(secret ?? "");
        return db.Set<SetUpLink>().AsNoTracking().FirstOrDefaultAsync(l => l.SecretHash == hash && l.UsedAt == null && l.ExpiresAt > now);
    }

    /// <summary>Uses this link, and with it every other one of its person; false when somebody was first.</summary>
    public static async Task<bool> Use(Work work, SetUpLink link)
    {
        var used = await work.Db.Set<SetUpLink>().Where(l => l.SecretHash == link.SecretHash && l.UsedAt == null && l.ExpiresAt > work.Now)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.UsedAt, work.Now));
        if (used == 1) await UseUp(work, link.PersonId);
        return used == 1;
    }

    public static Task UseUp(Work work, PersonId person) => work.Db.Set<SetUpLink>().Where(l => l.PersonId == person && l.UsedAt == null)
        .ExecuteUpdateAsync(set => set.SetProperty(l => l.UsedAt, work.Now));

    static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

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

    /// <summary>Letters nobody confuses when reading them aloud or off a poster: no I, L, O.</summary>
    const string Letters = "ABCDEFGHJKMNPQRSTUVWXYZ";
    const int Length = 8;

    public static string NewCode() => RandomNumberGenerator.GetString(Letters, Length);

    /// <summary>The invitation with this code, however it was typed. What cannot be a code does not reach the database.</summary>
    public static async Task<Invitation?> ByCode(HaoLinDb db, string? typed)
    {
        var code = typed?.Trim().ToUpperInvariant() ?? "";
        return code.Length == Length && code.All(char.IsAsciiLetterUpper)
            ? await db.Set<Invitation>().AsNoTracking().FirstOrDefaultAsync(i => i.Code == code)
            : null;
    }

    public Task<bool> LeaderStillLeads(HaoLinDb db) => Role.Leads(db, LeaderId, CommunityId);

    internal sealed class Mapping : IEntityTypeConfiguration<Invitation>
    {
        public void Configure(EntityTypeBuilder<Invitation> invitation)
        {
            invitation.ToTable("invitation").HasKey(i => i.Code);
            invitation.HasIndex(i => new { i.LeaderId, i.CommunityId }).IsUnique().HasDatabaseName("invitation_leader");
        }
    }
}

/// <summary>All tokens of a person made before this instant are void (signed out everywhere, password changed, role ended).</summary>
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

    /// <summary>Counts one more try and answers how many the window now holds. The row's lock makes tries of one bucket queue up.</summary>
    public static async Task<int> CountOne(Work work, string bucket, TimeSpan window)
    {
        long now = work.Now.UtcTicks, over = (work.Now - window).UtcTicks;
        return (await work.Db.Database.SqlQuery<int>($"""
            INSERT INTO attempt (bucket, window_start, count) VALUES ({bucket}, {now}, 1)
            ON CONFLICT (bucket) DO UPDATE SET
                count = CASE WHEN attempt.window_start <= {over} THEN 1 ELSE attempt.count + 1 END,
                window_start = CASE WHEN attempt.window_start <= {over} THEN {now} ELSE attempt.window_start END
            RETURNING count AS "Value"
            """).ToListAsync())[0];
    }

    /// <summary>How many tries the window holds, without counting one.</summary>
    public static async Task<int> Counted(Work work, string bucket, TimeSpan window)
    {
        var since = work.Now - window;
        return await work.Db.Set<Attempt>().Where(a => a.Bucket == bucket && a.WindowStart > since).Select(a => a.Count).FirstOrDefaultAsync();
    }

    /// <summary>Takes one try back (what was tried did not happen).</summary>
    public static Task TakeBack(Work work, string bucket) => work.Db.Set<Attempt>().Where(a => a.Bucket == bucket && a.Count > 0)
        .ExecuteUpdateAsync(set => set.SetProperty(a => a.Count, a => a.Count - 1));

    /// <summary>Starts the bucket afresh.</summary>
    public static Task Clear(Work work, string bucket) => work.Db.Set<Attempt>().Where(a => a.Bucket == bucket).ExecuteDeleteAsync();

    internal sealed class Mapping : IEntityTypeConfiguration<Attempt>
    {
        public void Configure(EntityTypeBuilder<Attempt> attempt) => attempt.ToTable("attempt").HasKey(a => a.Bucket);
    }
}
