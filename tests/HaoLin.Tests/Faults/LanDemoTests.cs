// A demonstration opened with --lan, as a phone on the same network sees it: HTTPS, pay pages and texts within reach, the levers not.
using System.Net;
using System.Security.Cryptography.X509Certificates;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Faults;

public sealed class LanDemoTests
{
    [Fact]
    public async Task A_phone_on_the_network_opens_the_shop_securely_and_can_pay()
    {
        // An address of this computer that is not the one a demonstration has anyway.
        var here = IPAddress.Parse("127.0.0.9");
        await using var demo = await PublishedServer.Start(new() { Arguments = ["--lan"], Environment = new() { ["HAOLIN__ADDRESS"] = $"https://{here}" } });
        Assert.Equal($"https://{here}:{demo.Port}", demo.One("address"));
        Assert.StartsWith($"https://{here}:{demo.Port}/j/", demo.One("invitation"));
        Assert.Contains("█", demo.Said);

        X509Certificate2? shown = null;
        using var trusting = new SocketsHttpHandler { AllowAutoRedirect = false };
        trusting.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => (shown = X509CertificateLoader.LoadCertificate(certificate!.GetRawCertData())) is not null;
        using var phone = new HttpClient(trusting) { BaseAddress = new(demo.One("address")) };
        using (var page = await phone.GetAsync("/"))
        {
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            var pay = $"http://{here}:{new Uri(demo.One("gateway")).Port}";
            Assert.Contains($"form-action 'self' {pay}", page.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal(HttpStatusCode.NotFound, (await phone.GetAsync(pay + "/pay/none")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await phone.GetAsync(pay + "/control/orders")).StatusCode);
        }
        Assert.True(shown!.MatchesHostname(here.ToString()));
        Assert.Equal(HttpStatusCode.OK, (await phone.GetAsync(demo.One("phones"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await phone.GetAsync(demo.One("gateway") + "/control/orders")).StatusCode);
        Assert.StartsWith($"http://{here}:", demo.One("phones"));
    }

    [Fact]
    public async Task An_address_that_is_no_computers_own_is_refused_in_one_sentence()
    {
        var (code, _, errors) = await PublishedServer.Try("/usr/bin/env", "HAOLIN__ADDRESS=https://hao.example", PublishedServer.Binary, "demo", "--port", "0", "--data", Scratch.Folder("lan"), "--lan");
        Assert.Equal((2, true), (code, errors.Contains("with --lan, ADDRESS is this computer's own", StringComparison.Ordinal)));
    }
}
