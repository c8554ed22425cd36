// Headquarters does not want to wait for the next time a missing bill is asked for: it is asked for now.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class FetchBillAgain
{
    public sealed record Ask(Visitor By, DateOnly Day);

    public static readonly Refusal Fetched = new("trade.bill-fetched", 409, "这一天的账单已经取到了", "The bill of that day is here already.");

    public static Refusal? Decide(Bill? bill) => bill is null ? ShowBill.NoBill : bill.FetchedAt is not null ? Fetched : null;

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var bill = await work.Db.Set<Bill>().FirstOrDefaultAsync(b => b.Day == ask.Day);
        if (Decide(bill) is { } refusal) return refusal;
        (bill!.AskAt, bill.Asked) = (work.Now, 0);
        return Done.Deed;
    }
}
