// What the brand is called and says of itself: its name, its licence, and a few short promises, none unless it sets them.
using HaoLin.Kernel;

namespace HaoLin.Web.Shared;

/// <summary>Set under HAOLIN__BRAND__…; the product promises nothing in the brand's name.</summary>
/// <param name="Licence">The business licence, which the law wants on the first page; null where none is set.</param>
/// <param name="Contact">How residents reach the brand about their data: a phone or an address; null where none is set.</param>
public sealed record Brand(IReadOnlyList<string> Promises, string Name, Licence? Licence, string? Contact)
{
    public const int PromisesMax = 3, PromiseLength = 24, NameLength = 10, ContactLength = 60;
    /// <summary>What is said at every start that has no contact.</summary>
    public const string ContactMissing = "no contact is set (HAOLIN__BRAND__CONTACT=a phone or an address); the Personal Information Protection Law, article 17, wants it in the privacy notice";
    /// <summary>The name where none is set.</summary>
    public const string Unnamed = "好邻生活";

    /// <exception cref="StartRefused">There are too many promises, or something is too long for a phone's line.</exception>
    public static Brand Of(string? promises, string? name = null, string? licence = null, string? contact = null)
    {
        var said = (promises ?? "").Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (said.Length > PromisesMax) throw new StartRefused($"BRAND__PROMISES holds {said.Length} sentences; a deal's page has room for {PromisesMax}");
        if (said.FirstOrDefault(s => !IsLine(s, PromiseLength)) is { } wrong) throw new StartRefused($"BRAND__PROMISES: \"{wrong}\" is not one line of at most {PromiseLength} characters");
        var reached = string.IsNullOrWhiteSpace(contact) ? null : contact.Trim();
        if (reached is not null && !IsLine(reached, ContactLength)) throw new StartRefused($"BRAND__CONTACT \"{reached}\" is not one line of at most {ContactLength} characters");
        return new(said, NameOf(name), Licence.Of(licence), reached);
    }

    /// <exception cref="StartRefused">It has no room on a sign.</exception>
    public static string NameOf(string? name) => name?.Trim() switch
    {
        null or "" => Unnamed,
        var called when IsLine(called, NameLength) => called,
        var called => throw new StartRefused($"BRAND__NAME \"{called}\" is not one line of at most {NameLength} characters"),
    };

    internal static bool IsLine(string text, int lengthMax) => text.Length <= lengthMax && !text.Any(char.IsControl);
}

/// <param name="Link">Where the licence itself can be seen; null where only its number is given.</param>
public sealed record Licence(string Holder, string Number, Uri? Link)
{
    public const int Length = 60;
    /// <summary>What is said at every start that has none.</summary>
    public const string Missing = "no business licence is set (HAOLIN__BRAND__LICENCE=name|number|link); the E-Commerce Law, article 15, wants it on the first page";

    /// <exception cref="StartRefused">It is not a name and a number with | between them, and a link after another where there is one.</exception>
    public static Licence? Of(string? licence)
    {
        if (string.IsNullOrWhiteSpace(licence)) return null;
        var parts = licence.Split('|', StringSplitOptions.TrimEntries);
        Uri? link = null;
        if (parts.Length is < 2 or > 3 || parts.Take(2).Any(p => p.Length == 0 || !Brand.IsLine(p, Length))
            || (parts is [_, _, { Length: > 0 } at] && !(Uri.TryCreate(at, UriKind.Absolute, out link) && link.Scheme is "https" or "http")))
            throw new StartRefused($"BRAND__LICENCE \"{licence}\" is not name|number or name|number|https://…");
        return new(parts[0], parts[1], link);
    }
}
