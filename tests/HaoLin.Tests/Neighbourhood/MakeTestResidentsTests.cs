// Residents for demonstrations and load: fast, once, and never on real data.
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Neighbourhood;

public sealed class MakeTestResidentsTests
{
    [Fact]
    public void On_real_data_none_are_made()
    {
        Assert.Equal(MakeTestResidents.RealData, MakeTestResidents.Decide(new(default, 5, OnTestData: false)).Refusal);
        Assert.Equal(MakeTestResidents.WrongCount, MakeTestResidents.Decide(new(default, 0, OnTestData: true)).Refusal);
        Assert.False(MakeTestResidents.Decide(new(default, 1, OnTestData: true)).Refused);
    }

    [Theory, OnEachDatabase]
    public async Task Asking_again_for_the_same_numbers_makes_nobody_twice_and_asking_for_new_ones_does(Database on)
    {
        await using var village = await Village.Open(on);
        var made = (await MakeTestResidents.Handle(village.Store, village.Sealing, new(village.Sunshine, 1500, OnTestData: true, From: 1))).Value;
        var again = (await MakeTestResidents.Handle(village.Store, village.Sealing, new(village.Sunshine, 1500, OnTestData: true, From: 1))).Value;
        var more = (await MakeTestResidents.Handle(village.Store, village.Sealing, new(village.Sunshine, 30, OnTestData: true))).Value;
        Assert.Equal(made, again);
        Assert.Equal(1530, made.Concat(more).Distinct().Count());
        // 老张 belongs to his own community too.
        Assert.Equal(1531, await village.Asking(db => db.Set<Membership>().CountAsync(m => m.CommunityId == village.Sunshine && m.LeaderId == village.Zhang.Person)));
        var first = await village.Asking(db => db.Set<Person>().SingleAsync(p => p.Id == made[0]));
        Assert.Equal("19900000001", first.Phone(village.Sealing));
    }

    [Theory, OnEachDatabase]
    public async Task Two_commands_at_once_make_different_people(Database on)
    {
        await using var village = await Village.Open(on);
        var both = await Village.AtOnce(2, _ => MakeTestResidents.Handle(village.Store, village.Sealing, new(village.Sunshine, 50, OnTestData: true)));
        Assert.Equal(100, both.SelectMany(b => b.Value).Distinct().Count());
    }

    [Theory, OnEachDatabase]
    public async Task A_community_without_a_leader_takes_nobody(Database on)
    {
        await using var village = await Village.Open(on);
        var empty = await village.Do(work => OpenCommunity.Handle(work, new(village.Wang, "新城", "新城路 1 号")));
        Assert.Equal(MakeTestResidents.NoLeader, (await MakeTestResidents.Handle(village.Store, village.Sealing, new(empty, 5, OnTestData: true))).Refusal);
    }
}
