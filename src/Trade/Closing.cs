// Closing hours (休市): from one instant to another, or so many hours of every day, nobody can join any deal; headquarters sets them, and everybody sees until when.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public readonly record struct ClosingId(Guid Value) : IId<ClosingId>
{
    public static ClosingId From(Guid value) => new(value);
}

/// <summary>Hours in which nobody can join: from an instant to another, or within that so many of every day.</summary>
/// <param name="DailyFrom">The minute of the day, in Asia/Shanghai, at which it shuts every day; null is all the time.</param>
/// <param name="DailyUntil">The minute at which it opens again, of the next day where that is not later.</param>
public readonly record struct ShutHours(DateTimeOffset From, DateTimeOffset Until, int? DailyFrom = null, int? DailyUntil = null)
{
    /// <summary>Until when these hours alone keep it shut at an instant; null when they do not.</summary>
    public DateTimeOffset? ShutAt(DateTimeOffset at)
    {
        if (at < From || at >= Until) return null;
        if (DailyFrom is not { } from || DailyUntil is not { } until) return Until;
        var midnight = BusinessDay.At(BusinessDay.Of(at), TimeOnly.MinValue);
        var minute = (at - midnight).TotalMinutes;
        DateTimeOffset? end = from < until
            ? minute >= from && minute < until ? midnight.AddMinutes(until) : null
            : minute >= from ? midnight.AddMinutes(BusinessDay.Minutes + until) : minute < until ? midnight.AddMinutes(until) : null;
        return end < Until ? end : end is null ? null : Until;
    }
}

public sealed class Closing
{
    /// <summary>When hours of every day end that nobody has taken back yet.</summary>
    public static readonly DateTimeOffset Never = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);
    /// <summary>So many closings may lead into one another.</summary>
    const int LedMax = 100;

    public required ClosingId Id { get; init; }
    public required DateTimeOffset FromAt { get; init; }
    public required DateTimeOffset UntilAt { get; init; }
    /// <summary>The minute of every day at which it shuts, in Asia/Shanghai; null for a closing by date.</summary>
    public int? DailyFrom { get; init; }
    public int? DailyUntil { get; init; }
    /// <summary>Shown to the neighbours: 春节休市.</summary>
    public required string Reason { get; init; }
    public required PersonId SetBy { get; init; }
    public required DateTimeOffset SetAt { get; init; }
    /// <summary>When it was taken back.</summary>
    public DateTimeOffset? LiftedAt { get; set; }

    /// <summary>Until when it is shut at this moment, where one closing may lead into the next; null when it is open.</summary>
    public static DateTimeOffset? ShutUntil(IReadOnlyCollection<ShutHours> closings, DateTimeOffset now)
    {
        DateTimeOffset? until = null;
        for (var led = 0; led < LedMax && closings.Max(c => c.ShutAt(until ?? now)) is { } later; led++) until = later;
        return until;
    }

    public ShutHours Hours => new(FromAt, UntilAt, DailyFrom, DailyUntil);

    internal sealed class Mapping : IEntityTypeConfiguration<Closing>
    {
        public void Configure(EntityTypeBuilder<Closing> closing)
        {
            closing.ToTable("closing").HasKey(c => c.Id);
            closing.Ignore(c => c.Hours);
            closing.HasIndex(c => c.UntilAt).HasDatabaseName("closing_until").HasFilter("lifted_at IS NULL");
        }
    }
}
