// Fetches the gateway's bill of every day that is over, after ten in the morning, and asks again until it is there and whole.
using HaoLin.Kernel;
using HaoLin.Trade.WeChatPay;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class FetchBills
{
    public const int DaysMax = 30, BillsMax = 5, LinesMax = 1_000;

    /// <summary>The gateway makes a day's bill until ten the next morning; one that says at noon that there is none means that nothing happened.</summary>
    public static readonly TimeOnly MadeBy = new(10, 0), NoneFrom = new(12, 0);

    /// <summary>Every day from the first payment on whose bill is made by now.</summary>
    public static IEnumerable<DateOnly> Decide(DateTimeOffset? firstPaid, DateTimeOffset now)
    {
        if (firstPaid is not { } paid) yield break;
        var (today, first) = (BusinessDay.Of(now), BusinessDay.Of(paid));
        var last = today.AddDays(TimeOnly.FromDateTime(BusinessDay.Local(now).DateTime) >= MadeBy ? -1 : -2);
        for (var day = first > today.AddDays(-DaysMax) ? first : today.AddDays(-DaysMax); day <= last; day = day.AddDays(1)) yield return day;
    }

    public static async Task<int> Sweep(Store store, WeChatPayClient gateway, CancellationToken stop)
    {
        var claimed = await Claim(store);
        await Kernel.Sweep.Each(claimed, bill => Handle(store, gateway, bill, stop));
        return claimed.Count;
    }

    /// <summary>Moves the next question on first, so that of several nodes one asks.</summary>
    static async Task<List<Bill>> Claim(Store store)
    {
        var (days, waiting) = await store.Read(async db =>
        {
            var now = await store.Now(db);
            var days = Decide(await db.Set<Payment>().Where(p => p.PaidAt != null).MinAsync(p => p.PaidAt), now).ToList();
            var known = (await db.Set<Bill>().Where(b => days.Contains(b.Day)).Select(b => b.Day).ToListAsync()).ToHashSet();
            return (days.Where(d => !known.Contains(d)).ToList(), await db.Set<Bill>().AnyAsync(b => b.FetchedAt == null && b.AskAt <= now));
        });
        var claimed = new List<Bill>();
        if (days.Count == 0 && !waiting) return claimed;
        await store.Write(async work =>
        {
            claimed.Clear();
            foreach (var day in days)
            {
                var (name, begins) = (day.ToString("O", System.Globalization.CultureInfo.InvariantCulture), BusinessDay.At(day, TimeOnly.MinValue).UtcTicks);
                await work.Db.Database.ExecuteSqlAsync($"INSERT INTO bill (day, begins_at, ask_at) VALUES ({name}, {begins}, {work.Now.UtcTicks}) ON CONFLICT (day) DO NOTHING");
            }
            foreach (var bill in await work.Db.Set<Bill>().AsNoTracking().Where(b => b.FetchedAt == null && b.AskAt <= work.Now).OrderBy(b => b.Day).Take(BillsMax).ToListAsync())
            {
                var next = work.Now + TimeSpan.FromMinutes(Math.Min(120, 10 * (bill.Asked + 1)));
                if (await work.Db.Set<Bill>().Where(b => b.Day == bill.Day && b.FetchedAt == null && b.Asked == bill.Asked && b.AskAt <= work.Now)
                    .ExecuteUpdateAsync(set => set.SetProperty(b => b.Asked, b => b.Asked + 1).SetProperty(b => b.AskAt, next)) == 1) claimed.Add(bill);
            }
        });
        return claimed;
    }

    static async Task Handle(Store store, WeChatPayClient gateway, Bill bill, CancellationToken stop)
    {
        switch (await gateway.TradeBill(bill.Day, stop))
        {
            case GatewayAnswer<BillFile>.Done(var file):
                if (WeChatPayBill.Read(file.Raw) is { } read) await Keep(store, bill.Day, read, file.Hash);
                else await Stays(store, bill.Day, Bill.Unreadable);
                break;
            case GatewayAnswer<BillFile>.Refused(var code, _) when WeChatPayCodes.NoBill(code):
                if (await NothingHappened(store, bill)) await Keep(store, bill.Day, new([]), null);
                else await Stays(store, bill.Day, Bill.NotThere);
                break;
            case GatewayAnswer<BillFile>.Refused: await Stays(store, bill.Day, Bill.Refused); break;
            case GatewayAnswer<BillFile>.Unknown(var why): await Stays(store, bill.Day, why == WeChatPayClient.WrongHash ? Bill.WrongHash : Bill.Silent); break;
        }
    }

    static Task Stays(Store store, DateOnly day, string problem) =>
        store.Write(work => work.Db.Set<Bill>().Where(b => b.Day == day && b.FetchedAt == null).ExecuteUpdateAsync(set => set.SetProperty(b => b.Problem, problem)));

    /// <summary>A day without a payment or refund has no bill.</summary>
    static Task<bool> NothingHappened(Store store, Bill bill) => store.Read(async db =>
    {
        var (from, until) = (bill.BeginsAt, bill.BeginsAt.AddDays(1));
        return await store.Now(db) >= BusinessDay.At(bill.Day.AddDays(1), NoneFrom)
            && !await db.Set<Payment>().AnyAsync(p => p.PaidAt >= from && p.PaidAt < until)
            && !await db.Set<Refund>().AnyAsync(r => r.SucceededAt >= from && r.SucceededAt < until && r.Amount > Money.Zero);
    });

    /// <summary>Line by line in parts that hold up nobody; it counts only once all of them are here. What was kept before of a bill that did not come to its end is thrown away.</summary>
    static async Task Keep(Store store, DateOnly day, WeChatPayBill read, string? hash)
    {
        await store.Write(work => work.Db.Set<BillLine>().Where(l => l.Day == day && !work.Db.Set<Bill>().Any(b => b.Day == day && b.FetchedAt != null)).ExecuteDeleteAsync());
        foreach (var part in read.Lines.Chunk(LinesMax))
            await store.Write(work =>
            {
                work.Db.AddRange(part.Select(l => new BillLine
                {
                    Id = Ids.NewGuid(work.Now), Day = day, Kind = l.Kind, Number = l.Number, Subject = Guid.TryParseExact(l.Number, "N", out var subject) ? subject : null,
                    TransactionId = l.TransactionId, At = l.At, Amount = l.Amount, Fee = l.Fee, FeeDue = l.FeeDue,
                }));
                return Task.CompletedTask;
            });
        await store.Write(async work =>
        {
            var bill = await work.Db.Set<Bill>().FirstAsync(b => b.Day == day);
            if (bill.FetchedAt is not null) return;
            (bill.FetchedAt, bill.Hash, bill.Problem) = (work.Now, hash, null);
            (bill.Payments, bill.Paid) = Sum(read, WeChatPayBill.Payment);
            (bill.Refunds, bill.Refunded) = Sum(read, WeChatPayBill.Refund);
            bill.Fees = read.Lines.Aggregate(Money.Zero, (sum, l) => sum + l.Fee);
            // Money of which we have not heard is asked about once more, also where the payment was closed: the gateway's own word settles it.
            var name = day.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
            await work.Db.Database.ExecuteSqlAsync($"UPDATE payment SET ask_at = {work.Now.UtcTicks} WHERE paid_at IS NULL AND id IN (SELECT subject FROM bill_line WHERE day = {name} AND kind = {WeChatPayBill.Payment} AND subject IS NOT NULL)");
        });
    }

    static (int, Money) Sum(WeChatPayBill read, string kind) =>
        (read.Lines.Count(l => l.Kind == kind), read.Lines.Where(l => l.Kind == kind).Aggregate(Money.Zero, (sum, l) => sum + l.Amount));
}
