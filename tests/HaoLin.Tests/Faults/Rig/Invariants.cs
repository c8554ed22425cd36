// What must hold in the database at rest, whatever happened before: the checker's own words, in plain SQL for both databases.
namespace HaoLin.Tests.Faults.Rig;

public static class Invariants
{
    /// <summary>Each finds the rows that break a promise; none is the only good answer.</summary>
    static readonly (string Name, string Offenders)[] all =
    [
        ("I1 every movement balances", "SELECT transaction_id FROM book_entry GROUP BY transaction_id HAVING SUM(amount) <> 0 OR COUNT(*) < 2"),
        ("I1 every movement has entries", "SELECT id FROM book_transaction t WHERE NOT EXISTS (SELECT 1 FROM book_entry e WHERE e.transaction_id = t.id)"),
        ("I2 the shelf counts what standing orders hold", $"SELECT f.id FROM offer f WHERE f.taken <> {Held("l.offer_id = f.id")}"),
        ("I2 nothing is oversold or below nothing", "SELECT id FROM offer WHERE taken < 0 OR taken > stock_limit"),
        ("I2 a person's count is what their standing orders hold", $"SELECT t.offer_id FROM taken t WHERE t.quantity <> {Held("l.offer_id = t.offer_id AND o.person_id = t.person_id")}"),
        ("I2 a household's count is what its standing orders hold", $"SELECT t.offer_id FROM taken_home t WHERE t.quantity <> {Held("l.offer_id = t.offer_id AND o.household = t.household")}"),
        ("I2 no household is above the limit", "SELECT t.offer_id FROM taken_home t JOIN offer f ON f.id = t.offer_id WHERE t.quantity > f.per_household"),
        ("I2 nobody is above the limit", "SELECT t.offer_id FROM taken t JOIN offer f ON f.id = t.offer_id WHERE t.quantity > f.per_person"),
        ("I2 an order's amount is the sum of its lines", "SELECT o.id FROM orders o WHERE o.amount <> (SELECT CAST(COALESCE(SUM(l.quantity * l.price), 0) AS bigint) FROM order_line l WHERE l.order_id = o.id)"),
        ("I3 a paid order has a capture", "SELECT o.id FROM orders o WHERE o.paid_at IS NOT NULL AND o.amount > 0 AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.order_id = o.id AND p.paid_at IS NOT NULL AND p.amount + p.coupon_off + p.credit = o.amount)"),
        ("I3 a capture is booked once", "SELECT p.id FROM payment p WHERE p.paid_at IS NOT NULL AND (SELECT COUNT(*) FROM book_transaction t WHERE t.subject = p.id AND t.kind IN ('paid', 'paid-late')) <> 1"),
        ("I3 a payment that was replaced pays for nothing", "SELECT p.id FROM payment p JOIN book_transaction t ON t.subject = p.id AND t.kind = 'paid' WHERE p.replaced_at IS NOT NULL"),
        ("I3 what is booked as paid was captured, to the fen", "SELECT t.id FROM book_transaction t JOIN book_entry e ON e.transaction_id = t.id AND e.account = 'gateway-clearing' LEFT JOIN payment p ON p.id = t.subject WHERE t.kind IN ('paid', 'paid-late') AND (p.paid_at IS NULL OR p.amount <> e.amount)"),
        ("I3 a captured order is paid or its money goes back", "SELECT p.id FROM payment p JOIN orders o ON o.id = p.order_id WHERE p.paid_at IS NOT NULL AND o.paid_at IS NULL AND NOT EXISTS (SELECT 1 FROM refund r WHERE r.payment_id = p.id)"),
        ("I4 refunds never exceed the capture", "SELECT p.id FROM payment p WHERE (SELECT COALESCE(SUM(r.amount), 0) FROM refund r WHERE r.payment_id = p.id) > p.amount"),
        ("I4 a refund goes back on a capture", "SELECT r.id FROM refund r JOIN payment p ON p.id = r.payment_id WHERE p.paid_at IS NULL"),
        ("I4 a paid refund is booked once", "SELECT r.id FROM refund r WHERE r.succeeded_at IS NOT NULL AND r.amount > 0 AND (SELECT COUNT(*) FROM book_transaction t WHERE t.subject = r.id AND t.kind = 'refund-paid') <> 1"),
        ("I4 no line's refunds exceed its price or its pieces", "SELECT l.order_id FROM order_line l WHERE (SELECT COALESCE(SUM(b.amount), 0) FROM refund_line b JOIN refund r ON r.id = b.refund_id WHERE r.order_id = l.order_id AND b.offer_id = l.offer_id) > l.quantity * l.price OR (SELECT COALESCE(SUM(b.quantity), 0) FROM refund_line b JOIN refund r ON r.id = b.refund_id WHERE r.order_id = l.order_id AND b.offer_id = l.offer_id) > l.quantity"),
        ("I4 an order knows what went back of it", "SELECT o.id FROM orders o WHERE o.refunded <> (SELECT COALESCE(SUM(b.amount), 0) FROM refund_line b JOIN refund r ON r.id = b.refund_id WHERE r.order_id = o.id)"),
        ("I4 an asked refund is booked once, to the fen", "SELECT r.id FROM refund r WHERE EXISTS (SELECT 1 FROM refund_line b WHERE b.refund_id = r.id) AND (SELECT COALESCE(SUM(e.amount), 0) FROM book_transaction t JOIN book_entry e ON e.transaction_id = t.id AND e.account = 'refunds-due' WHERE t.subject = r.id AND t.kind = 'refund-asked') <> -r.amount"),
        ("I5 no hold outlives its time", "SELECT o.id FROM orders o WHERE o.paid_at IS NULL AND o.cancelled_at IS NULL AND o.lapsed_at IS NULL AND o.hold_until < @now - 150000000 AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.order_id = o.id AND p.paid_at IS NULL AND p.closed_at IS NULL AND o.hold_until > @now - 6600000000)"),
        ("I7 no campaign gives more than its budget or its number", "SELECT id FROM campaign WHERE issued > number OR issued_sum > budget OR issued <> (SELECT COUNT(*) FROM coupon c WHERE c.campaign_id = campaign.id)"),
        ("I7 a coupon is used for one order that is kept", "SELECT p.coupon_id FROM payment p JOIN orders o ON o.id = p.order_id WHERE p.coupon_id IS NOT NULL AND o.paid_at IS NOT NULL AND p.paid_at IS NOT NULL AND o.refund_asked_at IS NULL AND NOT EXISTS (SELECT 1 FROM book_transaction t WHERE t.subject = p.id AND t.kind = 'paid-late') GROUP BY p.coupon_id HAVING COUNT(*) > 1"),
        ("I13 nobody has less credit than none", "SELECT e.person_id FROM credit_entry e GROUP BY e.person_id HAVING SUM(e.amount) < (SELECT COALESCE(SUM(p.credit), 0) FROM payment p JOIN orders o ON o.id = p.order_id WHERE o.person_id = e.person_id AND (p.credit_at IS NOT NULL OR (p.paid_at IS NULL AND p.closed_at IS NULL))) - (SELECT COALESCE(SUM(r.credit), 0) FROM refund r JOIN orders o ON o.id = r.order_id WHERE o.person_id = e.person_id)"),
        ("I13 the books owe what credit there is", "SELECT 1 FROM (SELECT (SELECT COALESCE(SUM(amount), 0) FROM credit_entry) - (SELECT COALESCE(SUM(credit), 0) FROM payment WHERE credit_at IS NOT NULL) + (SELECT COALESCE(SUM(credit), 0) FROM refund) AS there, (SELECT COALESCE(SUM(amount), 0) FROM book_entry WHERE account = 'resident-credit') AS booked) b WHERE b.there + b.booked <> 0"),
        ("I9 news is pending or done, and not stuck", "SELECT id FROM outbox WHERE done_at IS NULL AND due_at < @now - 600000000"),
        ("I9 nothing is said twice", "SELECT subject FROM message WHERE kind NOT IN ('deal-opened', 'moved') GROUP BY person_id, kind, subject HAVING COUNT(*) > 1"),
        ("I10 a deal takes allowed steps only", "SELECT deal_id FROM deal_step WHERE from_state || '>' || to_state NOT IN ('draft>open', 'draft>cancelled', 'draft>draft', 'draft>scheduled', 'scheduled>draft', 'scheduled>open', 'scheduled>cancelled', 'open>cut-off', 'open>cancelled', 'cut-off>open', 'cut-off>completed', 'cut-off>cancelled', 'open>open', 'cut-off>cut-off')"),
        ("I10 a deal that needs so many orders went on with them", "SELECT d.id FROM deal d WHERE d.formed_at IS NOT NULL AND d.minimum_orders > (SELECT COUNT(*) FROM orders o WHERE o.deal_id = d.id AND o.paid_at <= d.formed_at AND o.lapsed_at IS NULL)"),
        ("I10 whoever paid for a deal that was called off is refunded", "SELECT o.id FROM orders o JOIN deal d ON d.id = o.deal_id WHERE d.cancelled_at IS NOT NULL AND o.paid_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM refund r WHERE r.order_id = o.id)"),
        ("I10 nobody stands in a deal that was called off", "SELECT o.id FROM orders o JOIN deal d ON d.id = o.deal_id WHERE d.cancelled_at IS NOT NULL AND o.cancelled_at IS NULL AND o.lapsed_at IS NULL"),
        ("I10 a deal's steps follow each other", "SELECT s.deal_id FROM deal_step s WHERE s.number > 1 AND NOT EXISTS (SELECT 1 FROM deal_step b WHERE b.deal_id = s.deal_id AND b.number = s.number - 1 AND b.to_state = s.from_state)"),
        ("I10 what is handed over was paid and not refunded before", "SELECT id FROM orders WHERE handed_over_at IS NOT NULL AND (paid_at IS NULL OR refund_asked_at < handed_over_at OR lapsed_at IS NOT NULL)"),
        ("I12 a capped pickup point counts what stands there and is not overfull", $"SELECT p.deal_id FROM deal_place p WHERE p.cap IS NOT NULL AND (p.taken > p.cap OR p.taken <> {Held("o.deal_id = p.deal_id AND o.pickup_point_id = p.pickup_point_id AND EXISTS (SELECT 1 FROM offer f WHERE f.id = l.offer_id AND f.gift_for_first IS NULL AND NOT f.is_delivery)")})"),
        ("I10 an order ends in one way", "SELECT id FROM orders WHERE cancelled_at IS NOT NULL AND lapsed_at IS NOT NULL"),
        ("I10 a number was given by its deal", "SELECT o.id FROM orders o JOIN deal d ON d.id = o.deal_id WHERE o.sequence > d.last_sequence OR o.sequence < 1"),
    ];

    static string Held(string which) => $"(SELECT CAST(COALESCE(SUM(l.quantity - l.returned), 0) AS bigint) FROM order_line l JOIN orders o ON o.id = l.order_id WHERE {which} AND o.cancelled_at IS NULL AND o.lapsed_at IS NULL)";

    public static async Task<Verdict> Check(Sql sql)
    {
        var verdict = new Verdict();
        await using var connection = await sql.Open();
        foreach (var (name, text) in all)
        {
            var offenders = await Sql.Rows(connection, text, row => row.GetGuid(0), ("now", History.Now.UtcTicks));
            if (offenders.Count > 0) verdict.Violate("invariant", $"{name}: {offenders.Count} offenders, {string.Join(", ", offenders.Take(3))}");
        }
        verdict.Count("invariants", all.Length);
        return verdict;
    }
}
