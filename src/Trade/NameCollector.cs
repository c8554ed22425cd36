// A resident lets somebody else collect their order (代取), or again nobody; the desk sees who may come.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class NameCollector
{
    /// <param name="Name">Null takes the collector away.</param>
    /// <param name="PhoneTail">The last four digits of the collector's phone.</param>
    public sealed record Ask(PersonId By, OrderId OrderId, string? Name, string? PhoneTail);

    public static readonly Refusal BadTail = new("trade.collector-bad-tail", 422, "请填代取人手机号的最后四位", "Give the last four digits of the collector's phone.");
    public static readonly Refusal NotWaiting = new("trade.collector-not-waiting", 409, "这一单不在等着取，不用请人代取", "This order is not waiting to be collected.");

    /// <summary>The name and the digits as they are kept; both null when nobody is to collect any more.</summary>
    public static Outcome<(string? Name, string? PhoneTail)> Decide(Order order, Ask ask)
    {
        if (!order.AwaitsHandOver) return NotWaiting;
        if (ask.Name is null) return (null, null);
        var name = Texts.Required(ask.Name, SignInWithCode.NameLengthMax);
        if (name.Refused) return name.Refusal!.With("name");
        var tail = Phone.AsciiDigits((ask.PhoneTail ?? "").Trim());
        return tail.Length == 4 && tail.All(char.IsAsciiDigit) ? (name.Value, tail) : BadTail;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Sealing sealing, Ask ask)
    {
        if (await Order.Lock(work, ask.OrderId) is not { } order || !await order.IsOf(work.Db, ask.By)) return Order.Missing;
        var decided = Decide(order, ask);
        if (decided.Refused) return decided.Refusal!;
        var row = await work.Db.Set<Collector>().FirstOrDefaultAsync(c => c.OrderId == order.Id);
        work.Stir(order.DealId.Value);
        if (decided.Value is not ({ } name, { } tail))
        {
            if (row is not null) work.Db.Remove(row);
            return Done.Deed;
        }
        var key = (await work.Db.Set<Person>().AsNoTracking().FirstAsync(p => p.Id == order.PersonId)).KeyWrapped;
        var (nameSealed, tailSealed) = (sealing.Seal(key, name), sealing.Seal(key, tail));
        if (row is null) work.Db.Add(new Collector { OrderId = order.Id, NameSealed = nameSealed, PhoneTailSealed = tailSealed, NamedAt = work.Now });
        // Another moment makes another address: the one that was forwarded before opens nothing any more.
        else (row.NameSealed, row.PhoneTailSealed, row.NamedAt) = (nameSealed, tailSealed, work.Now);
        return Done.Deed;
    }
}
