// Where a page of a list ended: opaque to callers, an instant and an id to us.
using System.Globalization;

namespace HaoLin.Kernel;

/// <summary>Lists are ordered by instant and, where instants are equal, by id.</summary>
public readonly record struct Cursor(DateTimeOffset At, Guid Id)
{
    public static readonly Refusal Malformed = new("paging.bad-cursor", 400, "翻页的标记不对，请从第一页开始", "This is no cursor of ours; begin with the first page.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks:x}-{Id:N}");

    /// <summary>The cursor as it was given out; null when there is none or it is not one of ours (then the list starts over).</summary>
    public static Cursor? Read(string? text)
    {
        if (text is null || text.Length > 60 || text.IndexOf('-', StringComparison.Ordinal) is not (> 0 and var dash)) return null;
        return long.TryParse(text.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var ticks)
            && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
            && Guid.TryParseExact(text.AsSpan(dash + 1), "N", out var id)
            ? new Cursor(new(ticks, TimeSpan.Zero), id)
            : null;
    }
}

/// <summary>A page of a list that can grow.</summary>
public interface IPaged
{
    /// <summary>The cursor of the next page, or null at the end.</summary>
    string? Next { get; }
}
