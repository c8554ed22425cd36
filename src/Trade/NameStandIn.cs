// A leader asks another to take a running deal over (请人接手), asks somebody else, or takes the question back; nothing changes until the named one says yes.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class NameStandIn
{
    /// <param name="To">Null takes the question back.</param>
    /// <param name="Reason">Told to the neighbours word for word, once the other has said yes.</param>
    public sealed record Ask(Visitor By, DealId DealId, PersonId? To, string? Reason);

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        if (ask.To is not { } to)
        {
            if (await TakeBack(work, deal)) Audit.Note(work, ask.By.Person.Value, "stand-in", deal.Id.Value, "asked", "taken back");
            return Done.Deed;
        }
        var reason = Texts.Required(ask.Reason, LeaderChange.ReasonLengthMax);
        if (reason.Refused) return reason.Refusal!.With("reason");
        if (LeaderChange.Decide(deal, await LeaderChange.MayTake(work.Db, deal).AnyAsync(r => r.PersonId == to)) is { } refusal) return refusal;
        await TakeBack(work, deal);
        var change = new LeaderChange { Id = Ids.New<LeaderChangeId>(work.Now), DealId = deal.Id, FromLeader = deal.LeaderId, ToLeader = to, By = ask.By.Person, Reason = reason.Value, AskedAt = work.Now };
        work.Db.Add(change);
        Audit.Note(work, ask.By.Person.Value, "stand-in", deal.Id.Value, "", "asked", whom: to.Value);
        var page = $"/leader/stand-ins/{change.Id.Value}";
        await GiveTask.Handle(work, new(to, LeaderChange.TaskKind, change.Id.Value, $"「{deal.Title}」的团长想请您接手这个团，看看方不方便", page, work.Now + TimeSpan.FromHours(4)));
        await SendMessages.Handle(work, new SendMessages.Ask(to, LeaderChange.TaskKind, change.Id.Value, $"「{deal.Title}」的团长想请您接手这个团", page));
        return Done.Deed;
    }

    /// <summary>Answers whether somebody had been asked.</summary>
    internal static async Task<bool> TakeBack(Work work, Deal deal)
    {
        var asked = await work.Db.Set<LeaderChange>().FirstOrDefaultAsync(c => c.DealId == deal.Id && c.DoneAt == null && c.DeclinedAt == null);
        if (asked is null) return false;
        asked.DeclinedAt = work.Now;
        await FinishTask.About(work, asked.ToLeader, LeaderChange.TaskKind, asked.Id.Value);
        // Only one may be asked at a time, and the database sees to it.
        await work.Db.SaveChangesAsync();
        return true;
    }
}
