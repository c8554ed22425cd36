// 王总 lets 小赵 into headquarters with a one-time link, sees how each of them signs in, and shows her out; somebody always stays.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Neighbourhood;

public sealed class ColleaguesTests
{
    const string ZhaosPhone = "13500000077";

    static async Task<IReadOnlyList<ListColleagues.Item>> Seen(Village village, Visitor by) => (await village.Asking(db => ListColleagues.Handle(db, village.Sealing, new(by)))).Value;

    [Theory, OnEachDatabase]
    public async Task A_colleague_comes_in_by_a_link_is_seen_and_is_gone_the_moment_she_is_shown_out(Database on)
    {
        await using var village = await Village.Open(on);
        Assert.Equal(Visitor.NotAllowed, (await village.Asking(db => ListColleagues.Handle(db, village.Sealing, new(village.Zhang)))).Refusal);
        await village.Pass(TimeSpan.FromSeconds(1));
        var zhao = await village.Do(work => AppointHeadquarters.Handle(work, village.Sealing, new(village.Wang, ZhaosPhone, "小赵")));
        Assert.NotNull(zhao.SetUpPath);
        Assert.Equal(AppointHeadquarters.ThereAlready, await village.Refused(work => AppointHeadquarters.Handle(work, village.Sealing, new(village.Wang, ZhaosPhone, "小赵"))));
        var keeper = await village.Do(work => AppointKeeper.Handle(work, village.Sealing, new(village.Wang, ZhaosPhone)));
        var seen = await Seen(village, village.Wang);
        Assert.Equal([("王总", true, null), ("小赵", false, keeper)], seen.Select(c => (c.Name, c.IsMyself, c.KeeperRoleId)));
        Assert.Equal((null, false, "135****0077"), (seen[1].PasswordSetAt, seen[1].HasAuthenticator, seen[1].PhoneMasked));

        Assert.True((await village.See(zhao.PersonId)).AtHeadquarters);
        await village.Do(work => EndRole.Handle(work, village.Revocations, new(village.Wang, zhao.RoleId)));
        var (she, left) = (await village.See(zhao.PersonId), await Seen(village, village.Wang));
        Assert.Equal((false, false, 1), (she.AtHeadquarters, she.KeepsRetained, left.Count));
        Assert.Equal(EndRole.LastAtHeadquarters, await village.Refused(work => EndRole.Handle(work, village.Revocations, new(village.Wang, left[0].RoleId))));
    }
}
