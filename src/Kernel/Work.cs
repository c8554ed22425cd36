// One transaction's worth of work: the tracked state, the instant it happens at, and the news it leaves.
namespace HaoLin.Kernel;

public sealed class Work(HaoLinDb db, DateTimeOffset now, Func<Task<DateTimeOffset>>? clock)
{
    readonly HashSet<Guid> stirred = [];

    public HaoLinDb Db { get; } = db;

    /// <summary>The instant of this transaction; every rule inside is given this one.</summary>
    public DateTimeOffset Now { get; private set; } = now;

    internal IReadOnlyCollection<Guid> Stirred => stirred;
    internal bool HasNews { get; private set; }

    /// <summary>Saves a fact with the change it tells of. It is heard after the commit, or at <paramref name="dueAt"/>.</summary>
    public void Tell(IFact fact, DateTimeOffset? dueAt = null)
    {
        Db.Add(OutboxRow.Of(fact, Now, dueAt));
        HasNews = true;
    }

    /// <summary>
    /// To be called when a lock was had that others may have held: what they did while this work waited came before it, so its
    /// instant has to be later than theirs, or the instants would tell another order than the one things happened in.
    /// </summary>
    public async Task HasWaited()
    {
        if (clock is not null) Now = await clock();
    }

    /// <summary>Says that what is shown of this subject (a deal, say) changes when this work commits.</summary>
    public void Stir(Guid subject) => stirred.Add(subject);
}
