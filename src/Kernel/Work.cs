// One transaction's worth of work: the tracked state, the instant it happens at, and the news it leaves.
namespace HaoLin.Kernel;

public sealed class Work(HaoLinDb db, DateTimeOffset now)
{
    readonly HashSet<Guid> stirred = [];

    public HaoLinDb Db { get; } = db;

    /// <summary>The instant of this transaction; every rule inside is given this one.</summary>
    public DateTimeOffset Now { get; } = now;

    internal IReadOnlyCollection<Guid> Stirred => stirred;
    internal bool HasNews { get; private set; }

    /// <summary>Saves a fact with the change it tells of. It is heard after the commit, or at <paramref name="dueAt"/>.</summary>
    public void Tell(IFact fact, DateTimeOffset? dueAt = null)
    {
        Db.Add(OutboxRow.Of(fact, Now, dueAt));
        HasNews = true;
    }

    /// <summary>Says that what is shown of this subject (a deal, say) changes when this work commits.</summary>
    public void Stir(Guid subject) => stirred.Add(subject);
}
