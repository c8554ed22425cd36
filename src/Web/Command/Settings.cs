// What can be set and from where: flags, then HAOLIN__… variables, then DIR/haolin.json, then defaults. An unknown key is an error.
using System.Text.Json;
using HaoLin.Kernel;
using HaoLin.Supply.Webhooks;

namespace HaoLin.Web.Command;

/// <summary>Every setting the product knows, by its key as in HAOLIN__SECTION__KEY.</summary>
public sealed class Settings
{
    public const string EnvironmentPrefix = "HAOLIN__";

    sealed record Known(string Key, string? Default, string Says);

    static readonly Known[] All =
    [
        new("DATA", "data", "the folder that holds the database, the keys and what the simulators keep"),
        new("DATABASE", null, "a PostgreSQL connection string; without it SQLite in the data folder"),
        new("DATABASE__ALLOWWEAK", "false", "start although the database could lose acknowledged orders in a power cut"),
        new("PORT", "8080", "the port to listen on; 0 takes a free one"),
        new("HOST", "127.0.0.1", "the address to listen on"),
        new("ADDRESS", null, "the address residents open, for links and QR codes, such as https://hao.example"),
        new("TRADE__HOLD", "15m", "how long goods are held for an unpaid order"),
        new("BRAND__NAME", null, "what the brand is called, on its sign, its posters and its invitations"),
        new("BRAND__LICENCE", null, "the business licence at the foot of the first page: name|number|link"),
        new("BRAND__CONTACT", null, "how residents reach the brand about their data: a phone or an address, in the privacy notice"),
        new("TRADE__COMMISSION", "0%", "what a leader earns of a product that has no rate of its own, such as 8% or 7.5%"),
        new("TRADE__AFTERSALES", "48h", "how long after the pickup a leader's commission waits before it is to be paid"),
        new("TRADE__UNCOLLECTED", "brand", "who bears goods nobody came for that had to be disposed of: brand, leader or resident"),
        new("TRADE__PAYATPICKUP", "0", "orders of up to so many yuan may be paid when they are collected; 0 is none"),
        new("TRADE__PHONES", "168h", "how long after the pickup a leader may see the whole phone of who ordered, for a reason that is recorded"),
        new("BRAND__PROMISES", null, "what the brand promises on every deal: at most three short sentences, with | between them"),
        new("BRAND__PAPERS", "", "which papers headquarters must have seen before a leader's deals open: agreement, identity, health, with commas between"),
        new("BRAND__REVIEW", "words", "which deals headquarters looks at before they open: words, those the rules stop; or all"),
        new("PAYMENT__FOLDER", null, "the folder with the WeChat Pay keys"),
        new("PAYMENT__GATEWAY", "https://api.mch.weixin.qq.com", "the address of the payment gateway"),
        new("PAYMENT__H5", "false", "open WeChat from a phone's own browser (H5), once WeChat Pay allows it for this merchant"),
        new("PAYMENT__OPEN", "https://open.weixin.qq.com", "where a page inside WeChat is told who pays (JSAPI; needs app.secret in the folder with the keys)"),
        new("PAYMENT__OPENID", "https://api.weixin.qq.com", "where this server asks WeChat whose code came back"),
        new("WEBHOOKS__LOOPBACK", "false", "let webhooks go to this machine too, by http as well, to try a receiver out"),
        new("SMS__ADDRESS", null, "where text messages are posted"),
        new("SMS__SECRET", "", "the secret shown to whoever carries text messages"),
    ];

    readonly Dictionary<string, (string Value, string From)> values;

    Settings(Dictionary<string, (string, string)> values) => this.values = values;

    /// <exception cref="StartRefused">A key is unknown; the sentence suggests the nearest one.</exception>
    public static Settings Read(IReadOnlyDictionary<string, string> flags, System.Collections.IDictionary environment)
    {
        var found = new Dictionary<string, (string, string)>(StringComparer.OrdinalIgnoreCase);
        foreach (var known in All)
            if (known.Default is { } usual) found[known.Key] = (usual, "default");
        var folder = flags.GetValueOrDefault("DATA") ?? environment[EnvironmentPrefix + "DATA"] as string ?? "data";
        foreach (var (key, value) in FromFile(Path.Combine(folder, "haolin.json"))) Set(found, key, value, "haolin.json");
        foreach (System.Collections.DictionaryEntry entry in environment)
            if (entry.Key is string name && name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
                Set(found, name[EnvironmentPrefix.Length..], entry.Value as string ?? "", "environment");
        foreach (var (key, value) in flags) Set(found, key, value, "flag");
        return new(found);
    }

    static Dictionary<string, string> FromFile(string file)
    {
        if (!File.Exists(file)) return [];
        try { return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file)) ?? []; }
        catch (JsonException fault) { throw new StartRefused($"{file} is not a JSON object of texts: {fault.Message}"); }
    }

    static void Set(Dictionary<string, (string, string)> found, string key, string value, string from)
    {
        var known = All.FirstOrDefault(k => k.Key.Equals(key, StringComparison.OrdinalIgnoreCase));
        if (known is null)
        {
            var nearest = All.MinBy(k => Distance(k.Key, key.ToUpperInvariant()))!;
            throw new StartRefused($"there is no setting {key} ({from}); did you mean {nearest.Key}, {nearest.Says}?");
        }
        found[known.Key] = (value, from);
    }

    public string? this[string key] => values.TryGetValue(key, out var found) && found.Value.Length > 0 ? found.Value : null;

    public string Data => Path.GetFullPath(this["DATA"]!);

    public int Port => int.TryParse(this["PORT"], out var port) && port is >= 0 and <= 65535 ? port : throw new StartRefused($"PORT {this["PORT"]} is not a port number");

    public bool AllowWeak => this["DATABASE__ALLOWWEAK"] is "true" or "1";

    public IReadOnlyList<string> LeaderPapers => [.. (this["BRAND__PAPERS"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(kind => HaoLin.Neighbourhood.LeaderPaper.Kinds.Contains(kind) ? kind : throw new StartRefused($"BRAND__PAPERS {kind} is none of {string.Join(", ", HaoLin.Neighbourhood.LeaderPaper.Kinds)}"))];

    public bool ReviewEveryDeal => this["BRAND__REVIEW"] switch { "all" => true, "words" => false, var other => throw new StartRefused($"BRAND__REVIEW {other} is neither words nor all") };

    public bool H5 => this["PAYMENT__H5"] is "true" or "1";

    public WebhookSettings Webhooks => new(Loopback: this["WEBHOOKS__LOOPBACK"] is "true" or "1");

    public TimeSpan Hold => Span("TRADE__HOLD", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));

    public TimeSpan PhonesFor => Span("TRADE__PHONES", TimeSpan.Zero, TimeSpan.FromDays(60));

    public TimeSpan AfterSales => Span("TRADE__AFTERSALES", TimeSpan.Zero, TimeSpan.FromDays(60));

    public Kernel.Money PayAtPickupUpTo => Kernel.Money.Read(this["TRADE__PAYATPICKUP"]!) is { } most && most.Fen is >= 0 and <= 1_000_000 ? most : throw new StartRefused($"TRADE__PAYATPICKUP {this["TRADE__PAYATPICKUP"]} is not a sum in yuan up to 10000");

    public string UncollectedPays => this["TRADE__UNCOLLECTED"] is ("brand" or "leader" or "resident") and var who ? who : throw new StartRefused($"TRADE__UNCOLLECTED {this["TRADE__UNCOLLECTED"]} is none of brand, leader and resident");

    /// <summary>In 1/10,000 of the price.</summary>
    public int CommissionPoints => decimal.TryParse(this["TRADE__COMMISSION"]!.TrimEnd('%', ' '), System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var percent)
        && percent is >= 0 and <= 50 && percent * 100 == decimal.Truncate(percent * 100) ? (int)(percent * 100) : throw new StartRefused($"TRADE__COMMISSION {this["TRADE__COMMISSION"]} is not a share from 0% to 50%, such as 8% or 7.5%");

    TimeSpan Span(string key, TimeSpan least, TimeSpan most)
    {
        var text = this[key]!;
        var span = text.Length > 1 && double.TryParse(text[..^1], System.Globalization.CultureInfo.InvariantCulture, out var n)
            ? text[^1] switch { 's' => TimeSpan.FromSeconds(n), 'm' => TimeSpan.FromMinutes(n), 'h' => TimeSpan.FromHours(n), _ => (TimeSpan?)null }
            : null;
        if (span is null && TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var written)) span = written;
        return span is { } good && good >= least && good <= most ? good : throw new StartRefused($"{key} {text} is not a time between {least} and {most}, such as 90s, 15m or 2h");
    }

    /// <summary>Each setting with its value and where it came from, secrets masked; for `config check`.</summary>
    public IEnumerable<string> Describe() => All.Select(known =>
    {
        var (value, from) = values.GetValueOrDefault(known.Key, ("", "not set"));
        var shown = known.Key.Contains("SECRET", StringComparison.Ordinal) && value.Length > 0 ? "•••" : known.Key == "DATABASE" && value.Length > 0 ? Masked(value) : value;
        return $"{known.Key,-20} {shown,-40} {from,-12} {known.Says}";
    });

    static string Masked(string connection) => string.Join(';', connection.Split(';').Select(p => p.TrimStart().StartsWith("Password", StringComparison.OrdinalIgnoreCase) ? "Password=•••" : p));

    static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }
        return row[b.Length];
    }
}
