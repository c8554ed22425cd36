// What headquarters has looked at of a leader (材料): that it was seen, by whom, and until when it counts. No copy and no number is kept.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Neighbourhood;

/// <summary>Personal Information Protection Law, article 6: no more than the purpose needs, and the purpose is to know that somebody looked. The last look counts; earlier ones are in the audit.</summary>
public sealed class LeaderPaper
{
    /// <summary>团长协议, 身份核对, 健康证 (needed by who touches open food: Food Safety Law, article 45).</summary>
    public const string Agreement = "agreement", Identity = "identity", Health = "health";
    public static readonly IReadOnlyList<string> Kinds = [Agreement, Identity, Health];

    public required PersonId PersonId { get; init; }
    /// <summary>One of <see cref="Kinds"/>.</summary>
    public required string Kind { get; init; }
    /// <summary>The last day on which it counts; null has no end.</summary>
    public DateOnly? ValidUntil { get; set; }
    public required DateTimeOffset SeenAt { get; set; }
    public required PersonId SeenBy { get; set; }
    /// <summary>The leader was told when so many days were left; null before the first warning.</summary>
    public int? WarnedDays { get; set; }

    public bool Counts(DateOnly today) => !(ValidUntil < today);

    /// <summary>Which of the papers that the brand wants this leader has not, or not any more.</summary>
    public static async Task<IReadOnlyList<string>> Missing(HaoLinDb db, PersonId leader, IReadOnlyList<string> wanted, DateOnly today)
    {
        if (wanted.Count == 0) return [];
        var papers = await db.Set<LeaderPaper>().AsNoTracking().Where(p => p.PersonId == leader).ToListAsync();
        return [.. wanted.Where(kind => !papers.Any(p => p.Kind == kind && p.Counts(today)))];
    }

    internal sealed class Mapping : IEntityTypeConfiguration<LeaderPaper>
    {
        public void Configure(EntityTypeBuilder<LeaderPaper> paper)
        {
            paper.ToTable("leader_paper").HasKey(p => new { p.PersonId, p.Kind });
            paper.HasOne<Person>().WithMany().HasForeignKey(p => p.PersonId);
        }
    }
}
