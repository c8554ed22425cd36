// What a checker found: the counts it prints, and each violation in a sentence that begins with its name.
namespace HaoLin.Tests.Faults.Rig;

/// <summary>lost = acknowledged − stored; unexpected = stored − attempted; duplicated = keys with more than one effect; recovered = unknown that turned out stored.</summary>
public sealed class Verdict
{
    readonly Lock gate = new();
    readonly SortedDictionary<string, int> counts = [];
    readonly List<string> violations = [];

    public IReadOnlyList<string> Violations => violations;

    public int this[string count] => counts.GetValueOrDefault(count);

    public void Count(string name, int by = 1)
    {
        lock (gate) counts[name] = this[name] + by;
    }

    /// <summary>Something that must never be: counted under its name and told.</summary>
    public void Violate(string name, string sentence)
    {
        Count(name);
        lock (gate) violations.Add($"{name}: {sentence}");
    }

    public void Add(Verdict other)
    {
        foreach (var (name, count) in other.counts) Count(name, count);
        lock (gate) violations.AddRange(other.violations);
    }

    /// <summary>Fails the test with the first violations, the counts and the history's place.</summary>
    public void MustBeClean(History? history = null) => Assert.True(violations.Count == 0,
        $"seed {Seed.Value}: {violations.Count} violations\n{string.Join('\n', violations.Take(20))}\n{this}\n{(history is null ? "" : Kept(history))}");

    /// <summary>For a negative control: the checker must have seen the planted fault.</summary>
    public void MustHaveSeen(params string[] names) => Assert.True(names.Any(n => this[n] > 0),
        $"seed {Seed.Value}: the planted fault was not seen: no {string.Join(", no ", names)} in {this}\n{string.Join('\n', violations.Take(5))}");

    static string Kept(History history)
    {
        var copy = Cast.Scratch.Artifacts("results", Path.GetFileName(history.Path));
        File.Copy(history.Path, copy, overwrite: true);
        return "history " + copy;
    }

    public override string ToString() => string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}"));
}
