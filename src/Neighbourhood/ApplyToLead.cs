// A resident asks to lead a community they live in.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ApplyToLead
{
    /// <param name="Words">Why, and when they are at home; up to 500 characters.</param>
    public sealed record Ask(Visitor By, CommunityId CommunityId, string? Words);

    public static readonly Refusal NotYours = new("leader-application.not-yours", 404, "您还没有加入这个小区", "You do not belong to this community.");
    public static readonly Refusal LeadsAlready = AppointLeader.LeadsAlready;
    public static readonly Refusal WaitsAlready = new("leader-application.waits-already", 409, "您的申请总部正在看，请等一等", "Your application is being looked at.");

    public static Outcome<string> Decide(Ask ask, bool belongs, bool waits) =>
        !belongs ? NotYours
        : ask.By.Leads.Contains(ask.CommunityId) ? LeadsAlready
        : waits ? WaitsAlready
        : Texts.Required(ask.Words, LeaderApplication.WordsLengthMax);

    public static async Task<Outcome<LeaderApplicationId>> Handle(Work work, Sealing sealing, Ask ask)
    {
        var belongs = await work.Db.Set<Membership>().AnyAsync(m => m.PersonId == ask.By.Person && m.CommunityId == ask.CommunityId);
        var waits = await work.Db.Set<LeaderApplication>().Where(LeaderApplication.Waits).AnyAsync(a => a.PersonId == ask.By.Person);
        var decided = Decide(ask, belongs, waits);
        if (decided.Refused) return decided.Refusal!;
        var person = await work.Db.Set<Person>().AsNoTracking().FirstAsync(p => p.Id == ask.By.Person);
        var application = new LeaderApplication
        {
            Id = Ids.New<LeaderApplicationId>(work.Now), PersonId = person.Id, CommunityId = ask.CommunityId, AppliedAt = work.Now, WordsSealed = sealing.Seal(person.KeyWrapped, decided.Value),
        };
        work.Db.Add(application);
        return application.Id;
    }
}
