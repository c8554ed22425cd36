// A draft goes into the recycle bin (回收站), or comes back out of it; after thirty days there it is gone.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class BinDraft
{
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);
    const int GoneAtOnce = 200;

    /// <param name="In">Into the bin, or out of it. Asking for what is already so is no fault.</param>
    public sealed record Ask(Visitor By, DealId DealId, bool In);

    public static Refusal? Decide(Deal deal) => deal is { State: DealState.Draft, PublishedAt: null } ? null : Deal.WrongState;

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        if (Decide(deal) is { } refusal) return refusal;
        Audit.Note(work, ask.By.Person.Value, "deal-binned", deal.Id.Value, deal.BinnedAt is null ? "draft" : "binned", ask.In ? "binned" : "draft");
        deal.BinnedAt = ask.In ? deal.BinnedAt ?? work.Now : null;
        // What is thrown away waits for nobody's eyes.
        if (ask.In && deal.Review == Deal.ReviewAsked) deal.Unreviewed();
        work.Stir(deal.Id.Value);
        return Done.Deed;
    }

    /// <summary>The daily run: nobody ever ordered from a draft, so nothing points to it.</summary>
    public static async Task Forget(Work work)
    {
        var before = work.Now - KeptFor;
        var gone = await work.Db.Set<Deal>().Where(d => d.BinnedAt != null && d.BinnedAt <= before && d.OpenedAt == null && d.CancelledAt == null).OrderBy(d => d.BinnedAt).Take(GoneAtOnce).Select(d => d.Id).ToListAsync();
        await work.Db.Set<Offer>().Where(o => gone.Contains(o.DealId)).ExecuteDeleteAsync();
        await work.Db.Set<DealPlace>().Where(p => gone.Contains(p.DealId)).ExecuteDeleteAsync();
        await work.Db.Set<DealStep>().Where(s => gone.Contains(s.DealId)).ExecuteDeleteAsync();
        await work.Db.Set<Deal>().Where(d => gone.Contains(d.Id)).ExecuteDeleteAsync();
    }
}
