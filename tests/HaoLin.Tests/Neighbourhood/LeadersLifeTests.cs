// From a resident who would like to lead to a leader who stops: asked, decided, told; and nobody's neighbours are left without a leader.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Neighbourhood;

public sealed class LeadersLifeTests
{
    static async Task<Visitor> Neighbour(Village village, string phone, string name)
    {
        var who = await village.Resident(phone, name);
        var invitation = await village.Do(work => InviteNeighbours.Handle(work, new(village.Zhang, village.Sunshine)));
        await village.Do(work => JoinCommunity.Handle(work, new(who, invitation.Code)));
        return who;
    }

    static Task<LeaderApplicationId> Asks(Village village, Visitor who) => village.Do(work => ApplyToLead.Handle(work, village.Sealing, new(who, village.Sunshine, "下午都在家，车库能放货")));

    static Task<IReadOnlyList<ReadMyApplications.Item>> Mine(Village village, Visitor who) => village.Asking(async db => (await ReadMyApplications.Handle(db, village.Sealing, new(who))).Items);

    static Task<List<string>> Told(Village village, PersonId who) => village.Asking(db => db.Set<Message>().Where(m => m.PersonId == who).OrderBy(m => m.At).Select(m => m.Kind).ToListAsync());

    [Fact]
    public void Only_who_lives_there_asks_and_only_headquarters_decides()
    {
        var li = new Visitor(new(Guid.CreateVersion7()), [], false);
        var ask = new ApplyToLead.Ask(li, new(Guid.CreateVersion7()), "下午都在家");
        Assert.Equal("下午都在家", ApplyToLead.Decide(ask, belongs: true, waits: false).Value);
        Assert.Equal(ApplyToLead.NotYours, ApplyToLead.Decide(ask, belongs: false, waits: false).Refusal);
        Assert.Equal(ApplyToLead.WaitsAlready, ApplyToLead.Decide(ask, belongs: true, waits: true).Refusal);
        Assert.Equal(ApplyToLead.LeadsAlready, ApplyToLead.Decide(ask with { By = li with { Leads = [ask.CommunityId] } }, belongs: true, waits: false).Refusal);
        Assert.Equal("text.too-long", ApplyToLead.Decide(ask with { Words = new('长', 501) }, belongs: true, waits: false).Refusal!.Code);
        var waiting = new LeaderApplication { Id = default, PersonId = li.Person, CommunityId = ask.CommunityId, AppliedAt = Village.FirstEvening };
        var wang = new Visitor(default, [], AtHeadquarters: true);
        Assert.Equal(Visitor.NotAllowed, ReviewApplication.Decide(new(li, default, true, null), waiting, leadsAlready: false).Refusal);
        Assert.Equal(Texts.Missing, ReviewApplication.Decide(new(wang, default, false, " "), waiting, leadsAlready: false).Refusal);
        Assert.Equal(ReviewApplication.Unknown, ReviewApplication.Decide(new(wang, default, true, null), null, leadsAlready: false).Refusal);
        Assert.Equal(AppointLeader.LeadsAlready, ReviewApplication.Decide(new(wang, default, true, null), waiting, leadsAlready: true).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task Li_a_yi_asks_is_refused_with_a_reason_asks_again_and_leads(Database on)
    {
        await using var village = await Village.Open(on);
        var li = await Neighbour(village, Village.LisPhone, "李阿姨");
        var first = await Asks(village, li);
        Assert.Equal(ApplyToLead.WaitsAlready, await village.Refused(work => ApplyToLead.Handle(work, village.Sealing, new(li, village.Sunshine, "再问一次"))));
        var seen = (await village.Asking(db => ListApplications.Handle(db, village.Sealing, new(village.Wang)))).Value.Items;
        Assert.Equal(("李阿姨", "137****0062", "阳光花园", "下午都在家，车库能放货"), (seen.Single().Name, seen[0].PhoneMasked, seen[0].Community, seen[0].Words));
        await village.Do(work => ReviewApplication.Handle(work, new(village.Wang, first, false, "先跟老张学一季")));
        Assert.Equal(("refused", "先跟老张学一季"), ((await Mine(village, li)).Single().State, (await Mine(village, li))[0].Reason));
        Assert.Equal(ReviewApplication.OverAlready, await village.Refused(work => ReviewApplication.Handle(work, new(village.Wang, first, true, null))));

        await village.Pass(TimeSpan.FromDays(90));
        var again = await Asks(village, li);
        var let = await village.Do(work => ReviewApplication.Handle(work, new(village.Wang, again, true, null)));
        Assert.StartsWith("/set-up/", let.SetUpPath, StringComparison.Ordinal);
        Assert.Contains(village.Sunshine, (await village.See(li.Person)).Leads);
        Assert.Equal(["accepted", "refused"], (await Mine(village, li)).Select(a => a.State));
        Assert.Equal(["leader-application", "leader-application"], await Told(village, li.Person));
        Assert.Equal(["refused", "accepted"], await village.Asking(db => db.Set<AuditLine>().Where(l => l.Kind == "leader-application").OrderBy(l => l.At).Select(l => l.After).ToListAsync()));
    }

    [Theory, OnEachDatabase]
    public async Task What_she_takes_back_nobody_decides_any_more(Database on)
    {
        await using var village = await Village.Open(on);
        var li = await Neighbour(village, Village.LisPhone, "李阿姨");
        var asked = await Asks(village, li);
        for (var twice = 0; twice < 2; twice++) await village.Do(work => WithdrawApplication.Handle(work, new(li)));
        Assert.Equal("withdrawn", (await Mine(village, li)).Single().State);
        Assert.Empty((await village.Asking(db => ListApplications.Handle(db, village.Sealing, new(village.Wang)))).Value.Items);
        Assert.Equal(ReviewApplication.OverAlready, await village.Refused(work => ReviewApplication.Handle(work, new(village.Wang, asked, true, null))));
        await village.Pass(TimeSpan.FromMinutes(1));
        await Asks(village, li);
        Assert.Equal(["waiting", "withdrawn"], (await Mine(village, li)).Select(a => a.State));
    }

    [Theory, OnEachDatabase]
    public async Task When_lao_zhang_stops_his_neighbours_go_on_with_xiao_zhou_and_each_is_told(Database on)
    {
        await using var village = await Village.Open(on);
        var (li, lin) = (await Neighbour(village, Village.LisPhone, "李阿姨"), await Neighbour(village, Village.LinsPhone, "小林"));
        var zhou = (await village.Do(work => AppointLeader.Handle(work, village.Sealing, new(village.Wang, "13800000002", "小周", village.Sunshine)))).PersonId;
        var role = (await village.Asking(db => ListLeaders.Handle(db, village.Sealing, new(village.Wang, village.Clock.GetUtcNow())))).Value.Items.Single(l => l.PersonId == village.Zhang.Person).RoleId;
        Assert.Equal(PassNeighboursOn.NoLeaderHere, await village.Refused(work => PassNeighboursOn.Handle(work, new(village.Wang, role, li.Person))));
        Assert.Equal(PassNeighboursOn.NoLeaderHere, await village.Refused(work => PassNeighboursOn.Handle(work, new(village.Wang, role, village.Zhang.Person))));
        Assert.Equal(Visitor.NotAllowed, await village.Refused(work => PassNeighboursOn.Handle(work, new(village.Zhang, role, zhou))));

        Assert.Equal(PassNeighboursOn.NoLeaderHere, await village.Refused(work => EndRole.Handle(work, village.Revocations, new(village.Wang, role, li.Person))));
        Assert.Contains(village.Sunshine, (await village.See(village.Zhang.Person)).Leads);
        await village.Do(work => EndRole.Handle(work, village.Revocations, new(village.Wang, role, zhou)));
        Assert.Empty((await village.See(village.Zhang.Person)).Leads);

        Assert.All(await village.Asking(db => db.Set<Membership>().ToListAsync()), m => Assert.Equal(zhou, m.LeaderId));
        foreach (var who in new[] { li.Person, lin.Person, village.Zhang.Person, zhou }) Assert.Equal(["leader-changed"], await Told(village, who));
        Assert.Equal("3", (await village.Asking(db => db.Set<AuditLine>().SingleAsync(l => l.Kind == "neighbours-passed-on"))).After);
        // Said again there is nobody left to pass on, and nobody is told twice.
        Assert.Equal(0, (await village.Do(work => PassNeighboursOn.Handle(work, new(village.Wang, role, zhou)))).Neighbours);
        Assert.Single(await Told(village, li.Person));
    }
}
