// A resident leaves (注销账号): their key is destroyed at once, and only what the law keeps of paid orders stays, sealed and out of everybody's reach.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class EraseMyself
{
    /// <param name="Sure">They read what stays and until when, and mean it.</param>
    public sealed record Ask(Visitor By, bool Sure);

    /// <param name="KeptUntil">Until when name, phone and orders stay sealed; null when nothing was ever paid.</param>
    public sealed record Answer(DateTimeOffset? KeptUntil);

    public static readonly Refusal NotSure = new("erase.not-sure", 422, "请先勾上“我明白，确定注销”", "Tick that you understand and mean it.");
    public static readonly Refusal HasRole = new("erase.has-role", 409, "您还是团长或在总部，请先请总部结束您的身份", "You lead or work at headquarters; let headquarters end that role first.");
    public static readonly Refusal OrderOpen = new("erase.order-open", 409, "还有没取完的单，取了货或取消以后再注销", "An order of yours is still open; collect or cancel it first.");
    public static readonly Refusal MoneyOnItsWay = new("erase.money-on-its-way", 409, "还有钱在路上，等付款或退款有了结果再注销", "Money is still on its way; wait until the payment or the refund is done.");
    public static readonly Refusal Gone = Visitor.SignInFirst;

    /// <param name="openOrders">Neither collected nor ended.</param>
    /// <param name="moneyOnItsWay">Payments whose outcome is not known, and refunds the channel has not paid.</param>
    public static Refusal? Decide(Ask ask, Person? me, bool hasRole, int openOrders, int moneyOnItsWay) =>
        me is null || me.ErasedAt is not null ? Gone
        : hasRole ? HasRole
        : openOrders > 0 ? OrderOpen
        : moneyOnItsWay > 0 ? MoneyOnItsWay
        : ask.Sure ? null : NotSure;

    public static async Task<Outcome<Answer>> Handle(Work work, Sealing sealing, Revocations revocations, Ask ask)
    {
        await MoveNeighbour.Lock(work, ask.By.Person);
        var me = await work.Db.Set<Person>().FirstOrDefaultAsync(p => p.Id == ask.By.Person);
        var mine = work.Db.Set<Order>().Where(o => o.PersonId == ask.By.Person);
        var hasRole = await work.Db.Set<Role>().AnyAsync(r => r.PersonId == ask.By.Person && r.Kind != Role.Assistant && r.EndedAt == null);
        var open = await mine.CountAsync(o => o.CancelledAt == null && o.LapsedAt == null && o.RefundAskedAt == null && o.HandedOverAt == null);
        var onItsWay = await work.Db.Set<Payment>().CountAsync(p => p.PaidAt == null && p.ClosedAt == null && mine.Any(o => o.Id == p.OrderId))
            + await work.Db.Set<Refund>().CountAsync(r => r.SucceededAt == null && mine.Any(o => o.Id == r.OrderId));
        if (Decide(ask, me, hasRole, open, onItsWay) is { } refusal) return refusal;

        var until = await Ended(mine) is { } last ? last.AddYears(Retained.Years) : (DateTimeOffset?)null;
        if (until > work.Now) work.Db.Add(Retained.Of(sealing, me!, until.Value, work.Now));
        else until = null;
        if (me!.PhoneLookup is { } lookup) await work.Db.Set<SignInCode>().Where(c => c.PhoneLookup == lookup).ExecuteDeleteAsync();
        if (!Break.Is("erase")) me.Erase(sealing, work.Now);
        await CreditGoes(work, me.Id);
        await Trade(work, me.Id);
        await Homes(work, me.Id);
        await Neighbourhood(work, sealing, me.Id);
        await revocations.VoidAll(work, me.Id);
        Audit.Note(work, me.Id.Value, "erased", me.Id.Value, "account", until is { } day ? $"kept sealed until {day.UtcDateTime:yyyy-MM-dd}" : "nothing kept", whom: me.Id.Value);
        return new Answer(until);
    }

    /// <summary>When the last of their paid orders ended; null when none was ever paid.</summary>
    internal static async Task<DateTimeOffset?> Ended(IQueryable<Order> mine)
    {
        var paid = await mine.Where(o => o.PaidAt != null).Select(o => new { o.PaidAt, o.HandedOverAt, o.RefundedAt, o.CancelledAt }).ToListAsync();
        return paid.SelectMany(o => new[] { o.PaidAt, o.HandedOverAt, o.RefundedAt, o.CancelledAt }).Max();
    }

    /// <summary>Credit was never money of theirs and cannot be paid out; they were told, and the books owe it no more.</summary>
    static async Task CreditGoes(Work work, PersonId me)
    {
        var left = await Credit.Of(work.Db, me);
        if (left <= Money.Zero) return;
        var last = await work.Db.Set<CreditEntry>().AsNoTracking().Where(e => e.PersonId == me).OrderByDescending(e => e.At).FirstAsync();
        var gone = new CreditEntry { Id = Ids.New<CreditEntryId>(work.Now), PersonId = me, OrderId = last.OrderId, Kind = CreditEntry.Gone, Amount = -left, Reason = "注销", At = work.Now };
        work.Db.Add(gone);
        Books.Move(work, "credit-gone", gone.Id.Value, last.OrderId, left, debit: Account.ResidentCredit, credit: Account.GoodwillCost);
    }

    /// <summary>Orders keep their goods, money and times, which are the books'; words and other people's names go.</summary>
    static async Task Trade(Work work, PersonId me)
    {
        var orders = work.Db.Set<Order>().Where(o => o.PersonId == me);
        await work.Db.Set<Collector>().Where(c => orders.Any(o => o.Id == c.OrderId)).ExecuteDeleteAsync();
        await work.Db.Set<Door>().Where(d => orders.Any(o => o.Id == d.OrderId)).ExecuteDeleteAsync();
        await orders.ExecuteUpdateAsync(set => set.SetProperty(o => o.NoteSealed, (byte[]?)null));
        await work.Db.Set<Receipt>().Where(r => orders.Any(o => o.Id == r.OrderId)).ExecuteUpdateAsync(set => set.SetProperty(r => r.WordsSealed, (byte[]?)null).SetProperty(r => r.AnswerSealed, (byte[]?)null));
        await work.Db.Set<Uncollected>().Where(u => orders.Any(o => o.Id == u.OrderId)).ExecuteUpdateAsync(set => set.SetProperty(u => u.NeighbourSealed, (byte[]?)null));
        await work.Db.Set<WaitlistEntry>().Where(e => e.PersonId == me).ExecuteUpdateAsync(set => set.SetProperty(e => e.NoteSealed, (byte[]?)null).SetProperty(e => e.EndedAt, e => e.EndedAt ?? work.Now));
        await work.Db.Set<SignalAnswer>().Where(a => a.Subject == me.Value).ExecuteDeleteAsync();
        await work.Db.Set<SignalAnswer>().Where(a => a.By == me).ExecuteUpdateAsync(set => set.SetProperty(a => a.ReasonSealed, (byte[]?)null));
        foreach (var deal in await orders.Select(o => o.DealId).Distinct().ToListAsync()) work.Stir(deal.Value);
    }

    /// <summary>Their door, and which household their orders counted for. A hash of a door is a trace of where they lived, so it goes too; what it counted goes with it,
    /// under each deal's lock, so that the count stays what the orders of that household hold. Nothing of theirs is open any more, so what the others may have of a deal that opened again is all that changes.</summary>
    static async Task Homes(Work work, PersonId me)
    {
        // As they were written down, too.
        var people = await work.Db.Set<Adoption>().Where(a => a.AdoptedBy == me).Select(a => a.WrittenDown).ToListAsync();
        people.Add(me);
        await work.Db.Set<Home>().Where(h => people.Contains(h.PersonId)).ExecuteDeleteAsync();
        var counted = work.Db.Set<Order>().Where(o => people.Contains(o.PersonId) && o.Household != null);
        var deals = await counted.Select(o => o.DealId).Distinct().ToListAsync();
        foreach (var id in deals.OrderBy(d => d.Value))
        {
            var deal = (await Deal.Lock(work, id))!;
            var shelf = await Shelf.Of(work, deal);
            foreach (var order in await Orders.Lock(work, counted.Where(o => o.DealId == id)))
            {
                foreach (var line in order.Lines.Where(_ => order.Stands)) shelf.CountAtHome(line.OfferId, order.Household, -line.Held);
                order.Household = null;
            }
            await shelf.Save(work, deal);
            // A household that has nothing is no row, or the hash would stay.
            var offers = shelf.Offers.Keys.ToArray();
            await work.Db.Set<TakenHomeRow>().Where(t => offers.Contains(t.OfferId) && t.Quantity == 0).ExecuteDeleteAsync();
        }
    }

    static async Task Neighbourhood(Work work, Sealing sealing, PersonId me)
    {
        await work.Db.Set<Message>().Where(m => m.PersonId == me).ExecuteDeleteAsync();
        await work.Db.Set<Membership>().Where(m => m.PersonId == me).ExecuteDeleteAsync();
        await work.Db.Set<AwaitedMember>().Where(m => m.PersonId == me).ExecuteDeleteAsync();
        await work.Db.Set<LeaderApplication>().Where(a => a.PersonId == me).ExecuteUpdateAsync(set => set.SetProperty(a => a.WordsSealed, (byte[]?)null).SetProperty(a => a.WithdrawnAt, a => a.DecidedAt == null && a.WithdrawnAt == null ? work.Now : a.WithdrawnAt));
        await work.Db.Set<LeaderPaper>().Where(p => p.PersonId == me).ExecuteDeleteAsync();
        await work.Db.Set<Passkey>().Where(p => p.PersonId == me).ExecuteDeleteAsync();
        await work.Db.Set<LeaderFile>().Where(f => f.PersonId == me).ExecuteDeleteAsync();
        await work.Db.Set<Role>().Where(r => r.PersonId == me && r.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(r => r.EndedAt, work.Now));
        // The name they were written down under before they had an account is theirs too.
        foreach (var old in await work.Db.Set<Person>().Where(p => p.Id != me && work.Db.Set<Adoption>().Any(a => a.AdoptedBy == me && a.WrittenDown == p.Id)).ToListAsync()) old.Erase(sealing, work.Now);
        // Answers kept for retries may hold what they wrote; those of whoever looked at their phone or wrote for them hold it too.
        Guid? whom = me.Value;
        var answered = await work.Db.Set<AuditLine>().Where(l => l.Whom == whom && l.By != null).Select(l => l.By!.Value).Distinct().ToListAsync();
        answered.AddRange((await work.Db.Set<Order>().Where(o => o.PersonId == me && o.PlacedBy != null).Select(o => o.PlacedBy).Distinct().ToListAsync()).Select(p => p!.Value.Value));
        answered.Add(me.Value);
        await work.Db.Set<IdempotencyRow>().Where(r => answered.Contains(r.Principal) && r.Status < 300).ExecuteUpdateAsync(set => set.SetProperty(r => r.Body, "{\"done\":true}"));
    }
}
