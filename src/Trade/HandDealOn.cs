// Headquarters gives a running deal to another leader at once (换团长): the one who led it cannot, and nobody has to be asked first.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class HandDealOn
{
    /// <param name="Reason">Told to the neighbours word for word.</param>
    public sealed record Ask(Visitor By, DealId DealId, PersonId To, string? Reason);

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var reason = Texts.Required(ask.Reason, LeaderChange.ReasonLengthMax);
        if (reason.Refused) return reason.Refusal!.With("reason");
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null) return Deal.Missing;
        if (LeaderChange.Decide(deal, await LeaderChange.MayTake(work.Db, deal).AnyAsync(r => r.PersonId == ask.To)) is { } refusal) return refusal;
        // Whoever was asked before need not answer any more.
        await NameStandIn.TakeBack(work, deal);
        var change = new LeaderChange { Id = Ids.New<LeaderChangeId>(work.Now), DealId = deal.Id, FromLeader = deal.LeaderId, ToLeader = ask.To, By = ask.By.Person, Reason = reason.Value, AskedAt = work.Now };
        work.Db.Add(change);
        await LeaderChange.Do(work, deal, change);
        return Done.Deed;
    }
}
