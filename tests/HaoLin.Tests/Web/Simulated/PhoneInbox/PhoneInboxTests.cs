// The simulated phones: the house's texts arrive, are shown newest first, and stay.
using System.Net;
using System.Net.Http.Json;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Web.Simulated.PhoneInbox;
using Microsoft.Extensions.Time.Testing;

namespace HaoLin.Tests.Web.Simulated.PhoneInbox;

public sealed class PhoneInboxTests
{
    static readonly Phone Li = new(Village.LisPhone), Lin = new(Village.LinsPhone);

    readonly string folder = Scratch.Folder("phones");
    readonly FakeTimeProvider clock = new(Village.FirstEvening);

    [Fact]
    public async Task Li_a_yis_code_arrives_on_her_phone_and_on_nobody_elses()
    {
        await using var inbox = await RunningPhoneInbox.Start(folder, 0, clock);
        using var http = new HttpClient { BaseAddress = inbox.Address };
        var sms = new HttpSms(http, RunningPhoneInbox.SmsTo(inbox.Address, folder));
        Assert.True(await sms.Send(Id(), Li, "【好邻】您的登录验证码是 482913，5 分钟内有效。"));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await sms.Send(Id(), Lin, "【好邻】<script>alert(1)</script>"));

        Assert.Equal([Village.LinsPhone, Village.LisPhone], (await Texts(http, "")).Select(t => t.Phone));
        var hers = Assert.Single(await Texts(http, Village.LisPhone));
        Assert.Equal(("【好邻】您的登录验证码是 482913，5 分钟内有效。", Village.FirstEvening), (hers.Text, hers.At));
        var list = await http.GetStringAsync("/list");
        Assert.Contains("<span class=\"code\">482913</span>", list);
        Assert.Contains("137 0000 0062", list);
        Assert.Contains("4月18日 19:30:00", list);
        Assert.Contains("&lt;script&gt;", list);
        Assert.DoesNotContain("<script", list);
        Assert.DoesNotContain("482913", await http.GetStringAsync("/list?phone=136"));
        Assert.Contains("没有发给这个号码的短信", await http.GetStringAsync("/list?phone=135"));
        Assert.Contains("value=\"&quot;&gt;137\"", await http.GetStringAsync("/?phone=" + Uri.EscapeDataString("\">137")));
    }

    [Fact]
    public async Task Without_the_secret_nothing_is_taken_and_the_sender_is_told()
    {
        await using var inbox = await RunningPhoneInbox.Start(folder, 0, clock);
        using var http = new HttpClient { BaseAddress = inbox.Address };
        var right = RunningPhoneInbox.SmsTo(inbox.Address, folder);
        Assert.False(await new HttpSms(http, right with { Secret = "guess" }).Send(Id(), Li, "x"));
        Assert.False(await new HttpSms(http, right with { Secret = "" }).Send(Id(), Li, "x"));
        Assert.False(await new HttpSms(http, right).Send(Id(), Li, ""));
        Assert.False(await new HttpSms(http, right).Send(Id(), new Phone("110"), "x"));
        using var rubbish = await http.PostAsync(RunningPhoneInbox.TextsPath, new StringContent("{", null, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, rubbish.StatusCode);
        Assert.Empty(await Texts(http, ""));
        Assert.True(await new HttpSms(http, right).Send(Id(), Li, "x"));
    }

    [Fact]
    public async Task A_text_sent_twice_is_shown_once_and_all_are_there_after_a_restart()
    {
        var id = Id();
        for (var start = 0; start < 2; start++)
        {
            await using var inbox = await RunningPhoneInbox.Start(folder, 0, clock);
            using var http = new HttpClient { BaseAddress = inbox.Address };
            var sms = new HttpSms(http, RunningPhoneInbox.SmsTo(inbox.Address, folder));
            Assert.True(await sms.Send(id, Li, "同一条"));
            Assert.True(await sms.Send(id, Li, "同一条"));
            Assert.True(await sms.Send(Id(), Lin, "另一条"));
            Assert.Equal(2 + start, (await Texts(http, "")).Count);
        }
    }

    [Fact]
    public void What_a_kill_left_of_a_line_is_dropped_and_the_rest_stays()
    {
        var file = Path.Combine(folder, "phones", "texts.jsonl");
        using (var texts = new ReceivedTexts(folder))
            for (var n = 0; n < 3; n++) texts.Receive(new(Id(), Li.Digits, $"第 {n} 条"), clock.GetUtcNow());
        var whole = File.ReadAllBytes(file);
        for (var cut = 1; cut < 40; cut++)
        {
            File.WriteAllBytes(file, whole[..^cut]);
            using var texts = new ReceivedTexts(folder);
            Assert.Equal(["第 1 条", "第 0 条"], texts.Search(null, 10).Select(t => t.Text));
            texts.Receive(new(Id(), Li.Digits, "新的一条"), clock.GetUtcNow());
            texts.Dispose();
            using var again = new ReceivedTexts(folder);
            Assert.Equal(["新的一条", "第 1 条", "第 0 条"], again.Search("137", 10).Select(t => t.Text));
        }
    }

    [Fact]
    public async Task A_carrier_that_is_not_there_or_not_configured_is_a_text_not_sent()
    {
        using var http = new HttpClient();
        Assert.False(await new HttpSms(http, new(null, "secret")).Send(Id(), Li, "x"));
        Assert.False(await new HttpSms(http, new(new("http://127.0.0.1:1/"), "secret")).Send(Id(), Li, "x"));
    }

    [Fact]
    public async Task A_second_inbox_on_one_folder_refuses_to_start()
    {
        await using var inbox = await RunningPhoneInbox.Start(folder, 0, clock);
        await Assert.ThrowsAsync<IOException>(() => RunningPhoneInbox.Start(folder, 0, clock));
    }

    Guid Id() => Ids.NewGuid(clock.GetUtcNow());

    static async Task<IReadOnlyList<ReceivedText>> Texts(HttpClient http, string phone) =>
        (await http.GetFromJsonAsync<RunningPhoneInbox.TextsAnswer>($"{RunningPhoneInbox.TextsPath}?phone={phone}"))!.Items;
}
