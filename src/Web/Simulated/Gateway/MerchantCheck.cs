// Checks that a call of the API was signed by the merchant, as the real platform does before it looks at anything else.
using System.Globalization;
using System.Text.RegularExpressions;
using HaoLin.Trade.WeChatPay;

namespace HaoLin.Web.Simulated.Gateway;

static partial class MerchantCheck
{
    /// <summary>Null when the Authorization header is the merchant's over exactly this request.</summary>
    public static GatewayError? Check(string authorization, string method, string target, byte[] body, GatewayKeys keys, DateTimeOffset now)
    {
        if (!authorization.StartsWith(WeChatPaySignature.Scheme + " ", StringComparison.Ordinal)) return GatewayError.BadSignature;
        var said = new Dictionary<string, string>();
        // Five items in any order.
        foreach (Match item in Item().Matches(authorization)) said[item.Groups["name"].Value] = item.Groups["value"].Value;
        string Of(string name) => said.GetValueOrDefault(name, "");
        if (Of("mchid") != keys.Mchid || Of("serial_no") != keys.MerchantSerial) return GatewayError.BadSignature;
        if (!long.TryParse(Of("timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || Math.Abs(now.ToUnixTimeSeconds() - at) > (long)WeChatPaySeal.Window.TotalSeconds) return GatewayError.BadSignature;
        using var key = WeChatPayKeys.Public(keys.MerchantPublicKey);
        var message = WeChatPaySignature.RequestMessage(method, target, Of("timestamp"), Of("nonce_str"), body);
        return WeChatPaySignature.Verify(message, Of("signature"), key) ? null : GatewayError.BadSignature;
    }

    [GeneratedRegex("(?<name>[a-z_]+)=\"(?<value>[^\"]*)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Item();
}
