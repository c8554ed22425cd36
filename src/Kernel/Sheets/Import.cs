// One uploaded table and how far it is: tried row by row, looked at, imported in parts, and forgotten after a week.
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Kernel.Sheets;

public readonly record struct ImportId(Guid Value) : IId<ImportId>
{
    public static ImportId From(Guid value) => new(value);
}

public sealed class Import
{
    public static readonly Refusal Missing = new("import.missing", 404, "没有找到这次导入", "There is no such import.");

    /// <summary>An import of which one wrong row stops all of them is one transaction up to this many rows; a larger one begins only when no row is wrong.</summary>
    public const int AtOnceMax = 2_000;
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    public required ImportId Id { get; init; }
    public required string Kind { get; init; }
    /// <summary>What it is imported into, or an empty id.</summary>
    public required Guid Subject { get; init; }
    public required Guid PersonId { get; init; }
    public required string FileName { get; init; }
    /// <summary>SHA-256 of the file, by which the same one is known again.</summary>
    public required string FileHash { get; init; }
    /// <summary>The key its rows are sealed with, wrapped by the master key: tables hold names and phones.</summary>
    public required byte[] KeyWrapped { get; init; }
    public required int Rows { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>Rows tried so far.</summary>
    public int Tried { get; set; }
    /// <summary>Rows that cannot be imported as they are.</summary>
    public int Wrong { get; set; }
    /// <summary>Rows imported.</summary>
    public int Imported { get; set; }
    public DateTimeOffset? TriedAt { get; set; }
    /// <summary>Begun with the wish that one wrong row stops all of them.</summary>
    public bool AllOrNothing { get; set; }
    public DateTimeOffset? BegunAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public DateTimeOffset? CancelledAt { get; set; }
    /// <summary>How often it failed for no fault of a row.</summary>
    public int Failures { get; set; }
    /// <summary>Its rows were deleted; that and when it was imported is still known.</summary>
    public DateTimeOffset? ForgottenAt { get; set; }

    public const int FailuresMax = 5;

    /// <summary>trying, ready, importing, done, cancelled or failed.</summary>
    public string State => this switch
    {
        { CancelledAt: not null } => "cancelled",
        { EndedAt: not null, Failures: >= FailuresMax } => "failed",
        { EndedAt: not null } => "done",
        { BegunAt: not null } => "importing",
        { TriedAt: not null } => "ready",
        _ => "trying",
    };

    public bool IsRunning => State is "trying" or "importing";

    public int Percent => State switch { "trying" => Share(Tried), "importing" => Share(Imported + Wrong), _ => 100 };

    /// <summary>Differs whenever its page would.</summary>
    public string Mark => $"{State}-{Tried}-{Imported}-{Wrong}-{Failures}";

    int Share(int rows) => Rows == 0 ? 100 : (int)Math.Min(100, rows * 100L / Rows);

    /// <summary>Locks it against another node, or null when there is none or another has it.</summary>
    public static async Task<Import?> Lock(Work work, ImportId id, bool waits = true)
    {
        if (work.Db.Database.IsNpgsql())
        {
            var locked = waits
                ? await work.Db.Database.SqlQuery<int>($"SELECT 1 AS \"Value\" FROM import WHERE id = {id.Value} FOR UPDATE").ToListAsync()
                : await work.Db.Database.SqlQuery<int>($"SELECT 1 AS \"Value\" FROM import WHERE id = {id.Value} FOR UPDATE SKIP LOCKED").ToListAsync();
            if (locked.Count == 0) return null;
        }
        return await work.Db.Set<Import>().FirstOrDefaultAsync(i => i.Id == id);
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Import>
    {
        public void Configure(EntityTypeBuilder<Import> import)
        {
            import.ToTable("import").HasKey(i => i.Id);
            import.HasIndex(i => i.PersonId).IsUnique().HasDatabaseName("import_running").HasFilter("ended_at IS NULL AND (tried_at IS NULL OR begun_at IS NOT NULL)");
            import.HasIndex(i => new { i.Kind, i.Subject, i.FileHash }).IsUnique().HasDatabaseName("import_once").HasFilter("begun_at IS NOT NULL AND cancelled_at IS NULL AND (ended_at IS NULL OR imported > 0)");
        }
    }
}

/// <summary>Some rows of an import: what is done in one transaction.</summary>
public sealed class ImportPart
{
    public required ImportId ImportId { get; init; }
    public required int Number { get; init; }
    public required byte[] RowsSealed { get; init; }
    /// <summary>By the row's number why it cannot be imported, as JSON; no personal text.</summary>
    public string? Reasons { get; set; }
    public DateTimeOffset? DoneAt { get; set; }

    public IReadOnlyList<ImportRow> Open(Import import, Sealing sealing) => JsonSerializer.Deserialize<List<ImportRow>>(sealing.Open(import.KeyWrapped, RowsSealed))!;

    public Dictionary<int, string> Why
    {
        get => Reasons is null ? [] : JsonSerializer.Deserialize<Dictionary<int, string>>(Reasons)!;
        set => Reasons = value.Count == 0 ? null : JsonSerializer.Serialize(value, Readable);
    }

    static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal sealed class Mapping : IEntityTypeConfiguration<ImportPart>
    {
        public void Configure(EntityTypeBuilder<ImportPart> part) => part.ToTable("import_part").Ignore(p => p.Why).HasKey(p => new { p.ImportId, p.Number });
    }
}
