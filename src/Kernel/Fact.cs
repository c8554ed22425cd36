// What modules tell each other: a past-tense record with a written-out name, so a class may be renamed while its news is on the way.
using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace HaoLin.Kernel;

/// <summary>Marks a fact. Facts carry ids and numbers, never personal text.</summary>
public interface IFact;

[AttributeUsage(AttributeTargets.Class)]
public sealed class FactNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>Who hears which fact. Each module's face lists its own hearers by hand; a hearer's name is data and never changes.</summary>
public sealed class Hearings
{
    readonly Dictionary<string, List<Hearer>> byFact = [];
    readonly Dictionary<string, Type> types = [];

    internal sealed record Hearer(string Name, Func<Work, OutboxRow, Task> Hear);

    public IEnumerable<(string Fact, string Hearer)> All => byFact.SelectMany(f => f.Value.Select(h => (f.Key, h.Name)));

    public Hearings Of<TFact>(string hearer, Func<Work, TFact, Task> hear) where TFact : IFact =>
        Of<TFact>(hearer, (Work work, OutboxRow told) => hear(work, (TFact)Read(told.Name, told.Body)));

    /// <summary>For a hearer that passes news on as they are: it is given the message itself, with its id and its instant.</summary>
    public Hearings Of<TFact>(string hearer, Func<Work, OutboxRow, Task> hear) where TFact : IFact
    {
        var name = NameOf(typeof(TFact));
        types[name] = typeof(TFact);
        if (!byFact.TryGetValue(name, out var list)) byFact[name] = list = [];
        if (list.Any(h => h.Name == hearer)) throw new InvalidOperationException($"{name} is heard twice by {hearer}");
        list.Add(new(hearer, hear));
        return this;
    }

    internal IReadOnlyList<Hearer> For(string fact) => byFact.TryGetValue(fact, out var list) ? list : [];

    object Read(string fact, string body) =>
        JsonSerializer.Deserialize(body, types[fact], Json)
        ?? throw new InvalidOperationException("an empty fact: " + fact);

    internal static string Write(IFact fact) => JsonSerializer.Serialize(fact, fact.GetType(), Json);

    internal static string NameOf(Type type) => Names.TryGetValue(type, out var name)
        ? name
        : throw new InvalidOperationException($"{type.Name} needs a [FactName]");

    static readonly FrozenDictionary<Type, string> Names = typeof(IFact).Assembly.GetTypes()
        .Where(t => typeof(IFact).IsAssignableFrom(t) && t.IsClass)
        .ToFrozenDictionary(t => t, t => t.GetCustomAttribute<FactNameAttribute>()?.Name ?? throw new InvalidOperationException(t.Name + " needs a [FactName]"));

    static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Converters = { new IdJsonConverterFactory() } };
}
