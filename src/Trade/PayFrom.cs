// From where a neighbour pays: a code to be scanned, the phone's own browser, or a page inside WeChat.
using System.Net;

namespace HaoLin.Trade;

/// <param name="Kind">"native", "h5" or "jsapi"; a payment that credit bears whole is made nowhere and says "credit".</param>
/// <param name="Address">The phone's, which the channel wants to know of <see cref="H5"/>.</param>
/// <param name="OpenId">Who pays, as WeChat names them to this merchant alone, which it wants to know of <see cref="Jsapi"/>.</param>
/// <remarks>What says who or where the payer is goes to the channel with the one request that needs it, and is kept nowhere.</remarks>
public sealed record PayFrom(string Kind, IPAddress? Address = null, string? OpenId = null)
{
    public const string Native = "native", H5 = "h5", Jsapi = "jsapi", Credit = "credit";

    public static readonly PayFrom Code = new(Native);
    public static PayFrom Browser(IPAddress address) => new(H5, Address: address);
    public static PayFrom WeChat(string openId) => new(Jsapi, OpenId: openId);

    /// <summary>Never the payer: records print all they hold.</summary>
    public override string ToString() => Kind;
}
