// A resident says where they usually collect; no pickup point asks anew each time.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class SetUsualPickupPoint
{
    public sealed record Ask(Visitor By, PickupPointId? PickupPointId);

    public static readonly Refusal SignInFirst = Visitor.SignInFirst;
    public static readonly Refusal NotYours = new("pickup-point.not-yours", 404, "这个自提点不在您的小区", "This pickup point is in none of your communities.");

    public static Outcome<Done> Decide(Person? person, bool pointInOwnCommunity, Ask ask)
    {
        if (person is null) return SignInFirst;
        if (ask.PickupPointId is not null && !pointInOwnCommunity) return NotYours;
        person.UsualPickupPointId = ask.PickupPointId;
        return Done.Deed;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var person = await work.Db.Set<Person>().FirstOrDefaultAsync(p => p.Id == ask.By.Person);
        var own = ask.PickupPointId is { } id && await work.Db.Set<PickupPoint>().AnyAsync(p => p.Id == id
            && work.Db.Set<Membership>().Any(m => m.CommunityId == p.CommunityId && m.PersonId == ask.By.Person));
        return Decide(person, own, ask);
    }
}
