// What must hold at every instant, as plain SQL that names what breaks it: for tests, for /health/invariants and after a restore.
using System.Globalization;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

/// <param name="Number">As promised to the outside; numbers are never given twice.</param>
/// <param name="Sql">One statement, the same on both databases, so that it sees one instant; each row names one thing that is wrong. @now is the time in ticks.</param>
public sealed record Invariant(int Number, string Name, string Sentence, string Sql);

/// <param name="Rows">What is wrong, at most ten rows.</param>
public sealed record Broken(int Number, string Name, string Sentence, IReadOnlyList<string> Rows);

public static class Invariants
{
    public const int RowsMax = 10;

    /// <summary>Answers what is broken; nothing is as it should be.</summary>
    public static Task<IReadOnlyList<Broken>> Check(Store store) => store.Read(async db => await Check(db, await store.Now(db)));

    public static async Task<IReadOnlyList<Broken>> Check(HaoLinDb db, DateTimeOffset now)
    {
        var ticks = now.UtcTicks.ToString(CultureInfo.InvariantCulture);
        var broken = new List<Broken>();
        foreach (var (number, name, sentence, sql) in All)
        {
            var text = $"SELECT what AS \"Value\" FROM ({sql.Replace("@now", ticks, StringComparison.Ordinal)}) wrong ORDER BY what LIMIT {RowsMax}";
            var rows = await db.Database.SqlQueryRaw<string>(text).ToListAsync();
            if (rows.Count > 0) broken.Add(new(number, name, sentence, rows));
        }
        return broken;
    }

    const string Standing = "o.cancelled_at IS NULL AND o.lapsed_at IS NULL";

    public static readonly IReadOnlyList<Invariant> All =
    [
        new(1, "books", "Every booking sums to zero, all of them do, and each order's accounts hold what its state says.", $"""
            SELECT 'booking ' || CAST(t.id AS text) || ' sums to ' || CAST(coalesce(sum(e.amount), 0) AS text) AS what
              FROM book_transaction t LEFT JOIN book_entry e ON e.transaction_id = t.id
              GROUP BY t.id HAVING count(e.number) < 2 OR sum(e.amount) <> 0
            UNION ALL
            SELECT 'all entries sum to ' || CAST(sum(amount) AS text) FROM book_entry HAVING sum(amount) <> 0
            UNION ALL
            SELECT 'order ' || CAST(o.id AS text) || ' has ' || CAST(b.prepaid AS text) || ' prepaid and ' || CAST(b.earned AS text) || ' earned of ' || CAST(o.amount AS text) || ', of which ' || CAST(o.refunded AS text) || ' went back'
              FROM orders o JOIN ({PerOrder}) b ON b.order_id = o.id
              WHERE b.prepaid <> CASE WHEN o.paid_at IS NOT NULL AND o.handed_over_at IS NULL THEN o.refunded - o.amount ELSE 0 END
                 OR b.earned <> CASE WHEN o.handed_over_at IS NOT NULL THEN o.refunded - o.amount ELSE 0 END
            UNION ALL
            SELECT 'order ' || CAST(o.id AS text) || ' was disposed of and is not handed over, or the other way round, as its last decision says' FROM orders o
              WHERE (o.disposed_at IS NOT NULL) <> EXISTS (SELECT 1 FROM uncollected u JOIN hand_over h ON h.id = u.hand_over_id AND h.undone_at IS NULL WHERE u.order_id = o.id AND u.kind = 'disposed' AND u.undone_at IS NULL)
                 OR (o.disposed_at IS NOT NULL AND o.handed_over_at IS NULL)
            UNION ALL
            SELECT 'order ' || CAST(b.order_id AS text) || ' has ' || CAST(b.cleared AS text) || ' at the gateway and ' || CAST(b.due AS text) || ' to be refunded'
              FROM ({PerOrder}) b
              LEFT JOIN (SELECT order_id, sum(amount) AS came FROM payment WHERE paid_at IS NOT NULL GROUP BY order_id) p ON p.order_id = b.order_id
              LEFT JOIN (SELECT order_id, sum(amount) AS asked, sum(CASE WHEN succeeded_at IS NULL THEN 0 ELSE amount END) AS went FROM refund GROUP BY order_id) r ON r.order_id = b.order_id
              WHERE b.cleared <> coalesce(p.came, 0) - coalesce(r.went, 0) OR b.due <> coalesce(r.went, 0) - coalesce(r.asked, 0)
            """),
        new(2, "stock", "Of every offer as much is taken as standing orders hold, what they gave back not counted, between nothing and its limit, and neither a person nor a household has more than it may.", $"""
            SELECT 'offer ' || CAST(f.id AS text) || ' says ' || CAST(f.taken AS text) || ' taken of ' || coalesce(CAST(f.stock_limit AS text), 'any number')
                || ', orders hold ' || CAST(coalesce(s.held, 0) AS text) AS what
              FROM offer f LEFT JOIN (SELECT l.offer_id, sum(l.quantity - l.returned) AS held FROM order_line l JOIN orders o ON o.id = l.order_id WHERE {Standing} GROUP BY l.offer_id) s ON s.offer_id = f.id
              WHERE f.taken <> coalesce(s.held, 0) OR f.taken < 0 OR f.taken > f.stock_limit
            UNION ALL
            SELECT 'person ' || CAST(person_id AS text) || ' is counted ' || CAST(sum(counted) AS text) || ' of offer ' || CAST(offer_id AS text) || ' and holds ' || CAST(sum(held) AS text)
              FROM (SELECT offer_id, person_id, quantity AS counted, 0 AS held FROM taken
                    UNION ALL SELECT l.offer_id, o.person_id, 0, l.quantity - l.returned FROM order_line l JOIN orders o ON o.id = l.order_id WHERE {Standing}) both_sides
              GROUP BY offer_id, person_id HAVING sum(counted) <> sum(held)
            UNION ALL
            SELECT 'person ' || CAST(t.person_id AS text) || ' has ' || CAST(t.quantity AS text) || ' of offer ' || CAST(t.offer_id AS text)
              FROM taken t JOIN offer f ON f.id = t.offer_id WHERE t.quantity < 0 OR t.quantity > f.per_person
            UNION ALL
            SELECT 'a household is counted ' || CAST(sum(counted) AS text) || ' of offer ' || CAST(offer_id AS text) || ' and holds ' || CAST(sum(held) AS text)
              FROM (SELECT offer_id, household, quantity AS counted, 0 AS held FROM taken_home
                    UNION ALL SELECT l.offer_id, o.household, 0, l.quantity - l.returned FROM order_line l JOIN orders o ON o.id = l.order_id JOIN offer f ON f.id = l.offer_id
                      WHERE {Standing} AND o.household IS NOT NULL AND f.per_household IS NOT NULL) homes
              GROUP BY offer_id, household HAVING sum(counted) <> sum(held)
            UNION ALL
            SELECT 'a household has ' || CAST(t.quantity AS text) || ' of offer ' || CAST(t.offer_id AS text)
              FROM taken_home t JOIN offer f ON f.id = t.offer_id WHERE t.quantity < 0 OR t.quantity > f.per_household
            """),
        new(3, "payments", "Every paid order has one payment of its amount without what a coupon bore, by the channel and by credit, booked once, and its amount is that of its lines.", """
            SELECT 'order ' || CAST(o.id AS text) || ' of ' || CAST(o.amount AS text) || CASE WHEN o.paid_at IS NULL THEN ' is not paid' ELSE ' is paid' END
                || ' and has ' || CAST(coalesce(s.payments, 0) AS text) || ' booked payments of ' || CAST(coalesce(s.came, 0) AS text) AS what
              FROM orders o LEFT JOIN (
                SELECT p.order_id, count(*) AS payments, sum(p.amount) AS came, sum(p.credit) AS credit, coalesce(sum(e.amount), 0) AS booked
                FROM payment p JOIN book_transaction t ON t.subject = p.id AND t.kind = 'paid' LEFT JOIN book_entry e ON e.transaction_id = t.id AND e.account = 'gateway-clearing'
                WHERE p.paid_at IS NOT NULL GROUP BY p.order_id) s ON s.order_id = o.id
              LEFT JOIN (SELECT order_id, sum(coupon_share) AS borne FROM order_line GROUP BY order_id) k ON k.order_id = o.id
              WHERE CASE WHEN o.paid_at IS NULL THEN coalesce(s.payments, 0) <> 0
                         ELSE coalesce(s.payments, 0) <> 1 OR s.came + s.credit <> o.amount - k.borne OR s.booked <> s.came END
            UNION ALL
            SELECT 'payment ' || CAST(p.id AS text) || CASE WHEN p.paid_at IS NULL THEN ' was not made' ELSE ' was made' END || ' and is booked ' || CAST(count(t.id) AS text) || ' times'
              FROM payment p LEFT JOIN book_transaction t ON t.subject = p.id AND t.kind IN ('paid', 'paid-late')
              GROUP BY p.id, p.paid_at HAVING count(t.id) <> CASE WHEN p.paid_at IS NULL THEN 0 ELSE 1 END
            UNION ALL
            SELECT 'payment ' || CAST(p.id AS text) || ' was replaced and pays its order' FROM payment p JOIN book_transaction t ON t.subject = p.id AND t.kind = 'paid' WHERE p.replaced_at IS NOT NULL
            UNION ALL
            SELECT 'order ' || CAST(o.id AS text) || ' costs ' || CAST(o.amount AS text) || ', its lines ' || CAST(coalesce(sum(l.quantity * l.price), 0) AS text)
              FROM orders o LEFT JOIN order_line l ON l.order_id = o.id GROUP BY o.id, o.amount HAVING o.amount <> coalesce(sum(l.quantity * l.price), 0)
            """),
        new(4, "refunds", "No payment is refunded beyond what was paid and no line beyond its price; each refund is what its lines say, and each order and line says what went back of it.", """
            SELECT 'payment ' || CAST(r.payment_id AS text) || ' brought ' || CAST(coalesce(CASE WHEN p.paid_at IS NULL THEN 0 ELSE p.amount END, 0) AS text) || ' and ' || CAST(coalesce(p.credit, 0) AS text) || ' of credit, refunds take ' || CAST(r.went AS text) || ' and ' || CAST(r.credit AS text) AS what
              FROM (SELECT payment_id, sum(amount) AS went, sum(credit) AS credit FROM refund GROUP BY payment_id) r LEFT JOIN payment p ON p.id = r.payment_id
              WHERE p.paid_at IS NULL OR r.went > p.amount OR r.credit > CASE WHEN p.credit_at IS NULL THEN 0 ELSE p.credit END
            UNION ALL
            SELECT 'refund ' || CAST(r.id AS text) || ' of ' || CAST(r.amount + r.credit AS text) || ' has lines of ' || CAST(sum(l.amount - l.coupon_share) AS text)
              FROM refund r JOIN refund_line l ON l.refund_id = r.id GROUP BY r.id, r.amount, r.credit HAVING r.amount + r.credit <> sum(l.amount - l.coupon_share)
            UNION ALL
            SELECT 'refund ' || CAST(r.id AS text) || ' has no lines and its money did not come late'
              FROM refund r WHERE NOT EXISTS (SELECT 1 FROM refund_line l WHERE l.refund_id = r.id)
                AND NOT EXISTS (SELECT 1 FROM book_transaction t WHERE t.subject = r.payment_id AND t.kind = 'paid-late')
            UNION ALL
            SELECT 'order ' || CAST(o.id AS text) || ' of ' || CAST(o.amount AS text) || ' says ' || CAST(o.refunded AS text) || ' went back, its refunds ' || CAST(coalesce(s.went, 0) AS text)
              FROM orders o LEFT JOIN (SELECT r.order_id, sum(l.amount) AS went FROM refund r JOIN refund_line l ON l.refund_id = r.id GROUP BY r.order_id) s ON s.order_id = o.id
              WHERE o.refunded <> coalesce(s.went, 0) OR (o.refund_asked_at IS NOT NULL AND o.refunded <> o.amount) OR (o.refund_asked_at IS NULL AND o.refunded > 0 AND o.refunded >= o.amount)
            UNION ALL
            SELECT 'a line of order ' || CAST(l.order_id AS text) || ' had ' || CAST(l.quantity AS text) || ' pieces, refunded ' || CAST(l.refunded AS text) || ', put back ' || CAST(l.returned AS text)
                || ', and refunds take ' || CAST(coalesce(s.pieces, 0) AS text) || ' of them and ' || CAST(coalesce(s.went, 0) AS text) || ' fen'
              FROM order_line l LEFT JOIN (
                SELECT r.order_id, b.offer_id, sum(b.quantity) AS pieces, sum(b.amount) AS went FROM refund r JOIN refund_line b ON b.refund_id = r.id GROUP BY r.order_id, b.offer_id
              ) s ON s.order_id = l.order_id AND s.offer_id = l.offer_id
              WHERE l.refunded <> coalesce(s.pieces, 0) OR l.refunded > l.quantity OR l.returned > l.refunded OR l.returned < 0 OR coalesce(s.went, 0) > l.quantity * l.price
            """),
        new(5, "holds", "No unpaid order keeps its goods more than eleven minutes after its hold ended: ten for an unanswered gateway, one for the sweep.", $"""
            SELECT 'order ' || CAST(o.id AS text) || ' is held ' || CAST((@now - o.hold_until) / 10000000 AS text) || ' s after its hold ended' AS what
              FROM orders o WHERE o.paid_at IS NULL AND {Standing} AND o.hold_until < @now - {11 * TimeSpan.TicksPerMinute}
            """),
        new(6, "commission", "What each order earns its leader is reckoned line by line from what is left of it, is expected until it is to be paid, and costs the brand exactly that.", """
            SELECT 'order ' || CAST(o.id AS text) || ' earns its leader ' || CAST(coalesce(c.due, 0) AS text) || '; the books expect ' || CAST(coalesce(b.expected, 0) AS text)
                || ', owe ' || CAST(coalesce(b.payable, 0) AS text) || ' and bear ' || CAST(coalesce(b.cost, 0) AS text) AS what
              FROM orders o
              LEFT JOIN (
                SELECT l.order_id, sum((l.quantity * l.price - CAST(coalesce(s.went, 0) AS bigint)) * f.commission_points / 10000) AS due
                FROM order_line l JOIN offer f ON f.id = l.offer_id AND f.commission_points > 0
                LEFT JOIN (SELECT r.order_id, b.offer_id, sum(b.amount) AS went FROM refund r JOIN refund_line b ON b.refund_id = r.id GROUP BY r.order_id, b.offer_id) s ON s.order_id = l.order_id AND s.offer_id = l.offer_id
                GROUP BY l.order_id
              ) c ON c.order_id = o.id AND o.paid_at IS NOT NULL
              LEFT JOIN (
                SELECT order_id, sum(CASE WHEN account = 'commission-cost' THEN amount ELSE 0 END) AS cost,
                    sum(CASE WHEN account = 'leader-commission-expected' THEN -amount ELSE 0 END) AS expected, sum(CASE WHEN account = 'leader-commission-payable' THEN -amount ELSE 0 END) AS payable
                FROM book_entry WHERE account IN ('commission-cost', 'leader-commission-expected', 'leader-commission-payable') GROUP BY order_id
              ) b ON b.order_id = o.id
              WHERE coalesce(b.cost, 0) <> coalesce(c.due, 0)
                 OR coalesce(b.expected, 0) <> CASE WHEN o.commission_payable_at IS NULL THEN coalesce(c.due, 0) ELSE 0 END
                 OR coalesce(b.payable, 0) <> CASE WHEN o.commission_payable_at IS NULL THEN 0 ELSE coalesce(c.due, 0) END
                 OR (o.commission_payable_at IS NOT NULL AND o.handed_over_at IS NULL)
            """),
        new(7, "coupons", "No campaign gives more than its budget and number, nobody has more than one person may; a coupon is used once, and what it bore of each line is what the books say it cost.", """
            SELECT 'campaign ' || CAST(g.id AS text) || ' says ' || CAST(g.issued AS text) || ' given of ' || CAST(g.number AS text) || ', ' || CAST(g.issued_sum AS text) || ' of ' || CAST(g.budget AS text)
                || ' fen, and there are ' || CAST(coalesce(c.there, 0) AS text) AS what
              FROM campaign g LEFT JOIN (SELECT campaign_id, count(*) AS there FROM coupon GROUP BY campaign_id) c ON c.campaign_id = g.id
              WHERE g.issued <> coalesce(c.there, 0) OR g.issued > g.number OR g.issued_sum > g.budget OR g.issued_sum <> g.issued * g.amount
            UNION ALL
            SELECT 'person ' || CAST(c.person_id AS text) || ' has ' || CAST(count(*) AS text) || ' coupons of campaign ' || CAST(g.id AS text)
              FROM coupon c JOIN campaign g ON g.id = c.campaign_id GROUP BY c.person_id, g.id, g.per_person HAVING count(*) > g.per_person
            UNION ALL
            SELECT 'coupon ' || CAST(p.coupon_id AS text) || ' was used for ' || CAST(count(*) AS text) || ' orders that are kept'
              FROM payment p JOIN orders o ON o.id = p.order_id AND o.refund_asked_at IS NULL JOIN book_transaction t ON t.subject = p.id AND t.kind = 'paid'
              WHERE p.coupon_id IS NOT NULL GROUP BY p.coupon_id HAVING count(*) > 1
            UNION ALL
            SELECT 'coupon ' || CAST(c.id AS text) || CASE WHEN c.used_at IS NULL THEN ' is kept for a payment that is over' ELSE ' is used for a payment that was not made' END
              FROM coupon c LEFT JOIN payment p ON p.id = c.held_for AND p.coupon_id = c.id
              WHERE CASE WHEN c.used_at IS NOT NULL THEN p.paid_at IS NULL WHEN c.held_for IS NOT NULL THEN p.id IS NULL OR p.paid_at IS NOT NULL OR p.closed_at IS NOT NULL ELSE 1 = 0 END
            UNION ALL
            SELECT 'payment ' || CAST(p.id AS text) || ' takes ' || CAST(p.coupon_off AS text) || ' off with a coupon of ' || CAST(coalesce(g.amount, 0) AS text)
              FROM payment p LEFT JOIN coupon c ON c.id = p.coupon_id LEFT JOIN campaign g ON g.id = c.campaign_id
              WHERE p.coupon_off <> 0 AND (g.id IS NULL OR p.coupon_off > g.amount OR p.coupon_off < 0)
            UNION ALL
            SELECT 'order ' || CAST(o.id AS text) || ' had ' || CAST(k.borne AS text) || ' borne by a coupon, ' || CAST(coalesce(s.went, 0) AS text)
                || ' went back, and the books say ' || CAST(coalesce(b.cost, 0) AS text)
              FROM orders o JOIN (SELECT order_id, sum(coupon_share) AS borne FROM order_line GROUP BY order_id) k ON k.order_id = o.id
              LEFT JOIN (SELECT r.order_id, sum(l.coupon_share) AS went FROM refund r JOIN refund_line l ON l.refund_id = r.id GROUP BY r.order_id) s ON s.order_id = o.id
              LEFT JOIN (SELECT order_id, sum(amount) AS cost FROM book_entry WHERE account = 'coupon-cost' GROUP BY order_id) b ON b.order_id = o.id
              WHERE coalesce(b.cost, 0) <> k.borne - coalesce(s.went, 0) OR (o.refund_asked_at IS NOT NULL AND coalesce(s.went, 0) <> k.borne)
            UNION ALL
            SELECT 'a line of order ' || CAST(l.order_id AS text) || ' of ' || CAST(l.quantity * l.price AS text) || ' had ' || CAST(l.coupon_share AS text) || ' borne by a coupon'
              FROM order_line l WHERE l.coupon_share < 0 OR l.coupon_share > l.quantity * l.price
            """),
        new(9, "outbox", "Every message is heard or waits once, and none waits longer than an hour.", $"""
            SELECT 'message ' || CAST(m.id AS text) || ' (' || m.name || ') waits ' || CAST((@now - m.due_at) / 10000000 AS text) || ' s after ' || CAST(m.attempts AS text) || ' attempts'
                || coalesce(': ' || m.error, '') AS what
              FROM outbox m WHERE m.done_at IS NULL AND m.due_at < @now - {TimeSpan.TicksPerHour}
            UNION ALL
            SELECT 'message ' || CAST(m.id AS text) || ' (' || m.name || ') waits though ' || i.hearer || ' has heard it'
              FROM outbox m JOIN inbox i ON i.message_id = m.id WHERE m.done_at IS NULL
            """),
        new(10, "deals", "Deals take allowed steps only, each written down once, and end where they say; numbers in the list are given once and in order.", """
            SELECT 'deal ' || CAST(s.deal_id AS text) || ' step ' || CAST(s.number AS text) || ' goes from ' || s.from_state || ' to ' || s.to_state || ' after ' || coalesce(p.to_state, 'nothing') AS what
              FROM deal_step s LEFT JOIN deal_step p ON p.deal_id = s.deal_id AND p.number = s.number - 1
              WHERE s.from_state || '>' || s.to_state NOT IN ('draft>open', 'draft>cancelled', 'draft>draft', 'draft>scheduled', 'scheduled>draft', 'scheduled>open', 'scheduled>cancelled', 'open>cut-off', 'open>cancelled', 'cut-off>open', 'cut-off>completed', 'cut-off>cancelled', 'open>open', 'cut-off>cut-off')
                 OR s.from_state <> CASE WHEN s.number = 1 THEN 'draft' ELSE coalesce(p.to_state, 'nothing') END
            UNION ALL
            SELECT 'deal ' || CAST(d.id AS text) || ' has taken ' || CAST(d.steps AS text) || ' steps and ' || CAST(count(s.number) AS text) || ' are written down'
              FROM deal d LEFT JOIN deal_step s ON s.deal_id = d.id GROUP BY d.id, d.steps HAVING count(s.number) <> d.steps OR coalesce(max(s.number), 0) <> d.steps
            UNION ALL
            SELECT 'deal ' || CAST(d.id AS text) || ' is not ' || coalesce(s.to_state, 'draft') || ', where its last step went'
              FROM deal d LEFT JOIN deal_step s ON s.deal_id = d.id AND s.number = d.steps
              WHERE coalesce(s.to_state, 'draft') <> CASE WHEN d.cancelled_at IS NOT NULL THEN 'cancelled' WHEN d.completed_at IS NOT NULL THEN 'completed'
                  WHEN d.cut_off_at IS NOT NULL THEN 'cut-off' WHEN d.opened_at IS NOT NULL THEN 'open' WHEN d.scheduled_at IS NOT NULL THEN 'scheduled' ELSE 'draft' END
            UNION ALL
            SELECT 'deal ' || CAST(d.id AS text) || ' is called off and order ' || CAST(o.id AS text) || CASE WHEN o.lapsed_at IS NULL AND o.cancelled_at IS NULL THEN ' still stands' ELSE ' was paid and is not refunded' END
              FROM deal d JOIN orders o ON o.deal_id = d.id
              WHERE d.cancelled_at IS NOT NULL AND ((o.lapsed_at IS NULL AND o.cancelled_at IS NULL) OR (o.paid_at IS NOT NULL AND o.refund_asked_at IS NULL))
            UNION ALL
            SELECT 'deal ' || CAST(d.id AS text) || ' needs ' || CAST(d.minimum_orders AS text) || ' paid orders and went on with ' || CAST(count(o.id) AS text)
              FROM deal d LEFT JOIN orders o ON o.deal_id = d.id AND o.paid_at <= d.formed_at AND o.lapsed_at IS NULL AND (o.cancelled_at IS NULL OR o.cancelled_at >= d.formed_at) AND (o.refund_asked_at IS NULL OR o.refund_asked_at >= d.formed_at)
              WHERE d.formed_at IS NOT NULL GROUP BY d.id, d.minimum_orders HAVING count(o.id) < d.minimum_orders AND count(o.handed_over_at) = 0
            UNION ALL
            SELECT 'deal ' || CAST(d.id AS text) || ' gave number ' || CAST(o.sequence AS text) || ' to ' || CAST(count(*) AS text) || ' orders, its last being ' || CAST(d.last_sequence AS text)
              FROM orders o JOIN deal d ON d.id = o.deal_id GROUP BY d.id, d.last_sequence, o.sequence HAVING count(*) > 1 OR o.sequence < 1 OR o.sequence > d.last_sequence
            """),
        new(11, "references", "Every order, line, count and payment points to something that exists; the tables of the evening rush have no foreign keys.", """
            SELECT 'order ' || CAST(o.id AS text) || ' lacks its deal, its person or a pickup point of the deal' AS what
              FROM orders o LEFT JOIN deal_place l ON l.deal_id = o.deal_id AND l.pickup_point_id = o.pickup_point_id
              LEFT JOIN deal d ON d.id = o.deal_id LEFT JOIN person p ON p.id = o.person_id
              WHERE l.deal_id IS NULL OR d.id IS NULL OR p.id IS NULL
            UNION ALL
            SELECT 'order ' || CAST(o.id AS text) || ' has no lines' FROM orders o WHERE NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id)
            UNION ALL
            SELECT 'a line of order ' || CAST(l.order_id AS text) || ' lacks its order or an offer of its deal'
              FROM order_line l LEFT JOIN orders o ON o.id = l.order_id LEFT JOIN offer f ON f.id = l.offer_id AND f.deal_id = o.deal_id WHERE f.id IS NULL
            UNION ALL
            SELECT 'a count of person ' || CAST(t.person_id AS text) || ' lacks its offer or its person'
              FROM taken t LEFT JOIN offer f ON f.id = t.offer_id LEFT JOIN person p ON p.id = t.person_id WHERE f.id IS NULL OR p.id IS NULL
            UNION ALL
            SELECT 'payment ' || CAST(p.id AS text) || ' lacks its order' FROM payment p LEFT JOIN orders o ON o.id = p.order_id WHERE o.id IS NULL
            """),
        new(12, "pickup points", "A pickup point with a cap counts the pieces of goods in the orders that stand there, and has no more than its cap.", $"""
            SELECT 'pickup point ' || CAST(p.pickup_point_id AS text) || ' of deal ' || CAST(p.deal_id AS text) || ' says ' || CAST(p.taken AS text) || ' of ' || CAST(p.cap AS text) || ' and has ' || CAST(coalesce(s.held, 0) AS text) AS what
              FROM deal_place p LEFT JOIN (
                SELECT o.deal_id, o.pickup_point_id, sum(l.quantity - l.returned) AS held FROM orders o JOIN order_line l ON l.order_id = o.id JOIN offer f ON f.id = l.offer_id
                WHERE {Standing} AND f.gift_for_first IS NULL AND NOT f.is_delivery AND EXISTS (SELECT 1 FROM deal_place c WHERE c.deal_id = o.deal_id AND c.cap IS NOT NULL)
                GROUP BY o.deal_id, o.pickup_point_id
              ) s ON s.deal_id = p.deal_id AND s.pickup_point_id = p.pickup_point_id
              WHERE p.cap IS NOT NULL AND (p.taken <> coalesce(s.held, 0) OR p.taken > p.cap)
            """),
        new(13, "credit", "Nobody has less credit than none, none is given beyond an order's price, what pays is used once and returned in the share it bore, and the books owe residents what there is.", """
            SELECT 'person ' || CAST(person_id AS text) || ' has ' || CAST(sum(amount) AS text) || ' of credit' AS what FROM (
                SELECT person_id, amount FROM credit_entry
                UNION ALL SELECT o.person_id, -p.credit FROM payment p JOIN orders o ON o.id = p.order_id WHERE p.credit > 0 AND (p.credit_at IS NOT NULL OR (p.paid_at IS NULL AND p.closed_at IS NULL))
                UNION ALL SELECT o.person_id, r.credit FROM refund r JOIN orders o ON o.id = r.order_id WHERE r.credit > 0) every_movement
              GROUP BY person_id HAVING sum(amount) < 0
            UNION ALL
            SELECT 'order ' || CAST(o.id AS text) || ' of ' || CAST(o.amount AS text) || ' was made good with ' || CAST(sum(e.amount) AS text)
              FROM credit_entry e JOIN orders o ON o.id = e.order_id WHERE e.kind <> 'gone' GROUP BY o.id, o.amount HAVING sum(e.amount) > o.amount OR sum(e.amount) < 0
            UNION ALL
            SELECT 'payment ' || CAST(p.id AS text) || ' used credit and was not made' FROM payment p WHERE p.credit_at IS NOT NULL AND (p.paid_at IS NULL OR p.credit = 0)
            UNION ALL
            SELECT 'order ' || CAST(o.id AS text) || ' went back whole, and of ' || CAST(p.credit AS text) || ' of credit came back ' || CAST(coalesce(sum(r.credit), 0) AS text)
              FROM orders o JOIN payment p ON p.order_id = o.id AND p.credit_at IS NOT NULL LEFT JOIN refund r ON r.payment_id = p.id
              WHERE o.refund_asked_at IS NOT NULL GROUP BY o.id, p.credit HAVING coalesce(sum(r.credit), 0) <> p.credit
            UNION ALL
            SELECT 'of order ' || CAST(order_id AS text) || ' the books owe ' || CAST(-sum(booked) AS text) || ' of credit and there is ' || CAST(sum(there) AS text) FROM (
                SELECT order_id, amount AS booked, 0 AS there FROM book_entry WHERE account = 'resident-credit'
                UNION ALL SELECT order_id, 0, amount FROM credit_entry
                UNION ALL SELECT order_id, 0, -credit FROM payment WHERE credit_at IS NOT NULL
                UNION ALL SELECT order_id, 0, credit FROM refund WHERE credit > 0) both_sides
              GROUP BY order_id HAVING sum(booked) + sum(there) <> 0
            """),
    ];

    const string PerOrder = """
        SELECT order_id,
            sum(CASE WHEN account = 'prepaid-orders' THEN amount ELSE 0 END) AS prepaid, sum(CASE WHEN account = 'brand-revenue' THEN amount ELSE 0 END) AS earned,
            sum(CASE WHEN account = 'gateway-clearing' THEN amount ELSE 0 END) AS cleared, sum(CASE WHEN account = 'refunds-due' THEN amount ELSE 0 END) AS due
        FROM book_entry GROUP BY order_id
        """;
}
