// Where many want the same thing at once, they wait here in turn, and not in the database with a connection each.
namespace HaoLin.Kernel;

/// <summary>
/// A row that everybody wants lets one in at a time. Two hundred neighbours who wait for it inside transactions would hold every connection of the
/// pool, and those who only want to pay would wait behind them. Each node has its own; correctness stays with the database's lock.
/// </summary>
public sealed class Turnstile
{
    /// <summary>One who has the row and one who is about to.</summary>
    const int InsideMax = 2;

    readonly Lock gate = new();
    readonly Dictionary<Guid, Passage> passages = [];

    sealed class Passage
    {
        public SemaphoreSlim Inside { get; } = new(InsideMax, InsideMax);
        public int People { get; set; }
    }

    /// <summary>So many subjects somebody is inside of or waits for; nothing is kept of the others.</summary>
    public int Count { get { lock (gate) return passages.Count; } }

    /// <summary>Lets in when it is one's turn; whoever is inside leaves by disposing what they were given.</summary>
    /// <param name="subject">What everybody wants, a deal say.</param>
    /// <param name="stop">Whoever gives up leaves the line.</param>
    public async ValueTask<IDisposable> Enter(Guid subject, CancellationToken stop = default)
    {
        Passage? passage;
        lock (gate)
        {
            if (!passages.TryGetValue(subject, out passage)) passages[subject] = passage = new();
            passage.People++;
        }
        try { await passage.Inside.WaitAsync(stop); }
        catch
        {
            Forget(subject, passage);
            throw;
        }
        return new Turn(this, subject, passage);
    }

    void Forget(Guid subject, Passage passage)
    {
        lock (gate)
            if (--passage.People == 0) passages.Remove(subject);
    }

    sealed class Turn(Turnstile turnstile, Guid subject, Passage passage) : IDisposable
    {
        bool isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isOver, true)) return;
            passage.Inside.Release();
            turnstile.Forget(subject, passage);
        }
    }
}
