// Headquarters gives a resident credit (补偿余额) for something that went wrong with an order: never more than the order was worth, with a reason the resident reads.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class GiveCredit
{
    public const int ReasonLengthMax = 100;

    /// <summary>So much one person may have to pay with at a time; whoever is owed more is owed money.</summary>
    public static readonly Money BalanceMax = new(1_000_00);

    /// <param name="Reason">Shown to the resident word for word.</param>
    public sealed record Ask(Visitor By, OrderId OrderId, Money Amount, string Reason);

    public static readonly Refusal BadAmount = new("trade.credit-bad-amount", 422, "补多少余额没有看懂，请写一个大于零的数字", "Write how much credit, above nothing.");
    public static readonly Refusal NotPaid = new("trade.credit-not-paid", 409, "这一单没有付过款，没有什么要补的", "This order was not paid, so there is nothing to make good.");
    public static readonly Refusal TooMuch = new("trade.credit-too-much", 422, "补的余额加起来不能超过这一单的价钱", "All the credit given for an order stays within its price.");
    public static readonly Refusal TooMuchInHand = new("trade.credit-too-much-in-hand", 409, "一个人手里的余额最多 1000 元，再多请直接退款", "Nobody has more than 1,000 yuan of credit; pay money back instead.");
    public static readonly Refusal NoAccount = new("trade.credit-no-account", 409, "这位邻居还没有账号，余额没处放，请直接退款", "This neighbour has no account to hold credit; pay money back instead.");
    public static readonly Refusal OwnOrder = new("trade.credit-own-order", 403, "自己的单要请别的同事来补", "Somebody else has to see to an order of your own.");

    /// <param name="given">For this order before.</param>
    /// <param name="balance">What they have to pay with already.</param>
    public static Refusal? Decide(Ask ask, Order order, bool hasAccount, Money given, Money balance)
    {
        if (order.PersonId == ask.By.Person || order.PlacedBy == ask.By.Person) return OwnOrder;
        if (ask.Amount <= Money.Zero) return BadAmount;
        if (order.PaidAt is null) return NotPaid;
        if (!hasAccount) return NoAccount;
        if (given + ask.Amount > order.Amount && !Break.Is("credit-cap")) return TooMuch;
        return balance + ask.Amount > BalanceMax ? TooMuchInHand : null;
    }

    public static async Task<Outcome<CreditEntryId>> Handle(Work work, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var reason = Texts.Required(ask.Reason, ReasonLengthMax);
        if (reason.Refused) return reason.Refusal!.With("reason");
        if (await Order.Lock(work, ask.OrderId) is not { } order) return Order.Missing;
        await Credit.Lock(work, order.PersonId);
        var hasAccount = await work.Db.Set<Person>().AnyAsync(p => p.Id == order.PersonId && p.PhoneLookup != null && p.ErasedAt == null);
        var given = Credit.Sum(await work.Db.Set<CreditEntry>().Where(e => e.OrderId == order.Id && e.Kind != CreditEntry.Gone).Select(e => e.Amount).ToListAsync());
        if (Decide(ask, order, hasAccount, given, await Credit.Of(work.Db, order.PersonId)) is { } refusal) return refusal;
        var entry = new CreditEntry
        {
            Id = Ids.New<CreditEntryId>(work.Now), PersonId = order.PersonId, OrderId = order.Id, Kind = CreditEntry.Given, Amount = ask.Amount, Reason = reason.Value, At = work.Now, By = ask.By.Person,
        };
        work.Db.Add(entry);
        Books.Move(work, "credit-given", entry.Id.Value, order.Id, ask.Amount, debit: Account.GoodwillCost, credit: Account.ResidentCredit);
        Audit.Note(work, ask.By.Person.Value, "credit-given", order.Id.Value, $"{given.Fen} fen", $"{(given + ask.Amount).Fen} fen", reason.Value, whom: order.PersonId.Value);
        work.Tell(new CreditGiven(order.DealId.Value, order.Id.Value, order.PersonId.Value, entry.Id.Value, ask.Amount.Fen));
        work.Stir(order.DealId.Value);
        return entry.Id;
    }
}
