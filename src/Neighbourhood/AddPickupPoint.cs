// Headquarters or the community's leader adds a place where goods are collected, with its hours.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class AddPickupPoint
{
    /// <param name="OpensAtMinute">Minutes after midnight in Asia/Shanghai.</param>
    /// <param name="MapPlace">Copied from a map app, <see cref="HaoLin.Neighbourhood.MapPlace"/>; may be blank.</param>
    public sealed record Ask(Visitor By, CommunityId CommunityId, string? Name, string? Directions, int OpensAtMinute, int ClosesAtMinute, string? MapPlace = null);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;
    public static readonly Refusal UnknownCommunity = new("community.unknown", 404, "没有找到这个小区", "There is no such community.");
    public static readonly Refusal WrongHours = new("pickup-point.wrong-hours", 422, "结束时间要晚于开始时间", "Opening hours must end after they begin, within one day.");
    public static readonly Refusal TooMany = new("pickup-point.too-many", 422, "一个小区最多 50 个自提点", "A community has at most 50 pickup points.");

    internal const int PerCommunityMax = 50;

    public static Outcome<PickupPoint> Decide(bool communityKnown, int pointsAlready, Ask ask, DateTimeOffset now)
    {
        if (!MayChange(ask.By, ask.CommunityId)) return NotAllowed;
        if (!communityKnown) return UnknownCommunity;
        if (pointsAlready >= PerCommunityMax) return TooMany;
        var name = Texts.Required(ask.Name, 40);
        var directions = Texts.Optional(ask.Directions, 120);
        var place = Neighbourhood.MapPlace.Parse(ask.MapPlace);
        if ((name.Refusal?.With("name") ?? directions.Refusal?.With("directions") ?? place.Refusal?.With("mapPlace")) is { } refused) return refused;
        if (!HoursMakeSense(ask.OpensAtMinute, ask.ClosesAtMinute)) return WrongHours;
        return new PickupPoint
        {
            Id = Ids.New<PickupPointId>(now), CommunityId = ask.CommunityId, Name = name.Value, Directions = directions.Value, MapPlace = place.Value,
            OpensAtMinute = ask.OpensAtMinute, ClosesAtMinute = ask.ClosesAtMinute,
        };
    }

    internal static bool MayChange(Visitor by, CommunityId community) => by.AtHeadquarters || by.Leads.Contains(community);

    internal static bool HoursMakeSense(int opens, int closes) => opens >= 0 && closes <= 1440 && opens < closes;

    public static async Task<Outcome<PickupPointId>> Handle(Work work, Ask ask)
    {
        var known = await work.Db.Set<Community>().AnyAsync(c => c.Id == ask.CommunityId);
        var already = await work.Db.Set<PickupPoint>().CountAsync(p => p.CommunityId == ask.CommunityId);
        var decided = Decide(known, already, ask, work.Now);
        if (decided.Refused) return decided.Refusal!;
        work.Db.Add(decided.Value);
        Audit.Note(work, ask.By.Person.Value, "pickup-point", decided.Value.Id.Value, "", decided.Value.Hours);
        return decided.Value.Id;
    }
}
