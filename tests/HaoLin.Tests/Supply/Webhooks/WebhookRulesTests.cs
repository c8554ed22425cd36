// What needs no database of a webhook: which addresses are spoken to, when it is tried again, and what the documented verifier believes.
using System.Net;
using HaoLin.Supply.Webhooks;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Supply.Webhooks;

public sealed class WebhookRulesTests
{
    /// <summary>The vector of the Standard Webhooks libraries' own tests (MIT).</summary>
    static readonly PartnersDesk.Told Vector = new("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "{\"test\": 2432232314}", true);
    const string VectorsSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    static readonly DateTimeOffset VectorsTime = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    [Fact]
    public void The_documented_verifier_believes_the_published_vector() => Assert.True(Vector.IsOurs(VectorsSecret, VectorsTime.AddMinutes(4)));

    [Fact]
    public void The_documented_verifier_refuses_what_is_forged_or_too_old()
    {
        PartnersDesk.Told[] forged =
        [
            Vector with { Body = "{\"test\": 2432232315}" }, Vector with { Id = "msg_p5jXN8AQM9LWM0D4loKWxJel" }, Vector with { Timestamp = "1614265331" }, Vector with { Timestamp = "" }, Vector with { Signatures = "" },
            Vector with { Signatures = Vector.Signatures[3..] }, Vector with { Signatures = Vector.Signatures.Replace("v1,", "v2,") }, Vector with { Signatures = "v1," }, Vector with { Signatures = Vector.Signatures.Replace("OE=", "OF=") },
        ];
        Assert.All(forged, one => Assert.False(one.IsOurs(VectorsSecret, VectorsTime)));
        Assert.False(Vector.IsOurs("whsec_" + Convert.ToBase64String(new byte[24]), VectorsTime));
        Assert.False(Vector.IsOurs(VectorsSecret, VectorsTime.AddMinutes(6)));
        Assert.False(Vector.IsOurs(VectorsSecret, VectorsTime.AddMinutes(-6)));
        Assert.True((Vector with { Signatures = "v1,AAAA " + Vector.Signatures }).IsOurs(VectorsSecret, VectorsTime));
    }

    [Fact]
    public void What_partners_are_told_to_write_is_what_is_tested_here()
    {
        var page = File.ReadAllText(Path.Combine(Scratch.Tree, "docs/webhooks.md"));
        var code = page.Split("```csharp\n")[1].Split("```")[0].Trim().Split('\n').Select(line => line.Trim());
        var ours = File.ReadAllLines(Path.Combine(Scratch.Tree, "tests/HaoLin.Tests/Cast/PartnersDesk.cs")).Select(line => line.Trim()).ToList();
        var from = ours.FindIndex(line => line.StartsWith("static bool IsOurs", StringComparison.Ordinal));
        Assert.Equal(code, ours.Skip(from).Take(code.Count()));
    }

    [Theory]
    [InlineData("https://warehouse.example/haolin"), InlineData("https://warehouse.example:8443/a?b=c"), InlineData("https://8.8.8.8/hook"), InlineData("https://[2606:4700::1111]/hook"), InlineData("  https://仓库.example/hook ")]
    public void An_address_on_the_public_internet_is_taken(string address) => Assert.False(OutsideAddress.Read(address, loopback: false).Refused);

    [Theory]
    [InlineData(""), InlineData("warehouse.example"), InlineData("http://warehouse.example/"), InlineData("ftp://warehouse.example/"), InlineData("https://user:word@warehouse.example/"), InlineData("https://warehouse.example/#part"), InlineData("https://a b.example/"),
     InlineData("https://localhost/"), InlineData("https://127.0.0.1/"), InlineData("https://127.1/"), InlineData("https://2130706433/"), InlineData("https://0x7f000001/"), InlineData("https://0177.0.0.1/"), InlineData("https://[::1]/"), InlineData("https://[::ffff:10.0.0.1]/"),
     InlineData("https://10.1.2.3/"), InlineData("https://172.31.0.1/"), InlineData("https://192.168.1.1/"), InlineData("https://169.254.169.254/latest/meta-data"), InlineData("https://100.100.100.200/"), InlineData("https://0.0.0.0/"), InlineData("https://224.0.0.1/"), InlineData("https://255.255.255.255/"),
     InlineData("https://[fe80::1]/"), InlineData("https://[fd00:ec2::254]/"), InlineData("https://[2002:a00:1::]/"), InlineData("https://[64:ff9b::a00:1]/"), InlineData("https://intranet/"), InlineData("http://127.0.0.1:8080/")]
    public void An_address_inside_is_refused(string address) => Assert.Equal(OutsideAddress.NotUsable, OutsideAddress.Read(address, loopback: false).Refusal);

    [Fact]
    public void Loopback_is_spoken_to_only_where_it_is_allowed_and_nothing_else_inside_with_it()
    {
        foreach (var address in new[] { "http://127.0.0.1:8080/", "http://localhost:8080/a", "https://[::1]/" }) Assert.False(OutsideAddress.Read(address, loopback: true).Refused);
        foreach (var address in new[] { "http://192.168.1.1/", "https://10.0.0.1/", "http://warehouse.example/" }) Assert.True(OutsideAddress.Read(address, loopback: true).Refused);
    }

    [Fact]
    public void Every_address_of_a_closed_network_is_closed_in_both_its_writings()
    {
        foreach (var text in new[] { "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.0.1", "198.18.0.1", "203.0.113.5", "239.1.1.1", "250.0.0.1" })
        {
            Assert.False(OutsideAddress.IsPublic(IPAddress.Parse(text)), text);
            Assert.False(OutsideAddress.IsPublic(IPAddress.Parse("::ffff:" + text)), text);
        }
        Assert.True(OutsideAddress.IsPublic(IPAddress.Parse("172.32.0.1")));
        Assert.True(OutsideAddress.IsPublic(IPAddress.Parse("::ffff:8.8.8.8")));
    }

    [Fact]
    public void Tries_come_apart_and_no_two_failures_come_back_at_the_same_moment()
    {
        var pauses = Enumerable.Range(1, 12).Select(n => WebhookCourier.PauseAfter(n, 0.5)).ToList();
        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal(TimeSpan.FromSeconds(5), pauses[0]);
        Assert.Equal(TimeSpan.FromHours(8), pauses[^1]);
        Assert.True(WebhookCourier.PauseAfter(3, 0) < pauses[2] && pauses[2] < WebhookCourier.PauseAfter(3, 1));
        var sum = TimeSpan.Zero;
        var tries = 1;
        while ((sum += WebhookCourier.PauseAfter(tries, 0.5)) < WebhookDelivery.TriedFor) tries++;
        Assert.InRange(tries, 12, 20);
    }
}
