// What the driver asked and was answered, one JSON line per event, written before the request leaves and after the whole answer came.
using System.Text.Json;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Faults.Rig;

/// <summary>
/// One request with its outcome: "ok" is a whole 2xx answer, "fail" a definite refusal (4xx), "info" is unknown (a timeout, a cut
/// connection, a 5xx, or an answer that says the twin is still running): stored or not, but one of the two.
/// </summary>
public sealed record Call(int Client, string Op, Guid About, string Key, string Type, int Http, string Body, DateTimeOffset Asked, DateTimeOffset Answered)
{
    public bool Ok => Type == "ok";
    public bool Unknown => Type == "info";

    public string? Code => Http >= 400 ? Field("code") : null;

    public string? Field(string name)
    {
        if (!Body.StartsWith('{')) return null;
        using var json = JsonDocument.Parse(Body);
        return json.RootElement.TryGetProperty(name, out var value) ? value.ToString() : null;
    }

    public Guid Id(string name) => Guid.Parse(Field(name) ?? throw new InvalidOperationException($"{Op} answered {Http} without {name}: {Body}"));
}

public sealed class History : IDisposable
{
    readonly Lock gate = new();
    readonly FileStream file;

    public History(string name)
    {
        Path = System.IO.Path.Combine(Scratch.Folder("history"), name + ".jsonl");
        file = new(Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    public string Path { get; }

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    sealed record Line(long Ticks, int Client, string Op, Guid About, string Key, string Type, int? Http, string? Body);

    public void Write(DateTimeOffset at, int client, string op, Guid about, string key, string type, int? http = null, string? body = null)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(new Line(at.UtcTicks, client, op, about, key, type, http, body)), (byte)'\n'];
        lock (gate) file.Write(line);
    }

    /// <summary>The calls as the file tells them, in the order they were asked. One that was never answered is unknown.</summary>
    public IReadOnlyList<Call> Read()
    {
        var open = new Dictionary<(int, string, Guid, string), Queue<int>>();
        var calls = new List<Call>();
        using var shared = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(shared);
        while (reader.ReadLine() is { } text)
        {
            var line = JsonSerializer.Deserialize<Line>(text)!;
            var at = new DateTimeOffset(line.Ticks, TimeSpan.Zero);
            var name = (line.Client, line.Op, line.About, line.Key);
            if (line.Type == "invoke")
            {
                if (!open.TryGetValue(name, out var waiting)) open[name] = waiting = [];
                waiting.Enqueue(calls.Count);
                calls.Add(new(line.Client, line.Op, line.About, line.Key, "info", 0, "", at, DateTimeOffset.MaxValue));
                continue;
            }
            var index = open[name].Dequeue();
            calls[index] = calls[index] with { Type = line.Type, Http = line.Http ?? 0, Body = line.Body ?? "", Answered = at };
        }
        return calls;
    }

    public void Dispose() => file.Dispose();
}
