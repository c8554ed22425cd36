// Everything that changes or asks what the gateway knows: placing, paying, closing, refunding, and the notices that follow.
using System.Security.Cryptography;
using HaoLin.Kernel;
using Microsoft.Data.Sqlite;

namespace HaoLin.Web.Simulated.Gateway;

sealed record PlaceOrder(string OutTradeNo, string Description, long TotalFen, string TradeType, string? Payer, string? Attach, string NotifyUrl, DateTimeOffset? Expires);

/// <summary>One of several orders that are paid in one go.</summary>
sealed record PlacePart(string OutTradeNo, string Description, long TotalFen, string? Attach);

/// <summary>What a demonstration says was paid before its gateway ran.</summary>
public sealed record PastPayment(string OutTradeNo, string Description, long TotalFen, DateTimeOffset PaidAt);

sealed record AskRefund(string? OutTradeNo, string? TransactionId, string OutRefundNo, long TotalFen, long RefundFen, string? Reason, string? NotifyUrl);

/// <summary>Each method is one transaction; whoever gets an answer from one may build on it.</summary>
sealed class GatewayBooks(GatewayTruth truth, GatewayKeys keys, Bell newsBell)
{
    volatile GatewaySwitches switches = new();

    public GatewaySwitches Switches { get => switches; set => switches = value; }

    const string OrderColumns = """
        SELECT o.*, (SELECT COALESCE(SUM(fen), 0) FROM refunds r WHERE r.order_id = o.id AND r.status <> 'CLOSED') refunded,
                    (SELECT COUNT(*) FROM refunds r WHERE r.order_id = o.id AND r.status <> 'CLOSED') refunds,
                    (SELECT MAX(created_at) FROM refunds r WHERE r.order_id = o.id) last_refund FROM orders o
        """;

    const string RefundColumns = "SELECT r.*, o.out_trade_no, o.trade_type, o.payer, o.total, o.paid_at FROM refunds r JOIN orders o ON o.id = r.order_id";

    /// <summary>The same number with the same content gives the same order; with other content it is refused.</summary>
    public (GatewayOrder? Order, GatewayError? Error) Place(PlaceOrder ask, DateTimeOffset now) => truth.Write(sql =>
    {
        if (FindAny(sql, ask.OutTradeNo) is { } known)
        {
            var error = WhyNotAgain(known, ask, isCombined: false);
            return (error is null ? known : null, error);
        }
        return ((GatewayOrder?)Insert(sql, ask, now), (GatewayError?)null);
    });

    /// <summary>Several orders that are paid in one go; the same number with the same orders gives the same.</summary>
    public (GatewayOrder? Order, GatewayError? Error) PlaceCombined(PlaceOrder ask, IReadOnlyList<PlacePart> parts, DateTimeOffset now) => truth.Write<(GatewayOrder?, GatewayError?)>(sql =>
    {
        if (FindAny(sql, ask.OutTradeNo) is { } known)
        {
            var same = PartsOf(sql, known.Id).Select(p => new PlacePart(p.OutTradeNo, p.Description, p.TotalFen, p.Attach)).SequenceEqual(parts);
            var error = WhyNotAgain(known, ask, isCombined: true) ?? (same ? null : GatewayError.NumberUsed);
            return (error is null ? known : null, error);
        }
        if (parts.Any(p => FindAny(sql, p.OutTradeNo) is not null)) return (null, GatewayError.NumberUsed);
        var whole = Insert(sql, ask, now, isCombined: true);
        foreach (var part in parts) Insert(sql, ask with { OutTradeNo = part.OutTradeNo, Description = part.Description, TotalFen = part.TotalFen, Attach = part.Attach }, now, partOf: whole.Id);
        return (whole, null);
    });

    static GatewayError? WhyNotAgain(GatewayOrder known, PlaceOrder ask, bool isCombined) => known.PaidAt is not null ? GatewayError.AlreadyPaid
        : known.ClosedAt is not null ? GatewayError.AlreadyClosed
        : known.TotalFen != ask.TotalFen || known.Description != ask.Description || known.TradeType != ask.TradeType || known.Payer != ask.Payer || known.IsCombined != isCombined || known.PartOf is not null ? GatewayError.NumberUsed
        : null;

    static GatewayOrder Insert(Sql sql, PlaceOrder ask, DateTimeOffset now, bool isCombined = false, long? partOf = null)
    {
        sql.Execute("""
            INSERT INTO orders (out_trade_no, token, description, total, trade_type, payer, attach, notify_url, created_at, expires, is_combined, part_of)
            VALUES ($no, $token, $description, $total, $type, $payer, $attach, $url, $now, $expires, $combined, $part)
            """, ("no", ask.OutTradeNo), ("token", NewToken()), ("description", ask.Description), ("total", ask.TotalFen), ("type", ask.TradeType), ("payer", ask.Payer), ("attach", ask.Attach),
            ("url", ask.NotifyUrl), ("now", now), ("expires", Earlier(ask.Expires, now.AddHours(2))), ("combined", isCombined), ("part", partOf));
        return FindAny(sql, ask.OutTradeNo)!;
    }

    /// <summary>A payment of the time before this gateway began, for a demonstration that has a past: taken as made, without a notice; the same number is taken once.</summary>
    public GatewayOrder Remember(PastPayment past) => truth.Write(sql =>
    {
        sql.Execute("""
            INSERT INTO orders (out_trade_no, token, description, total, notify_url, created_at, expires, paid_at) VALUES ($no, $token, $description, $total, '', $at, $at, $at)
            ON CONFLICT (out_trade_no) DO NOTHING
            """, ("no", past.OutTradeNo), ("token", NewToken()), ("description", past.Description), ("total", past.TotalFen), ("at", past.PaidAt));
        return FindOrder(sql, past.OutTradeNo)!;
    });

    /// <summary>Null when there is no such token, else the order and why it was not paid just now (null when it was).</summary>
    public (GatewayOrder Order, string? WhyNot)? Pay(string token, DateTimeOffset now)
    {
        var outcome = truth.Write<(GatewayOrder, string?)?>(sql =>
        {
            if (FindByToken(sql, token) is not { } order) return null;
            if (order.WhyNotPayable(now) is { } why) return (order, why);
            sql.Execute("UPDATE orders SET paid_at = $now WHERE id = $id OR part_of = $id", ("now", now), ("id", order.Id));
            order = order with { PaidAt = now };
            var resource = order.IsCombined ? order.ToJson(keys, PartsOf(sql, order.Id)) : order.ToJson(keys);
            Owe(sql, "TRANSACTION.SUCCESS", order.OutTradeNo, null, order.NotifyUrl, resource.ToJsonString(), now);
            return (order, null);
        });
        newsBell.Ring();
        return outcome;
    }

    public GatewayError? Close(string outTradeNo, DateTimeOffset now) => truth.Write(sql => FindOrder(sql, outTradeNo) is { PartOf: null } order ? Close(sql, order, now) : GatewayError.NoSuchOrder);

    /// <summary>All of them or none, and every one has to be named.</summary>
    public GatewayError? CloseCombined(string outTradeNo, IReadOnlyList<string> parts, DateTimeOffset now) => truth.Write(sql =>
    {
        if (FindAny(sql, outTradeNo) is not { IsCombined: true } order) return GatewayError.NoSuchOrder;
        return PartsOf(sql, order.Id).Select(p => p.OutTradeNo).Order().SequenceEqual(parts.Order()) ? Close(sql, order, now) : GatewayError.Parameter("sub_orders 与下单时不一致");
    });

    static GatewayError? Close(Sql sql, GatewayOrder order, DateTimeOffset now)
    {
        if (order.WhyNotClosable is { } error) return error;
        sql.Execute("UPDATE orders SET closed_at = COALESCE(closed_at, $now) WHERE id = $id OR part_of = $id", ("now", now), ("id", order.Id));
        return null;
    }

    /// <summary>The same refund number again gives the same refund; one that ended abnormally is tried once more.</summary>
    public (GatewayRefund? Refund, GatewayError? Error) Refund(AskRefund ask, DateTimeOffset now)
    {
        var outcome = truth.Write<(GatewayRefund?, GatewayError?)>(sql =>
        {
            if (FindOrderToRefund(sql, ask) is not { } order) return (null, GatewayError.NoOrderToRefund);
            if (FindRefund(sql, ask.OutRefundNo) is { } known)
            {
                if (known.OrderId != order.Id || known.RefundFen != ask.RefundFen || known.TotalFen != ask.TotalFen) return (null, GatewayError.OtherRefund);
                if (known.Status == "ABNORMAL")
                    sql.Execute("UPDATE refunds SET status = 'PROCESSING', ended_at = NULL, settles_at = $at, tries = tries + 1 WHERE id = $id",
                        ("at", now + Switches.Settle), ("id", known.Id));
                return (FindRefund(sql, ask.OutRefundNo), null);
            }
            if (order.WhyNotRefundable(ask.TotalFen, ask.RefundFen, Switches.Apart, now) is { } error) return (null, error);
            sql.Execute("""
                INSERT INTO refunds (out_refund_no, order_id, fen, reason, notify_url, created_at, settles_at, status, tries)
                VALUES ($no, $order, $fen, $reason, $url, $now, $settles, 'PROCESSING', 1)
                """, ("no", ask.OutRefundNo), ("order", order.Id), ("fen", ask.RefundFen), ("reason", ask.Reason), ("url", ask.NotifyUrl),
                ("now", now), ("settles", now + Switches.Settle));
            return (FindRefund(sql, ask.OutRefundNo), null);
        });
        newsBell.Ring();
        return outcome;
    }

    /// <summary>Ends the refunds whose time has come, each with the notice owed for it.</summary>
    public int SettleRefunds(DateTimeOffset now) => truth.Write(sql =>
    {
        var due = sql.List($"{RefundColumns} WHERE r.settles_at <= $now ORDER BY r.settles_at LIMIT 500", RefundRow, ("now", now));
        foreach (var refund in due)
        {
            var fails = Chance.Of(Switches.Seed, $"refund-fails/{refund.OutRefundNo}/{refund.Tries}") < Switches.RefundFails;
            var ended = refund with { Status = fails ? "ABNORMAL" : "SUCCESS", EndedAt = now };
            sql.Execute("UPDATE refunds SET settles_at = NULL, ended_at = $now, status = $status WHERE id = $id",
                ("now", now), ("status", ended.Status), ("id", refund.Id));
            if (refund.NotifyUrl is { } url)
                Owe(sql, "REFUND." + ended.Status, refund.OutTradeNo, refund.OutRefundNo, url, ended.ToJson(keys, forNotice: true).ToJsonString(), now);
        }
        return due.Count;
    });

    void Owe(Sql sql, string eventType, string outTradeNo, string? outRefundNo, string url, string resource, DateTimeOffset now)
    {
        var about = $"{eventType}/{outTradeNo}/{outRefundNo}";
        var lost = Chance.Of(Switches.Seed, "lose/" + about) < Switches.Lose;
        var held = Chance.Of(Switches.Seed, "reorder/" + about) < Switches.Reorder;
        sql.Execute("""
            INSERT INTO notices (name, event, out_trade_no, out_refund_no, url, resource, created_at, due_at, held, lost)
            VALUES ($name, $event, $order, $refund, $url, $resource, $now, $due, $held, $lost)
            """, ("name", "EV-" + RandomNumberGenerator.GetHexString(32)), ("event", eventType), ("order", outTradeNo), ("refund", outRefundNo), ("url", url),
            ("resource", resource), ("now", now), ("due", lost ? null : now + Switches.Delay + (held ? GatewaySwitches.HeldAtMost : TimeSpan.Zero)),
            ("held", held), ("lost", lost));
    }

    public GatewayOrder? Order(string outTradeNo) => truth.Read(sql => FindOrder(sql, outTradeNo));
    public (GatewayOrder Whole, List<GatewayOrder> Parts)? Combined(string outTradeNo) => truth.Read<(GatewayOrder, List<GatewayOrder>)?>(sql => FindAny(sql, outTradeNo) is { IsCombined: true } whole ? (whole, PartsOf(sql, whole.Id)) : null);
    public GatewayOrder? OrderByToken(string token) => truth.Read(sql => FindByToken(sql, token));
    public GatewayRefund? RefundOf(string outRefundNo) => truth.Read(sql => FindRefund(sql, outRefundNo));
    public List<GatewayOrder> Orders() => truth.Read(sql => sql.List(OrderColumns + " WHERE o.is_combined = 0 ORDER BY o.id", OrderRow));
    public List<GatewayRefund> Refunds() => truth.Read(sql => sql.List(RefundColumns + " ORDER BY r.id", RefundRow));

    /// <summary>An order with money of its own; what is paid in one go is none.</summary>
    static GatewayOrder? FindOrder(Sql sql, string outTradeNo) => FindAny(sql, outTradeNo) is { IsCombined: false } order ? order : null;
    static GatewayOrder? FindAny(Sql sql, string outTradeNo) => sql.One(OrderColumns + " WHERE o.out_trade_no = $no", OrderRow, ("no", outTradeNo));
    static List<GatewayOrder> PartsOf(Sql sql, long id) => sql.List(OrderColumns + " WHERE o.part_of = $id ORDER BY o.id", OrderRow, ("id", id));
    static GatewayOrder? FindByToken(Sql sql, string token) => sql.One(OrderColumns + " WHERE o.token = $token", OrderRow, ("token", token));
    static GatewayRefund? FindRefund(Sql sql, string outRefundNo) => sql.One(RefundColumns + " WHERE r.out_refund_no = $no", RefundRow, ("no", outRefundNo));

    /// <summary>By the merchant's number or ours; ours ends in the order's row.</summary>
    static GatewayOrder? FindOrderToRefund(Sql sql, AskRefund ask)
    {
        if (ask.TransactionId is null) return ask.OutTradeNo is { } no ? FindOrder(sql, no) : null;
        var order = long.TryParse(ask.TransactionId.AsSpan(Math.Min(12, ask.TransactionId.Length)), out var id)
            ? sql.One(OrderColumns + " WHERE o.id = $id AND o.is_combined = 0", OrderRow, ("id", id)) : null;
        return order?.TransactionId == ask.TransactionId ? order : null;
    }

    static GatewayOrder OrderRow(SqliteDataReader row) => new(
        row.Whole("id"), row.Text("out_trade_no"), row.Text("token"), row.Text("description"), row.Whole("total"), row.Text("trade_type"), row.TextOrNull("payer"), row.TextOrNull("attach"), row.Text("notify_url"),
        row.Time("created_at"), row.Time("expires"), row.TimeOrNull("paid_at"), row.TimeOrNull("closed_at"), row.Whole("refunded"), (int)row.Whole("refunds"), row.TimeOrNull("last_refund"), row.Whole("is_combined") == 1, row.WholeOrNull("part_of"));

    static GatewayRefund RefundRow(SqliteDataReader row) => new(
        row.Whole("id"), row.Text("out_refund_no"), row.Text("out_trade_no"), row.Text("trade_type"), row.TextOrNull("payer"), row.Whole("order_id"), row.Time("paid_at"), row.Whole("total"), row.Whole("fen"),
        row.TextOrNull("reason"), row.TextOrNull("notify_url"), row.Time("created_at"), row.TimeOrNull("settles_at"), row.TimeOrNull("ended_at"),
        row.Text("status"), (int)row.Whole("tries"));

    static DateTimeOffset Earlier(DateTimeOffset? a, DateTimeOffset b) => a < b ? a.Value : b;

    static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
