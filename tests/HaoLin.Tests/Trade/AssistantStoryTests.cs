// 老张 asks 小林 to help at the desk: she hands over at his desk, sees no money, and it is over when he says so.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class AssistantStoryTests
{
    static readonly DateTimeOffset Now = Village.FirstEvening;

    [Fact]
    public void A_leader_names_a_neighbour_once_and_five_at_most()
    {
        var zhang = new Visitor(Ids.New<PersonId>(Now), [Ids.New<CommunityId>(Now)], false);
        var lin = Ids.New<PersonId>(Now);
        NameAssistant.Ask ask = new(zhang, "");
        Assert.Null(NameAssistant.Decide(ask, lin, true, false, 0));
        Assert.Equal(NameAssistant.NotAllowed, NameAssistant.Decide(ask with { By = new(lin, [], false) { Helps = [zhang.Person] } }, lin, true, false, 0));
        Assert.Equal(NameAssistant.Unknown, NameAssistant.Decide(ask, null, false, false, 0));
        Assert.Equal(NameAssistant.Unknown, NameAssistant.Decide(ask, lin, false, false, 0));
        Assert.Equal(NameAssistant.Oneself, NameAssistant.Decide(ask, zhang.Person, true, false, 0));
        Assert.Equal(NameAssistant.HelpsAlready, NameAssistant.Decide(ask, lin, true, true, 1));
        Assert.Equal(NameAssistant.TooMany, NameAssistant.Decide(ask, lin, true, false, NameAssistant.AssistantsMax));
    }

    static async Task<(Evening, OnSale, Guid Order, Visitor Lin, RoleId Role)> LinHelps(Database on)
    {
        var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = await evening.JoinsAndPays(deal, evening.Li, 2);
        await evening.CutsOff(deal);
        var lin = await evening.Village.Resident(Village.LinsPhone, "小林");
        var role = await evening.Village.Refused(work => NameAssistant.Handle(work, evening.Village.Sealing, new(evening.Zhang, Village.LinsPhone)));
        Assert.Equal(NameAssistant.Unknown, role);
        await evening.Store.Write(work => Membership.Add(work, evening.Village.Sunshine, lin.Person, evening.Zhang.Person));
        var id = await evening.Village.Do(work => NameAssistant.Handle(work, evening.Village.Sealing, new(evening.Zhang, Village.LinsPhone)));
        return (evening, deal, order, await evening.Village.See(lin.Person), id);
    }

    [Theory, OnEachDatabase]
    public async Task Xiao_lin_hands_over_at_zhangs_desk_and_sees_neither_money_nor_codes(Database on)
    {
        var (evening, _, order, lin, _) = await LinHelps(on);
        await using var open = evening;
        var sealing = evening.Village.Sealing;
        Assert.Equal([evening.Zhang.Person], lin.Helps);
        Assert.False(lin.IsLeader || lin.AtHeadquarters);
        var found = Assert.Single((await evening.Store.Read(db => FindAtDesk.Handle(db, sealing, new(lin, null, "")))).Value);
        Assert.Equal((0L, null), (found.AmountFen, found.PickupCode));
        Assert.All(found.Lines, l => Assert.Equal(0, l.PriceFen));
        Assert.Contains('*', found.Name);
        var pack = (await evening.Store.Read(db => PackDesk.Handle(db, sealing, new(lin), evening.Now))).Value;
        Assert.Contains('*', Assert.Single(Assert.Single(pack.Deals).Orders).Name);
        var code = (await evening.See(order)).PickupCode;
        var handed = await evening.Village.Do(work => HandOver.Handle(work, new(lin, code, null)));
        Assert.Equal(order, handed.OrderId.Value);
        Assert.Equal(lin.Person, (await evening.Store.Read(db => db.Set<HandOverRow>().SingleAsync())).By);
        await evening.Village.Do(work => UndoHandOver.Handle(work, new(lin, new(order))));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Nothing_else_of_zhangs_opens_for_her(Database on)
    {
        var (evening, deal, order, lin, _) = await LinHelps(on);
        await using var open = evening;
        var sealing = evening.Village.Sealing;
        Assert.Equal(Order.Missing, (await evening.Store.Read(db => ShowOrder.Handle(db, sealing, new(lin, new(order))))).Refusal);
        Assert.NotNull((await evening.Store.Read(db => WatchDeal.Handle(db, sealing, new(lin, deal.Id)))).Refusal);
        Assert.NotNull((await evening.Store.Read(db => PrintLists.Handle(db, sealing, new(lin, deal.Id)))).Refusal);
        Assert.NotNull((await evening.Store.Read(db => ListOrders.Handle(db, sealing, new(lin, null, deal.Id, null, 10)))).Refusal);
        Assert.NotNull(await evening.Village.Refused(work => RefundOrder.Handle(work, new(lin, new(order), "坏了"), evening.Settings)));
        Assert.NotNull(await evening.Village.Refused(work => CompleteDeal.Handle(work, new(lin, deal.Id))));
        Assert.NotNull(await evening.Village.Refused(work => CancelDeal.Handle(work, new(lin, deal.Id, "不开了"), evening.Settings)));
        Assert.Equal(Visitor.NotAllowed, (await evening.Store.Read(db => ListAssistants.Handle(db, sealing, new(lin)))).Refusal);
        Assert.Empty(await evening.Store.Read(db => ListLedDeals.Handle(db, new(lin))));
    }

    [Theory, OnEachDatabase]
    public async Task It_is_over_at_once_when_zhang_says_so_or_leads_no_more(Database on)
    {
        var (evening, _, order, lin, role) = await LinHelps(on);
        await using var open = evening;
        Assert.Equal("小林", Assert.Single((await evening.Store.Read(db => ListAssistants.Handle(db, evening.Village.Sealing, new(evening.Zhang)))).Value.Items).Name);
        Assert.Equal(EndHelp.Unknown, await evening.Village.Refused(work => EndHelp.Handle(work, new(lin, role))));
        await evening.Village.Do(work => EndHelp.Handle(work, new(evening.Zhang, role)));
        await evening.Village.Do(work => EndHelp.Handle(work, new(evening.Zhang, role)));
        var after = await evening.Village.See(lin.Person);
        Assert.Empty(after.Helps);
        Assert.Equal(Visitor.NotAllowed, await evening.Village.Refused(work => HandOver.Handle(work, new(after, null, new(order)))));
        Assert.Equal(Visitor.NotAllowed, (await evening.Store.Read(db => FindAtDesk.Handle(db, evening.Village.Sealing, new(after, null, "")))).Refusal);
        // Named anew; and then it is 老张 who leads no more.
        await evening.Village.Do(work => NameAssistant.Handle(work, evening.Village.Sealing, new(evening.Zhang, Village.LinsPhone)));
        Assert.Single((await evening.Village.See(lin.Person)).Helps);
        var leading = await evening.Store.Read(db => db.Set<Role>().SingleAsync(r => r.PersonId == evening.Zhang.Person && r.Kind == Role.Leader));
        await evening.Village.Do(work => EndRole.Handle(work, evening.Village.Revocations, new(evening.Village.Wang, leading.Id)));
        Assert.Empty((await evening.Village.See(lin.Person)).Helps);
    }
}
