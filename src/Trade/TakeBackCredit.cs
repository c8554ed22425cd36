// Headquarters takes back credit that was given by mistake (收回余额), while the resident still has all of it.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class TakeBackCredit
{
    public sealed record Ask(Visitor By, CreditEntryId Entry, string Reason);

    public static readonly Refusal Missing = new("trade.credit-missing", 404, "没有找到这笔余额", "There is no such credit.");
    public static readonly Refusal Already = new("trade.credit-taken-back", 409, "这笔余额已经收回了", "This credit was taken back already.");
    public static readonly Refusal Used = new("trade.credit-used", 409, "邻居已经用掉了一些，收不回来了", "The neighbour has used some of it; it stays theirs.");

    /// <param name="balance">What they have to pay with now.</param>
    public static Refusal? Decide(CreditEntry? given, bool takenBack, Money balance) =>
        given is not { Kind: CreditEntry.Given } ? Missing : takenBack ? Already : balance < given.Amount && !Break.Is("credit-used") ? Used : null;

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var reason = Texts.Required(ask.Reason, GiveCredit.ReasonLengthMax);
        if (reason.Refused) return reason.Refusal!.With("reason");
        var given = await work.Db.Set<CreditEntry>().AsNoTracking().FirstOrDefaultAsync(e => e.Id == ask.Entry);
        if (given is not null) await Credit.Lock(work, given.PersonId);
        var takenBack = await work.Db.Set<CreditEntry>().AnyAsync(e => e.TakesBack == ask.Entry);
        if (Decide(given, takenBack, given is null ? Money.Zero : await Credit.Of(work.Db, given.PersonId)) is { } refusal) return refusal;
        var entry = new CreditEntry
        {
            Id = Ids.New<CreditEntryId>(work.Now), PersonId = given!.PersonId, OrderId = given.OrderId, Kind = CreditEntry.TakenBack, Amount = -given.Amount, Reason = reason.Value, TakesBack = given.Id, At = work.Now, By = ask.By.Person,
        };
        work.Db.Add(entry);
        Books.Move(work, "credit-taken-back", entry.Id.Value, given.OrderId, given.Amount, debit: Account.ResidentCredit, credit: Account.GoodwillCost);
        Audit.Note(work, ask.By.Person.Value, "credit-taken-back", given.OrderId.Value, $"{given.Amount.Fen} fen", "0 fen", reason.Value, whom: given.PersonId.Value);
        return Done.Deed;
    }
}
