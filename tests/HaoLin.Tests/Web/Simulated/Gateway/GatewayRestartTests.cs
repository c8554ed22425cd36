// What the simulated gateway still knows after it ended, and how it begins and ends as a verb.
using System.IO.Pipes;
using HaoLin.Kernel;
using HaoLin.Tests.Cast;
using HaoLin.Trade.WeChatPay;
using HaoLin.Web.Simulated.Gateway;
using static HaoLin.Tests.Web.Simulated.Gateway.Stage;

namespace HaoLin.Tests.Web.Simulated.Gateway;

public class GatewayRestartTests
{
    [Fact]
    public async Task A_new_start_on_the_same_folder_knows_every_order_key_and_owed_notice_and_keeps_its_address()
    {
        await using var stage = await Set("delay=1h,settle=1h,seed=1");
        var unpaid = await stage.Place("HL20260320000001");
        await stage.Buy("HL20260320000002");
        Done(await stage.Client.Refund("HL20260320000002", "HLR1", 5980, 980, null));
        (await stage.Control("rotate-key")).EnsureSuccessStatusCode();
        var (serial, before) = (stage.Settings.MerchantSerial, await stage.Http.GetStringAsync("/control/orders"));
        await stage.Stop();

        await stage.Start();
        Assert.Equal(serial, stage.Settings.MerchantSerial);
        Assert.Equal(before, await stage.Http.GetStringAsync("/control/orders"));
        Assert.Contains("59.80", await stage.Http.GetStringAsync(unpaid));
        Assert.Equal(WeChatPayRefund.Processing, Done(await stage.Client.QueryRefund("HLR1")).Status);
        await stage.Wait(TimeSpan.FromHours(1));
        Assert.Equal(["/paid", "/refunded"], stage.Shop.Arrivals.Select(a => a.Path).Order());
        Assert.DoesNotContain(stage.Shop.Arrivals, a => stage.Read(a) is WeChatPayNotice.Refused);
        Assert.All(stage.Shop.Arrivals, a => Assert.StartsWith("PUB_KEY_ID_02", a.Seal.Serial));
        // It has expired meanwhile; its address still answers.
        Assert.Contains("已过付款时间", await stage.Http.GetStringAsync(unpaid));
    }

    [Fact]
    public async Task Parent_and_gateway_that_make_the_keys_at_the_same_moment_agree()
    {
        var folder = Scratch.Folder("keys");
        var keys = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => GatewayKeys.Ensure(folder))));
        Assert.Single(keys.Select(k => k.MerchantSerial).Distinct());
        Assert.Single(keys.Select(k => string.Join(' ', k.PlatformKeys.Select(p => p.Serial))).Distinct());
        Assert.Equal(["keys"], Directory.EnumerateFileSystemEntries(Path.Combine(folder, "gateway")).Select(Path.GetFileName));
        Assert.Empty(keys[0].Settings(new("http://127.0.0.1:9"), new("http://127.0.0.1:8/paid"), new("http://127.0.0.1:8/refunded")).Faults());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(keys[0].Folder, "apiclient_key.pem")));
    }

    [Fact]
    public async Task As_a_child_it_says_where_it_is_first_and_ends_when_its_parent_is_gone()
    {
        var folder = Scratch.Folder("gateway");
        using var parent = new AnonymousPipeServerStream(PipeDirection.Out);
        using var input = new AnonymousPipeClientStream(PipeDirection.In, parent.ClientSafePipeHandle);
        var output = new Announcement();
        var running = GatewayVerb.Run(["--port", "0", "--data", folder, "--switches", "lose=0.5,seed=4", "--child"], input, output);
        Assert.StartsWith("gateway http://127.0.0.1:", await output.First.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        using var http = new HttpClient { BaseAddress = new Uri((await output.First.Task)["gateway ".Length..]) };
        Assert.Equal("lose=0.5,seed=4", await http.GetStringAsync("/control/switches"));

        await Assert.ThrowsAsync<StartRefused>(() => RunningGateway.Start(new(Scratch.Folder("other"), http.BaseAddress!.Port, new()), TimeProvider.System));
        Assert.False(running.IsCompleted);
        parent.Dispose();
        Assert.Equal(0, await running.WaitAsync(TimeSpan.FromSeconds(30)));
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync("/control/switches"));
    }

    [Theory]
    [InlineData("--data")]
    [InlineData("--port", "80x", "--data", "d")]
    [InlineData("--data", "d", "--switches", "loose=1")]
    [InlineData("--quickly")]
    [InlineData]
    public async Task What_it_cannot_read_on_the_command_line_ends_with_code_2(params string[] arguments) =>
        Assert.Equal(2, await GatewayVerb.Run(arguments, Stream.Null, TextWriter.Null));

    sealed class Announcement : StringWriter
    {
        public TaskCompletionSource<string> First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Task WriteLineAsync(string? value)
        {
            First.TrySetResult(value ?? "");
            return Task.CompletedTask;
        }
    }
}
