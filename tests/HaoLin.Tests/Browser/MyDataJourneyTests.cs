// What a resident finds under 我的资料, played by a real browser: everything to take away, and a way to leave that says first what stays.
using System.IO.Compression;
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class MyDataJourneyTests(Chromium chromium, ResidentShop shop) : IClassFixture<ResidentShop>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Xiao_lin_takes_everything_along_and_leaves_only_after_saying_so(bool elder)
    {
        var (target, print) = elder ? (60, "-elder") : (44, "");
        await using var phone = await chromium.Phone(options => options.BaseURL = shop.Address.AbsoluteUri);
        await shop.SignIn(phone, (await shop.Newcomers(1))[0]);
        var page = await phone.NewPageAsync();
        if (elder) await page.GotoAsync("/look?print=2&back=%2Fme");
        else await page.GotoAsync("/me");
        await page.GetByRole(AriaRole.Link, new() { Name = "我的资料：导出、注销" }).TapAsync();
        await Looks(page, "my-data" + print, target);
        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "导出", Exact = true }).TapAsync());
        await using (var zip = await ZipFile.OpenReadAsync(await file.PathAsync())) Assert.Equal(["my-data.html", "my-data.json"], zip.Entries.Select(e => e.FullName).Order());

        await page.GetByRole(AriaRole.Button, new() { Name = "注销账号" }).TapAsync();
        await Expect(page.GetByText("请先勾上")).ToBeVisibleAsync();
        await Looks(page, "my-data-not-sure" + print, target);
        await page.GetByText("我明白，确定注销", new() { Exact = true }).TapAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "注销账号" }).TapAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "已经注销" })).ToBeVisibleAsync();
        await Looks(page, "my-data-gone" + print, target);
        await page.GotoAsync("/me");
        await Expect(page.GetByText("我的资料")).ToBeHiddenAsync();
    }

    static async Task Looks(IPage page, string name, int target)
    {
        await Chromium.Photograph(page, name);
        var faults = await ResidentShop.FaultsOf(page, target);
        Assert.True(faults.Length == 0, $"{page.Url}: {string.Join("; ", faults)}");
    }
}
