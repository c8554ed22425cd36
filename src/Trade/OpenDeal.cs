// A drafted deal opens (开团), by its leader or at the time they set: from now on the neighbours can join.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class OpenDeal
{
    /// <param name="By">Null when it is the clock.</param>
    /// <param name="Sure">The leader answers for words that need something behind them.</param>
    public sealed record Ask(Visitor? By, DealId DealId, bool Sure = false);

    public static readonly Refusal CutOffPassed = new("trade.open-cut-off-passed", 422, "截单时间已经过了，请先改一下时间", "The cut-off has already passed; change it first.");
    public static readonly Refusal NotDue = new("trade.open-not-due", 409, "还没到开团时间", "It is not yet time to open.");
    public static readonly Refusal LeaderGone = new("trade.open-leader-gone", 409, "这位团长不再带这个小区了", "The leader no longer leads these communities.");

    public static readonly Refusal ForbiddenWords = new("trade.open-forbidden-words", 422, "有几句话法律不许说，改掉才能开团；觉得没问题，可以请总部看看", "Some words may not be said by law. Change them, or ask headquarters to look.");
    public static readonly Refusal DoubtfulWords = new("trade.open-doubtful-words", 422, "有几句话要有依据：请勾上“我有依据”，或者改一改", "Some words need something behind them: answer for them, or change them.");
    public static readonly Refusal NeedsApproval = new("trade.open-needs-approval", 409, "要总部审核过才能开团", "Headquarters must approve this deal first.");

    public static readonly Refusal OnProbation = new("trade.open-on-probation", 409, "头几个团，总部先看一眼再开", "Headquarters reads your first deals before they open.");
    public static readonly Refusal PapersMissing = new("trade.open-papers-missing", 409, "团长的材料要先给总部看过才能开团", "Headquarters has to see the leader's papers before a deal opens.");
    public static readonly Refusal LeaderRests = new("trade.open-leader-rests", 409, "团长在休息，回来了再开团", "The leader is resting; deals open again afterwards.");

    /// <summary>Whether its leader may open it: nothing while they rest, and what headquarters wants to read only once it has. What was approved may open, until it is changed.</summary>
    /// <param name="leader">Its leader's file; null is a regular leader who does not rest.</param>
    /// <param name="missing">Which papers of theirs the brand wants and headquarters has not seen, or which are over.</param>
    public static Refusal? Standing(Deal deal, LeaderFile? leader, IReadOnlyList<string> missing, TradeSettings settings, DateTimeOffset now) =>
        MayLead(leader, missing, now) is { } refusal ? refusal
        : deal.Review == Deal.ReviewApproved ? null
        : !ReadsFirst(leader, settings) ? null
        : leader?.Grade == LeaderFile.Probation ? OnProbation : NeedsApproval;

    /// <summary>Whether anything of theirs may open at all.</summary>
    internal static Refusal? MayLead(LeaderFile? leader, IReadOnlyList<string> missing, DateTimeOffset now) =>
        leader?.Rests(now) == true ? LeaderRests
        : missing.Count > 0 ? PapersMissing.With(string.Join("、", missing.Select(RecordPaper.NameOf))) : null;

    internal static async Task<Refusal?> Standing(HaoLinDb db, Deal deal, TradeSettings settings, DateTimeOffset now) =>
        Standing(deal, await FileOf(db, deal.LeaderId), await LeaderPaper.Missing(db, deal.LeaderId, settings.LeaderPapers, BusinessDay.Of(now)), settings, now);

    /// <summary>Whether headquarters reads what this leader writes before it opens.</summary>
    internal static bool ReadsFirst(LeaderFile? leader, TradeSettings settings) => leader?.Grade switch
    {
        LeaderFile.Probation => true, LeaderFile.Senior => false, _ => settings.ReviewEveryDeal,
    };

    internal static Task<LeaderFile?> FileOf(HaoLinDb db, PersonId leader) => db.Set<LeaderFile>().AsNoTracking().FirstOrDefaultAsync(f => f.PersonId == leader);

    /// <summary>Whether its words may go out to the neighbours. What headquarters has let through may, until it is changed.</summary>
    /// <param name="claims">What the rules found in its text.</param>
    /// <param name="sure">The leader answers for it.</param>
    public static Refusal? Words(Deal deal, IReadOnlyList<Claim> claims, bool sure)
    {
        if (deal.Review == Deal.ReviewApproved) return null;
        if (claims.Where(c => c.Forbidden).ToList() is { Count: > 0 } forbidden) return ForbiddenWords.With(Named(forbidden));
        return claims.Count > 0 && !sure ? DoubtfulWords.With(Named(claims)) : null;
    }

    internal static string Named(IEnumerable<Claim> claims) => string.Join("、", claims.Select(c => c.Words).Distinct().Take(10));

    /// <param name="leads">Whether its leader still leads the communities it is for; asked of the clock's openings only, which have nobody in front of them.</param>
    public static Refusal? Decide(Deal deal, DateTimeOffset now, bool byClock = false, bool leads = true)
    {
        if (!deal.MayBecome(DealState.Open) || deal.State == DealState.CutOff) return Deal.WrongState;
        if (byClock && (deal.OpensDue is not { } due || now < due)) return NotDue;
        if (byClock && !leads) return LeaderGone;
        return deal.CutOffDue <= now ? CutOffPassed : null;
    }

    public static async Task<Outcome<DealId>> Handle(Work work, Ask ask, TradeSettings? settings = null)
    {
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || (ask.By is not null && !deal.IsLedBy(ask.By))) return Deal.Missing;
        var claims = await ReadClaims.Of(work.Db, deal);
        // What is scheduled was answered for then.
        var sure = ask.Sure || deal.State == DealState.Scheduled;
        if ((Decide(deal, work.Now, ask.By is null, ask.By is not null || await StillLeads(work, deal)) ?? await Standing(work.Db, deal, settings ?? TradeSettings.Default, work.Now) ?? Words(deal, claims, sure)) is { } refusal)
        {
            if (ask.By is not null || deal.State != DealState.Scheduled || refusal == NotDue) return refusal;
            HoldBack(work, deal, refusal);
            return deal.Id;
        }
        deal.Become(DealState.Open, ask.By?.Person, ask.By is null ? "到点自动开团" : ask.Sure && claims.Count > 0 ? "团长说有依据：" + Named(claims) : "", work.Now).Kept(work);
        work.Tell(new DealOpened(deal.Id.Value, deal.LeaderId.Value));
        work.Stir(deal.Id.Value);
        return deal.Id;
    }

    /// <summary>The clock may not open it: it is a draft again rather than tried every second, and its leader is told why.</summary>
    static void HoldBack(Work work, Deal deal, Refusal refusal)
    {
        var step = deal.Become(DealState.Draft, null, "到点没有开团：" + refusal.Chinese, work.Now);
        step.Kept(work);
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
    public static async Task Sweep(Store store, TradeSettings settings)
    {
        var due = await store.Read(async db =>
        {
            var now = await store.Now(db);
            return await db.Set<Deal>().Where(d => d.ScheduledAt != null && d.OpenedAt == null && d.CancelledAt == null && d.OpensDue <= now)
                .OrderBy(d => d.OpensDue).Take(50).Select(d => d.Id).ToListAsync();
        });
        await Kernel.Sweep.Each(due, id => store.Write(work => Handle(work, new(null, id), settings)));
    }
}
