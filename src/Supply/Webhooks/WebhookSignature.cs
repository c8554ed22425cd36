// Signs what is sent by the Standard Webhooks specification: HMAC-SHA256 over id, timestamp and body, once for each secret that is valid.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HaoLin.Kernel;

namespace HaoLin.Supply.Webhooks;

public static class WebhookSignature
{
    public const string Prefix = "whsec_";

    /// <summary>The secret as a partner is given it. It is never stored: id, number and master key make it again.</summary>
    public static string Secret(Sealing sealing, WebhookId webhook, int version) => Prefix + Convert.ToBase64String(Key(sealing, webhook, version));

    /// <summary>The value of webhook-signature: the newest secret's first, and the former one's as long as it is valid.</summary>
    public static string Of(Sealing sealing, Webhook webhook, Guid id, DateTimeOffset at, string body)
    {
        var signatures = new List<string> { One(Key(sealing, webhook.Id, webhook.SecretVersion), id, at, body) };
        if (webhook.SecretVersion > 1 && webhook.FormerSecretUntil > at) signatures.Add(One(Key(sealing, webhook.Id, webhook.SecretVersion - 1), id, at, body));
        return string.Join(' ', signatures);
    }

    static byte[] Key(Sealing sealing, WebhookId webhook, int version) => sealing.Lookup("webhook", string.Create(CultureInfo.InvariantCulture, $"{webhook.Value:D} {version}"));

    static string One(byte[] key, Guid id, DateTimeOffset at, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id:D}.{at.ToUnixTimeSeconds()}.{(Break.Is("webhook-sign") ? body.Trim('{') : body)}"))));
}
