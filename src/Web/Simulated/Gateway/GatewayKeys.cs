// The keys on both sides of the simulated gateway, made once in the data folder, where gateway and product read the same files.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HaoLin.Kernel;
using HaoLin.Trade.WeChatPay;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Simulated.Gateway;

/// <summary>
/// The product's half lies in DIR/gateway/keys just as a real merchant's would (<see cref="WeChatPaySettings.ReadFolder"/>);
/// the gateway's half lies in its subfolder `gateway`. There are two platform keys, so that a change of key can be played.
/// </summary>
public sealed record GatewayKeys(string Folder, string Mchid, string Appid, string MerchantName, string MerchantSerial,
    string MerchantPublicKey, string ApiV3Key, string AppSecret, IReadOnlyList<PlatformKey> PlatformKeys)
{
    public WeChatPaySettings Settings(Uri gateway, Uri paymentNotifyUrl, Uri refundNotifyUrl) =>
        WeChatPaySettings.ReadFolder(Folder, gateway, paymentNotifyUrl, refundNotifyUrl);

    /// <summary>Makes the keys when there are none. Two processes may call it at once: the first to finish wins and both read the same.</summary>
    /// <param name="merchant">What the merchant is called in the wallet.</param>
    public static GatewayKeys Ensure(string dataFolder, string merchant = Brand.Unnamed)
    {
        var folder = Path.Combine(Path.GetFullPath(dataFolder), "gateway", "keys");
        if (!Directory.Exists(folder)) Make(folder, merchant);
        return Read(folder);
    }

    static void Make(string folder, string merchantName)
    {
        var draft = $"{folder}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        PrivateFolder(draft);
        PrivateFolder(Path.Combine(draft, "platform"));
        PrivateFolder(Path.Combine(draft, "gateway"));
        using var merchant = RSA.Create(2048);
        Write(Path.Combine(draft, "merchant.json"), JsonSerializer.Serialize(new Merchant("1900000109", "wxd678efh567hg6787",
            RandomNumberGenerator.GetHexString(40), merchantName), Json));
        Write(Path.Combine(draft, "apiclient_key.pem"), merchant.ExportPkcs8PrivateKeyPem());
        Write(Path.Combine(draft, "apiv3.key"), RandomNumberGenerator.GetHexString(WeChatPayCipher.KeyBytes, lowercase: true));
        Write(Path.Combine(draft, "app.secret"), RandomNumberGenerator.GetHexString(32, lowercase: true));
        Write(Path.Combine(draft, "gateway", "merchant_public.pem"), merchant.ExportSubjectPublicKeyInfoPem());
        for (var i = 1; i <= 2; i++)
        {
            using var platform = RSA.Create(2048);
            // Numbered so that both processes agree which of the two signs first.
            var serial = $"PUB_KEY_ID_0{i}{RandomNumberGenerator.GetHexString(30)}";
            Write(Path.Combine(draft, "platform", serial + ".pem"), platform.ExportSubjectPublicKeyInfoPem());
            Write(Path.Combine(draft, "gateway", serial + ".pem"), platform.ExportPkcs8PrivateKeyPem());
        }
        foreach (var part in new[] { Path.Combine(draft, "platform"), Path.Combine(draft, "gateway"), draft }) SmallFile.Flush(part);
        try { Directory.Move(draft, folder); }
        catch (IOException) when (Directory.Exists(folder)) { Directory.Delete(draft, recursive: true); }
        SmallFile.Flush(Path.GetDirectoryName(folder)!);
    }

    static GatewayKeys Read(string folder)
    {
        string Text(params string[] path) => File.ReadAllText(Path.Combine([folder, .. path]));
        var merchant = JsonSerializer.Deserialize<Merchant>(Text("merchant.json"), Json)
            ?? throw new InvalidDataException($"The file {folder}/merchant.json is empty.");
        var platform = Directory.EnumerateFiles(Path.Combine(folder, "gateway"), "PUB_KEY_ID_*.pem").Order(StringComparer.Ordinal)
            .Select(file => new PlatformKey(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file))).ToList();
        return new(folder, merchant.Mchid, merchant.Appid, merchant.Name, merchant.Serial, Text("gateway", "merchant_public.pem"), Text("apiv3.key"), Text("app.secret"), platform);
    }

    static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(text));
        // The folder appears under its name only when everything in it is on the disk.
        file.Flush(flushToDisk: true);
    }

    static void PrivateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    sealed record Merchant(string Mchid, string Appid, string Serial, string Name);
}

public sealed record PlatformKey(string Serial, string PrivateKey);
