// Finds the use cases (a static class with a nested Ask) and reads from their text what stands in which order.
using System.Text.RegularExpressions;
using Mono.Cecil;

namespace HaoLin.Tests.House;

public static partial class UseCases
{
    public static IEnumerable<TypeDefinition> Among(IEnumerable<TypeDefinition> types) =>
        types.Where(type => type is { IsAbstract: true, IsSealed: true } && type.NestedTypes.Any(nested => nested.Name == "Ask"));

    /// <summary>Whether the file is the use case's own, and its parts stand in the order in which they are read: Ask, refusals, Decide, Handle.</summary>
    public static IEnumerable<string> Offences(string name, Source? file)
    {
        if (file is null) return [$"{name} has no file {name}.cs of its own"];
        var code = file.Code;
        var parts = Part().Matches(code).Select(m => (Kind: Kind(m), m.Index)).ToArray();
        var order = parts.GroupBy(part => part.Kind).Where(kind => kind.Key != "refusal").Select(kind => (kind.Key, kind.First().Index))
            .Concat(parts.Where(part => part.Kind == "refusal"))
            .OrderBy(part => part.Index).Select(part => part.Item1).ToArray();

        if (UseCase().Count(code) != 1) return [$"{file.Path} holds {UseCase().Count(code)} use cases"];
        if (!order.Contains("Handle")) return [$"{file.Path} has no Handle"];
        if (order.Contains("Answer") && order.Contains("Decide") is false) return OutOfOrder(file, order, ["Ask", "Answer", "refusal", "Handle"]);
        return OutOfOrder(file, [.. order.Where(part => part != "Answer")], ["Ask", "refusal", "Decide", "Handle"]);
    }

    static IEnumerable<string> OutOfOrder(Source file, string[] found, string[] wanted) =>
        found.SequenceEqual(found.OrderBy(part => Array.IndexOf(wanted, part))) ? [] : [$"{file.Path} is in the order {string.Join(", ", found)}"];

    static string Kind(Match match) => match.Groups.Cast<Group>().Skip(1).Single(group => group.Success).Name;

    [GeneratedRegex(@"\brecord\s+(?:struct\s+)?(?:(?<Ask>Ask)|(?<Answer>Answer))\b|\bstatic\s+readonly\s+(?<refusal>Refusal)\s|\bstatic\b[^;{}=()]*[\s>](?:(?<Decide>Decide)|(?<Handle>Handle))(?:<[^>]*>)?\(")]
    private static partial Regex Part();

    [GeneratedRegex(@"\brecord\s+(?:struct\s+)?Ask\b")]
    private static partial Regex UseCase();
}
