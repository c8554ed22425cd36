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
        file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var whole = 0L;
        using (var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true))
        {
            while (reader.ReadLine() is { } line)
            {
                if (Read(line) is not { } text) break;
                Keep(text);
                whole += Encoding.UTF8.GetByteCount(line) + 1;
            }
        }
        // What follows the last whole line is what a kill left of an unacknowledged one.
        file.SetLength(Math.Min(whole, file.Length));
        file.Seek(0, SeekOrigin.End);
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

    static ReceivedText? Read(string line)
    {
        try { return JsonSerializer.Deserialize<ReceivedText>(line); }
        catch (JsonException) { return null; }
    }

    public void Dispose() => file.Dispose();
}
