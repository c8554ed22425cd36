// What headquarters and a leader have agreed about leading: how much trust they have by now (级别), and whether they rest (休息).
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Neighbourhood;

/// <summary>A leader without a file is a regular one who does not rest. What it said before is in the audit.</summary>
public sealed class LeaderFile
{
    /// <summary>见习: headquarters reads each deal before it opens. 正式: as the brand does with every deal. 资深: opens without being read, even where the brand reads all.</summary>
    public const string Probation = "probation", Regular = "regular", Senior = "senior";
    public static readonly IReadOnlyList<string> Grades = [Probation, Regular, Senior];

    public const int ReasonLengthMax = 200;

    public required PersonId PersonId { get; init; }
    /// <summary>One of <see cref="Grades"/>; set by people, never by a count.</summary>
    public string Grade { get; set; } = Regular;
    public DateTimeOffset? RestsSince { get; set; }
    /// <summary>From when deals may open again; null is until somebody says so.</summary>
    public DateTimeOffset? RestsUntil { get; set; }
    /// <summary>Headquarters asked for the rest, and only headquarters ends it before its time.</summary>
    public bool RestsByHeadquarters { get; set; }
    /// <summary>Between the leader and headquarters; the neighbours are not told it.</summary>
    public string RestReason { get; set; } = "";

    public bool Rests(DateTimeOffset now) => RestsSince is not null && !(RestsUntil <= now);

    /// <summary>A leader's file to change, made where there is none yet.</summary>
    internal static async Task<LeaderFile> Opened(Work work, PersonId leader)
    {
        var file = await work.Db.Set<LeaderFile>().FirstOrDefaultAsync(f => f.PersonId == leader);
        if (file is null) work.Db.Add(file = new LeaderFile { PersonId = leader });
        return file;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<LeaderFile>
    {
        public void Configure(EntityTypeBuilder<LeaderFile> file)
        {
            file.ToTable("leader_file").HasKey(f => f.PersonId);
            file.HasOne<Person>().WithMany().HasForeignKey(f => f.PersonId);
        }
    }
}
