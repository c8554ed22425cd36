// Splits a command line into flags; every flag takes a value but those named as switches.
using HaoLin.Kernel;

namespace HaoLin.Web.Command;

public sealed class Flags
{
    readonly Dictionary<string, string> values = [];

    /// <exception cref="StartRefused">A flag is unknown or lacks its value.</exception>
    public static Flags Read(string verb, string[] args, string[] known, string[]? switches = null)
    {
        var flags = new Flags();
        for (var i = 0; i < args.Length; i++)
        {
            var (name, inline) = args[i].Split('=', 2) is [var left, var right] && args[i].StartsWith("--", StringComparison.Ordinal) ? (left, right) : (args[i], null);
            if (switches?.Contains(name) == true) { flags.values[name] = "true"; continue; }
            if (!known.Contains(name)) throw new StartRefused($"haolin {verb} does not know {args[i]}; it takes {string.Join(", ", known.Concat(switches ?? []))}");
            if (inline is null && ++i >= args.Length) throw new StartRefused($"{name} needs a value");
            flags.values[name] = inline ?? args[i];
        }
        return flags;
    }

    public string? this[string name] => values.GetValueOrDefault(name);

    public bool Has(string name) => values.ContainsKey(name);

    public int? Number(string name) => this[name] is not { } text ? null : int.TryParse(text, out var number) ? number : throw new StartRefused($"{name} {text} is not a whole number");

    /// <summary>The settings among the flags, by their keys.</summary>
    public Dictionary<string, string> Settings(params (string Flag, string Key)[] pairs) =>
        pairs.Where(p => Has(p.Flag)).ToDictionary(p => p.Key, p => this[p.Flag]!);
}
