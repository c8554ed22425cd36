// A resident says which door of a community is theirs, or another one; only deals with a limit per household ask for it.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class SayHome
{
    /// <param name="Door">Building and room, as they write it; up to 60 characters.</param>
    public sealed record Ask(PersonId By, CommunityId CommunityId, string? Door);

    public static readonly Refusal SignInFirst = Visitor.SignInFirst;
    public static readonly Refusal NoCommunity = new("home.no-community", 404, "没有找到这个小区", "There is no such community.");

    public static Refusal? Decide(Person? person, bool isCommunity) =>
        person is not { ErasedAt: null } ? SignInFirst : isCommunity ? null : NoCommunity;

    public static async Task<Outcome<Done>> Handle(Work work, Sealing sealing, Ask ask)
    {
        var flat = Flat.Parse(ask.Door);
        if (flat.Refused) return flat.Refusal!.With("door");
        // Whoever leaves meanwhile leaves no door behind.
        if (work.Db.Database.IsNpgsql()) await work.Db.Database.ExecuteSqlAsync($"SELECT 1 FROM person WHERE id = {ask.By.Value} FOR NO KEY UPDATE");
        var person = await work.Db.Set<Person>().AsNoTracking().FirstOrDefaultAsync(p => p.Id == ask.By);
        if (Decide(person, await work.Db.Set<Community>().AnyAsync(c => c.Id == ask.CommunityId)) is { } refusal) return refusal;
        var said = Home.Of(sealing, person!, ask.CommunityId, ask.Door!, flat.Value, work.Now);
        if (await work.Db.Set<Home>().FirstOrDefaultAsync(h => h.PersonId == ask.By && h.CommunityId == ask.CommunityId) is not { } known) work.Db.Add(said);
        // Another spelling of the same door changes nothing of who lives there.
        else if (known.Flat(sealing, person!) == flat.Value) (known.DoorSealed, known.SaidAt) = (said.DoorSealed, work.Now);
        else (known.DoorSealed, known.Household, known.SaidAt, known.Separate) = (said.DoorSealed, said.Household, work.Now, false);
        return Done.Deed;
    }
}
