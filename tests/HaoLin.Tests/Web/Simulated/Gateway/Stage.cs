// The simulated gateway, a shop that listens to it and the shop's client, all over real HTTP and under one clock a test can turn.
using System.Net.Http.Json;
using System.Text.Json;
using HaoLin.Tests.Cast;
using HaoLin.Trade.WeChatPay;
using HaoLin.Web.Simulated.Gateway;
using Microsoft.Extensions.Time.Testing;

namespace HaoLin.Tests.Web.Simulated.Gateway;

sealed class Stage : IAsyncDisposable
{
    public static readonly DateTimeOffset Evening = new(2026, 3, 20, 20, 0, 0, TimeSpan.FromHours(8));

    // Three RSA pairs take the better part of a second: made once, and each stage gets a copy.
    static readonly Lazy<GatewayKeys> MadeKeys = new(() => GatewayKeys.Ensure(Scratch.Folder("keys")));

    readonly string folder = Scratch.Folder("gateway");
    RunningGateway gateway = null!;

    public FakeTimeProvider Clock { get; } = new(Evening);
    public Shop Shop { get; private set; } = null!;
    public WeChatPayClient Client { get; private set; } = null!;
    public WeChatPaySettings Settings { get; private set; } = null!;

    /// <summary>The browser, and the test's hand on the control desk.</summary>
    public HttpClient Http { get; private set; } = null!;

    public static async Task<Stage> Set(string switches = "seed=1")
    {
        var stage = new Stage { Shop = await Shop.Open() };
        foreach (var file in Directory.EnumerateFiles(MadeKeys.Value.Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(stage.folder, "gateway", "keys", Path.GetRelativePath(MadeKeys.Value.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        await stage.Start(switches);
        return stage;
    }

    public async Task Start(string switches = "seed=1")
    {
        gateway = await RunningGateway.Start(new(folder, 0, GatewaySwitches.Parse(switches, seed: 1)), Clock);
        Settings = gateway.Keys.Settings(gateway.Address, new(Shop.Address, "/paid"), new(Shop.Address, "/refunded"));
        Client = new(WeChatPayClient.NewHttp(), Settings, Clock);
        Http = new() { BaseAddress = gateway.Address };
    }

    public ValueTask Stop() => gateway.DisposeAsync();

    /// <summary>Places an order and answers its pay address.</summary>
    public async Task<Uri> Place(string outTradeNo, long fen = 5980, string what = "福建枇杷 两箱", TimeSpan? payWithin = null) =>
        new(Done(await Client.PrepayNative(outTradeNo, fen, what, Clock.GetUtcNow() + (payWithin ?? TimeSpan.FromMinutes(15)))).CodeUrl);

    public async Task<Uri> Buy(string outTradeNo, long fen = 5980)
    {
        var pay = await Place(outTradeNo, fen);
        using var answer = await Http.PostAsync(pay, null);
        Assert.Equal(200, (int)answer.StatusCode);
        return pay;
    }

    /// <summary>Everything due by the clock now has been sent and answered when this returns.</summary>
    public async Task Delivered() => (await Control("deliver-due")).EnsureSuccessStatusCode();

    public async Task Wait(TimeSpan time)
    {
        Clock.Advance(time);
        await Delivered();
    }

    public async Task Switch(string switches) =>
        (await Http.PostAsync("/control/switches", new StringContent(switches))).EnsureSuccessStatusCode();

    public Task<HttpResponseMessage> Control(string deed) => Http.PostAsync("/control/" + deed, null);

    public async Task<JsonElement> Truth(string what) => await Http.GetFromJsonAsync<JsonElement>("/control/" + what);

    public WeChatPayNotice Read(Arrival arrival) => WeChatPayNotice.Read(arrival.Seal, arrival.Body, Settings, Clock.GetUtcNow());

    public static T Done<T>(GatewayAnswer<T> answer) => answer is GatewayAnswer<T>.Done(var value) ? value : throw new InvalidOperationException($"{answer}");

    public static string Refused<T>(GatewayAnswer<T> answer) => Assert.IsType<GatewayAnswer<T>.Refused>(answer).Code;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await gateway.DisposeAsync();
        await Shop.DisposeAsync();
    }
}
