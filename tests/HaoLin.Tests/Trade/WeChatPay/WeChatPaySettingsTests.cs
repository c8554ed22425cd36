// What is said about settings that would not work, before any money depends on them.
using System.Security.Cryptography;
using HaoLin.Tests.Cast;
using HaoLin.Trade.WeChatPay;
using static HaoLin.Tests.Trade.WeChatPay.PretendPlatform;

namespace HaoLin.Tests.Trade.WeChatPay;

public sealed class WeChatPaySettingsTests
{
    [Fact]
    public void Good_settings_have_no_faults_and_do_not_print_their_keys()
    {
        Assert.Empty(Settings.Faults());
        Assert.DoesNotContain("PRIVATE KEY", Settings.ToString());
        Assert.DoesNotContain(Settings.ApiV3Key, $"{Settings}");
    }

    [Fact]
    public void Each_fault_is_named_in_a_sentence_of_its_own()
    {
        using var small = RSA.Create(1024);
        void Says(string part, WeChatPaySettings settings) => Assert.Contains(part, Assert.Single(settings.Faults()));
        Says("(mchid)", Settings with { Mchid = "19-0" });
        Says("(appid)", Settings with { Appid = "" });
        Says("serial number", Settings with { MerchantSerial = "not hex" });
        Says("private key", Settings with { MerchantPrivateKey = Settings.PlatformKeys[Serial] });
        Says("private key", Settings with { MerchantPrivateKey = small.ExportPkcs8PrivateKeyPem() });
        Says("private key", Settings with { MerchantPrivateKey = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----" });
        Says("32 bytes", Settings with { ApiV3Key = "short" });
        Says("At least one", Settings with { PlatformKeys = new Dictionary<string, string>() });
        Says("BROKEN", Settings with { PlatformKeys = new Dictionary<string, string> { ["BROKEN"] = "?" } });
        Says("base address", Settings with { BaseAddress = new("http://pay.example/") });
        Says("base address", Settings with { BaseAddress = new("https://pay.example/v3") });
        Says("payment notice", Settings with { PaymentNotifyUrl = new("https://haolin.example/pay?order=1") });
        Says("refund notice", Settings with { RefundNotifyUrl = new("/relative", UriKind.Relative) });
        Says("timeout", Settings with { Timeout = TimeSpan.Zero });
        Assert.Empty((Settings with { BaseAddress = new("http://127.0.0.1:9/") }).Faults());
    }

    [Fact]
    public void Settings_are_read_from_a_folder_and_an_absent_file_is_named()
    {
        var folder = Scratch.Folder("wechatpay");
        File.WriteAllText(Path.Combine(folder, "merchant.json"), """{"mchid":"1900007291","appid":"wx0123456789abcdef","serial":"408B07E7","note":"kept by 王总"}""");
        File.WriteAllText(Path.Combine(folder, "apiclient_key.pem"), Settings.MerchantPrivateKey);
        Directory.CreateDirectory(Path.Combine(folder, "platform"));
        File.WriteAllText(Path.Combine(folder, "platform", Serial + ".pem"), Settings.PlatformKeys[Serial]);
        WeChatPaySettings Read() => WeChatPaySettings.ReadFolder(folder, Settings.BaseAddress, Settings.PaymentNotifyUrl, Settings.RefundNotifyUrl);

        Assert.Contains("apiv3.key", Assert.Throws<InvalidDataException>(Read).Message);
        File.WriteAllText(Path.Combine(folder, "apiv3.key"), Settings.ApiV3Key + "\n");
        Assert.Empty(Read().Faults());
        Assert.Equal([Serial], Read().PlatformKeys.Keys);
        File.WriteAllText(Path.Combine(folder, "merchant.json"), """{"mchid":"1900007291"}""");
        Assert.Contains("merchant.json", Assert.Throws<InvalidDataException>(Read).Message);
    }

    [Fact]
    public void A_client_does_not_start_on_faulty_settings() =>
        Assert.Throws<ArgumentException>(() => new WeChatPayClient(new HttpClient(), Settings with { ApiV3Key = "" }, TimeProvider.System));
}
