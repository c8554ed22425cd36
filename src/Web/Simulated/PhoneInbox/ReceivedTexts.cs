// The texts that arrived, in a file to which lines are only ever added; a kill in the middle of a line loses that line alone.
using System.Text;
using System.Text.Json;
using HaoLin.Neighbourhood;

namespace HaoLin.Web.Simulated.PhoneInbox;

public sealed record ReceivedText(Guid Id, string Phone, string Text, DateTimeOffset At);

public sealed class ReceivedTexts : IDisposable
{
    /// <summary>As many as a demonstration can want; older ones stay in the file and are not shown.</summary>
    const int ShownMax = 10_000;

    readonly Lock gate = new();
    readonly LinkedList<ReceivedText> newestFirst = [];
    readonly HashSet<Guid> known = [];
    readonly FileStream file;

    /// <exception cref="IOException">Another inbox keeps this folder.</exception>
    public ReceivedTexts(string dataFolder)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(dataFolder, "phones")).FullName, "texts.jsonl");
        file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        // What follows the last line end is what a kill left of a text that was never acknowledged.
        var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        file.SetLength(whole);
        file.Seek(0, SeekOrigin.End);
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Keep(JsonSerializer.Deserialize<ReceivedText>(line) ?? throw new IOException($"{path} holds a line that is no text"));
    }

    /// <summary>Keeps a text; the same id again is the same text again.</summary>
    public void Receive(HttpSms.Posted posted, DateTimeOffset now)
    {
        lock (gate)
        {
            if (known.Contains(posted.Id)) return;
            var text = new ReceivedText(posted.Id, posted.Phone, posted.Text, now);
            file.Write([.. JsonSerializer.SerializeToUtf8Bytes(text), (byte)'\n']);
            file.Flush(flushToDisk: true);
            Keep(text);
        }
    }

    /// <param name="phone">Part of a number, or nothing for all.</param>
    public IReadOnlyList<ReceivedText> Search(string? phone, int max)
    {
        var part = string.Concat((phone ?? "").Where(char.IsAsciiDigit));
        lock (gate) return [.. newestFirst.Where(t => t.Phone.Contains(part, StringComparison.Ordinal)).Take(max)];
    }

    void Keep(ReceivedText text)
    {
        if (!known.Add(text.Id)) return;
        newestFirst.AddFirst(text);
        if (newestFirst.Count > ShownMax) newestFirst.RemoveLast();
    }

    public void Dispose() => file.Dispose();
}
