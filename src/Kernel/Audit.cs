// Who changed what (操作记录): every change of money, price, stock or rights leaves one line, written with the change and never altered.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Kernel;

/// <summary>One line of it. Ids, numbers and codes: nobody's name, phone or words to a neighbour stand here, so it can be kept when a person is erased.</summary>
public sealed class AuditLine
{
    public required Guid Id { get; init; }
    public required DateTimeOffset At { get; init; }
    /// <summary>Null is the house itself: its clock, or whoever sits at the machine.</summary>
    public Guid? By { get; init; }
    /// <summary>What was done, for example "refund" or "role-ended".</summary>
    public required string Kind { get; init; }
    /// <summary>The order, deal, role or product that was changed.</summary>
    public required Guid Subject { get; init; }
    /// <summary>Whom it concerns, where it concerns one person.</summary>
    public Guid? Whom { get; init; }
    public required string Before { get; init; }
    public required string After { get; init; }
    /// <summary>As whoever is concerned was told it, or a code; "" where the deed needs none.</summary>
    public required string Reason { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<AuditLine>
    {
        public void Configure(EntityTypeBuilder<AuditLine> line)
        {
            line.ToTable("audit").HasKey(l => l.Id);
            line.HasIndex(l => l.At).HasDatabaseName("audit_at");
            line.HasIndex(l => new { l.By, l.At }).HasDatabaseName("audit_by");
            line.HasIndex(l => new { l.Subject, l.At }).HasDatabaseName("audit_subject");
            line.HasIndex(l => new { l.Whom, l.At }).HasDatabaseName("audit_whom");
            line.HasIndex(l => new { l.Kind, l.At }).HasDatabaseName("audit_kind");
        }
    }
}

public static class Audit
{
    /// <summary>Writes one line in the transaction of the change it tells of.</summary>
    /// <param name="by">Who did it; null or nobody is the house itself.</param>
    /// <param name="before">What it was, in numbers and codes; "" where there was nothing.</param>
    public static void Note(Work work, Guid? by, string kind, Guid subject, string before, string after, string reason = "", Guid? whom = null)
    {
        if (Break.Is("audit")) return;
        work.Db.Add(new AuditLine
        {
            Id = Ids.NewGuid(work.Now), At = work.Now, By = by is { } person && person != Guid.Empty ? person : null, Kind = kind, Subject = subject, Whom = whom,
            Before = before, After = after, Reason = reason,
        });
    }
}
