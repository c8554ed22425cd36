// The refusals of the product: every static Refusal there is, what is wrong with them, and the page that lists them.
using System.Reflection;
using System.Text.RegularExpressions;
using HaoLin.Kernel;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace HaoLin.Tests.House;

public static partial class Refusals
{
    public sealed record Named(string Owner, string Name, Refusal Refusal);

    /// <summary>One row for each refusal, under the first name it was given; a use case may borrow another's.</summary>
    public static IReadOnlyList<Named> Of(IEnumerable<Type> types) =>
    [
        .. (from type in types
            from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            where field.FieldType == typeof(Refusal) && !type.ContainsGenericParameters
            select new Named(type.FullName!.Replace('+', '.'), field.Name, (Refusal)field.GetValue(null)!))
            .GroupBy(named => named.Refusal, ReferenceEqualityComparer.Instance)
            .Select(same => same.OrderBy(named => named.Owner, StringComparer.Ordinal).First())
            .OrderBy(named => named.Refusal.Code, StringComparer.Ordinal),
    ];

    public static IEnumerable<string> Offences(IReadOnlyList<Named> refusals) =>
    [
        .. refusals.GroupBy(named => named.Refusal.Code).Where(same => same.Count() > 1)
            .Select(same => $"{same.Key} is said by {string.Join(" and ", same.Select(Where))}"),
        .. refusals.SelectMany(named => Faults(named.Refusal).Select(fault => $"{Where(named)}: {fault}")),
    ];

    static IEnumerable<string> Faults(Refusal refusal)
    {
        if (!Code().IsMatch(refusal.Code)) yield return $"the code {refusal.Code} is not of the form module.what-is-wrong";
        if (refusal.Status is < 400 or > 599) yield return $"{refusal.Status} is no status of a refusal";
        if (!Chinese().IsMatch(refusal.Chinese)) yield return $"\"{refusal.Chinese}\" is no Chinese sentence";
        if (!English().IsMatch(refusal.English)) yield return $"\"{refusal.English}\" is no English sentence";
    }

    /// <summary>A refusal made on the way cannot be listed; its place is a static field beside the use case.</summary>
    public static IEnumerable<string> MadeOnTheWay(IEnumerable<TypeDefinition> types) =>
        from part in types.SelectMany(Compiled.AndNested)
        from method in part.Methods
        where method.HasBody && method.Name != ".cctor" && part.FullName != typeof(Refusal).FullName
        where method.Body.Instructions.Any(i => i.OpCode == OpCodes.Newobj && ((MethodReference)i.Operand).DeclaringType.FullName == typeof(Refusal).FullName)
        select $"{Compiled.Outermost(part).Name}.{Compiled.WrittenName(part, method.Name)} makes a refusal on the way";

    public static string ToPage(IReadOnlyList<Named> refusals) => $"""
        # What the house refuses
        Written by a test from the compiled program; do not edit. A code is a promise to callers: it is never given another meaning, and
        a line that leaves this page is a change of the API.

        {Page.Table(["code", "status", "residents read", "in English", "said by"], refusals.Select(named => new[]
        {
            $"`{named.Refusal.Code}`", $"{named.Refusal.Status}", named.Refusal.Chinese, named.Refusal.English, Where(named),
        }))}
        """;

    static string Where(Named named) => $"{named.Owner[(named.Owner.LastIndexOf('.') + 1)..]}.{named.Name}";

    [GeneratedRegex(@"^[a-z]+(-[a-z]+)*\.[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Code();

    [GeneratedRegex(@"^[^.]*\p{IsCJKUnifiedIdeographs}[^.]*[^.。]$")]
    private static partial Regex Chinese();

    [GeneratedRegex(@"^[A-Z].*[.!?]$")]
    private static partial Regex English();
}
