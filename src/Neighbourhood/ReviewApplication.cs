// Headquarters lets a resident lead, or tells them why not.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ReviewApplication
{
    public const int ReasonLengthMax = 200;

    /// <param name="Reason">Told to the resident word for word; needed when they may not.</param>
    public sealed record Ask(Visitor By, LeaderApplicationId Id, bool Accepted, string? Reason);

    /// <param name="SetUpPath">What follows the brand's address in the one-time link by which the new leader sets a password; null when refused, or when they have one.</param>
    public sealed record Answer(string? SetUpPath);

    public static readonly Refusal Unknown = new("leader-application.unknown", 404, "没有找到这份申请", "There is no such application.");
    public static readonly Refusal OverAlready = new("leader-application.over-already", 409, "这份申请已经处理过，或者本人收回了", "This application was decided or taken back.");

    public static Outcome<string> Decide(Ask ask, LeaderApplication? application, bool leadsAlready) =>
        !ask.By.AtHeadquarters ? Visitor.NotAllowed
        : application is null ? Unknown
        : application.State != "waiting" ? OverAlready
        : ask.Accepted && leadsAlready ? AppointLeader.LeadsAlready
        : ask.Accepted ? Texts.Optional(ask.Reason, ReasonLengthMax)
        : Texts.Required(ask.Reason, ReasonLengthMax);

    public static async Task<Outcome<Answer>> Handle(Work work, Ask ask)
    {
        var application = await work.Db.Set<LeaderApplication>().AsNoTracking().FirstOrDefaultAsync(a => a.Id == ask.Id);
        var leads = application is not null && await Role.Leads(work.Db, application.PersonId, application.CommunityId);
        var decided = Decide(ask, application, leads);
        if (decided.Refused) return decided.Refusal!;
        // Two at headquarters decide at once: one of them counts.
        var mine = await work.Db.Set<LeaderApplication>().Where(LeaderApplication.Waits).Where(a => a.Id == ask.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.DecidedAt, work.Now).SetProperty(a => a.Accepted, ask.Accepted).SetProperty(a => a.Reason, decided.Value));
        if (mine == 0) return OverAlready;
        var person = application!.PersonId;
        Audit.Note(work, ask.By.Person.Value, "leader-application", ask.Id.Value, "waiting", ask.Accepted ? "accepted" : "refused", decided.Value, whom: person.Value);
        await SendMessages.Handle(work, new SendMessages.Ask(person, "leader-application", ask.Id.Value,
            ask.Accepted ? "总部请您当团长了。总部会把设密码的链接发给您，设好就能开团，头几个团总部先看一眼" : $"当团长的申请这次没有通过：{decided.Value}", "/me/lead"));
        // Nobody has seen them lead yet, so headquarters reads their deals until it says otherwise.
        if (ask.Accepted && !await work.Db.Set<Role>().AnyAsync(r => r.PersonId == person && r.Kind == Role.Leader)) (await LeaderFile.Opened(work, person)).Grade = LeaderFile.Probation;
        return ask.Accepted ? new Answer((await AppointLeader.Grant(work, ask.By, person, application.CommunityId)).SetUpPath) : new Answer(null);
    }
}
