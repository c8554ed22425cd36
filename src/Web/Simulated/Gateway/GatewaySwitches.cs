// How badly the simulated gateway behaves: which notices it loses, repeats, delays or reorders, and how its API fails.
using System.Globalization;

namespace HaoLin.Web.Simulated.Gateway;

/// <summary>Ways an answer of the API can fail: a 500, no answer at all, somebody else's HTML, a cut connection, no signature.</summary>
public enum AnswerFault { Error500, Hang, Html, Reset, Unsigned }

/// <summary>Written `lose=0.5,repeat=3,delay=2s,reorder=0.2,answer=hang:0.1,settle=2s,refund-fails=0.1,bill=wrong,seed=7`; what is not named behaves well.</summary>
public sealed record GatewaySwitches
{
    /// <summary>The share of notices that are never sent, however long one waits.</summary>
    public double Lose { get; init; }

    /// <summary>How many copies of each notice are sent: the first two at once, the others after them.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>How long the first sending of a notice waits.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The share of notices held back until a later one has been sent (or <see cref="HeldAtMost"/> has passed).</summary>
    public double Reorder { get; init; }

    /// <summary>The share of API calls that fail in each way. Half of them fail after the deed was done.</summary>
    public IReadOnlyDictionary<AnswerFault, double> Answers { get; init; } = new Dictionary<AnswerFault, double>();

    /// <summary>How long an accepted refund is under way.</summary>
    public TimeSpan Settle { get; init; }

    /// <summary>The share of refunds that end ABNORMAL: the payer's card is gone.</summary>
    public double RefundFails { get; init; }

    /// <summary>How far apart the refunds of one payment must be asked for.</summary>
    public TimeSpan Apart { get; init; } = ApartByRule;

    /// <summary>How the daily bill is wrong.</summary>
    public BillFault Bill { get; init; }

    public static readonly TimeSpan ApartByRule = TimeSpan.FromMinutes(1);

    /// <summary>The same seed makes the same choices for the same numbers, in whatever order things happen.</summary>
    public long Seed { get; init; }

    public static readonly TimeSpan HeldAtMost = TimeSpan.FromSeconds(5);

    /// <exception cref="FormatException">Says in one sentence what cannot be read.</exception>
    public static GatewaySwitches Parse(string? text, long seed)
    {
        var switches = new GatewaySwitches { Seed = seed };
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (name, value) = part.Split('=', 2) is [var n, var v] ? (n, v) : (part, "");
            switches = name switch
            {
                "lose" => switches with { Lose = Share(name, value) },
                "repeat" => switches with { Repeat = (int)Whole(name, value, 1, 20) },
                "delay" => switches with { Delay = Duration(name, value) },
                "reorder" => switches with { Reorder = Share(name, value) },
                "answer" => switches with { Answers = WithAnswer(switches.Answers, value) },
                "settle" => switches with { Settle = Duration(name, value) },
                "refund-fails" => switches with { RefundFails = Share(name, value) },
                "apart" => switches with { Apart = Duration(name, value) },
                "bill" => switches with { Bill = value switch { "late" => BillFault.Late, "tampered" => BillFault.Tampered, "wrong" => BillFault.Wrong, _ => throw new FormatException($"A bill can be late, tampered or wrong, not '{value}'.") } },
                "seed" => switches with { Seed = Whole(name, value, 0, long.MaxValue) },
                _ => throw new FormatException($"There is no switch '{name}'; there are lose, repeat, delay, reorder, answer, settle, refund-fails, apart, bill and seed."),
            };
        }
        return switches;
    }

    public override string ToString() => string.Join(',', Parts());

    IEnumerable<string> Parts()
    {
        static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
        static string Time(TimeSpan value) => Number(value.TotalMilliseconds) + "ms";
        if (Lose > 0) yield return "lose=" + Number(Lose);
        if (Repeat > 1) yield return "repeat=" + Number(Repeat);
        if (Delay > TimeSpan.Zero) yield return "delay=" + Time(Delay);
        if (Reorder > 0) yield return "reorder=" + Number(Reorder);
        foreach (var (fault, share) in Answers) yield return $"answer={FaultName(fault)}:{Number(share)}";
        if (Settle > TimeSpan.Zero) yield return "settle=" + Time(Settle);
        if (RefundFails > 0) yield return "refund-fails=" + Number(RefundFails);
        if (Apart != ApartByRule) yield return "apart=" + Time(Apart);
        if (Bill != BillFault.None) yield return "bill=" + Bill.ToString().ToLowerInvariant();
        yield return "seed=" + Seed.ToString(CultureInfo.InvariantCulture);
    }

    static string FaultName(AnswerFault fault) => fault == AnswerFault.Error500 ? "500" : fault.ToString().ToLowerInvariant();

    static Dictionary<AnswerFault, double> WithAnswer(IReadOnlyDictionary<AnswerFault, double> before, string value)
    {
        var (kind, share) = value.Split(':', 2) is [var k, var s] ? (k, Share("answer", s)) : (value, 1);
        var known = Enum.GetValues<AnswerFault>().Where(f => FaultName(f) == kind).ToList();
        if (known is not [var fault]) throw new FormatException($"An answer can be 500, hang, html, reset or unsigned, not '{kind}'.");
        var after = new Dictionary<AnswerFault, double>(before) { [fault] = share };
        return after.Values.Sum() <= 1 ? after : throw new FormatException("The shares of failing answers add up to more than 1.");
    }

    static double Share(string name, string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1
            ? share
            : throw new FormatException($"{name} takes a share from 0 to 1, not '{value}'.");

    static long Whole(string name, string value, long least, long most) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} takes a whole number from {least} to {most}, not '{value}'.");

    static TimeSpan Duration(string name, string value)
    {
        var digits = value.TrimEnd('m', 's', 'h');
        TimeSpan? unit = value[digits.Length..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => null,
        };
        return unit is { } one && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count <= 86_400_000
            ? one * count
            : throw new FormatException($"{name} takes a time such as 500ms, 2s, 3m or 1h, not '{value}'.");
    }
}
