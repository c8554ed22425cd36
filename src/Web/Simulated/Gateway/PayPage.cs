// The simulated wallet's own pay page: what is paid to whom, one big button, and what came of it; a POST with an empty body pays.
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using HaoLin.Kernel;

namespace HaoLin.Web.Simulated.Gateway;

/// <summary>Works without scripts; pressing twice is harmless, because the second press finds the order paid.</summary>
sealed class PayPage(GatewayBooks books, GatewayKeys keys, TimeProvider clock)
{
    public void Map(WebApplication app)
    {
        app.MapGet("/pay.css", () => Results.Text(PayPageStyle.Css, "text/css; charset=utf-8"));
        app.MapGet("/pay/{token}", Show);
        app.MapGet("/h5/{token}", FromBrowser);
        app.MapPost("/pay/{token}", Pay);
        app.MapPost("/pay/{token}/leave", Leave);
    }

    Task Show(HttpContext http, string token)
    {
        var order = books.OrderByToken(token);
        return order?.WhyNotPayable(clock.GetUtcNow()) switch
        {
            null when order is null => Write(http, 404, Missing()),
            null => Write(http, 200, Ask(http, order!)),
            var why => Write(http, 200, WhyNot(http, order!, why, pressed: false)),
        };
    }

    /// <summary>Where a phone's browser comes in: for five minutes, from the shop's own pages, and with the way back under the platform's own name for it.</summary>
    Task FromBrowser(HttpContext http, string token, long until)
    {
        static string Bad(string what, string advice) => Page(what, $"""<section class="card outcome bad">{Icons.Clock}<h1>{what}</h1><p>{advice}</p></section>""");
        if (http.Request.Headers.Referer.Count == 0) return Write(http, 200, Bad("商家参数格式有误", "这个页面不是从商家的网页打开的，请回到商家页面付款。"));
        if (clock.GetUtcNow().ToUnixTimeSeconds() > until) return Write(http, 200, Bad("链接已过期", "请回到商家页面，再点一次付款。"));
        var back = http.Request.Query["redirect_url"].ToString();
        http.Response.Redirect($"/pay/{Uri.EscapeDataString(token)}" + (back.Length > 0 ? "?back=" + Uri.EscapeDataString(back) : ""));
        return Task.CompletedTask;
    }

    Task Pay(HttpContext http, string token) => books.Pay(token, clock.GetUtcNow()) switch
    {
        null => Write(http, 404, Missing()),
        (var order, null) => Write(http, 200, Paid(http, order, "支付成功")),
        (var order, var why) => Write(http, 409, WhyNot(http, order, why, pressed: true)),
    };

    Task Leave(HttpContext http, string token)
    {
        if (books.OrderByToken(token) is not { } order) return Write(http, 404, Missing());
        if (order.WhyNotPayable(clock.GetUtcNow()) is { } why) return Write(http, 200, WhyNot(http, order, why, pressed: false));
        var again = $"""<a class="button primary" href="{Self(http, order)}">重新付款</a>""";
        return Write(http, 200, Outcome("已放弃付款", Icons.Pause, "quiet", "您没有付款，截止之前随时可以再付。", order, again + BackLink(http, order)));
    }

    string Ask(HttpContext http, GatewayOrder order) => Page($"付款 {new Money(order.TotalFen)}", $"""
        <section class="card">
          <div class="payee"><span class="avatar" aria-hidden="true">{Encode(First(keys.MerchantName))}</span><p>付款给<b>{Encode(keys.MerchantName)}</b></p></div>
          <h1 class="{AmountClass(order)}"><small>¥</small>{new Money(order.TotalFen).Yuan}</h1>
          <dl>
            <div><dt>商品</dt><dd>{Encode(order.Description)}</dd></div>
            <div><dt>付款方式</dt><dd>模拟零钱</dd></div>
            <div><dt>付款截止</dt><dd><time datetime="{GatewayOrder.Rfc3339(order.Expires)}">{When(order.Expires)}</time></dd></div>
            <div><dt>商户单号</dt><dd class="number">{Encode(order.OutTradeNo)}</dd></div>
          </dl>
        </section>
        <div class="deeds">
          <form method="post" action="{Self(http, order)}"><button class="button primary">立即支付 <span>¥{new Money(order.TotalFen).Yuan}</span></button></form>
          <form method="post" action="{Self(http, order, "/leave")}"><button class="button plain">放弃</button></form>
        </div>
        """);

    string Paid(HttpContext http, GatewayOrder order, string title) =>
        Outcome(title, Icons.Tick, "good", null, order, BackLink(http, order, "primary"));

    string WhyNot(HttpContext http, GatewayOrder order, string why, bool pressed) => why switch
    {
        "paid" when pressed => Outcome("这笔订单已经付过了", Icons.Tick, "good", "没有重复付款。", order, BackLink(http, order, "primary")),
        "paid" => Paid(http, order, "已支付"),
        "closed" => Outcome("订单已关闭", Icons.Cross, "bad", "商家已关闭这笔订单，您没有付款。", order, BackLink(http, order, "primary")),
        _ => Outcome("已过付款时间", Icons.Clock, "bad", "付款时间已经结束，您没有付款。", order, BackLink(http, order, "primary")),
    };

    string Outcome(string title, string icon, string mood, string? words, GatewayOrder order, string deeds)
    {
        var rows = new StringBuilder($"""<div><dt>收款方</dt><dd>{Encode(keys.MerchantName)}</dd></div><div><dt>商品</dt><dd>{Encode(order.Description)}</dd></div>""");
        if (order.PaidAt is { } at)
            rows.Append(CultureInfo.InvariantCulture, $"""<div><dt>支付时间</dt><dd>{BusinessDay.Local(at):yyyy-MM-dd HH:mm:ss}</dd></div><div><dt>支付单号</dt><dd class="number">{order.TransactionId}</dd></div>""");
        rows.Append(CultureInfo.InvariantCulture, $"""<div><dt>商户单号</dt><dd class="number">{Encode(order.OutTradeNo)}</dd></div>""");
        return Page(title, $"""
            <section class="card outcome {mood}">
              {icon}
              <h1>{title}</h1>
              {(words is null ? "" : $"<p>{words}</p>")}
              <p class="{AmountClass(order)}"><small>¥</small>{new Money(order.TotalFen).Yuan}</p>
              <dl>{rows}</dl>
            </section>
            <div class="deeds">{deeds}</div>
            """);
    }

    static string Missing() => Page("找不到这笔付款", $"""
        <section class="card outcome bad">{Icons.Cross}<h1>找不到这笔付款</h1><p>链接可能不完整。请回到商家页面，重新发起付款。</p></section>
        """);

    static string Page(string title, string main) => $"""
        <!doctype html>
        <html lang="zh-CN">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · 模拟钱包</title><link rel="stylesheet" href="/pay.css"></head>
        <body>
        <header><span class="brand">{Icons.Wallet}模拟钱包</span><span class="note" role="note">模拟支付，不会扣真钱</span></header>
        <main>
        {main}
        </main>
        </body>
        </html>
        """;

    /// <summary>The shop may add `?back=` to the address it was given; followed only to this computer or to where the notices go.</summary>
    static string BackLink(HttpContext http, GatewayOrder order, string kind = "plain") =>
        Back(http, order) is { } back ? $"""<a class="button {kind}" href="{Encode(back.AbsoluteUri)}">返回商家</a>""" : "";

    static Uri? Back(HttpContext http, GatewayOrder order) =>
        Uri.TryCreate(http.Request.Query["back"], UriKind.Absolute, out var back) && back.Scheme is "http" or "https"
        && (back.IsLoopback || back.Host == new Uri(order.NotifyUrl).Host) ? back : null;

    static string Self(HttpContext http, GatewayOrder order, string more = "") =>
        Encode($"/pay/{order.Token}{more}" + (Back(http, order) is { } back ? "?back=" + Uri.EscapeDataString(back.AbsoluteUri) : ""));

    static string AmountClass(GatewayOrder order) => new Money(order.TotalFen).Yuan.Length > 8 ? "amount long" : "amount";

    string When(DateTimeOffset at)
    {
        var (local, today) = (BusinessDay.Local(at), BusinessDay.Of(clock.GetUtcNow()));
        var day = BusinessDay.Of(at).DayNumber - today.DayNumber;
        return (day == 0 ? "今天 " : day == 1 ? "明天 " : local.ToString("M月d日 ", CultureInfo.InvariantCulture)) + local.ToString("HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary>The first sign of a name, whole even when it takes two characters.</summary>
    static string First(string name) => StringInfo.GetNextTextElement(name);

    static string Encode(string text) => Encoder.Encode(text);

    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    static Task Write(HttpContext http, int status, string page)
    {
        var headers = http.Response.Headers;
        http.Response.StatusCode = status;
        headers.ContentType = "text/html; charset=utf-8";
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return http.Response.WriteAsync(page);
    }

    static class Icons
    {
        public const string Wallet = """<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 7.5A2.5 2.5 0 0 1 6.5 5H17a2 2 0 0 1 2 2v1H6.5"/><path d="M4 7.5V17a3 3 0 0 0 3 3h12a2 2 0 0 0 2-2v-8a2 2 0 0 0-2-2"/><circle cx="16.5" cy="14" r="1.3"/></svg>""";
        public const string Tick = """<svg class="sign" viewBox="0 0 72 72" aria-hidden="true"><circle cx="36" cy="36" r="33"/><path d="M22 37.5 32 47.5 51 27"/></svg>""";
        public const string Cross = """<svg class="sign" viewBox="0 0 72 72" aria-hidden="true"><circle cx="36" cy="36" r="33"/><path d="M26 26 46 46M46 26 26 46"/></svg>""";
        public const string Clock = """<svg class="sign" viewBox="0 0 72 72" aria-hidden="true"><circle cx="36" cy="36" r="33"/><path d="M36 19V37L47 44"/></svg>""";
        public const string Pause = """<svg class="sign" viewBox="0 0 72 72" aria-hidden="true"><circle cx="36" cy="36" r="33"/><path d="M28 25V47M44 25V47"/></svg>""";
    }
}
