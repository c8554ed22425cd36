// The product promises nothing in the brand's name: what a deal's page promises are the brand's own few words, shown as written.
using System.Text.RegularExpressions;
using HaoLin.Kernel;
using HaoLin.Tests.Cast;
using HaoLin.Tests.House;
using HaoLin.Web.Command;
using HaoLin.Web.Shared;

namespace HaoLin.Tests.Web.Shared;

public sealed partial class BrandTests
{
    [Fact]
    public void A_brand_that_sets_nothing_promises_nothing() => Assert.Empty(Brand.Of(null).Promises);

    [Fact]
    public void A_brand_promises_a_few_short_sentences() => Assert.Equal(["一斤就是一斤", "产地写清楚"], Brand.Of(" 一斤就是一斤 | 产地写清楚 |").Promises);

    [Theory, InlineData("一|二|三|四"), InlineData("这一句话太长了，手机上的一行放不下它，邻居也没有耐心把它看完"), InlineData("两\n行")]
    public void More_than_a_page_has_room_for_does_not_start(string promises) => Assert.Throws<StartRefused>(() => Brand.Of(promises));

    [Fact]
    public void A_brand_bears_its_own_name_where_it_sets_one()
    {
        Assert.Equal((Brand.Unnamed, "邻里鲜"), (Brand.Of(null).Name, Brand.Of(null, " 邻里鲜 ").Name));
        foreach (var name in new[] { "这个名字太长了招牌上写不下", "两\n行" }) Assert.Throws<StartRefused>(() => Brand.Of(null, name));
    }

    [Fact]
    public void A_licence_is_a_name_a_number_and_perhaps_a_link()
    {
        Assert.Null(Brand.Of(null).Licence);
        Assert.Equal(new Licence("杭州邻里鲜", "91330100MA", null), Brand.Of(null, null, "杭州邻里鲜|91330100MA").Licence);
        Assert.Equal(new Uri("https://licence.example/1"), Licence.Of("杭州邻里鲜|91330100MA|https://licence.example/1")!.Link);
        foreach (var licence in new[] { "杭州邻里鲜", "|91330100MA", "a|b|javascript:alert(1)", "a|b|c|d" }) Assert.Throws<StartRefused>(() => Licence.Of(licence));
    }

    [Fact, Trait("needs", "sqlite")]
    public async Task The_first_page_bears_the_brands_name_and_its_licence()
    {
        await using var server = await PublishedServer.Start(new() { Environment = { ["HAOLIN__BRAND__NAME"] = "<i>邻里鲜", ["HAOLIN__BRAND__LICENCE"] = "杭州邻里鲜|91330100MA|https://licence.example/1" } });
        var page = await server.Http.GetStringAsync("/");
        Assert.Contains("· &lt;i&gt;邻里鲜</title>", page);
        Assert.Contains("href=\"https://licence.example/1\"", page);
        Assert.DoesNotContain(Brand.Unnamed, page);
    }

    [Fact, Trait("needs", "sqlite")]
    public async Task A_deals_page_says_the_brands_words_as_written_and_no_others()
    {
        await using var server = await PublishedServer.Start(new() { Environment = { ["HAOLIN__BRAND__PROMISES"] = "<b>一斤</b>就是一斤" } });
        Assert.Equal(["&lt;b&gt;一斤&lt;/b&gt;就是一斤"], await PromisedBy(server));
        await using var demo = await PublishedServer.Start();
        Assert.Equal([DemoSeason.Promise], await PromisedBy(demo));
    }

    static async Task<IEnumerable<string>> PromisedBy(PublishedServer server)
    {
        var list = Promises().Match(await server.Http.GetStringAsync($"/deals/{server.One("deal")}")).Value;
        return Said().Matches(list).Select(said => said.Groups[1].Value);
    }

    /// <summary>Claims, damages and delivery times are the brand's to decide; texts of the product name none.</summary>
    [Fact]
    public void No_text_of_the_product_promises_what_nobody_decided() =>
        Assert.Equal([], Source.Under("src", ".cs", ".razor", ".txt").SelectMany(file => Vow().Matches(file.Text).Select(vow => $"{file.Path}: {vow.Value}")));

    [Theory, InlineData("坏果包赔"), InlineData("坏一个赔一个"), InlineData("24 小时内告诉团长"), InlineData("保证新鲜"), InlineData("没成团全额退")]
    public void A_vow_is_found(string text) => Assert.Matches(Vow(), text);

    [GeneratedRegex("包[赔退换甜]|赔一|来赔|[0-9]+ ?小时(内|达)|保证|新鲜直达|没成团|假一|放心(买|吃|购)|最低价")]
    private static partial Regex Vow();

    [GeneratedRegex("<ul class=\"promise\">.*?</ul>", RegexOptions.Singleline)]
    private static partial Regex Promises();

    [GeneratedRegex("([^<>]+)</li>")]
    private static partial Regex Said();
}
