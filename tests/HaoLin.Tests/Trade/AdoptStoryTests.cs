// 李阿姨 was written down as 李 5栋 before she had an account: she takes her orders over by a link, or 老张 writes her phone down; nothing is lost and no limit is passed.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class AdoptStoryTests
{
    static async Task<Guid> WritesDown(Evening evening, OnSale deal, string name, int loquats = 1, string note = "") => (await evening.Village.Do(work => JoinForNeighbours.Handle(work, evening.Village.Sealing,
        new(evening.Zhang, deal.Id, evening.Point, [new(1, name, null, [new(deal.Offers[0], loquats)], note)], true)))).Lines[0].OrderId!.Value;

    static async Task<string> LinkFor(Evening evening, Guid order) => (await evening.Village.Do(work => InviteToAdopt.Handle(work, evening.Village.Sealing, new(evening.Zhang, new(order))))).Path;

    static Task<Outcome<AdoptOrders.Answer>> Takes(Evening evening, Visitor who, string link) => evening.Store.Write(work => AdoptOrders.Handle(work, evening.Village.Sealing, new(who, link)));

    static Task<Outcome<GivePhone.Answer>> Gives(Evening evening, Guid order, string phone, Visitor? by = null) =>
        evening.Store.Write(work => GivePhone.Handle(work, evening.Village.Sealing, new(by ?? evening.Zhang, new(order), phone)));

    static Task<int> Counted(Evening evening, OnSale deal, PersonId who) => evening.Store.Read(db => db.Set<TakenRow>().Where(t => t.OfferId == deal.Offers[0] && t.PersonId == who).SumAsync(t => t.Quantity));

    [Theory, OnEachDatabase]
    public async Task She_opens_the_link_signs_in_and_everything_is_hers(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 10, perPerson: 3));
        var (paid, unpaid, lapsed) = (await WritesDown(evening, deal, "李 5栋", note: "晚点拿"), await WritesDown(evening, deal, "李 5栋"), await WritesDown(evening, deal, "李 5栋"));
        await evening.Pays(evening.Zhang.Person, paid);
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Zhang.Person, new(lapsed)), evening.Settings));
        await evening.NewsGoesRound();
        var old = (await evening.See(paid)).PersonId;
        var told = (await evening.MessagesTo(old)).Count;
        var link = await LinkFor(evening, unpaid);
        Assert.Equal(link, await LinkFor(evening, paid));
        var li = await evening.Village.Resident(Village.LisPhone, "李阿姨");
        var seen = (await evening.Store.Read(db => ReadAdoption.Handle(db, evening.Village.Sealing, new(link), evening.Now))).Value;
        Assert.Equal(("李 5栋", "老张", 3), (seen.Called, seen.LeaderName, seen.Orders.Count));

        var taken = (await Takes(evening, li, link)).Value;
        Assert.Equal((3, 0), (taken.Moved, taken.Stayed.Count));
        foreach (var order in new[] { paid, unpaid, lapsed }) Assert.Equal(li.Person, (await evening.See(order)).PersonId);
        Assert.Equal("晚点拿", (await evening.Store.Read(db => ShowOrder.Handle(db, evening.Village.Sealing, new(li, new(paid))))).Value.Note);
        Assert.Equal((2, 0), (await Counted(evening, deal, li.Person), await Counted(evening, deal, old)));
        Assert.Equal((told, 0), ((await evening.MessagesTo(li.Person)).Count, (await evening.MessagesTo(old)).Count));
        Assert.Contains((await evening.Store.Read(db => ReadMyself.Handle(db, evening.Village.Sealing, new(li)))).Value.Communities, c => c.LeaderId == evening.Zhang.Person);
        Assert.Equal(("neighbour-adopted", old.Value, "moved 3, stayed 0"), (await evening.Store.Read(db => db.Set<AuditLine>().SingleAsync(l => l.Kind == "neighbour-adopted"))) is var line ? (line.Kind, line.Subject, line.After) : default);
        await evening.NothingIsBroken();
        // Hers to pay and to collect; pressed again it was done the first time, and nobody else can.
        await evening.Pays(li.Person, unpaid);
        Assert.Equal(0, (await Takes(evening, li, link)).Value.Moved);
        Assert.Equal(AdoptOrders.Others, (await Takes(evening, await evening.Village.Resident(Village.LinsPhone, "小林"), link)).Refusal);
        Assert.True((await evening.Store.Read(db => ReadAdoption.Handle(db, evening.Village.Sealing, new(link), evening.Now))).Value is { Done: true, Orders.Count: 0, Called: "" });
        await evening.CutsOff(deal);
        await evening.HandsOver(paid);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Written_down_again_under_the_old_name_she_is_herself(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 10, perPerson: 2));
        var li = await evening.Village.Resident(Village.LisPhone, "李阿姨");
        await Takes(evening, li, await LinkFor(evening, await WritesDown(evening, deal, "李 5栋", 2)));
        var people = await evening.Store.Read(db => db.Set<Person>().CountAsync());
        var again = await evening.Store.Write(work => JoinForNeighbours.Handle(work, evening.Village.Sealing, new(evening.Zhang, deal.Id, evening.Point, [new(1, "李 5栋", null, [new(deal.Offers[0], 1)], "")], false)));
        Assert.Equal(JoinForNeighbours.NoneWritten, again.Refusal);
        Assert.Equal(people, await evening.Store.Read(db => db.Set<Person>().CountAsync()));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task What_would_pass_her_limit_stays_is_said_and_comes_over_once_it_fits(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (tight, loose) = (await evening.Opens(evening.LoquatsFor(limit: 10, perPerson: 2)), await evening.Opens(evening.LoquatsFor(limit: 10)));
        var own = (await evening.Joins(tight, evening.Li)).OrderId;
        var (written, other) = (await WritesDown(evening, tight, "李 5栋", 2), await WritesDown(evening, loose, "李 5栋", 5));
        var li = await evening.Village.See(evening.Li);
        var link = await LinkFor(evening, written);
        var first = (await Takes(evening, li, link)).Value;
        Assert.Equal((1, written), (first.Moved, Assert.Single(first.Stayed).OrderId));
        Assert.NotEqual(evening.Li, (await evening.See(written)).PersonId);
        Assert.Equal(evening.Li, (await evening.See(other)).PersonId);
        await evening.NothingIsBroken();
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Li, new(own)), evening.Settings));
        var second = (await Takes(evening, li, link)).Value;
        Assert.Equal((1, 0), (second.Moved, second.Stayed.Count));
        Assert.Equal(2, await Counted(evening, tight, evening.Li));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Two_who_press_at_once_do_not_both_get_them(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 10));
        var order = await WritesDown(evening, deal, "李 5栋", 2);
        var link = await LinkFor(evening, order);
        var both = new[] { await evening.Village.See(evening.Li), await evening.Village.See(evening.Lin) };
        var answers = await Village.AtOnce(6, n => Takes(evening, both[n % 2], link));
        Assert.Single(answers, a => !a.Refused && a.Value.Moved == 1);
        Assert.All(answers.Where(a => a.Refused), a => Assert.Equal(AdoptOrders.Others, a.Refusal));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Zhang_writes_her_phone_down_and_she_signs_in_with_it(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 10));
        var order = await WritesDown(evening, deal, "李 5栋");
        Assert.Equal("name-only", (await evening.Store.Read(db => ShowWrittenDown.Handle(db, evening.Village.Sealing, new(evening.Zhang, new(order))))).Value.State);
        Assert.Equal(Phone.Invalid, (await Gives(evening, order, "1370000")).Refusal);
        // A wrong digit is put right, as long as nobody signed in with it.
        Assert.False((await Gives(evening, order, "13700000069")).Value.HadAccount);
        Assert.False((await Gives(evening, order, Village.LisPhone)).Value.HadAccount);
        Assert.Equal(new("awaited", "0062"), (await evening.Store.Read(db => ShowWrittenDown.Handle(db, evening.Village.Sealing, new(evening.Zhang, new(order))))).Value);
        Assert.Equal(InviteToAdopt.HasAccount, await evening.Village.Refused(work => InviteToAdopt.Handle(work, evening.Village.Sealing, new(evening.Zhang, new(order)))));
        var again = await WritesDown(evening, deal, "李 5栋");
        var li = await evening.Village.Resident(Village.LisPhone, "");
        Assert.Equal(((await evening.See(order)).PersonId, (await evening.See(again)).PersonId), (li.Person, li.Person));
        Assert.Equal("李 5栋", (await evening.Store.Read(db => ReadMyself.Handle(db, evening.Village.Sealing, new(li)))).Value.Name);
        Assert.Equal(GivePhone.HasAccount, (await Gives(evening, order, "13700000070")).Refusal);
        await evening.Pays(li.Person, order);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_neighbours_phone_brings_the_orders_to_that_neighbour_and_a_strangers_does_not(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 10));
        var order = await WritesDown(evening, deal, "李 5栋", 2);
        var li = await evening.Village.Resident(Village.LisPhone, "李阿姨");
        Assert.Equal(GivePhone.Elsewhere, (await Gives(evening, order, Village.LisPhone)).Refusal);
        await evening.Store.Write(work => Membership.Add(work, evening.Village.Sunshine, li.Person, evening.Zhang.Person));
        var given = (await Gives(evening, order, Village.LisPhone)).Value;
        Assert.Equal((true, 1), (given.HadAccount, given.Moved));
        Assert.Equal(li.Person, (await evening.See(order)).PersonId);
        Assert.Contains("adopted", (await evening.MessagesTo(li.Person)).Select(m => m.Kind));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Only_who_wrote_it_down_does_it_and_old_or_forged_links_open_nothing(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 10));
        var (order, lis) = (await WritesDown(evening, deal, "李 5栋"), (await evening.Joins(deal, evening.Li)).OrderId);
        foreach (var by in new[] { evening.Village.Wang, await evening.Village.See(evening.Lin) })
        {
            Assert.Equal(Order.Missing, await evening.Village.Refused(work => InviteToAdopt.Handle(work, evening.Village.Sealing, new(by, new(order)))));
            Assert.Equal(Order.Missing, (await Gives(evening, order, Village.LisPhone, by)).Refusal);
        }
        // What a neighbour ordered themselves was not written down.
        Assert.Equal(Order.Missing, await evening.Village.Refused(work => InviteToAdopt.Handle(work, evening.Village.Sealing, new(evening.Zhang, new(lis)))));
        var link = await LinkFor(evening, order);
        var lin = await evening.Village.See(evening.Lin);
        foreach (var wrong in new[] { "", "/adopt/x/y", link[..^1] + (link[^1] == '0' ? '1' : '0'), link + "/" }) Assert.Equal(AdoptOrders.Gone, (await Takes(evening, lin, wrong)).Refusal);
        Assert.Equal(AdoptOrders.OwnLink, (await Takes(evening, evening.Zhang, link)).Refusal);
        await evening.Village.Pass(Adoption.LinkLasts + TimeSpan.FromSeconds(1));
        Assert.Equal(AdoptOrders.Gone, (await Takes(evening, lin, link)).Refusal);
        Assert.Equal(ReadAdoption.Gone, (await evening.Store.Read(db => ReadAdoption.Handle(db, evening.Village.Sealing, new(link), evening.Now))).Refusal);
        var fresh = await LinkFor(evening, order);
        Assert.NotEqual(link, fresh);
        // A leader no more: the link goes with the role.
        await evening.Store.Write(work => work.Db.Set<Role>().Where(r => r.PersonId == evening.Zhang.Person).ExecuteUpdateAsync(set => set.SetProperty(r => r.EndedAt, work.Now)));
        Assert.Equal(AdoptOrders.Gone, (await Takes(evening, lin, fresh)).Refusal);
    }
}
