// A passkey (通行密钥): a key on somebody's own device that opens their account by a finger, a face or the device's own lock, and can be given to no false page.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Neighbourhood;

public readonly record struct PasskeyId(Guid Value) : IId<PasskeyId>
{
    public static PasskeyId From(Guid value) => new(value);
}

public sealed class Passkey
{
    public const int NameLengthMax = 30, Most = 10;

    public required PasskeyId Id { get; init; }
    public required PersonId PersonId { get; init; }
    /// <summary>What the device calls it; random, and no secret.</summary>
    public required byte[] CredentialId { get; init; }
    /// <summary>What its owner calls it, sealed with their key: 老张的手机 says whose it is.</summary>
    public required byte[] NameSealed { get; init; }
    /// <summary>As the device gave it (COSE). The other half never leaves the device.</summary>
    public required byte[] PublicKey { get; init; }
    /// <summary>How often the device has signed with it; 0 for ever where it does not count.</summary>
    public long SignCount { get; set; }
    /// <summary>How a browser reaches the device, blanks between: internal, hybrid, usb. A hint, and nothing hangs on it.</summary>
    public required string Transports { get; init; }
    /// <summary>The device may keep a copy elsewhere, in its maker's account; that never changes.</summary>
    public required bool IsBackupEligible { get; init; }
    public bool IsBackedUp { get; set; }
    public required DateTimeOffset AddedAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; set; }
    /// <summary>It opens nothing from here on; the row stays a while, so that it can be told whose it was that somebody tries.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    /// <summary>Those that open an account now.</summary>
    internal static IQueryable<Passkey> Standing(HaoLinDb db, PersonId person) => db.Set<Passkey>().Where(p => p.PersonId == person && p.RemovedAt == null);

    internal static Task<int> RemoveAll(Work work, PersonId person) => Standing(work.Db, person).ExecuteUpdateAsync(set => set.SetProperty(p => p.RemovedAt, work.Now));

    /// <summary>Whether a device that has signed so often is still the only one (WebAuthn, 6.1.1): one that counts never shows the same number twice.</summary>
    public static bool Counts(long before, long now) => now > before || (now == 0 && before == 0);

    internal sealed class Mapping : IEntityTypeConfiguration<Passkey>
    {
        public void Configure(EntityTypeBuilder<Passkey> passkey)
        {
            passkey.ToTable("passkey").HasKey(p => p.Id);
            passkey.HasOne<Person>().WithMany().HasForeignKey(p => p.PersonId);
            passkey.HasIndex(p => p.CredentialId).IsUnique().HasDatabaseName("passkey_credential");
            passkey.HasIndex(p => p.PersonId).HasDatabaseName("passkey_person");
        }
    }
}
