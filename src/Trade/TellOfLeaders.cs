// Who is told that headquarters offers a deal to leaders, and that a deal has another leader: everybody with an order or a wait, the one who led it, and the one who leads it now.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class TellOfLeaders
{
    public static async Task OfPublishing(Work work, DealPublished fact)
    {
        var deal = await work.Db.Set<Deal>().AsNoTracking().FirstAsync(d => d.Id == new DealId(fact.DealId));
        var leaders = await Role.Leaders(work.Db).AsNoTracking().Where(r => work.Db.Set<DealPlace>().Any(p => p.DealId == deal.Id && (CommunityId?)p.CommunityId == r.CommunityId)).Select(r => r.PersonId).Distinct().ToListAsync();
        await SendMessages.Handle(work, [.. leaders.Select(l => new SendMessages.Ask(l, "deal-published", deal.Id.Value, $"总部有新团可以帮卖：「{deal.Title}」，一点就开", "/leader/shared"))]);
    }

    /// <summary>The new leader's name stands on the deal, and in no message.</summary>
    public static async Task OfHandingOn(Work work, DealHandedOn fact)
    {
        var deal = await work.Db.Set<Deal>().AsNoTracking().FirstAsync(d => d.Id == new DealId(fact.DealId));
        var change = await work.Db.Set<LeaderChange>().AsNoTracking().FirstAsync(c => c.Id == new LeaderChangeId(fact.ChangeId));
        var (from, to) = (new PersonId(fact.FromLeaderId), new PersonId(fact.LeaderId));
        var people = await work.Db.Set<Order>().AsNoTracking().Where(o => o.DealId == deal.Id && o.CancelledAt == null && o.LapsedAt == null && o.RefundAskedAt == null && o.HandedOverAt == null).Select(o => o.PersonId)
            .Union(work.Db.Set<WaitlistEntry>().Where(e => e.DealId == deal.Id && e.PromotedAt == null && e.EndedAt == null).Select(e => e.PersonId)).ToListAsync();
        await SendMessages.Handle(work, [.. people.Where(p => p != from && p != to).Select(p => new SendMessages.Ask(p, "deal-leader", deal.Id.Value, $"「{deal.Title}」换团长了：{change.Reason}。您的单、取货的时间地点都不变", $"/deals/{deal.Id.Value}")),
            new SendMessages.Ask(from, "deal-leader", deal.Id.Value, $"「{deal.Title}」有人接手了，您不用管了。付了款的单，佣金还是您的", "/leader/income"),
            new SendMessages.Ask(to, "deal-leader", deal.Id.Value, $"「{deal.Title}」从现在起由您带，取货台和清单都在", $"/leader/deals/{deal.Id.Value}")]);
        if (deal.State == DealState.CutOff)
            await GiveTask.Handle(work, new(to, "took-over", deal.Id.Value, $"「{deal.Title}」由您接着交货，看看还有谁没取", $"/leader/deals/{deal.Id.Value}", deal.PickupFrom > work.Now ? deal.PickupFrom : work.Now + TimeSpan.FromHours(1)));
    }
}
