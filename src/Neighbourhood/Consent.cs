// What a person agreed to or refused (同意): to which text, and when. A line is never edited, so that it can be shown later what stood when.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Neighbourhood;

/// <summary>Personal Information Protection Law, articles 14 to 16: agreed knowingly, taken back as easily, and nothing refused for what is not needed.</summary>
public sealed class Consent
{
    /// <summary>用户协议 and 隐私政策: there is no account without them, so closing the account is how they are taken back.</summary>
    public const string Service = "service";
    /// <summary>开团提醒: being told when one's leader opens a deal. Whoever joins a leader is told, until they say no.</summary>
    public const string DealNews = "deal-news";

    /// <summary>The day from which the texts in force count. Changing what /terms and /privacy say takes a new day here, and everybody is asked anew.</summary>
    public const string InForce = "2026-11-24";

    public required Guid Id { get; init; }
    public required PersonId PersonId { get; init; }
    /// <summary><see cref="Service"/> or <see cref="DealNews"/>.</summary>
    public required string Kind { get; init; }
    /// <summary>Which text they had before them, by the day from which it counts.</summary>
    public required string Text { get; init; }
    public required bool Given { get; init; }
    public required DateTimeOffset At { get; init; }

    internal static void Note(Work work, PersonId person, string kind, bool given) =>
        work.Db.Add(new Consent { Id = Ids.NewGuid(work.Now), PersonId = person, Kind = kind, Text = InForce, Given = given, At = work.Now });

    /// <summary>Whether they agreed to the texts in force.</summary>
    public static Task<bool> IsInForce(HaoLinDb db, PersonId person) => db.Set<Consent>().AnyAsync(c => c.PersonId == person && c.Kind == Service && c.Text == InForce);

    /// <summary>Who of these wants to hear no news of deals.</summary>
    public static async Task<HashSet<PersonId>> WithoutDealNews(HaoLinDb db, IQueryable<PersonId> of) =>
        [.. (await db.Set<Consent>().AsNoTracking().Where(c => c.Kind == DealNews && of.Contains(c.PersonId)).ToListAsync())
            .GroupBy(c => c.PersonId).Where(lines => !lines.MaxBy(c => c.Id)!.Given).Select(lines => lines.Key)];

    internal sealed class Mapping : IEntityTypeConfiguration<Consent>
    {
        public void Configure(EntityTypeBuilder<Consent> consent)
        {
            consent.ToTable("consent").HasKey(c => c.Id);
            consent.HasIndex(c => new { c.PersonId, c.Kind }).HasDatabaseName("consent_person");
        }
    }
}
