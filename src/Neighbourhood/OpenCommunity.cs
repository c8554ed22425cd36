// Headquarters opens a residential community for group-buying.
using HaoLin.Kernel;

namespace HaoLin.Neighbourhood;

public static class OpenCommunity
{
    public sealed record Ask(Visitor By, string? Name, string? Address);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;

    public static Outcome<Community> Decide(Ask ask, DateTimeOffset now)
    {
        if (!ask.By.AtHeadquarters) return NotAllowed;
        var name = Texts.Required(ask.Name, 40);
        var address = Texts.Required(ask.Address, 120);
        if ((name.Refusal?.With("name") ?? address.Refusal?.With("address")) is { } refused) return refused;
        return new Community { Id = Ids.New<CommunityId>(now), Name = name.Value, Address = address.Value, CreatedAt = now };
    }

    public static Task<Outcome<CommunityId>> Handle(Work work, Ask ask) => Task.FromResult(Decide(ask, work.Now).Match<Outcome<CommunityId>>(
        community =>
        {
            work.Db.Add(community);
            Audit.Note(work, ask.By.Person.Value, "community-opened", community.Id.Value, "", "open");
            return community.Id;
        },
        refused => refused));
}
