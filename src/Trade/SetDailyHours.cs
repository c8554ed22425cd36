// Headquarters sets hours of every day (每天休市) in which nobody can join, whatever deal is open; from 22:30 to 06:00, say.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class SetDailyHours
{
    /// <summary>So much of a day at most: a shop that never opens is closed by dates.</summary>
    public const int LongestMinutes = 16 * 60;

    /// <param name="From">The minute of the day at which it shuts, in Asia/Shanghai.</param>
    /// <param name="Until">The minute at which it opens again; not later than <paramref name="From"/> is the next morning.</param>
    /// <param name="Reason">Shown to the neighbours; up to 60 characters.</param>
    public sealed record Ask(Visitor By, int From, int Until, string Reason);

    public static readonly Refusal BadHours = new("trade.daily-hours-bad", 422, "时间不对：开始和结束要写清楚，不能一样，一天最多休 16 小时", "It begins and ends at different times of the day, and lasts at most 16 hours.");
    public static readonly Refusal Already = new("trade.daily-hours-already", 409, "已经定了每天的休市，先收回再定新的", "There are daily closing hours already; take them back first.");

    public static Refusal? Decide(Ask ask, bool already) =>
        !ask.By.AtHeadquarters ? Visitor.NotAllowed
        : ask.From is < 0 or >= BusinessDay.Minutes || ask.Until is < 0 or >= BusinessDay.Minutes || ask.From == ask.Until || (ask.Until - ask.From + BusinessDay.Minutes) % BusinessDay.Minutes > LongestMinutes ? BadHours
        : already ? Already : null;

    public static async Task<Outcome<ClosingId>> Handle(Work work, Ask ask)
    {
        var reason = Texts.Required(ask.Reason, 60);
        if (reason.Refused) return reason.Refusal!.With("reason");
        if (Decide(ask, await work.Db.Set<Closing>().AnyAsync(c => c.LiftedAt == null && c.DailyFrom != null)) is { } refusal) return refusal;
        var closing = new Closing { Id = Ids.New<ClosingId>(work.Now), FromAt = work.Now, UntilAt = Closing.Never, DailyFrom = ask.From, DailyUntil = ask.Until, Reason = reason.Value, SetBy = ask.By.Person, SetAt = work.Now };
        await work.Db.AddAsync(closing);
        Audit.Note(work, ask.By.Person.Value, "closing", closing.Id.Value, "", $"daily {Clock(ask.From)} {Clock(ask.Until)}", reason.Value);
        return closing.Id;
    }

    /// <summary>A minute of the day as a clock shows it: 22:30.</summary>
    public static string Clock(int minute) => TimeOnly.MinValue.AddMinutes(minute).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
