// A neighbour who came too late joins the waitlist (候补): first come, first served when goods come back.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class JoinWaitlist
{
    /// <param name="Position">How many wait up to and including this one.</param>
    public sealed record Answer(WaitlistId WaitlistId, int Position);

    public static readonly Refusal StillThere = new("trade.waitlist-not-needed", 409, "现在还有货，直接跟团就行", "There is still some; just join.");
    public static readonly Refusal WaitsAlready = new("trade.waitlist-already", 409, "您已经在候补里了", "You are on the waitlist already.");

    /// <summary>One may wait only for what one could not have just now.</summary>
    public static Refusal? Decide(Shelf shelf, JoinDeal.Ask ask, bool waitsAlready, DateTimeOffset now)
    {
        if (waitsAlready && shelf.IsOpen(now)) return WaitsAlready;
        var outcome = JoinDeal.Decide(shelf, ask, TimeSpan.FromMinutes(1), now);
        if (!outcome.Refused) return StillThere;
        return outcome.Refusal == JoinDeal.SoldOut || outcome.Refusal == JoinDeal.PlaceFull ? null : outcome.Refusal;
    }

    public static async Task<Outcome<Answer>> Handle(Work work, Sealing sealing, JoinDeal.Ask ask)
    {
        var note = Texts.Optional(ask.Note, JoinDeal.NoteLengthMax);
        if (note.Refused) return note.Refusal!;
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null) return Deal.Missing;
        var shelf = await Shelf.Of(work, deal);
        await shelf.Know(work, [ask.PersonId]);
        var entries = work.Db.Set<WaitlistEntry>().Where(e => e.DealId == deal.Id);
        var line = await entries.GroupBy(_ => 1).Select(all => new
        {
            Last = all.Max(e => e.Position), Waiting = all.Count(e => e.PromotedAt == null && e.EndedAt == null),
            IsIn = all.Count(e => e.PersonId == ask.PersonId && e.PromotedAt == null && e.EndedAt == null) > 0,
        }).FirstOrDefaultAsync();
        if (Decide(shelf, ask, line is { IsIn: true }, work.Now) is { } refusal) return refusal;
        var person = note.Value.Length == 0 ? null : await work.Db.Set<Person>().AsNoTracking().FirstOrDefaultAsync(p => p.Id == ask.PersonId);
        var entry = new WaitlistEntry
        {
            Id = Ids.New<WaitlistId>(work.Now), DealId = deal.Id, PersonId = ask.PersonId, PickupPointId = ask.PickupPointId, AskedAt = work.Now,
            NoteSealed = person is null ? null : sealing.Seal(person.KeyWrapped, note.Value),
            Position = (line?.Last ?? 0) + 1,
        };
        entry.Lines.AddRange(ask.Lines.GroupBy(l => l.OfferId).Select(g => new WaitlistLine { WaitlistId = entry.Id, OfferId = g.Key, Quantity = g.Sum(l => l.Quantity) }));
        work.Db.Add(entry);
        work.Stir(deal.Id.Value);
        return new Answer(entry.Id, (line?.Waiting ?? 0) + 1);
    }
}
