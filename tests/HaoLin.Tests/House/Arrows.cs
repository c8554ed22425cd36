// Which module uses which, read from the compiled types: the floors, the offences against them, and the page.
using System.Text.RegularExpressions;
using Mono.Cecil;

namespace HaoLin.Tests.House;

/// <summary>The arrows between the folders right under one namespace.</summary>
public sealed partial class Arrows(string root, IEnumerable<TypeDefinition> types)
{
    /// <summary>A floor may use those before it and none after it.</summary>
    public static readonly string[] Floors =
        ["Kernel", "Facts", "Neighbourhood", "Goods", "Trust", "Trade", "Supply", "Warmth", "Live", "Insight", "Network", "Web", Roof];

    /// <summary>What stands in no folder: Program.cs, which puts the house together and which nobody may use.</summary>
    public const string Roof = "Program";

    public sealed record Arrow(string From, string To, string User, string Member, string Used)
    {
        public string Witness => $"{User}{(Member == User ? "" : "." + Member)} → {Used}";
    }

    readonly TypeDefinition[] types = [.. types];

    public IReadOnlyList<Arrow> All => field ??=
    [
        .. (from type in types
            where FloorOf(type) is not null
            from use in Compiled.Uses(type)
            let used = Compiled.Outermost(use.Of)
            where FloorOf(used) is not null && FloorOf(used) != FloorOf(type)
            select new Arrow(FloorOf(type)!, FloorOf(used)!, Plain(type), use.Member, Plain(used)))
            .Distinct().OrderBy(a => Array.IndexOf(Floors, a.From)).ThenBy(a => Array.IndexOf(Floors, a.To)).ThenBy(a => a.Witness, StringComparer.Ordinal),
    ];

    /// <summary>Uses that run upward, and types that stand on no floor.</summary>
    public IEnumerable<string> Offences() =>
    [
        .. types.Where(t => !Floors.Contains(FloorOf(t))).Select(t => $"{t.FullName} stands on no floor"),
        .. All.Where(a => Array.IndexOf(Floors, a.To) > Array.IndexOf(Floors, a.From)).Select(a => $"{a.From} may not use {a.To}: {a.Witness}"),
    ];

    /// <summary>Constants leave no trace in the assembly, so the text is asked too: may a file on this floor name that one?</summary>
    public static IEnumerable<string> OffencesIn(Source file, string floor)
    {
        var above = Floors.SkipWhile(f => f != floor).Skip(1).ToArray();
        if (above.Length == 0) return [];
        return Named().Matches(file.Code).Where(m => above.Contains(m.Groups[1].Value))
            .Select(m => $"{file.Path} stands in {floor} and names {m.Groups[1].Value}: {m.Value}");
    }

    public string ToPage()
    {
        var arrows = All.GroupBy(a => (a.From, a.To)).ToArray();
        return $"""
            # Who uses whom
            Written by a test from the compiled program; do not edit. A floor uses the floors before it, never one after it; what must
            travel the other way travels as a fact ([facts.md](facts.md)).

            ```mermaid
            graph BT
            {string.Join('\n', arrows.Select(a => $"  {a.Key.From} --> {a.Key.To}"))}
            ```

            {Page.Table(["floor", "uses", "types used", "for example"], arrows.Select(a => new[]
            {
                a.Key.From, a.Key.To, $"{a.Select(x => x.Used).Distinct().Count()}", $"`{a.First().Witness}`",
            }))}
            """;
    }

    string? FloorOf(TypeReference type) =>
        type.Namespace == root ? Roof : type.Namespace.StartsWith(root + ".", StringComparison.Ordinal) ? type.Namespace[(root.Length + 1)..].Split('.')[0] : null;

    static string Plain(TypeReference type) => type.Name.Split('`')[0];

    // HaoLin.Trade.Deal, or Trade.Deal, but not order.Trade.Deal nor a type that is merely called Trade.
    [GeneratedRegex(@"(?<![\w.])(?:HaoLin\.)?([A-Z]\w+)(?:\.[A-Z]\w*|;)")]
    private static partial Regex Named();
}
