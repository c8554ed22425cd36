// What the drawn pictures promise: sound, small, always the same, inert, and never missing.
using System.Xml.Linq;
using HaoLin.Goods;
using HaoLin.Web.Shared;

namespace HaoLin.Tests.Web.Shared;

public sealed class PicturesTests
{
    public static TheoryData<string> Kinds => [.. ProducePicture.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public void A_picture_is_sound_small_inert_and_always_the_same(string kind)
    {
        var svg = ProducePicture.Svg(kind);
        var parsed = XDocument.Parse(svg).Descendants().ToList();
        var ids = parsed.Attributes("id").Select(id => id.Value).ToList();

        Assert.Equal(svg, ProducePicture.Svg(kind));
        Assert.InRange(svg.Length, 1500, 20_000);
        Assert.Equal(ids.Distinct(), ids);
        Assert.Subset(ids.ToHashSet(), parsed.Attributes("href").Select(href => href.Value[1..]).ToHashSet());
        Assert.DoesNotContain(parsed, element => element.Name.LocalName is "script" or "style" or "image" or "foreignObject");
        Assert.DoesNotContain(parsed.Attributes(), a => a.Name.LocalName == "style" || a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.DoesNotContain("NaN", svg);
    }

    [Fact]
    public void Everything_in_the_demos_catalogue_is_drawn() =>
        Assert.Equal([], DemoCatalogue.Read().Select(entry => entry.Text.Picture!).Where(picture => ProducePicture.Known(picture) != picture));

    [Fact]
    public void What_we_cannot_draw_yet_comes_in_a_basket_and_fills_no_cache()
    {
        Assert.Equal(ProducePicture.Svg("basket"), ProducePicture.Svg("dragon-fruit'><script>"));
        Assert.Equal("basket", ProducePicture.Known("dragon-fruit'><script>"));
    }

    [Theory, InlineData("empty"), InlineData("error"), InlineData("offline"), InlineData("success"), InlineData("stale")]
    public void Every_state_has_its_own_scene(string scene)
    {
        Assert.Equal(scene, ScenePicture.Known(scene));
        Assert.Single(ScenePicture.Kinds, kind => ScenePicture.Svg(kind) == ScenePicture.Svg(scene));
        XDocument.Parse(ScenePicture.Svg(scene));
    }

    [Fact]
    public void The_sign_is_sound() => XDocument.Parse(ScenePicture.SignSvg);

    [Fact]
    public void A_pickup_code_is_drawn_with_the_quiet_zone_a_scanner_needs()
    {
        var qr = XDocument.Parse(QrPicture.Svg("https://haolin.example/h/836204", "取货 \"二维码\""));
        var side = int.Parse(qr.Root!.Attribute("viewBox")!.Value.Split(' ')[2]);
        var first = qr.Descendants().Last().Attribute("d")!.Value;
        Assert.StartsWith("M4 4h7", first);
        Assert.Equal(0, (side - 8 - 17) % 4);
    }
}
