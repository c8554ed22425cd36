// What credit costs the brand: how much was given, and how much residents may still pay with.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class SumCredit
{
    public sealed record Ask(Visitor By);

    /// <param name="GivenFen">All that was given and not taken back.</param>
    /// <param name="OwedFen">Of that, what was not used yet; the books owe it.</param>
    public sealed record Answer(long GivenFen, long OwedFen);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var given = await db.Database.SqlQuery<long>($"SELECT CAST(coalesce(sum(amount), 0) AS bigint) AS \"Value\" FROM credit_entry WHERE kind <> {CreditEntry.Gone}").SingleAsync();
        var owed = await db.Database.SqlQuery<long>($"SELECT CAST(coalesce(-sum(amount), 0) AS bigint) AS \"Value\" FROM book_entry WHERE account = {Account.ResidentCredit}").SingleAsync();
        return new Answer(given, owed);
    }
}
