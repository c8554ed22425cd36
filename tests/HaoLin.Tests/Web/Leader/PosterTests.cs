// A deal's poster and its text for the group: the size chats want, words that stay true, and a code that scans at half the size.
using System.Globalization;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using HaoLin.Web.Leader;
using HaoLin.Web.Shared;
using SkiaSharp;

namespace HaoLin.Tests.Web.Leader;

public sealed class PosterTests
{
    static readonly Guid Id = Guid.Parse("01a203d2-1eb5-7f86-b7c6-7d43b0674a29");

    static ShowDeal.OfferView Loquats => new(Guid.Empty, "福建枇杷", "2 斤装/盒", 1000, 3980, 1990, 50, 0, 3, 50, Guid.Empty, "loquat", "福建莆田", "冷藏", 5, null);

    static ShowDeal.Answer Deal(string title, params ShowDeal.OfferView[] offers) => new(Id, title, "", "open", new(2026, 4, 18, 13, 0, 0, TimeSpan.Zero), new(2026, 4, 19),
        new(2026, 4, 19, 8, 0, 0, TimeSpan.Zero), new(2026, 4, 19, 12, 0, 0, TimeSpan.Zero), Guid.Empty, "老张", [new(Guid.Empty, "桂花园")], [new(Guid.Empty, "3 号楼架空层", "快递柜旁", "16:00–20:00", Guid.Empty)],
        offers, [new(Guid.Empty, "山东桑葚", "1 斤装/盒", 30, 0, Guid.Empty, "mulberry")], 0, 0, null, null, null, [], []);

    static Poster Of(ShowDeal.Answer deal, string address = "https://shop.example") => Poster.Of(deal, new(address), Brand.Unnamed);

    public static TheoryData<string, int> Posters => new() { { "福建枇杷", 1 }, { "福建枇杷 + 山东桑葚，清早摘下，下午就到，一年就这两个礼拜", 2 }, { "周末鲜蔬", 3 }, { "一篮子，什么都有一点", 9 }, { new string('长', 60), 60 } };

    [Theory, MemberData(nameof(Posters))]
    public async Task The_poster_scans_at_half_its_size_and_after_the_chat_has_squeezed_it(string title, int goods)
    {
        var font = ChineseFont.Here;
        Assert.NotNull(font);
        string[] kinds = ["loquat", "mulberry", "strawberry", "cherry"];
        var poster = Of(Deal(title, [.. Enumerable.Range(0, goods).Select(i => Loquats with { Picture = kinds[i % kinds.Length] })]));
        var png = PosterPainter.Png(poster, font);
        Assert.InRange(png.Length, 20_000, 300_000);
        using var whole = SKBitmap.Decode(png);
        Assert.Equal((750, 1334), (whole.Width, whole.Height));
        var folder = Scratch.Folder("poster");
        using var half = whole.Resize(new SKImageInfo(375, 667), new SKSamplingOptions(SKFilterMode.Linear));
        await Scans(Path.Combine(folder, "half.png"), half, SKEncodedImageFormat.Png, 100, poster.Address);
        await Scans(Path.Combine(folder, "squeezed.jpg"), whole, SKEncodedImageFormat.Jpeg, 60, poster.Address);
    }

    static async Task Scans(string file, SKBitmap picture, SKEncodedImageFormat format, int quality, string expected)
    {
        using (var data = picture.Encode(format, quality)) await File.WriteAllBytesAsync(file, data.ToArray());
        Assert.Equal(expected, await CodeScanner.Read(file));
    }

    /// <summary>Our own drawings carry the poster: painted, they have the colours of the goods and leave nothing of the frame bare.</summary>
    [Fact]
    public void Every_picture_of_the_shop_can_be_painted()
    {
        foreach (var kind in ProducePicture.Kinds)
        {
            using var bitmap = new SKBitmap(160, 160);
            using var canvas = new SKCanvas(bitmap);
            PaintedSvg.Produce(canvas, kind, new(0, 0, 160, 160), 0);
            Assert.DoesNotContain(bitmap.Pixels, pixel => pixel.Alpha < 250);
            Assert.True(bitmap.Pixels.Distinct().Count() > 200, $"{kind} has only {bitmap.Pixels.Distinct().Count()} colours");
        }
    }

    [Fact]
    public void The_text_for_the_group_is_numbered_dated_and_ends_in_the_address() => Assert.Equal("""
        【接龙】福建枇杷 + 山东桑葚
        1. 福建枇杷 2 斤装/盒 ¥39.80
        　共 50 份，每人限 3 份
        2. 土鸡蛋 30 枚 ¥29.90
        ★ 前 30 位送山东桑葚 1 斤装/盒
        截单：4月18日 周六 21:00
        取货：4月19日 周日 16:00–20:00
        地点：3 号楼架空层
        点这里跟团：
        https://shop.example/deals/01a203d2-1eb5-7f86-b7c6-7d43b0674a29
        """, Of(Deal("福建枇杷 + 山东桑葚", Loquats, Loquats with { Name = "土鸡蛋", Unit = "30 枚", PriceFen = 2990, Limit = null, PerPerson = null })).ForTheGroup());

    /// <summary>The group reads Chinese, whichever language its leader reads.</summary>
    [Fact]
    public void A_leader_who_reads_English_tells_the_group_the_same()
    {
        var (reader, chinese) = (CultureInfo.CurrentUICulture, Of(Deal("福建枇杷", Loquats)));
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
            var sent = Of(Deal("福建枇杷", Loquats));
            Assert.Equal((chinese.ForTheGroup(), chinese.Hash()), (sent.ForTheGroup(), sent.Hash()));
            Assert.Contains("4月18日 周六", sent.ForTheGroup());
        }
        finally { CultureInfo.CurrentUICulture = reader; }
    }

    [Fact]
    public void A_poster_that_says_something_else_has_another_name()
    {
        var poster = Of(Deal("福建枇杷", Loquats));
        Assert.Equal(poster.Hash(), Of(Deal("福建枇杷", Loquats)).Hash());
        Assert.NotEqual(poster.Hash(), Of(Deal("福建枇杷", Loquats with { PriceFen = 3979 })).Hash());
        Assert.NotEqual(poster.Hash(), Of(Deal("福建枇杷", Loquats), "https://other.example").Hash());
    }
}
