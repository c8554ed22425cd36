// Communities, pickup points and who belongs to which leader.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Neighbourhood;

public sealed class CommunityTests
{
    static readonly CommunityId Garden = Ids.New<CommunityId>(Village.FirstEvening);
    static readonly Visitor Wang = new(default, [], AtHeadquarters: true);
    static readonly Visitor Zhang = new(default, [Garden], AtHeadquarters: false);
    static readonly Visitor Stranger = new(default, [Ids.New<CommunityId>(Village.FirstEvening)], AtHeadquarters: false);

    [Theory]
    [InlineData(1140, 1260, null)]
    [InlineData(0, 1440, null)]
    [InlineData(1260, 1140, "pickup-point.wrong-hours")]
    [InlineData(600, 600, "pickup-point.wrong-hours")]
    [InlineData(-1, 600, "pickup-point.wrong-hours")]
    [InlineData(600, 1441, "pickup-point.wrong-hours")]
    public void A_pickup_points_hours_end_after_they_begin(int opens, int closes, string? refused) =>
        Assert.Equal(refused, AddPickupPoint.Decide(true, 0, new(Zhang, Garden, "东门", "", opens, closes), Village.FirstEvening).Refusal?.Code);

    [Theory]
    [InlineData("30.2741,120.1551", "30.274100,120.155100")]
    [InlineData(" 120.155070，30.274085 ", "30.274085,120.155070")]
    [InlineData("22.5 114", "22.500000,114.000000")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_place_copied_from_a_map_is_read_whichever_number_comes_first(string? typed, string? kept) => Assert.Equal(kept, MapPlace.Parse(typed).Value);

    [Theory, InlineData("桂花路 18 号"), InlineData("30.2741"), InlineData("30.2741,120.1551,5"), InlineData("0,0"), InlineData("91,181"), InlineData("30.27,-120.15"), InlineData("1e2,120"), InlineData("48.85,2.35")]
    public void What_is_no_place_in_the_country_is_refused(string typed) => Assert.Equal(MapPlace.Unreadable, MapPlace.Parse(typed).Refusal);

    [Fact]
    public void The_link_to_the_map_names_the_place_and_nobody() =>
        Assert.Equal("https://uri.amap.com/marker?position=120.155100,30.274100&name=3%20%E5%8F%B7%E6%A5%BC&coordinate=gaode&callnative=1", MapPlace.Address("30.274100,120.155100", "3 号楼").AbsoluteUri);

    [Theory, OnEachDatabase]
    public async Task A_pickup_point_is_corrected_and_lies_on_the_map(Database on)
    {
        await using var village = await Village.Open(on);
        var point = await village.Do(work => AddPickupPoint.Handle(work, new(village.Wang, village.Sunshine, "东门", "岗亭边", 600, 660)));
        Assert.Equal("mapPlace", (await village.Refused(work => ChangePickupPoint.Handle(work, new(village.Zhang, point, "东门", "岗亭边", 600, 660, "东门口")))).Detail);
        await village.Do(work => ChangePickupPoint.Handle(work, new(village.Zhang, point, "东门岗亭", "岗亭右边", 600, 720, "30.2741,120.1551")));
        var kept = (await village.Asking(db => ListCommunities.Handle(db, new([village.Sunshine])))).Items[0].PickupPoints.Single(p => p.Id == point);
        Assert.Equal(("东门岗亭", "岗亭右边", "10:00–12:00", "30.274100,120.155100"), (kept.Name, kept.Directions, kept.Hours, kept.MapPlace));
    }

    [Fact]
    public void The_leader_and_headquarters_add_pickup_points_and_another_leader_does_not()
    {
        var ask = new AddPickupPoint.Ask(Zhang, Garden, " 3 号楼架空层 ", "快递柜旁", 1140, 1260);
        var point = AddPickupPoint.Decide(true, 0, ask, Village.FirstEvening).Value;
        Assert.Equal(("3 号楼架空层", "19:00–21:00"), (point.Name, point.Hours));
        Assert.False(AddPickupPoint.Decide(true, 0, ask with { By = Wang }, Village.FirstEvening).Refused);
        Assert.Equal(AddPickupPoint.NotAllowed, AddPickupPoint.Decide(true, 0, ask with { By = Stranger }, Village.FirstEvening).Refusal);
        Assert.Equal(AddPickupPoint.UnknownCommunity, AddPickupPoint.Decide(false, 0, ask, Village.FirstEvening).Refusal);
        Assert.Equal(AddPickupPoint.TooMany, AddPickupPoint.Decide(true, 50, ask, Village.FirstEvening).Refusal);
        Assert.Equal("name", AddPickupPoint.Decide(true, 0, ask with { Name = null }, Village.FirstEvening).Refusal!.Detail);
    }

    [Fact]
    public void Somebody_elses_pickup_point_looks_like_none()
    {
        var point = new PickupPoint { Id = default, CommunityId = Garden, Name = "东门", Directions = "", OpensAtMinute = 600, ClosesAtMinute = 660 };
        var ask = new ChangePickupPoint.Ask(Stranger, default, "西门", "", 600, 660);
        Assert.Equal(ChangePickupPoint.Decide(null, ask).Refusal, ChangePickupPoint.Decide(point, ask).Refusal);
        Assert.Equal("东门", point.Name);
        Assert.False(ChangePickupPoint.Decide(point, ask with { By = Zhang }).Refused);
        Assert.Equal("西门", point.Name);
    }

    [Theory]
    [InlineData(null, "有地址", "name")]
    [InlineData("新城", " ", "address")]
    [InlineData("新\0城", "有地址", "name")]
    public void A_community_has_a_name_and_an_address(string? name, string? address, string field) =>
        Assert.Equal(field, OpenCommunity.Decide(new(Wang, name, address), Village.FirstEvening).Refusal!.Detail);

    [Fact]
    public void The_first_leader_stays_unless_the_resident_wants_a_change()
    {
        PersonId zhang = Ids.New<PersonId>(Village.FirstEvening), lin = Ids.New<PersonId>(Village.FirstEvening);
        var lins = new Invitation { Code = "ABCDEFGH", LeaderId = lin, CommunityId = Garden, CreatedAt = Village.FirstEvening };
        var zhangsResident = new Membership { CommunityId = Garden, PersonId = default, LeaderId = zhang, JoinedAt = Village.FirstEvening };
        var ask = new JoinCommunity.Ask(Stranger, "ABCDEFGH");
        Assert.Equal(lin, JoinCommunity.Decide(lins, stillLeads: true, member: null, ask).Value);
        Assert.Equal(zhang, JoinCommunity.Decide(lins, true, zhangsResident, ask).Value);
        Assert.Equal(lin, JoinCommunity.Decide(lins, true, zhangsResident, ask with { ChangeLeader = true }).Value);
        Assert.Equal(JoinCommunity.LeaderLeft, JoinCommunity.Decide(lins, false, null, ask).Refusal);
        Assert.Equal(JoinCommunity.UnknownInvitation, JoinCommunity.Decide(null, false, null, ask).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task Li_a_yi_opens_lao_zhangs_link_twice_and_later_one_of_another_leader(Database on)
    {
        await using var village = await Village.Open(on);
        var li = await village.Resident(Village.LisPhone, "李阿姨");
        var lin = await village.See((await village.Do(work => AppointLeader.Handle(work, village.Sealing, new(village.Wang, Village.LinsPhone, "小林", village.Sunshine)))).PersonId);
        var zhangs = await village.Do(work => InviteNeighbours.Handle(work, new(village.Zhang, village.Sunshine)));
        var lins = await village.Do(work => InviteNeighbours.Handle(work, new(lin, village.Sunshine)));

        var shown = (await village.Asking(db => ReadInvitation.Handle(db, village.Sealing, new(zhangs.Code)))).Value;
        Assert.Equal(("阳光花园", "老张"), (shown.CommunityName, shown.LeaderName));
        var joined = await Village.AtOnce(2, _ => village.Do(work => JoinCommunity.Handle(work, new(li, " " + zhangs.Code.ToLowerInvariant() + " "))));
        Assert.All(joined, answer => Assert.Equal((village.Zhang.Person, false), (answer.LeaderId, answer.KeptFirstLeader)));

        var kept = await village.Do(work => JoinCommunity.Handle(work, new(li, lins.Code)));
        Assert.Equal((village.Zhang.Person, true), (kept.LeaderId, kept.KeptFirstLeader));
        var changed = await village.Do(work => JoinCommunity.Handle(work, new(li, lins.Code, ChangeLeader: true)));
        Assert.Equal((lin.Person, false), (changed.LeaderId, changed.KeptFirstLeader));
        var me = await village.Asking(db => ReadMyself.Handle(db, village.Sealing, new(li)));
        Assert.Equal(("阳光花园", "小林"), me.Value.Communities.Select(c => (c.Name, c.LeaderName)).Single());
    }

    [Theory, OnEachDatabase]
    public async Task A_leader_has_one_invitation_to_a_community_however_often_it_is_asked_for(Database on)
    {
        await using var village = await Village.Open(on);
        var codes = await Village.AtOnce(8, _ => village.Do(work => InviteNeighbours.Handle(work, new(village.Zhang, village.Sunshine))));
        var answer = Assert.Single(codes.Distinct());
        Assert.Matches("^[ABCDEFGHJKMNPQRSTUVWXYZ]{8}$", answer.Code);
        Assert.Equal("/j/" + answer.Code, answer.Path);
        Assert.Equal(InviteNeighbours.NotAllowed, await village.Refused(work => InviteNeighbours.Handle(work, new(village.Wang, village.Sunshine))));
    }

    [Theory, OnEachDatabase]
    public async Task Codes_that_never_were_are_unknown_whatever_they_hold(Database on)
    {
        await using var village = await Village.Open(on);
        foreach (var code in new[] { null, "", "ABCDEFGH", "'; DROP--", "\0\0\0\0\0\0\0\0", "ÀÁÂÃÄÅÆÇ", new string('A', 10_000) })
        {
            Assert.Equal(JoinCommunity.UnknownInvitation, await village.Refused(work => JoinCommunity.Handle(work, new(village.Wang, code))));
            Assert.Equal(JoinCommunity.UnknownInvitation, (await village.Asking(db => ReadInvitation.Handle(db, village.Sealing, new(code)))).Refusal);
        }
    }

    [Theory, OnEachDatabase]
    public async Task Everybody_sees_communities_with_their_pickup_points_and_li_a_yi_chooses_her_usual_one(Database on)
    {
        await using var village = await Village.Open(on);
        var li = await village.Resident(Village.LisPhone, "李阿姨");
        await village.Pass(TimeSpan.FromSeconds(1));
        var far = await village.Do(work => OpenCommunity.Handle(work, new(village.Wang, "新城", "新城路 1 号")));
        var east = await village.Do(work => AddPickupPoint.Handle(work, new(village.Zhang, village.Sunshine, "东门", "岗亭旁", 1140, 1260)));
        var away = await village.Do(work => AddPickupPoint.Handle(work, new(village.Wang, far, "北门", "", 600, 1200)));
        await village.Do(work => ChangePickupPoint.Handle(work, new(village.Zhang, east, "东门岗亭", "岗亭旁", 1140, 1290)));

        var all = (await village.Asking(db => ListCommunities.Handle(db, new()))).Items;
        Assert.Equal(["阳光花园", "新城"], all.Select(c => c.Name));
        Assert.Equal(("东门岗亭", "19:00–21:30"), all[0].PickupPoints.Select(p => (p.Name, p.Hours)).Single());
        var one = (await village.Asking(db => ListCommunities.Handle(db, new([far])))).Items;
        Assert.Equal(away, one.Single().PickupPoints.Single().Id);

        Assert.Equal(SetUsualPickupPoint.NotYours, await village.Refused(work => SetUsualPickupPoint.Handle(work, new(li, east))));
        var invitation = await village.Do(work => InviteNeighbours.Handle(work, new(village.Zhang, village.Sunshine)));
        await village.Do(work => JoinCommunity.Handle(work, new(li, invitation.Code)));
        await village.Do(work => SetUsualPickupPoint.Handle(work, new(li, east)));
        Assert.Equal(SetUsualPickupPoint.NotYours, await village.Refused(work => SetUsualPickupPoint.Handle(work, new(li, away))));
        Assert.Equal(east, (await village.Asking(db => ReadMyself.Handle(db, village.Sealing, new(li)))).Value.UsualPickupPointId);
    }
}
