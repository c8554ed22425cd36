// A leader who was asked to take a deal over says yes, and leads it from this moment, or says no.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class AnswerStandIn
{
    public sealed record Ask(Visitor By, LeaderChangeId ChangeId, bool Accept);

    public static readonly Refusal Missing = new("trade.stand-in-missing", 404, "没有找到这个邀请，也许已经收回了", "There is no such request; it may have been taken back.");

    /// <summary>Somebody else's, an answered one and one of a deal that went on meanwhile are not there.</summary>
    public static Refusal? Decide(Deal deal, LeaderChange change, Ask ask, bool mayTake) =>
        change.ToLeader != ask.By.Person || change.DoneAt is not null || change.DeclinedAt is not null || deal.LeaderId != change.FromLeader ? Missing
        : ask.Accept ? LeaderChange.Decide(deal, mayTake) : null;

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (await work.Db.Set<LeaderChange>().AsNoTracking().Where(c => c.Id == ask.ChangeId).Select(c => (DealId?)c.DealId).FirstOrDefaultAsync() is not { } id) return Missing;
        var deal = (await Deal.Lock(work, id))!;
        var change = await work.Db.Set<LeaderChange>().FirstAsync(c => c.Id == ask.ChangeId);
        if (Decide(deal, change, ask, await LeaderChange.MayTake(work.Db, deal).AnyAsync(r => r.PersonId == ask.By.Person)) is { } refusal) return refusal;
        await FinishTask.About(work, change.ToLeader, LeaderChange.TaskKind, change.Id.Value);
        if (ask.Accept) await LeaderChange.Do(work, deal, change);
        else
        {
            change.DeclinedAt = work.Now;
            Audit.Note(work, ask.By.Person.Value, "stand-in", deal.Id.Value, "asked", "declined");
            await SendMessages.Handle(work, new SendMessages.Ask(change.FromLeader, LeaderChange.TaskKind, change.Id.Value, $"「{deal.Title}」您请的团长这次不方便接手，可以再请一位，或者找总部", $"/leader/deals/{deal.Id.Value}/stand-in"));
        }
        return Done.Deed;
    }
}
