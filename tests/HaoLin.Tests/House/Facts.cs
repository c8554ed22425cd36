// The facts that modules tell each other: what each carries, who tells it, who hears it, and the page that says so.
using System.Reflection;
using System.Text.RegularExpressions;
using HaoLin.Kernel;
using Mono.Cecil.Cil;
using Mono.Cecil;

namespace HaoLin.Tests.House;

public static partial class Facts
{
    public sealed record Fact(Type Type, string? Name, string[] ToldBy, string[] HeardBy);

    public static IReadOnlyList<Fact> Of(Assembly assembly, AssemblyDefinition compiled)
    {
        var hearers = HearersIn(assembly);
        var told = (from type in compiled.TypesUnder("HaoLin")
                    from part in type.AndNested()
                    from method in part.Methods
                    where method.HasBody && part.Namespace != "HaoLin.Facts"
                    from made in method.Body.Instructions.Where(i => i.OpCode == OpCodes.Newobj).Select(i => ((MethodReference)i.Operand).DeclaringType.FullName)
                    select (made, teller: type.Name)).Distinct().ToLookup(pair => pair.made, pair => pair.teller);
        return
        [
            .. from type in assembly.GetTypes()
               where type is { IsAbstract: false, IsInterface: false } && typeof(IFact).IsAssignableFrom(type)
               let name = type.GetCustomAttribute<FactNameAttribute>()?.Name
               orderby name, type.Name
               select new Fact(type, name, [.. told[type.FullName!].Order(StringComparer.Ordinal)], [.. hearers[name ?? ""]]),
        ];
    }

    // Each module's face is asked itself, the way the program asks it when it starts.
    static ILookup<string, string> HearersIn(Assembly assembly) =>
        (from face in assembly.GetTypes()
         where face.Name.EndsWith("Module", StringComparison.Ordinal)
         from hear in face.GetMethods(BindingFlags.Static | BindingFlags.Public)
         where hear.GetParameters() is [{ } only] && only.ParameterType == typeof(Hearings)
         from heard in Heard(hear)
         select (heard.Fact, Hearer: $"{face.Namespace!.Split('.')[^1]}: {heard.Hearer}")).ToLookup(pair => pair.Fact, pair => pair.Hearer);

    static IEnumerable<(string Fact, string Hearer)> Heard(MethodInfo hear)
    {
        var hearings = new Hearings();
        hear.Invoke(null, [hearings]);
        return hearings.All;
    }

    public static IEnumerable<string> Offences(IReadOnlyList<Fact> facts) =>
    [
        .. facts.GroupBy(fact => fact.Name).Where(same => same.Count() > 1).Select(same => $"{same.Key} is the name of {string.Join(" and ", same.Select(f => f.Type.Name))}"),
        .. facts.Where(fact => fact.Type.Namespace != "HaoLin.Facts").Select(fact => $"{fact.Type.Name} does not stand in Facts"),
        .. facts.Where(fact => !Name().IsMatch(fact.Name ?? "")).Select(fact => $"{fact.Type.Name} has no written-out name of the form module.what-happened"),
        .. facts.Where(fact => fact.ToldBy.Length == 0).Select(fact => $"nobody tells {fact.Type.Name}"),
        .. facts.SelectMany(fact => Texts(fact.Type).Select(field => $"{fact.Type.Name}.{field} may carry text, and a fact carries ids and numbers only")),
    ];

    static IEnumerable<PropertyInfo> Fields(Type record) =>
        record.GetProperties(BindingFlags.Instance | BindingFlags.Public);

    static IEnumerable<string> Texts(Type record) => Fields(record).SelectMany(field => Inner(field.PropertyType) switch
    {
        var plain when plain.IsEnum || plain.IsPrimitive && plain != typeof(char) => [],
        var plain when plain == typeof(Guid) || plain == typeof(DateTimeOffset) || plain == typeof(DateOnly) || plain == typeof(TimeSpan) || plain == typeof(decimal) => [],
        var own when own.Assembly == record.Assembly => Texts(own).Select(inner => $"{field.Name}.{inner}"),
        _ => new[] { field.Name },
    });

    // What a list or an optional value holds.
    static Type Inner(Type type) => type.IsArray ? Inner(type.GetElementType()!) : type.IsGenericType ? Inner(type.GetGenericArguments()[0]) : type;

    public static string ToPage(IReadOnlyList<Fact> facts) => $"""
        # What modules tell each other
        Written by a test from the compiled program; do not edit. A fact is saved with the change it tells of and heard after it, by each
        hearer once. Its name is data and never changes.

        {Page.Table(["fact", "name", "carries", "told by", "heard by"], facts.Select(fact => new[]
        {
            fact.Type.Name, $"`{fact.Name}`", string.Join(", ", Fields(fact.Type).Select(Written)),
            string.Join(", ", fact.ToldBy), fact.HeardBy.Length == 0 ? "nobody yet" : string.Join(", ", fact.HeardBy),
        }))}
        """;

    static string Written(PropertyInfo field) =>
        Inner(field.PropertyType) is { IsClass: true } own && own.Assembly == field.DeclaringType!.Assembly
            ? $"{field.Name} ({string.Join(", ", Fields(own).Select(Written))})"
            : field.Name;

    [GeneratedRegex(@"^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)+$")]
    private static partial Regex Name();
}
