// Goods that were disposed of at the brand's or the leader's cost: their money goes back a day later, or when the deal is completed, whichever comes first.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class PayBackUncollected
{
    /// <summary>What residents read beside the refund.</summary>
    const string Reason = "没来取的货处理了，按规定全额退";

    /// <param name="EvenIfNotDue">The deal is being completed, after which nothing can be taken back.</param>
    public sealed record Ask(Guid Choice, bool EvenIfNotDue = false);

    public static bool Decide(Uncollected choice, Order order, Ask ask, DateTimeOffset now) =>
        choice is { RefundDue: { } due, PaidBackAt: null, UndoneAt: null } && order.RefundAskedAt is null && order.Left > Money.Zero && (ask.EvenIfNotDue || due <= now);

    public static async Task<bool> Handle(Work work, Ask ask)
    {
        var found = await work.Db.Set<Uncollected>().AsNoTracking().Where(u => u.Id == ask.Choice).Select(u => u.OrderId).FirstAsync();
        if (await Order.LockWithDeal(work, found) is not var (_, order)) return false;
        var choice = await work.Db.Set<Uncollected>().FirstAsync(u => u.Id == ask.Choice);
        if (choice is { RefundDue: not null, PaidBackAt: null, UndoneAt: null } && order.RefundAskedAt is not null) choice.PaidBackAt = order.RefundAskedAt;
        if (!Decide(choice, order, ask, work.Now)) return false;
        choice.PaidBackAt = work.Now;
        var refund = await RefundOrder.Begin(work, order, Reason, choice.By);
        // The resident has their money whoever bears it; what the leader owes, which is that money and not the goods' price, waits for the settlement.
        if (choice.Pays == Uncollected.ByLeader && refund.Back > Money.Zero) Books.Move(work, "uncollected-leader", choice.Id, order.Id, refund.Back, debit: Account.LeadersOwe, credit: Account.BorneByLeaders);
        return true;
    }

    /// <summary>All that is left to pay back of a deal that ends; its lock is held.</summary>
    internal static async Task AllOf(Work work, DealId deal)
    {
        var due = await work.Db.Set<Uncollected>().AsNoTracking().Where(u => u.RefundDue != null && u.PaidBackAt == null && u.UndoneAt == null && work.Db.Set<Order>().Any(o => o.Id == u.OrderId && o.DealId == deal)).Select(u => u.Id).ToListAsync();
        foreach (var choice in due) await Handle(work, new(choice, EvenIfNotDue: true));
    }

    public static async Task Sweep(Store store)
    {
        var due = await store.Read(async db =>
        {
            var now = await store.Now(db);
            return await db.Set<Uncollected>().Where(u => u.RefundDue <= now && u.PaidBackAt == null && u.UndoneAt == null).OrderBy(u => u.RefundDue).Take(50).Select(u => u.Id).ToListAsync();
        });
        await Kernel.Sweep.Each(due, id => store.Write(async work => { await Handle(work, new(id)); }));
    }
}
