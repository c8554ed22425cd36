// A leader names a neighbour as assistant (帮手) at their hand-over desk, and nowhere else.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class NameAssistant
{
    public sealed record Ask(Visitor By, string? Phone);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;
    public static readonly Refusal Unknown = new("assistant.unknown", 404, "这个号码不是您小区的居民，请他先用邀请链接加入", "This is no resident of your community; let them join by your invitation first.");
    public static readonly Refusal Oneself = new("assistant.oneself", 409, "您自己就在交货，不用请自己帮忙", "You stand at the desk yourself.");
    public static readonly Refusal HelpsAlready = new("assistant.helps-already", 409, "他已经是您的帮手了", "They are your assistant already.");
    public static readonly Refusal TooMany = new("assistant.too-many", 409, "最多五个帮手，先请一位歇一歇", "Five assistants at most; end one first.");

    public const int AssistantsMax = 5;

    /// <param name="isNeighbour">A person with this phone lives in a community that the leader leads.</param>
    public static Refusal? Decide(Ask ask, PersonId? who, bool isNeighbour, bool helpsAlready, int assistants)
    {
        if (!ask.By.IsLeader) return NotAllowed;
        // Nobody with this phone, and somebody who lives elsewhere, are answered alike.
        if (who is null || !isNeighbour) return Unknown;
        if (who == ask.By.Person) return Oneself;
        if (helpsAlready) return HelpsAlready;
        return assistants >= AssistantsMax ? TooMany : null;
    }

    public static async Task<Outcome<RoleId>> Handle(Work work, Sealing sealing, Ask ask)
    {
        var person = ask.By.IsLeader ? await Person.ByPhone(work.Db, sealing, ask.Phone) : null;
        var leads = ask.By.Leads.ToArray();
        var home = person is null ? null : await work.Db.Set<Membership>().AsNoTracking().FirstOrDefaultAsync(m => m.PersonId == person.Id && leads.Contains(m.CommunityId));
        var assistants = await work.Db.Set<Role>().AsNoTracking().Where(r => r.ForLeader == ask.By.Person && r.EndedAt == null).ToListAsync();
        if (Decide(ask, person?.Id, home is not null, assistants.Any(r => r.PersonId == person?.Id), assistants.Count) is { } refusal) return refusal;
        var role = new Role { Id = Ids.New<RoleId>(work.Now), PersonId = person!.Id, Kind = Role.Assistant, CommunityId = home!.CommunityId, ForLeader = ask.By.Person, GrantedAt = work.Now };
        work.Db.Add(role);
        Audit.Note(work, ask.By.Person.Value, "role-given", role.Id.Value, "", Role.Assistant, whom: person.Id.Value);
        await SendMessages.Handle(work, new SendMessages.Ask(person.Id, "assistant", role.Id.Value, "团长请您帮忙交货。到时候点这里，打开取货台。", "/leader/desk"));
        return role.Id;
    }
}
