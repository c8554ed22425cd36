// A drafted deal opens (开团), by its leader or at the time they set: from now on the neighbours can join.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class OpenDeal
{
    /// <param name="By">Null when it is the clock.</param>
    public sealed record Ask(Visitor? By, DealId DealId);

    public static readonly Refusal CutOffPassed = new("trade.open-cut-off-passed", 422, "截单时间已经过了，请先改一下时间", "The cut-off has already passed; change it first.");
    public static readonly Refusal NotDue = new("trade.open-not-due", 409, "还没到开团时间", "It is not yet time to open.");
    public static readonly Refusal LeaderGone = new("trade.open-leader-gone", 409, "这位团长不再带这个小区了", "The leader no longer leads these communities.");

    /// <param name="leads">Whether its leader still leads the communities it is for; asked of the clock's openings only, which have nobody in front of them.</param>
    public static Refusal? Decide(Deal deal, DateTimeOffset now, bool byClock = false, bool leads = true)
    {
        if (!deal.MayBecome(DealState.Open) || deal.State == DealState.CutOff) return Deal.WrongState;
        if (byClock && (deal.OpensDue is not { } due || now < due)) return NotDue;
        if (byClock && !leads) return LeaderGone;
        return deal.CutOffDue <= now ? CutOffPassed : null;
    }

    public static async Task<Outcome<DealId>> Handle(Work work, Ask ask)
    {
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || (ask.By is not null && !deal.IsLedBy(ask.By))) return Deal.Missing;
        if (Decide(deal, work.Now, ask.By is null, ask.By is not null || await StillLeads(work, deal)) is { } refusal)
        {
            if (ask.By is not null || deal.State != DealState.Scheduled || refusal == NotDue) return refusal;
            HoldBack(work, deal, refusal);
            return deal.Id;
        }
        work.Db.Add(deal.Become(DealState.Open, ask.By?.Person, ask.By is null ? "到点自动开团" : "", work.Now));
        work.Tell(new DealOpened(deal.Id.Value, deal.LeaderId.Value));
        work.Stir(deal.Id.Value);
        return deal.Id;
    }

    /// <summary>The clock may not open it: it is a draft again rather than tried every second, and its leader is told why.</summary>
    static void HoldBack(Work work, Deal deal, Refusal refusal)
    {
        var step = deal.Become(DealState.Draft, null, "到点没有开团：" + refusal.Chinese, work.Now);
        work.Db.Add(step);
        work.Tell(new DealHeldBack(deal.Id.Value, deal.LeaderId.Value, step.Number));
        work.Stir(deal.Id.Value);
    }

    static async Task<bool> StillLeads(Work work, Deal deal)
    {
        var leader = await Visitor.Of(work.Db, deal.LeaderId);
        var places = await work.Db.Set<DealPlace>().Where(p => p.DealId == deal.Id).Select(p => p.CommunityId).ToListAsync();
        return leader.AtHeadquarters || (leader.IsLeader && places.All(leader.Leads.Contains));
    }

    /// <summary>The sweep: opens what was to open by now, one transaction a deal.</summary>
    public static async Task Sweep(Store store)
    {
        var due = await store.Read(async db =>
        {
            var now = await store.Now(db);
            return await db.Set<Deal>().Where(d => d.ScheduledAt != null && d.OpenedAt == null && d.CancelledAt == null && d.OpensDue <= now)
                .OrderBy(d => d.OpensDue).Take(50).Select(d => d.Id).ToListAsync();
        });
        await Kernel.Sweep.Each(due, id => store.Write(work => Handle(work, new(null, id))));
    }
}
