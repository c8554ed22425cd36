// The form of a deal: filled in as a leader means it, read as it was typed, and nothing lost when something is wrong.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Leader;

namespace HaoLin.Tests.Web.Leader;

public sealed class DealFormTests
{
    static readonly DateTimeOffset Afternoon = BusinessDay.At(new(2026, 4, 18), new(15, 0)), Night = BusinessDay.At(new(2026, 4, 18), new(21, 0));
    static readonly Visitor Zhang = new(new(Guid.CreateVersion7()), [new(Guid.CreateVersion7())], false);
    static readonly PickupPoint Point = new() { Id = new(Guid.CreateVersion7()), CommunityId = Zhang.Leads[0], Name = "3 号楼", Directions = "", OpensAtMinute = 960, ClosesAtMinute = 1200 };

    static Product Product(string name, long fen) => new()
    {
        Id = new(Guid.CreateVersion7()), Name = name, EnglishName = "", Picture = "loquat", Origin = "福建莆田", Storage = "冷藏", ShelfLifeDays = 5, Unit = "盒", NetWeight = new(1000), Price = new(fen), CreatedAt = Afternoon,
    };

    static DealForm New(DateTimeOffset now, params Product[] products) => DealForm.From(new(Guid.CreateVersion7()), products, null, [Point], now);

    [Fact]
    public void Lao_zhang_need_not_fill_in_anything()
    {
        var ask = New(Afternoon, Product("枇杷", 3980), Product("桑葚", 1980)).ToAsk(Zhang)!;
        Assert.Equal("枇杷 + 桑葚", ask.Title);
        Assert.Equal([new Money(3980), new Money(1980)], ask.Offers.Select(o => o.Price));
        Assert.Equal((BusinessDay.At(new(2026, 4, 18), new(20, 0)), new DateOnly(2026, 4, 19)), (ask.CutOffDue, ask.ArrivesOn));
        Assert.Equal((BusinessDay.At(new(2026, 4, 19), new(16, 0)), BusinessDay.At(new(2026, 4, 19), new(20, 0))), (ask.PickupFrom, ask.PickupUntil));
        Assert.Equal([Point.Id], ask.Places);
        Assert.Null(DraftDeal.Decide(ask, null, Zhang.Leads, 2, Afternoon));
    }

    /// <summary>After six it is too late for tonight: nobody would have seen the deal before it ends.</summary>
    [Fact]
    public void A_deal_written_at_night_is_cut_off_tomorrow() => Assert.Equal("2026-04-19", New(Night, Product("枇杷", 3980)).CutOffDay);

    [Theory]
    [InlineData("price", "很便宜"), InlineData("price", ""), InlineData("stock", "五十"), InlineData("perPerson", "1.5"), InlineData("stock", "99999999999999999999999999999999999999999999")]
    public void What_cannot_be_read_is_said_beside_its_field_and_stays_as_typed(string field, string typed)
    {
        var form = New(Afternoon, Product("枇杷", 3980));
        var row = form.Items[0];
        form.Items[0] = field switch { "price" => row with { Price = typed }, "stock" => row with { Stock = typed }, _ => row with { PerPerson = typed } };
        Assert.Null(form.ToAsk(Zhang));
        Assert.Equal([$"item.0.{field}"], form.Wrong.Keys);
        Assert.Contains(typed, new[] { form.Items[0].Price, form.Items[0].Stock, form.Items[0].PerPerson });
    }

    [Fact]
    public void An_empty_number_means_no_limit_and_full_width_digits_are_digits()
    {
        var form = New(Afternoon, Product("枇杷", 3980));
        form.Items[0] = form.Items[0] with { Stock = " ", PerPerson = "３" };
        var offer = form.ToAsk(Zhang)!.Offers[0];
        Assert.Equal((null, 3), (offer.StockLimit, offer.PerPerson));
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var form = New(Afternoon, Product("枇杷", 3980));
        (form.Title, form.CutOffDay, form.PickupFrom) = ("", "明天", "下午");
        form.Add(Product("桑葚", 1980), isGift: true);
        form.Gifts[0] = form.Gifts[0] with { First = "" };
        form.Title = "";
        Assert.Null(form.ToAsk(Zhang));
        Assert.Equal(["cutOffDay", "gift.0.first", "pickupFrom", "title"], form.Wrong.Keys.Order());
    }

    [Theory]
    [InlineData("offers.0.price", "item.0.price"), InlineData("offers.1.stockLimit", "item.1.stock"), InlineData("offers.2.giftForFirst", "gift.0.first")]
    public void The_rules_own_no_lands_beside_the_field_it_is_about(string detail, string field)
    {
        var form = New(Afternoon, Product("枇杷", 3980), Product("鸡蛋", 2990));
        form.Add(Product("桑葚", 1980), isGift: true);
        form.Put(DraftDeal.BadNumbers.With(detail));
        Assert.Equal([field], form.Wrong.Keys);
    }

    [Fact]
    public void Times_and_places_land_beside_theirs()
    {
        var form = New(Afternoon, Product("枇杷", 3980));
        foreach (var refusal in new[] { DraftDeal.BadTimes.With("cutOffDue"), DraftDeal.BadTimes.With("arrivesOn"), DraftDeal.BadTimes.With("pickupUntil"), DraftDeal.NoPlaces, DraftDeal.NoOffers }) form.Put(refusal);
        Assert.Equal(["arrivesOn", "cutOffDay", "items", "pickupUntil", "places"], form.Wrong.Keys.Order());
    }

    [Fact]
    public void The_same_product_is_sold_once()
    {
        var loquats = Product("枇杷", 3980);
        var form = New(Afternoon, loquats);
        form.Add(loquats, isGift: false);
        Assert.Single(form.Items);
        form.Add(loquats, isGift: true);
        Assert.Equal("30", Assert.Single(form.Gifts).First);
    }
}
