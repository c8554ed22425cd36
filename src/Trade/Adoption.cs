// A neighbour whom a leader only wrote down turns out to be somebody with a phone (认领): offered by a link, or done by the leader who knows the phone.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public readonly record struct AdoptionId(Guid Value) : IId<AdoptionId>
{
    public static AdoptionId From(Guid value) => new(value);
}

/// <summary>It stays when it is done: the leader who writes the old name again then means the person it belongs to.</summary>
public sealed class Adoption
{
    public static readonly TimeSpan LinkLasts = TimeSpan.FromDays(30);
    const int MarkBytes = 16;

    public required AdoptionId Id { get; init; }
    /// <summary>The neighbour as written down: a name without a phone.</summary>
    public required PersonId WrittenDown { get; init; }
    public required PersonId LeaderId { get; init; }
    /// <summary>Where they collect, and whose neighbour they become.</summary>
    public required CommunityId CommunityId { get; init; }
    public required DateTimeOffset MadeAt { get; set; }
    public DateTimeOffset? DoneAt { get; set; }
    /// <summary>Who it is; the written-down neighbour themselves where a phone was given that nobody had.</summary>
    public PersonId? AdoptedBy { get; set; }

    public bool Opens(DateTimeOffset now) => DoneAt is null && now < MadeAt + LinkLasts;

    /// <summary>The address to forward. Nobody can guess it, and nothing of it is stored.</summary>
    public string Path(Sealing sealing) => $"/adopt/{Id.Value:N}/{Convert.ToHexStringLower(sealing.Lookup("adoption", $"{Id.Value:N} {MadeAt.UtcTicks}")[..MarkBytes])}";

    /// <summary>The adoption that this address opens, done or not; null when it opens none.</summary>
    public static async Task<Adoption?> Of(HaoLinDb db, Sealing sealing, string? path)
    {
        if (path?.Trim().Split('/') is not ["", "adopt", var typed, _] || !Guid.TryParseExact(typed, "N", out var id)) return null;
        var found = await db.Set<Adoption>().AsNoTracking().FirstOrDefaultAsync(a => a.Id == new AdoptionId(id));
        var given = System.Text.Encoding.UTF8.GetBytes(path.Trim());
        return found is not null && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(found.Path(sealing)), given) ? found : null;
    }

    /// <summary>Whether the leader who offered it still leads there: a link outlives no role.</summary>
    public Task<bool> LeaderStillLeads(HaoLinDb db) => Role.Leads(db, LeaderId, CommunityId);

    internal sealed class Mapping : IEntityTypeConfiguration<Adoption>
    {
        public void Configure(EntityTypeBuilder<Adoption> adoption)
        {
            adoption.ToTable("adoption").HasKey(a => a.Id);
            adoption.HasIndex(a => new { a.WrittenDown, a.LeaderId }).IsUnique().HasDatabaseName("adoption_written_down");
            adoption.HasIndex(a => a.LeaderId).HasDatabaseName("adoption_leader");
            adoption.HasIndex(a => a.AdoptedBy).HasDatabaseName("adoption_adopted_by").HasFilter("adopted_by IS NOT NULL");
        }
    }
}
