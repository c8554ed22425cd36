// Proves that the journeys see what a resident sees: a phone's width, a desk's width, Chinese in a real font.
using HaoLin.Tests.Cast;
using SkiaSharp;

namespace HaoLin.Tests.Browser;

public sealed class ChromiumTests(Chromium chromium)
{
    const string Page = """
        <!doctype html><html lang="zh-CN"><meta name="viewport" content="width=device-width">
        <style>body { font: 28px sans-serif; margin: 16px } .missing { font-size: 28px }</style>
        <p><span id="goods">枇杷</span> <span id="none">&#xE000;&#xE001;</span>
        """;

    [Fact]
    public async Task Xiao_lin_sees_the_page_at_the_width_of_her_phone()
    {
        await using var phone = await chromium.Phone();
        var page = await phone.NewPageAsync();
        await page.SetContentAsync(Page);
        Assert.Equal(360, await page.EvaluateAsync<int>("innerWidth"));
        Assert.Equal("zh-CN", await page.EvaluateAsync<string>("navigator.language"));
        Assert.Equal("Asia/Shanghai", await page.EvaluateAsync<string>("Intl.DateTimeFormat().resolvedOptions().timeZone"));

        using var picture = SKBitmap.Decode(await page.ScreenshotAsync());
        Assert.Equal((720, 1560), (picture.Width, picture.Height));
    }

    [Fact]
    public async Task Wang_zong_sees_the_page_at_the_width_of_her_desk()
    {
        await using var desk = await chromium.Desk();
        var page = await desk.NewPageAsync();
        await page.SetContentAsync(Page);
        Assert.Equal(1280, await page.EvaluateAsync<int>("innerWidth"));
        Assert.Equal(900, await page.EvaluateAsync<int>("innerHeight"));
    }

    /// <summary>Without a Chinese font every character is the same box, and no photograph of a screen means anything.</summary>
    [Fact]
    public async Task Chinese_is_drawn_in_a_chinese_font()
    {
        await using var phone = await chromium.Phone();
        var page = await phone.NewPageAsync();
        await page.SetContentAsync("<style>span { font: 40px sans-serif; display: inline-block; padding: 4px }</style><span>枇</span><span>杷</span>");
        var drawn = await page.Locator("span").AllAsync();
        Assert.NotEqual(await drawn[0].ScreenshotAsync(), await drawn[1].ScreenshotAsync());
    }
}
