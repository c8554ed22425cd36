// What the brand itself says on its deals: a few short promises of its own, none unless it sets them.
using HaoLin.Kernel;

namespace HaoLin.Web.Shared;

/// <summary>Set under HAOLIN__BRAND__…; the product promises nothing in the brand's name.</summary>
public sealed record Brand(IReadOnlyList<string> Promises)
{
    public const int PromisesMax = 3, PromiseLength = 24;

    /// <exception cref="StartRefused">There are too many, or one is too long for a phone's line.</exception>
    public static Brand Of(string? promises)
    {
        var said = (promises ?? "").Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (said.Length > PromisesMax) throw new StartRefused($"BRAND__PROMISES holds {said.Length} sentences; a deal's page has room for {PromisesMax}");
        if (said.FirstOrDefault(s => s.Length > PromiseLength || s.Any(char.IsControl)) is { } wrong)
            throw new StartRefused($"BRAND__PROMISES: \"{wrong}\" is not one line of at most {PromiseLength} characters");
        return new(said);
    }
}
