// The door for tests and demos: what the gateway truly knows, its switches at run time, and notices sent or forged on demand.
using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using HaoLin.Kernel;

namespace HaoLin.Web.Simulated.Gateway;

sealed class ControlDesk(GatewayBooks books, OwedNotices owed, Courier courier, PlatformSeal seal)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public void Map(WebApplication app, Uri address)
    {
        // Phones on the network may pay; what moves the gateway's levers sits at this computer.
        app.Use((http, next) =>
        {
            if (!http.Request.Path.StartsWithSegments("/control") || http.Connection.LocalIpAddress is not { } at || at.MapToIPv4().Equals(IPAddress.Loopback)) return next(http);
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        app.MapGet("/control/orders", () => Results.Json(books.Orders().Select(order => Truth(order, address)), Json));
        app.MapGet("/control/orders/{no}", (string no) => books.Order(no) is { } order ? Results.Json(Truth(order, address), Json) : Results.NotFound());
        app.MapGet("/control/refunds", () => Results.Json(books.Refunds().Select(Truth), Json));
        app.MapGet("/control/notices", () => Results.Json(owed.All().Select(Truth), Json));
        app.MapGet("/control/pending", () => courier.Pending() is var (due, underWay, later) ? Results.Json(new { due, underWay, later }, Json) : null);
        app.MapGet("/control/switches", () => Results.Text(books.Switches.ToString()));
        app.MapPost("/control/switches", SetSwitches);
        app.MapPost("/control/past", (PastPayment[] past) => Results.Json(past.Select(books.Remember).ToDictionary(o => o.OutTradeNo, o => o.TransactionId), Json));
        app.MapPost("/control/deliver-due", async () => Results.Json(new { sent = await courier.FinishWhatIsDue() }, Json));
        app.MapPost("/control/deliver", Deliver);
        app.MapPost("/control/forge", Forge);
        app.MapPost("/control/rotate-key", () => Results.Json(new { serial = seal.Rotate() }, Json));
        app.MapGet("/control/bill", (string date) => DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? Results.Json(Bill(day), Json) : Problem("date must be a day such as 2026-03-20"));
    }

    /// <summary>The body is the switches as on the command line; what is not named goes back to good behaviour, the seed stays.</summary>
    async Task<IResult> SetSwitches(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        try { books.Switches = GatewaySwitches.Parse(await reader.ReadToEndAsync(), books.Switches.Seed); }
        catch (FormatException e) { return Problem(e.Message); }
        return Results.Text(books.Switches.ToString());
    }

    async Task<IResult> Deliver(string? order, string? refund) => owed.Latest(order, refund) is { } notice
        ? Results.Json(new { notice = notice.Name, answer = await courier.DeliverNow(notice) }, Json)
        : Results.NotFound();

    /// <summary>Sends a lie made of the latest true notice; `other` is the order an OtherOrder lie names.</summary>
    async Task<IResult> Forge(string? order, string? refund, string kind, string? other)
    {
        if (!Enum.TryParse<Forgery>(kind.Replace("-", ""), ignoreCase: true, out var forgery) || !Enum.IsDefined(forgery))
            return Problem($"kind must be one of {string.Join(", ", Enum.GetNames<Forgery>())}");
        return owed.Latest(order, refund) is { } notice
            ? Results.Json(new { notice = notice.Name, answer = await courier.Deliver(forgery, notice, other) }, Json)
            : Results.NotFound();
    }

    /// <summary>
    /// One line per payment and per refund that succeeded on the day (Asia/Shanghai), as the trade bill a merchant downloads the next
    /// morning; amounts in fen, refunds positive. The simulated platform takes no fee.
    /// </summary>
    object Bill(DateOnly day)
    {
        bool Falls(DateTimeOffset? at) => at is { } when && BusinessDay.Of(when) == day;
        var paid = books.Orders().Where(o => Falls(o.PaidAt)).ToList();
        var refunded = books.Refunds().Where(r => r.Status == "SUCCESS" && Falls(r.EndedAt)).ToList();
        return new
        {
            date = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            columns = new[] { "kind", "time", "outTradeNo", "transactionId", "outRefundNo", "refundId", "fen", "feeFen" },
            rows = paid.Select(o => new object?[] { "SUCCESS", GatewayOrder.Rfc3339(o.PaidAt!.Value), o.OutTradeNo, o.TransactionId, null, null, o.TotalFen, 0 })
                .Concat(refunded.Select(r => new object?[] { "REFUND", GatewayOrder.Rfc3339(r.EndedAt!.Value), r.OutTradeNo, GatewayOrder.Number("4200", r.PaidAt, r.OrderId), r.OutRefundNo, r.RefundId, r.RefundFen, 0 })),
            totals = new { paid = paid.Count, paidFen = paid.Sum(o => o.TotalFen), refunds = refunded.Count, refundFen = refunded.Sum(r => r.RefundFen), feeFen = 0 },
        };
    }

    static object Truth(GatewayOrder order, Uri address) => new
    {
        order.OutTradeNo, order.TradeState, order.TransactionId, order.Description, order.TotalFen, order.RefundedFen, order.Refunds, order.Attach,
        payUrl = new Uri(address, "/pay/" + order.Token), order.NotifyUrl, order.CreatedAt, order.Expires, order.PaidAt, order.ClosedAt,
    };

    static object Truth(GatewayRefund refund) => new
    {
        refund.OutRefundNo, refund.OutTradeNo, refund.RefundId, refund.Status, refund.RefundFen, refund.TotalFen, refund.Reason, refund.CreatedAt, refund.EndedAt, refund.Tries,
    };

    static object Truth(OwedNotice notice) => new
    {
        notice.Name, notice.Event, notice.OutTradeNo, notice.OutRefundNo, notice.CreatedAt, notice.DueAt, notice.Held, notice.Lost, notice.Attempts, notice.DeliveredAt, notice.LastAnswer,
    };

    static IResult Problem(string sentence) => Results.Problem(sentence, statusCode: 400);
}
