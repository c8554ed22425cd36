// From where a resident pays, as the browser says; and inside WeChat the way there and back on which it says who pays.
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using HaoLin.Kernel;
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Resident;

public static class PayingPlace
{
    public static readonly Refusal NotBegunHere = new("trade.pay-not-begun-here", 403, "这次付款不是您刚才在这里点的，请回到订单再点一次付款", "This payment was not begun here by you just now; go back to the order and press pay again.");
    public static readonly Refusal NobodyNamed = new("trade.pay-nobody-named", 503, "微信没有说清是谁在付款，请再点一次，或者换成扫码付", "WeChat did not say who pays; try again, or pay by a scanned code.");

    /// <summary>The way there and back takes a second; nobody thinks about it for longer than this.</summary>
    static readonly TimeSpan WayTakes = TimeSpan.FromMinutes(10);

    /// <summary>A page open inside WeChat, where the merchant may ask who looks at it. WeChat refuses H5 inside itself.</summary>
    public static bool IsInWeChat(HttpContext http, Outside outside) => outside.Payment.Login is not null && Agent(http).Contains("MicroMessenger", StringComparison.OrdinalIgnoreCase);

    /// <summary>Anywhere but inside WeChat: a phone's own browser opens WeChat by itself, everything else shows a code to be scanned.</summary>
    public static PayFrom From(HttpContext http, Outside outside) =>
        outside.H5 && Agent(http) is var agent && agent.Contains("Mobile", StringComparison.Ordinal) && !agent.Contains("MicroMessenger", StringComparison.OrdinalIgnoreCase) ? PayFrom.Browser(Address(http)) : PayFrom.Code;

    static string Agent(HttpContext http) => http.Request.Headers.UserAgent.ToString();

    /// <summary>The channel wants to know the phone's address. A proxy on this very machine may say whom it speaks for, nobody else.</summary>
    public static IPAddress Address(HttpContext http)
    {
        var at = http.Connection.RemoteIpAddress ?? IPAddress.Loopback;
        if (at.IsIPv4MappedToIPv6) at = at.MapToIPv4();
        var said = http.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim();
        return IPAddress.IsLoopback(at) && IPAddress.TryParse(said, out var told) ? told : at;
    }

    /// <summary>Sends the page to WeChat, which sends it back with a code that says who looks at it and with our own state.</summary>
    /// <param name="page">Where it was begun.</param>
    /// <param name="said">What is to be paid how, as it goes there and back.</param>
    public static IResult AskWho(HttpContext http, string page, string said, Store store, Sealing sealing, Outside outside)
    {
        var back = new Uri(outside.PublicAddress, $"{page}/wechat?coupon={Uri.EscapeDataString(said)}");
        return Screens.Next(outside.Payment.Login!.Authorize(outside.Payment.Appid, back, State(http, sealing, page, said, store.Clock.GetUtcNow().UtcTicks)).AbsoluteUri);
    }

    /// <summary>Whether this very session began this very payment a moment ago: else a stranger could have another person's WeChat pay, or theirs be taken for it.</summary>
    public static bool IsOurs(HttpContext http, string? state, string page, string said, Store store, Sealing sealing)
    {
        if (Break.Is("pay-state")) return true;
        if (state is not { Length: 48 } || !long.TryParse(state.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var ticks)) return false;
        var now = store.Clock.GetUtcNow().UtcTicks;
        return ticks <= now && now - ticks <= WayTakes.Ticks
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(state), Encoding.ASCII.GetBytes(State(http, sealing, page, said, ticks)));
    }

    /// <summary>Letters and digits only, as WeChat wants it; nothing in it says who.</summary>
    static string State(HttpContext http, Sealing sealing, string page, string said, long ticks)
    {
        Span<byte> mac = stackalloc byte[32];
        sealing.Sign(Encoding.UTF8.GetBytes($"paying inside WeChat\n{http.Request.Cookies[SignedIn.Cookie]}\n{page}\n{said}\n{ticks}"), mac);
        return string.Create(CultureInfo.InvariantCulture, $"{ticks:x16}") + Convert.ToHexStringLower(mac[..16]);
    }
}
