// What must hold at every instant: a busy evening breaks none of it, and each planted fault is named, it and nothing else.
using HaoLin.Kernel;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class InvariantsTests
{
    /// <summary>Which invariant a fault breaks, and how it is planted behind the product's back.</summary>
    static readonly (int Breaks, string Plant)[] Faults =
    [
        (1, "UPDATE book_entry SET amount = amount + 1 WHERE account = 'brand-revenue'"),
        (1, "UPDATE book_entry SET account = 'refunds-due' WHERE account = 'brand-revenue'"),
        (1, "DELETE FROM book_entry WHERE number = 2 AND account = 'refunds-due'"),
        (1, "UPDATE orders SET handed_over_at = 1 WHERE sequence = 2"),
        (1, "UPDATE refund SET succeeded_at = 1"),
        (2, "UPDATE offer SET taken = taken + 1 WHERE price > 0"),
        (2, "UPDATE taken SET quantity = quantity - 1 WHERE quantity = 2"),
        (2, "INSERT INTO taken (offer_id, person_id, quantity) SELECT o.id, p.id, 1 FROM offer o, person p WHERE NOT EXISTS (SELECT 1 FROM taken t WHERE t.offer_id = o.id AND t.person_id = p.id)"),
        (2, "INSERT INTO taken_home (offer_id, household, quantity) SELECT o.id, p.key_wrapped, 1 FROM offer o, person p"),
        (2, "UPDATE offer SET per_household = 9; UPDATE orders SET household = (SELECT key_wrapped FROM person ORDER BY id LIMIT 1)"),
        (2, "UPDATE offer SET stock_limit = taken - 1 WHERE taken > 0"),
        (2, "UPDATE offer SET per_person = 1 WHERE price > 0"),
        (3, "UPDATE book_transaction SET kind = 'paid-late' WHERE kind = 'paid'"),
        (3, "INSERT INTO book_transaction SELECT order_id, 'paid-late', id, 1 FROM payment WHERE paid_at IS NULL; INSERT INTO book_entry SELECT order_id, 1, 'test', order_id, 1 FROM payment WHERE paid_at IS NULL; INSERT INTO book_entry SELECT order_id, 2, 'test', order_id, -1 FROM payment WHERE paid_at IS NULL"),
        (3, "UPDATE order_line SET price = price + 1 WHERE quantity = 2"),
        (4, "UPDATE refund SET payment_id = (SELECT id FROM payment WHERE paid_at IS NOT NULL ORDER BY id LIMIT 1)"),
        (4, "UPDATE refund SET payment_id = (SELECT id FROM payment WHERE paid_at IS NULL)"),
        (4, "UPDATE refund_line SET amount = amount + 1"),
        (4, "DELETE FROM refund_line WHERE amount > 0"),
        (4, "UPDATE refund_line SET quantity = quantity + 1"),
        (4, "UPDATE orders SET refund_asked_at = NULL WHERE refund_asked_at IS NOT NULL"),
        (4, "UPDATE order_line SET refunded = refunded + 1 WHERE refunded = 1"),
        (5, "UPDATE orders SET hold_until = hold_until - 24000000000 WHERE paid_at IS NULL"),
        (6, "UPDATE offer SET commission_points = 1000 WHERE price > 0"),
        (7, "UPDATE campaign SET issued = issued + 1"),
        (7, "UPDATE campaign SET budget = issued_sum - 1"),
        (7, "UPDATE campaign SET per_person = 0"),
        (7, "UPDATE coupon SET used_at = NULL"),
        (7, "UPDATE coupon SET held_for = (SELECT id FROM payment WHERE paid_at IS NULL)"),
        (7, "UPDATE payment SET coupon_off = 5000 WHERE coupon_off > 0"),
        (7, "UPDATE book_entry SET account = 'test' WHERE account = 'coupon-cost'"),
        (9, "UPDATE outbox SET done_at = NULL WHERE name = 'trade.deal-cut-off'"),
        (9, "UPDATE outbox SET done_at = NULL, due_at = due_at - 72000000000 WHERE name = 'trade.deal-cut-off'; DELETE FROM inbox"),
        (10, "UPDATE deal_step SET to_state = 'completed' WHERE to_state = 'open'"),
        (10, "UPDATE deal_step SET number = 7 WHERE to_state = 'cut-off'"),
        (10, "UPDATE deal SET completed_at = 1"),
        (10, "UPDATE deal SET steps = steps + 1"),
        (10, "UPDATE deal SET last_sequence = last_sequence - 1 WHERE last_sequence > 0"),
        (10, "DROP INDEX orders_sequence; UPDATE orders SET sequence = 1"),
        (11, "DELETE FROM deal_place"),
        (11, "UPDATE payment SET order_id = id WHERE paid_at IS NULL"),
        (12, "UPDATE deal_place SET cap = 1000"),
        (12, "UPDATE deal_place SET cap = 1000, taken = 1001"),
        (13, "UPDATE credit_entry SET amount = 100"),
        (13, "UPDATE credit_entry SET amount = amount + 1"),
        (13, "UPDATE payment SET credit_at = NULL WHERE credit > 0 AND order_id NOT IN (SELECT order_id FROM refund)"),
        (13, "UPDATE book_entry SET account = 'test' WHERE account = 'resident-credit'"),
    ];

    [Theory, OnEachDatabase]
    public async Task Each_planted_fault_is_named_and_nothing_else_is(Database on)
    {
        await using var evening = await Busy(on);
        await evening.NothingIsBroken();
        foreach (var (breaks, plant) in Faults)
        {
            var broken = await Planted(evening, plant);
            Assert.Equal($"{plant}: I{breaks}", $"{plant}: {string.Join(' ', broken.Select(b => $"I{b.Number}"))}");
            Assert.InRange(broken[0].Rows.Count, 1, Invariants.RowsMax);
        }
        Assert.Equal(Invariants.All.Select(i => i.Number), Faults.Select(f => f.Breaks).Distinct());
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task The_books_can_only_be_added_to(Database on)
    {
        await using var evening = await Busy(on);
        foreach (var change in new[] { "UPDATE book_entry SET amount = 1", "DELETE FROM book_entry", "UPDATE book_transaction SET at = 1", "DELETE FROM book_transaction" })
            Assert.Contains("append-only", (await Assert.ThrowsAnyAsync<Exception>(() => evening.Store.Write(work => work.Db.Database.ExecuteSqlRawAsync(change)))).Message);
    }

    [Theory, OnEachDatabase]
    public async Task At_most_ten_rows_are_named(Database on)
    {
        await using var evening = await Busy(on);
        for (var i = 0; i < 6; i++) await evening.Opens(evening.LoquatsFor(), evening.MulberriesFor());
        Assert.Equal(10, Assert.Single(await Planted(evening, "UPDATE offer SET taken = 5")).Rows.Count);
    }

    /// <summary>In a transaction that is rolled back; the books' own guards are taken away first.</summary>
    static async Task<IReadOnlyList<Broken>> Planted(Evening evening, string fault)
    {
        IReadOnlyList<Broken> broken = [];
        var sqlite = evening.Store.PostgreSql is null;
        string[] guards = sqlite ? ["book_entry_kept", "book_entry_stays", "book_transaction_kept"] : ["book_entry_kept ON book_entry", "book_transaction_kept ON book_transaction"];
        var sql = string.Concat(guards.Select(g => $"DROP TRIGGER {g};")) + fault;
        await evening.Store.Write<Done>(async work =>
        {
            await work.Db.Database.ExecuteSqlRawAsync(sql);
            broken = await Invariants.Check(work.Db, work.Now);
            return Deal.WrongState;
        });
        return broken;
    }

    /// <summary>One deal cut off with an order collected, one to collect, one going back, one paid with a coupon, one made good with credit that paid for another, and a late payment going back; one open deal with an unpaid order; one draft.</summary>
    static async Task<Evening> Busy(Database on)
    {
        var evening = await Evening.Open(on, neighbours: 6);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 9, perPerson: 2), evening.MulberriesToTheFirst(2));
        var orders = new List<Guid>();
        foreach (var who in evening.Neighbours.Take(3)) orders.Add(await evening.JoinsAndPays(deal, who, quantity: 2));
        var campaign = await evening.Village.Do(work => StartCampaign.Handle(work, new(evening.Village.Wang, "枇杷季", Campaign.Claimed, null, new(500), Money.Zero, evening.Now, evening.Now.AddDays(7), new(1_000), 2, 1, [], [])));
        await evening.Village.Do(work => ClaimCoupon.Handle(work, new(evening.Neighbours[4], campaign)));
        await evening.JoinsAndPays(deal, evening.Neighbours[4]);
        await evening.Village.Do(work => GiveCredit.Handle(work, new(evening.Village.Wang, new(orders[0]), new(700), "坏了两颗")));
        await evening.JoinsAndPays(await evening.Opens(evening.LoquatsFor()), evening.Neighbours[0]);
        var late = await evening.Joins(deal, evening.Neighbours[3]);
        var payment = await evening.StartsPaying(evening.Neighbours[3], late.OrderId);
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Neighbours[3], new(late.OrderId)), evening.Settings));
        await evening.Hears(evening.Gateway.Pays(payment));
        await evening.CutsOff(deal);
        await evening.HandsOver(orders[0]);
        await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Zhang, new(orders[2]), "坏果"), evening.Settings));
        await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Zhang, new(orders[1]), "压坏一盒", [new(deal.Offers[0], 1)]), evening.Settings));
        await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor())));
        var open = await evening.Opens(evening.LoquatsFor(limit: 9, perPerson: 2));
        var unpaid = await evening.Joins(open, evening.Neighbours[4], 2);
        await evening.StartsPaying(evening.Neighbours[4], unpaid.OrderId);
        await evening.NewsGoesRound();
        return evening;
    }
}
