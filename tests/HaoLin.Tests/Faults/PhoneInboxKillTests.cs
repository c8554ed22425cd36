// The simulated phones as a process of their own: what was acknowledged survives a kill, and the process ends with its parent.
using System.Diagnostics;
using System.Net.Http.Json;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Web.Simulated.PhoneInbox;

namespace HaoLin.Tests.Faults;

public sealed class PhoneInboxKillTests
{
    static readonly Phone Li = new(Village.LisPhone);

    [Fact]
    public async Task No_kill_loses_a_text_that_was_acknowledged()
    {
        var folder = Scratch.Folder("phones");
        using var http = new HttpClient();
        var acknowledged = 0;
        for (var kill = 0; kill < 3; kill++)
        {
            using var process = Start(folder);
            var address = await Address(process);
            var sms = new HttpSms(http, RunningPhoneInbox.SmsTo(address, folder));
            var sending = Enumerable.Range(0, 4).Select(async _ =>
            {
                while (await sms.Send(Ids.NewGuid(TimeProvider.System.GetUtcNow()), Li, "一条短信"))
                    if (Interlocked.Increment(ref acknowledged) % 20 == 0) process.Kill();
            });
            await Task.WhenAll(sending);
            await process.WaitForExitAsync();
        }
        using var last = Start(folder);
        var kept = await http.GetFromJsonAsync<RunningPhoneInbox.TextsAnswer>(new Uri(await Address(last), RunningPhoneInbox.TextsPath));
        // A text may have been kept without its sender having heard so; never the other way round.
        Assert.InRange(kept!.Items.Count, acknowledged, acknowledged + 3 * 4);
        Assert.True(acknowledged >= 60);
        last.Kill();
    }

    [Fact]
    public async Task It_ends_when_its_parents_end_of_the_pipe_closes()
    {
        using var process = Start(Scratch.Folder("phones"));
        await Address(process);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, process.ExitCode);
    }

    static Process Start(string folder) => Process.Start(new ProcessStartInfo(PublishedServer.Binary, ["phones", "--port", "0", "--data", folder, "--child"])
    {
        RedirectStandardInput = true, RedirectStandardOutput = true,
    })!;

    static async Task<Uri> Address(Process process) => new((await process.StandardOutput.ReadLineAsync())!.Split(' ')[1]);
}
