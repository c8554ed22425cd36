// Somebody at headquarters writes down what they made of a signal, and why; it leaves the list until its facts have grown.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public static class AnswerSignal
{
    public const int ReasonLengthMax = 200;

    /// <param name="Kind">As the list names it.</param>
    /// <param name="Subject">As the list names it.</param>
    /// <param name="Decision">One of <see cref="SignalAnswer.Decisions"/>.</param>
    /// <param name="Reason">Read by headquarters alone.</param>
    public sealed record Ask(Visitor By, string? Kind, Guid Subject, string? Decision, string? Reason);

    public static readonly Refusal Missing = new("trade.signal-missing", 404, "没有这条信号了，刷新看看", "There is no such signal any more.");
    public static readonly Refusal UnknownDecision = new("trade.signal-unknown-decision", 422, "请选没问题、谈过了或先留意", "Decide harmless, spoken-to or watched.");

    public static Refusal? Decide(Ask ask, Outcome<string> reason, Signal? signal) =>
        !ask.By.AtHeadquarters ? Visitor.NotAllowed
        : !SignalAnswer.Decisions.Contains(ask.Decision) ? UnknownDecision
        : reason.Refused ? reason.Refusal!.With("reason")
        : signal is null ? Missing : null;

    public static async Task<Outcome<Done>> Handle(Work work, Sealing sealing, Ask ask)
    {
        var reason = Texts.Required(ask.Reason, ReasonLengthMax);
        // Looked at again, so that what is answered is what is there; of this one alone, because on SQLite others wait to write.
        var signal = ask.By.AtHeadquarters && ask.Kind is { } kind ? (await SignalFacts.Signals(work.Db, sealing, work.Now, (kind, ask.Subject))).Found.FirstOrDefault() : null;
        if (Decide(ask, reason, signal) is { } refusal) return refusal;
        var me = (await work.Db.FindAsync<Person>(ask.By.Person))!;
        work.Db.Add(new SignalAnswer
        {
            Id = Ids.NewGuid(work.Now), Kind = signal!.Kind, Subject = signal.Subject, Decision = ask.Decision!, ReasonSealed = sealing.Seal(me.KeyWrapped, reason.Value), Weight = signal.Weight, By = me.Id, At = work.Now,
        });
        Guid? whom = signal.Kind is OwnPurchases.Kind or WrittenNewcomers.Kind or RefundsOfTaken.Kind ? signal.Subject : null;
        Audit.Note(work, me.Id.Value, "signal-answered", signal.Subject, $"{signal.Kind} {signal.Weight}", ask.Decision!, whom: whom);
        return Done.Deed;
    }
}
