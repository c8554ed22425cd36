// A flat by building and room, however a neighbour writes it: 5栋302, 5-302, 五栋 302 and 5 号楼 302 室 are one door.
using System.Text.RegularExpressions;
using HaoLin.Kernel;

namespace HaoLin.Neighbourhood;

/// <param name="Normal">The parts from the gate to the room, a dash between: 5-302, A-1203, 2期-5-1-302.</param>
public readonly partial record struct Flat(string Normal)
{
    public const int LengthMax = 60;
    const int PartsMax = 5;

    public static readonly Refusal Unread = new("home.unread", 422, "没看懂门牌，请写几栋几室，比如 5栋302", "The door could not be read; write building and room, such as 5-302.");

    /// <summary>A word that is no part of an address refuses it whole: half understood, two doors could become one.</summary>
    public static Outcome<Flat> Parse(string? typed)
    {
        var text = Texts.Optional(typed, LengthMax);
        if (text.Refused) return text.Refusal!;
        return Read(text.Value) is { } flat ? flat : Unread;
    }

    /// <summary>Null where it is no building and room.</summary>
    internal static Flat? Read(string typed)
    {
        var plain = English().Replace(string.Concat(typed.Select(c => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c)).ToUpperInvariant(), " ");
        var found = new List<(string Part, string Unit)>();
        var at = 0;
        while (Part().Match(plain, at) is { Success: true } part)
        {
            found.Add((Number(part.Groups[1].Value), part.Groups[2].Value));
            at = part.Index + part.Length;
        }
        if (!Rest().IsMatch(plain[at..])) return null;
        var kept = found.Where((f, i) => !IsFloor(found, i)).Select(f => f.Unit is "区" or "期" ? f.Part + f.Unit : f.Part).ToList();
        // A room has a number; a letter alone is a building.
        return kept.Count is >= 2 and <= PartsMax && found[^1].Unit is not ("区" or "期") && kept[^1].Any(char.IsAsciiDigit) ? new Flat(string.Join('-', kept)) : null;
    }

    /// <summary>Who lives behind this door of a community, as a keyed hash: equal doors are found without being read.</summary>
    /// <param name="apart">One of two families behind one door, who counts for themselves (a leader says so); null is the door's one household.</param>
    public Household Household(Sealing sealing, CommunityId community, PersonId? apart = null) =>
        Neighbourhood.Household.Of(sealing.Lookup("household", $"{community.Value:N}\n{Normal}{(apart is { } person ? $"\n{person.Value:N}" : "")}"));

    /// <summary>5栋3楼302: the room says the floor already.</summary>
    static bool IsFloor(List<(string Part, string Unit)> found, int i) =>
        i > 0 && (found[i].Unit is "楼" or "层") && i + 1 < found.Count && found[i + 1].Part.StartsWith(found[i].Part, StringComparison.Ordinal);

    /// <summary>Chinese numerals as digits, whether counted (十二) or spelled (一二〇三); zeros in front left out.</summary>
    static string Number(string part)
    {
        if (Digits.Contains(part[0]) || part[0] is '十' or '百') return Counted(part);
        return Zeros().Replace(part, "");
    }

    const string Digits = "零一二三四五六七八九〇";

    static string Counted(string part)
    {
        if (!part.Contains('十', StringComparison.Ordinal) && !part.Contains('百', StringComparison.Ordinal))
            return Zeros().Replace(string.Concat(part.Select(c => (char)('0' + Digits.IndexOf(c, StringComparison.Ordinal) % 10))), "");
        var (sum, digit) = (0, 0);
        foreach (var c in part)
        {
            if (c is '十' or '百') (sum, digit) = (sum + (digit == 0 ? 1 : digit) * (c == '十' ? 10 : 100), 0);
            else digit = Digits.IndexOf(c, StringComparison.Ordinal) % 10;
        }
        return (sum + digit).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    const string Between = @"[\s\-–—―−_/,，、.。~·#]*";

    [GeneratedRegex(@"\G" + Between + @"([A-Z]{0,2}[0-9]{1,5}[A-Z]?(?![0-9])|[A-Z](?![A-Z0-9])|[东南西北](?=\s*区)|[零〇一二三四五六七八九十百]{1,6})\s*(号楼|号院|单元|号|栋|幢|座|楼|门|层|室|房|户|区|期)?")]
    private static partial Regex Part();

    [GeneratedRegex("^" + Between + "$")]
    private static partial Regex Rest();

    [GeneratedRegex(@"\b(?:BUILDING|BLDG|BLOCK|UNIT|FLOOR|ROOM|RM|FLAT|APT|NO)\b")]
    private static partial Regex English();

    [GeneratedRegex("(?<![0-9])0+(?=[0-9])")]
    private static partial Regex Zeros();
}

/// <summary>A household, by its keyed hash.</summary>
/// <param name="Hex">The hash in hex, so that equal ones are equal.</param>
public readonly record struct Household(string Hex)
{
    public byte[] Bytes => Convert.FromHexString(Hex);

    public static Household Of(byte[] hash) => new(Convert.ToHexString(hash));
}
