// One whole evening on each database: sixty want fifty boxes, ten wait, two forget to pay, and everything ends even.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class WholeEveningTests
{
    [Theory, OnEachDatabase]
    public async Task Sixty_neighbours_want_fifty_boxes_and_the_evening_ends_even(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 60);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 50, perPerson: 1), evening.MulberriesToTheFirst(30));
        var answers = await Task.WhenAll(evening.Neighbours.Select(async n => (Who: n, Said: (await evening.Presses(evening.Wants(deal, n))).Value)));

        var joined = answers.Where(a => a.Said.Status == 201).Select(a => (a.Who, Order: JoinDeal.FromJson(a.Said.Body))).OrderBy(a => a.Order.Sequence).ToList();
        Assert.Equal(Enumerable.Range(1, 50), joined.Select(j => j.Order.Sequence));
        Assert.All(joined, j => Assert.Equal(j.Order.Sequence <= 30 ? ["桑葚"] : Array.Empty<string>(), j.Order.Gifts));
        var late = answers.Where(a => a.Said.Status == 409).ToList();
        Assert.Equal(10, late.Count);
        Assert.All(late, a => Assert.Contains("trade.sold-out", a.Said.Body));
        for (var i = 0; i < late.Count; i++) Assert.Equal(i + 1, (await evening.Waits(deal, late[i].Who)).Position);

        var forgetful = joined.Where(j => j.Order.Sequence is 3 or 7).ToList();
        foreach (var (who, order) in joined.Except(forgetful)) await evening.Pays(who, order.OrderId);
        await evening.Village.Pass(Evening.Hold);
        await evening.Lapses();
        await evening.NothingIsBroken();
        var promoted = await Promoted(evening, deal);
        Assert.Equal(late.Take(2).Select(l => l.Who), promoted.Select(o => o.PersonId));
        Assert.Equal([51, 52], promoted.Select(o => o.Sequence));
        // The two gifts went to the next in line, not to those who came last.
        Assert.All(promoted, o => Assert.Equal([deal.Offers[0]], o.Lines.Select(l => l.OfferId)));
        foreach (var next in joined.Where(j => j.Order.Sequence is 31 or 32)) Assert.Contains(deal.Offers[1], (await evening.See(next.Order.OrderId)).Lines.Select(l => l.OfferId));
        foreach (var order in promoted) await evening.Pays(order.PersonId, order.Id.Value);

        await evening.Village.Pass(TimeSpan.FromHours(2));
        await CutOffDeal.Sweep(evening.Store, evening.Settings);
        await CutOffDeal.Sweep(evening.Store, evening.Settings);
        await evening.NewsGoesRound();
        Assert.Equal((50, 30), ((await evening.SeeOffer(deal)).Taken, (await evening.SeeOffer(deal, 1)).Taken));
        Assert.Equal(new() { [Account.GatewayClearing] = 50 * 5980, [Account.PrepaidOrders] = -50 * 5980 }, await evening.Balances());

        await TheDesk(evening, deal, joined[0].Order.OrderId, [.. joined.Except(forgetful).Skip(1).Select(j => j.Order.OrderId), .. promoted.Select(o => o.Id.Value)]);
        Assert.Equal(DealState.Completed, (await evening.SeeDeal(deal)).State);
        await evening.NewsGoesRound();
        await evening.NewsGoesRound();
        await evening.NothingIsBroken();
        await EverybodyWasToldOnce(evening, deal, joined[0].Who, forgetful[0].Who, late[0].Who, late[9].Who);
    }

    /// <summary>All collect but the first, whose goods were bad: refunded. One bag went to the wrong neighbour and is taken back.</summary>
    static async Task TheDesk(Evening evening, OnSale deal, Guid bad, List<Guid> good)
    {
        await evening.Village.Pass(TimeSpan.FromHours(19));
        foreach (var order in good) await evening.HandsOver(order);
        Assert.Equal(CompleteDeal.NotAllCollected, await evening.Village.Refused(work => CompleteDeal.Handle(work, new(evening.Zhang, deal.Id))));
        await evening.Village.Do(work => UndoHandOver.Handle(work, new(evening.Zhang, new(good[0]))));
        Assert.Equal(-2 * 5980, (await evening.Balances())[Account.PrepaidOrders]);
        await evening.HandsOver(good[0]);
        await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Village.Wang, new(bad), "坏果"), evening.Settings));
        Assert.Equal(-5980, (await evening.Balances())[Account.RefundsDue]);
        await evening.PursuesRefunds();
        evening.Gateway.PaysBack((await evening.Store.Read(db => db.Set<Refund>().SingleAsync())).Id);
        await evening.Village.Pass(TimeSpan.FromMinutes(1));
        await evening.PursuesRefunds();
        Assert.Equal("refunded", (await evening.See(bad)).State);
        await evening.Village.Do(work => CompleteDeal.Handle(work, new(evening.Zhang, deal.Id)));
        var balances = await evening.Balances();
        Assert.Equal((49 * 5980, 0, -49 * 5980, 0), (balances[Account.GatewayClearing], balances[Account.PrepaidOrders], balances[Account.BrandRevenue], balances[Account.RefundsDue]));
    }

    static async Task EverybodyWasToldOnce(Evening evening, OnSale deal, PersonId refunded, PersonId forgetful, PersonId promoted, PersonId unlucky)
    {
        Assert.Equal("cut-off deal-opened joined paid refunded refunding", await evening.KindsTo(refunded));
        Assert.Equal("deal-opened joined lapsed", await evening.KindsTo(forgetful));
        Assert.Equal("cut-off deal-opened handed-over paid promoted", await evening.KindsTo(promoted));
        Assert.Equal("deal-opened waitlist-ended", await evening.KindsTo(unlucky));
        var task = await evening.Store.Read(db => db.Set<LeaderTask>().SingleAsync());
        Assert.Equal((evening.Zhang.Person, "receive", deal.Id.Value), (task.LeaderId, task.Kind, task.Subject));
        Assert.Contains("共 80 件", task.Text);
        Assert.Equal(0, await evening.Store.Read(db => db.Set<OutboxRow>().CountAsync(m => m.DoneAt == null)));
    }

    static Task<List<Order>> Promoted(Evening evening, OnSale deal) =>
        evening.Store.Read(db => db.Set<Order>().Include(o => o.Lines).Where(o => o.DealId == deal.Id && o.Sequence > 50).OrderBy(o => o.Sequence).ToListAsync());
}
