// Headquarters sets closing hours (休市): nobody can join meanwhile, whatever deal is open.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public static class SetClosing
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(60);

    /// <param name="Reason">Shown to the neighbours; up to 60 characters.</param>
    public sealed record Ask(Visitor By, DateTimeOffset From, DateTimeOffset Until, string Reason);

    public static readonly Refusal BadTimes = new("trade.closing-bad-times", 422, "时间不对：结束要晚于开始，也要晚于现在，最长 60 天", "It ends after it begins and after now, and lasts at most 60 days.");

    public static Refusal? Decide(Ask ask, DateTimeOffset now) =>
        !ask.By.AtHeadquarters ? Visitor.NotAllowed
        : ask.Until <= ask.From || ask.Until <= now || ask.Until - ask.From > Longest || ask.From > now + DealTimes.Farthest ? BadTimes.With("until")
        : null;

    public static async Task<Outcome<ClosingId>> Handle(Work work, Ask ask)
    {
        var reason = Texts.Required(ask.Reason, 60);
        if (reason.Refused) return reason.Refusal!.With("reason");
        if (Decide(ask, work.Now) is { } refusal) return refusal;
        var closing = new Closing { Id = Ids.New<ClosingId>(work.Now), FromAt = ask.From, UntilAt = ask.Until, Reason = reason.Value, SetBy = ask.By.Person, SetAt = work.Now };
        await work.Db.AddAsync(closing);
        Audit.Note(work, ask.By.Person.Value, "closing", closing.Id.Value, "", $"{ask.From.UtcDateTime:yyyy-MM-ddTHH:mmZ} {ask.Until.UtcDateTime:yyyy-MM-ddTHH:mmZ}", reason.Value);
        return closing.Id;
    }
}
