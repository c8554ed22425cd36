// What a merchant must have in hand to speak with WeChat Pay, and the sentences that say what is wrong with it.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HaoLin.Trade.WeChatPay;

public sealed record WeChatPaySettings
{
    public required string Mchid { get; init; }
    public required string Appid { get; init; }

    /// <summary>The serial number of the merchant's own API certificate.</summary>
    public required string MerchantSerial { get; init; }

    /// <summary>PEM text (the file the platform calls apiclient_key.pem).</summary>
    public required string MerchantPrivateKey { get; init; }

    /// <summary>32 bytes of text; opens the encrypted part of notices.</summary>
    public required string ApiV3Key { get; init; }

    /// <summary>PEM texts of the platform's public keys or certificates, by serial or PUB_KEY_ID_…; two stand side by side while one is being replaced.</summary>
    public required IReadOnlyDictionary<string, string> PlatformKeys { get; init; }

    public required Uri BaseAddress { get; init; }
    public required Uri PaymentNotifyUrl { get; init; }
    public required Uri RefundNotifyUrl { get; init; }

    /// <summary>By which WeChat says who pays inside it; null where the merchant has no app secret, and nobody pays there.</summary>
    public WeChatLogin? Login { get; init; }

    /// <summary>From the first byte sent to the last byte read. After it the answer is unknown, not "no".</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Never the keys: records print all they hold, and settings end up in logs.</summary>
    public override string ToString() => $"WeChatPaySettings {{ Mchid = {Mchid}, BaseAddress = {BaseAddress} }}";

    /// <summary>
    /// Reads `merchant.json` (`mchid`, `appid`, `serial`), `apiclient_key.pem`, `apiv3.key` and `platform/SERIAL.pem`
    /// from one folder, and `app.secret` where it is there. Says in one sentence which file is absent or unreadable; whether the content will do is for
    /// <see cref="Faults"/>.
    /// </summary>
    public static WeChatPaySettings ReadFolder(string folder, Uri baseAddress, Uri paymentNotifyUrl, Uri refundNotifyUrl)
    {
        var merchant = ReadMerchant(Path.Combine(folder, "merchant.json"));
        var platform = Path.Combine(folder, "platform");
        return new WeChatPaySettings
        {
            Mchid = merchant.Mchid,
            Appid = merchant.Appid,
            MerchantSerial = merchant.Serial,
            MerchantPrivateKey = ReadText(Path.Combine(folder, "apiclient_key.pem")),
            ApiV3Key = ReadText(Path.Combine(folder, "apiv3.key")).Trim(),
            Login = File.Exists(Path.Combine(folder, "app.secret")) ? new(ReadText(Path.Combine(folder, "app.secret")).Trim(), WeChatLogin.OpenWeChat, WeChatLogin.WeChatApi) : null,
            PlatformKeys = Directory.Exists(platform)
                ? Directory.EnumerateFiles(platform, "*.pem").ToDictionary(f => Path.GetFileNameWithoutExtension(f)!, ReadText)
                : new Dictionary<string, string>(),
            BaseAddress = baseAddress,
            PaymentNotifyUrl = paymentNotifyUrl,
            RefundNotifyUrl = refundNotifyUrl,
        };
    }

    /// <summary>Everything that would make the gateway or us refuse later, said now; empty when all is well.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        void Need(bool holds, string sentence)
        {
            if (!holds)
            {
                faults.Add(sentence);
            }
        }

        Need(Mchid.Length is > 0 and <= 32 && Mchid.All(char.IsAsciiDigit), "The merchant number (mchid) must be 1 to 32 digits.");
        Need(Appid.Length is > 0 and <= 32 && Appid.All(char.IsAsciiLetterOrDigit), "The app id (appid) must be 1 to 32 letters and digits.");
        Need(MerchantSerial.Length is > 0 and <= 64 && MerchantSerial.All(char.IsAsciiHexDigit),
            "The serial number of the merchant's certificate must be hexadecimal digits.");
        Need(IsRsa2048(MerchantPrivateKey, WeChatPayKeys.Private, mustBePrivate: true),
            "The merchant's private key (apiclient_key.pem) must be an RSA private key of 2048 bits in PEM form.");
        Need(Encoding.UTF8.GetByteCount(ApiV3Key) == WeChatPayCipher.KeyBytes, "The APIv3 key must be exactly 32 bytes long.");
        Need(PlatformKeys.Count > 0, "At least one public key or certificate of the platform is needed.");
        foreach (var (serial, pem) in PlatformKeys)
        {
            Need(IsRsa2048(pem, WeChatPayKeys.Public, mustBePrivate: false),
                $"The platform key {serial} must be an RSA public key or certificate of 2048 bits in PEM form.");
        }

        Need(IsSafe(BaseAddress) && BaseAddress.PathAndQuery == "/",
            "The gateway's base address must be an https address without path or query (http only on this computer).");
        // "Must be reachable directly and carry no parameters": pay.weixin.qq.com/doc/v3/merchant/4012791877, notify_url.
        Need(IsNotifyUrl(PaymentNotifyUrl), $"The payment notice address {NotifyUrlRule}");
        Need(IsNotifyUrl(RefundNotifyUrl), $"The refund notice address {NotifyUrlRule}");
        Need(Login is not { AppSecret: var secret } || (secret.Length is > 0 and <= 64 && secret.All(char.IsAsciiLetterOrDigit)), "The app secret (app.secret) must be 1 to 64 letters and digits.");
        Need(Login is not { } login || (IsSafe(login.Open) && IsSafe(login.Api)), "WeChat's own addresses must be https (http only on this computer).");
        Need(Timeout > TimeSpan.Zero && Timeout <= TimeSpan.FromMinutes(1), "The timeout must be more than nothing and at most one minute.");
        return faults;
    }

    const string NotifyUrlRule = "must be an https address of at most 255 characters without a query (http only on this computer).";

    static bool IsNotifyUrl(Uri url) => IsSafe(url) && url.Query.Length == 0 && url.Fragment.Length == 0 && url.AbsoluteUri.Length <= 255;

    static bool IsSafe(Uri url) => url.IsAbsoluteUri
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));

    static bool IsRsa2048(string pem, Func<string, RSA> open, bool mustBePrivate)
    {
        try
        {
            using var key = open(pem);
            if (mustBePrivate)
            {
                key.SignData("x"u8.ToArray(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            }

            return key.KeySize == 2048;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    static MerchantFile ReadMerchant(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(ReadText(path), WeChatPayJson.Default.MerchantFile)
                ?? throw new InvalidDataException($"The file {path} is empty.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The file {path} must be JSON with mchid, appid and serial: {e.Message}", e);
        }
    }

    static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"The WeChat Pay settings need the file {path}: {e.Message}", e);
        }
    }
}

/// <param name="AppSecret">Known to the app's owner alone.</param>
/// <param name="Open">Where a page inside WeChat is sent to be told who looks at it.</param>
/// <param name="Api">Where we ask whose code came back.</param>
public sealed record WeChatLogin(string AppSecret, Uri Open, Uri Api)
{
    public static readonly Uri OpenWeChat = new("https://open.weixin.qq.com"), WeChatApi = new("https://api.weixin.qq.com");

    /// <summary>Never the secret: records print all they hold.</summary>
    public override string ToString() => $"WeChatLogin {{ Open = {Open} }}";

    /// <summary>WeChat reads these parameters in this order, and the state of letters and digits only (snsapi_base: nobody is asked anything, and only who it is comes back).</summary>
    public Uri Authorize(string appid, Uri back, string state) =>
        new(Open, $"/connect/oauth2/authorize?appid={appid}&redirect_uri={Uri.EscapeDataString(back.AbsoluteUri)}&response_type=code&scope=snsapi_base&state={state}#wechat_redirect");
}

/// <summary>The names in `merchant.json`.</summary>
public sealed record MerchantFile(string Mchid, string Appid, string Serial);
