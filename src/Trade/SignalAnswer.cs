// What a person at headquarters decided about a signal, and why; the latest word counts, and none of them does anything to anybody.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public sealed class SignalAnswer
{
    /// <summary>没问题, 谈过了, 先留意.</summary>
    public const string Harmless = "harmless", SpokenTo = "spoken-to", Watched = "watched";
    public static readonly IReadOnlyList<string> Decisions = [Harmless, SpokenTo, Watched];

    /// <summary>Facts have grown so far that they should be looked at again: by half, and by no fewer than three.</summary>
    const int GrowthPercent = 50, GrowthMin = 3;

    public required Guid Id { get; init; }
    public required string Kind { get; init; }
    public required Guid Subject { get; init; }
    /// <summary>One of <see cref="Decisions"/>.</summary>
    public required string Decision { get; init; }
    /// <summary>It may name somebody, so it is sealed with the key of who wrote it; null once they have left.</summary>
    public byte[]? ReasonSealed { get; set; }
    /// <summary>What the signal weighed then.</summary>
    public required int Weight { get; init; }
    public required PersonId By { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>It was answered as it is. After the window every fact of it is a new one.</summary>
    public bool Covers(Signal signal, DateTimeOffset now) => At > Signal.Since(now) && signal.Weight < Weight + Math.Max(GrowthMin, Weight * GrowthPercent / 100);

    internal sealed class Mapping : IEntityTypeConfiguration<SignalAnswer>
    {
        public void Configure(EntityTypeBuilder<SignalAnswer> answer)
        {
            answer.ToTable("signal_answer").HasKey(a => a.Id);
            answer.HasIndex(a => a.At).HasDatabaseName("signal_answer_at");
            answer.HasIndex(a => a.Subject).HasDatabaseName("signal_answer_subject");
        }
    }
}
