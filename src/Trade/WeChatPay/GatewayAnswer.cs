// What a payment gateway's answer can mean to us: it was done, it was refused, or nobody knows.
namespace HaoLin.Trade.WeChatPay;

/// <summary>
/// Three values, because two lie: a request whose answer did not arrive (or cannot be trusted) may well have
/// been carried out. <see cref="Unknown"/> is a state to be asked about later and is never a failure.
/// </summary>
public abstract record GatewayAnswer<T>
{
    // Private, so the three below are all there will ever be.
    private GatewayAnswer()
    {
    }

    /// <summary>The same answer about a part of the value.</summary>
    public GatewayAnswer<TPart> Select<TPart>(Func<T, TPart> part) => this switch
    {
        Done(var value) => new GatewayAnswer<TPart>.Done(part(value)),
        Refused(var code, var message) => new GatewayAnswer<TPart>.Refused(code, message),
        Unknown(var reason) => new GatewayAnswer<TPart>.Unknown(reason),
        _ => throw new InvalidOperationException("an answer has three values"),
    };

    /// <summary>The gateway did it, and its signature over these very bytes was checked.</summary>
    public sealed record Done(T Value) : GatewayAnswer<T>;

    /// <summary>The gateway signed a definite no: nothing was done. <see cref="WeChatPayCodes"/> names the codes.</summary>
    public sealed record Refused(string Code, string Message) : GatewayAnswer<T>;

    /// <summary>It may or may not have been done: ask again under the same number.</summary>
    public sealed record Unknown(string Reason) : GatewayAnswer<T>;
}
