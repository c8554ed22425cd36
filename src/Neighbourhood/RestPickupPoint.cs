// A pickup point rests (歇业) for some days, or not any more: headquarters or the community's leader says so, and whoever would collect there then is told.
using System.Globalization;
using HaoLin.Facts;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class RestPickupPoint
{
    public const int DaysMax = 90, ReasonLengthMax = 60;

    /// <param name="From">The first day, in Asia/Shanghai; null together with <paramref name="Until"/> means that it rests no more.</param>
    /// <param name="Until">The last day.</param>
    /// <param name="Reason">Shown to the neighbours.</param>
    public sealed record Ask(Visitor By, PickupPointId PickupPointId, DateOnly? From, DateOnly? Until, string? Reason);

    public static readonly Refusal BadDays = new("pickup-point.rest-bad-days", 422, "日子不对：最后一天不能早于第一天，也不能已经过去，最长 90 天", "The last day is neither before the first nor over already, and it is 90 days at most.");

    /// <summary>Somebody else's pickup point answers as if it were not there.</summary>
    public static Refusal? Decide(PickupPoint? point, Ask ask, DateOnly today) =>
        point is null || !AddPickupPoint.MayChange(ask.By, point.CommunityId) ? ChangePickupPoint.Unknown
        : ask is { From: null, Until: null } ? null
        : ask is not { From: { } from, Until: { } until } || until < from || until < today || until.DayNumber - today.DayNumber > 2 * DaysMax || until.DayNumber - from.DayNumber >= DaysMax ? BadDays.With("until") : null;

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var point = await work.Db.Set<PickupPoint>().FirstOrDefaultAsync(p => p.Id == ask.PickupPointId);
        if (Decide(point, ask, BusinessDay.Of(work.Now)) is { } refusal) return refusal;
        var reason = ask.From is null ? "" : Texts.Required(ask.Reason, ReasonLengthMax);
        if (reason.Refused) return reason.Refusal!.With("reason");
        var before = Figures(point!);
        (point!.RestsFrom, point.RestsUntil, point.RestReason) = ask is { From: { } from, Until: { } until }
            ? (BusinessDay.At(from, default), BusinessDay.At(until.AddDays(1), default), reason.Value) : ((DateTimeOffset?)null, (DateTimeOffset?)null, (string?)null);
        Audit.Note(work, ask.By.Person.Value, "pickup-point", point.Id.Value, before, Figures(point), reason.Value);
        work.Tell(new PickupPointRests(point.Id.Value));
        return Done.Deed;
    }

    static string Figures(PickupPoint point) => point.RestsFrom is { } from ? string.Create(CultureInfo.InvariantCulture, $"rests {BusinessDay.Of(from):yyyy-MM-dd} {point.RestsThrough:yyyy-MM-dd}") : "open";
}
