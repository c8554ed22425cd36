// The simulated gateway as a process of its own, killed in the middle of its work: what it acknowledged it still knows.
using System.Collections.Concurrent;
using System.Diagnostics;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Web.Simulated.Gateway;
using HaoLin.Trade.WeChatPay;
using HaoLin.Web.Simulated.Gateway;

namespace HaoLin.Tests.Faults;

public class GatewayKillTests(ITestOutputHelper output)
{
    const int Kills = 6;

    [Fact]
    public async Task No_kill_makes_the_gateway_forget_an_order_a_payment_a_refund_or_a_notice()
    {
        var (folder, seed) = (Scratch.Folder("gateway"), Environment.TickCount);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var shop = await Shop.Open();
        var said = new Acknowledged();
        for (var kill = 1; kill <= Kills; kill++)
        {
            using var gateway = await GatewayProcess.Start(folder);
            var enough = said.Count + random.Next(2, 40);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(buyer => Evening(gateway, shop, said, $"HL{kill:00}{buyer:00}", enough)));
            Assert.True(said.Count >= enough, gateway.Errors);
        }

        using var last = await GatewayProcess.Start(folder);
        using var http = new HttpClient { BaseAddress = last.Address };
        var client = Client(last, shop);
        foreach (var no in said.Placed.Keys) Stage.Done(await client.QueryByOutTradeNo(no));
        foreach (var no in said.Paid.Keys) Assert.True(Stage.Done(await client.QueryByOutTradeNo(no)).WasPaid, no);
        foreach (var no in said.Refunded.Keys) Stage.Done(await client.QueryRefund("R" + no));
        (await http.PostAsync("/control/deliver-due", null)).EnsureSuccessStatusCode();
        var told = shop.Arrivals.Select(a => WeChatPayNotice.Read(a.Seal, a.Body, last.Settings(shop), TimeProvider.System.GetUtcNow())).ToList();
        Assert.Subset(told.OfType<WeChatPayNotice.Payment>().Select(n => n.Transaction.OutTradeNo).ToHashSet(), said.Paid.Keys.ToHashSet());
        Assert.Subset(told.OfType<WeChatPayNotice.Refund>().Select(n => n.Result.OutTradeNo).ToHashSet(), said.Refunded.Keys.ToHashSet());
        output.WriteLine($"{Kills} kills, {said.Placed.Count} orders, {said.Paid.Count} payments, {said.Refunded.Count} refunds acknowledged, {told.Count} notices, lost 0");
    }

    /// <summary>Order, pay, take half back, again and again, until the gateway no longer answers; who hears the last word it should say, kills it.</summary>
    static async Task Evening(GatewayProcess gateway, Shop shop, Acknowledged said, string buyer, int enough)
    {
        var client = Client(gateway, shop);
        using var http = new HttpClient();
        for (var i = 0; i < 10_000; i++)
        {
            var no = $"{buyer}{i:000000}";
            if (await client.PrepayNative(no, 5980, "福建枇杷", TimeProvider.System.GetUtcNow().AddMinutes(15)) is not GatewayAnswer<NativePrepay>.Done(var prepay)) return;
            if (said.Heard(said.Placed, no) >= enough) gateway.Kill();
            try
            {
                using var paid = await http.PostAsync(prepay.CodeUrl, null);
                if (!paid.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException) { return; }
            if (said.Heard(said.Paid, no) >= enough) gateway.Kill();
            if (await client.Refund(no, "R" + no, 5980, 2990, null) is not GatewayAnswer<WeChatPayRefund>.Done) return;
            if (said.Heard(said.Refunded, no) >= enough) gateway.Kill();
        }
    }

    static WeChatPayClient Client(GatewayProcess gateway, Shop shop) => new(WeChatPayClient.NewHttp(), gateway.Settings(shop), TimeProvider.System);

    /// <summary>Everything that was heard from the gateway in a whole answer.</summary>
    sealed class Acknowledged
    {
        int count;

        public ConcurrentDictionary<string, bool> Placed { get; } = [];
        public ConcurrentDictionary<string, bool> Paid { get; } = [];
        public ConcurrentDictionary<string, bool> Refunded { get; } = [];
        public int Count => Volatile.Read(ref count);

        public int Heard(ConcurrentDictionary<string, bool> kind, string no)
        {
            kind[no] = true;
            return Interlocked.Increment(ref count);
        }
    }

    /// <summary>`haolin gateway` as a child of this test, which ends with it in any case.</summary>
    sealed class GatewayProcess : IDisposable
    {
        readonly Process process;
        readonly string folder;

        GatewayProcess(Process process, string folder) => (this.process, this.folder) = (process, folder);

        public Uri Address { get; private set; } = null!;
        public string Errors { get; private set; } = "";

        public WeChatPaySettings Settings(Shop shop) =>
            GatewayKeys.Ensure(folder).Settings(Address, new(shop.Address, "/paid"), new(shop.Address, "/refunded"));

        public static async Task<GatewayProcess> Start(string folder)
        {
            var line = new ProcessStartInfo(PublishedServer.Binary, ["gateway", "--port", "0", "--data", folder, "--switches", "repeat=2", "--child"])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            };
            var gateway = new GatewayProcess(Process.Start(line)!, folder);
            gateway.process.ErrorDataReceived += (_, told) => gateway.Errors += told.Data + "\n";
            gateway.process.BeginErrorReadLine();
            var first = await gateway.process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
            Assert.StartsWith("gateway http://127.0.0.1:", first);
            gateway.Address = new(first!["gateway ".Length..]);
            return gateway;
        }

        /// <summary>kill -9.</summary>
        public void Kill() => process.Kill();

        public void Dispose()
        {
            process.Kill();
            process.WaitForExit(TimeSpan.FromSeconds(30));
            process.Dispose();
        }
    }
}
