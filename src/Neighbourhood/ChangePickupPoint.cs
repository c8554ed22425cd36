// Headquarters or the community's leader corrects a pickup point's name, directions, place on the map or hours.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ChangePickupPoint
{
    public sealed record Ask(Visitor By, PickupPointId PickupPointId, string? Name, string? Directions, int OpensAtMinute, int ClosesAtMinute, string? MapPlace = null);

    public static readonly Refusal Unknown = new("pickup-point.unknown", 404, "没有找到这个自提点", "There is no such pickup point.");
    public static readonly Refusal WrongHours = AddPickupPoint.WrongHours;

    /// <summary>Somebody else's pickup point answers as if it were not there.</summary>
    public static Outcome<Done> Decide(PickupPoint? point, Ask ask)
    {
        if (point is null || !AddPickupPoint.MayChange(ask.By, point.CommunityId)) return Unknown;
        var name = Texts.Required(ask.Name, 40);
        var directions = Texts.Optional(ask.Directions, 120);
        var place = Neighbourhood.MapPlace.Parse(ask.MapPlace);
        if ((name.Refusal?.With("name") ?? directions.Refusal?.With("directions") ?? place.Refusal?.With("mapPlace")) is { } refused) return refused;
        if (!AddPickupPoint.HoursMakeSense(ask.OpensAtMinute, ask.ClosesAtMinute)) return WrongHours;
        (point.Name, point.Directions, point.MapPlace, point.OpensAtMinute, point.ClosesAtMinute) = (name.Value, directions.Value, place.Value, ask.OpensAtMinute, ask.ClosesAtMinute);
        return Done.Deed;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var point = await work.Db.Set<PickupPoint>().FirstOrDefaultAsync(p => p.Id == ask.PickupPointId);
        var before = point?.Hours ?? "";
        var decided = Decide(point, ask);
        if (!decided.Refused) Audit.Note(work, ask.By.Person.Value, "pickup-point", ask.PickupPointId.Value, before, point!.Hours);
        return decided;
    }
}
