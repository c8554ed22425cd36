// Headquarters appoints leaders and ends roles; a role that ended is gone at the next request.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Neighbourhood;

public sealed class LeadersTests
{
    static readonly Visitor Wang = new(default, [], AtHeadquarters: true);
    static readonly Visitor Li = new(default, [], AtHeadquarters: false);

    [Fact]
    public void Only_headquarters_appoints_and_only_for_a_community_there_is()
    {
        var ask = new AppointLeader.Ask(Wang, Village.ZhangsPhone, "老张", default);
        Assert.Equal((new Phone(Village.ZhangsPhone), "老张"), AppointLeader.Decide(communityKnown: true, leadsAlready: false, ask).Value);
        Assert.Equal(AppointLeader.NotAllowed, AppointLeader.Decide(true, false, ask with { By = Li }).Refusal);
        Assert.Equal(AppointLeader.UnknownCommunity, AppointLeader.Decide(false, false, ask).Refusal);
        Assert.Equal(AppointLeader.LeadsAlready, AppointLeader.Decide(true, true, ask).Refusal);
        Assert.Equal(Phone.Invalid, AppointLeader.Decide(true, false, ask with { Phone = "110" }).Refusal);
        Assert.Equal(Texts.Missing.With("name"), AppointLeader.Decide(true, false, ask with { Name = "  " }).Refusal);
    }

    [Fact]
    public void Somebody_stays_at_headquarters()
    {
        var role = new Role { Id = default, PersonId = default, Kind = Role.Headquarters, GrantedAt = Village.FirstEvening };
        var ask = new EndRole.Ask(Wang, default);
        Assert.Equal(EndRole.LastAtHeadquarters, EndRole.Decide(role, atHeadquarters: 1, ask, Village.FirstEvening).Refusal);
        Assert.Null(role.EndedAt);
        Assert.False(EndRole.Decide(role, atHeadquarters: 2, ask, Village.FirstEvening).Refused);
        Assert.Equal(Village.FirstEvening, role.EndedAt);
        EndRole.Decide(role, atHeadquarters: 1, ask, Village.FirstEvening.AddDays(1));
        Assert.Equal(Village.FirstEvening, role.EndedAt);
    }

    [Theory, OnEachDatabase]
    public async Task When_lao_zhangs_role_ends_he_is_a_neighbour_again_at_once(Database on)
    {
        await using var village = await Village.Open(on);
        var link = await village.Do(work => MakeSetUpLink.Handle(work, new(village.Wang, village.Zhang.Person)));
        var ticket = (await OpenSetUpLink.Handle(village.Store, village.Sealing, village.Tokens, village.Revocations, new(link.Path["/set-up/".Length..], "loquat 7 boxes"))).Value;
        var second = await village.Do(work => MakeSetUpLink.Handle(work, new(village.Wang, village.Zhang.Person)));
        var invitation = await village.Do(work => InviteNeighbours.Handle(work, new(village.Zhang, village.Sunshine)));
        var role = (await village.Asking(db => ListLeaders.Handle(db, village.Sealing, new(village.Wang, village.Clock.GetUtcNow())))).Value.Items.Single();
        Assert.Equal(("老张", "138****0001", "阳光花园", 1), (role.Name, role.PhoneMasked, role.CommunityName, role.Residents));

        await village.Pass(TimeSpan.FromMinutes(1));
        await village.Do(work => EndRole.Handle(work, village.Revocations, new(village.Wang, role.RoleId)));

        Assert.False((await village.See(village.Zhang.Person)).IsLeader);
        Assert.Null(village.Tokens.Holder(ticket.Token));
        Assert.Empty((await village.Asking(db => ListLeaders.Handle(db, village.Sealing, new(village.Wang, village.Clock.GetUtcNow())))).Value.Items);
        Assert.Equal(SignInWithPassword.WrongPassword, (await SignInWithPassword.Handle(village.Store, village.Sealing, village.Tokens, new(Village.ZhangsPhone, "loquat 7 boxes", "10.0.0.1"))).Refusal);
        Assert.Equal(OpenSetUpLink.NotGood, (await OpenSetUpLink.Handle(village.Store, village.Sealing, village.Tokens, village.Revocations, new(second.Path["/set-up/".Length..], "loquat 8 boxes"))).Refusal);
        var li = await village.Resident(Village.LisPhone, "李阿姨");
        Assert.Equal(JoinCommunity.LeaderLeft, await village.Refused(work => JoinCommunity.Handle(work, new(li, invitation.Code))));
        // He signs in by code from now on, like every neighbour.
        var again = await village.Resident(Village.ZhangsPhone, "老张");
        Assert.Equal(village.Zhang.Person, again.Person);
    }

    [Theory, OnEachDatabase]
    public async Task A_resident_who_becomes_a_leader_stays_the_same_person(Database on)
    {
        await using var village = await Village.Open(on);
        var lin = await village.Resident(Village.LinsPhone, "小林");
        var appointed = await village.Do(work => AppointLeader.Handle(work, village.Sealing, new(village.Wang, "+86 136 0000 0028", "林经理", village.Sunshine)));
        Assert.Equal(lin.Person, appointed.PersonId);
        Assert.StartsWith("/set-up/", appointed.SetUpPath);
        Assert.Contains(village.Sunshine, (await village.See(lin.Person)).Leads);
        var me = await village.Asking(db => ReadMyself.Handle(db, village.Sealing, new(lin)));
        Assert.Equal("小林", me.Value.Name);
        Assert.Equal(lin.Person, me.Value.Communities.Single().LeaderId);
        Assert.Equal(AppointLeader.LeadsAlready, await village.Refused(work => AppointLeader.Handle(work, village.Sealing, new(village.Wang, Village.LinsPhone, "小林", village.Sunshine))));
    }

    [Theory, OnEachDatabase]
    public async Task What_headquarters_does_is_refused_to_a_leader_and_to_a_resident(Database on)
    {
        await using var village = await Village.Open(on);
        var li = await village.Resident(Village.LisPhone, "李阿姨");
        foreach (var visitor in new[] { li, village.Zhang })
        {
            string[] codes =
            [
                (await village.Refused(work => OpenCommunity.Handle(work, new(visitor, "新城", "新城路 1 号")))).Code,
                (await village.Refused(work => AppointLeader.Handle(work, village.Sealing, new(visitor, Village.LinsPhone, "小林", village.Sunshine)))).Code,
                (await village.Refused(work => AppointHeadquarters.Handle(work, village.Sealing, new(visitor, Village.LinsPhone, "小林")))).Code,
                (await village.Refused(work => MakeSetUpLink.Handle(work, new(visitor, village.Wang.Person)))).Code,
                (await village.Refused(work => EndRole.Handle(work, village.Revocations, new(visitor, default)))).Code,
                (await ResetPassword.Handle(village.Store, village.Revocations, new(visitor, village.Wang.Person))).Refusal!.Code,
                (await village.Asking(db => ListLeaders.Handle(db, village.Sealing, new(visitor, village.Clock.GetUtcNow())))).Refusal!.Code,
            ];
            Assert.All(codes, code => Assert.Equal("role.not-allowed", code));
        }
    }
}
