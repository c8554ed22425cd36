// A struck-through price is the lowest of the seven days before or it is not there; everybody who shows one shows the same.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using HaoLin.Web.Leader;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class FormerPriceTests
{
    const int Histories = 5_000, HoursMax = 24 * 21;
    static readonly DateTimeOffset Start = new(2026, 4, 1, 0, 0, 0, BusinessDay.Offset);
    static readonly ProductId[] Products = [new(new Guid(1, 0, 0, new byte[8])), new(new Guid(2, 0, 0, new byte[8]))];

    /// <param name="From">In hours from the start.</param>
    /// <param name="SoldAt">The hours in which somebody paid.</param>
    sealed record Past(ProductId Product, long Fen, int From, int? Until, int[] SoldAt);

    static List<Past> History(Random chance, int now)
    {
        var past = new List<Past>();
        for (var i = chance.Next(0, 9); i > 0; i--)
        {
            var from = chance.Next(0, now);
            int? until = chance.Next(5) == 0 ? null : Math.Min(now, from + 1 + chance.Next(0, 24 * 9));
            var sold = Enumerable.Range(0, chance.Next(0, 4)).Select(_ => chance.Next(from, until ?? now)).ToArray();
            past.Add(new(Products[chance.Next(2)], 100 * chance.Next(10, 40), from, until, sold));
        }
        return past;
    }

    /// <summary>Hour by hour through the seven days, by nobody's formula: the lowest price a neighbour could have read, or none where nobody bought.</summary>
    static long? Floor(IEnumerable<Past> past, ProductId product, int opened)
    {
        long? lowest = null;
        var bought = false;
        for (var hour = opened - 24 * 7; hour < opened; hour++)
            foreach (var deal in past.Where(p => p.Product == product && p.From <= hour && (p.Until is not { } until || hour < until)))
            {
                lowest = lowest is { } low ? Math.Min(low, deal.Fen) : deal.Fen;
                bought |= deal.SoldAt.Contains(hour);
            }
        return bought ? lowest : null;
    }

    delegate Money? Rule(ProductId product, Money price, IEnumerable<FormerPrice.OnSale> others, DateTimeOffset opened);

    /// <summary>How many histories a rule shows something for, and how many of those it should not, or not so.</summary>
    static (int Shown, int Wrong) Try(Rule rule)
    {
        var chance = new Random(20260418);
        var (shown, wrong) = (0, 0);
        for (var i = 0; i < Histories; i++)
        {
            var opened = chance.Next(24, HoursMax);
            var (past, price) = (History(chance, opened), 100L * chance.Next(5, 40));
            var onSale = past.Select(p => new FormerPrice.OnSale(p.Product, new(p.Fen), p.Until is { } until ? Start.AddHours(until) : null, p.SoldAt.Any(h => h >= opened - 24 * 7)));
            var was = rule(Products[0], new(price), onSale, Start.AddHours(opened));
            var floor = Floor(past, Products[0], opened);
            if ((floor > price ? floor : null) != was?.Fen) wrong++;
            if (was is not null) shown++;
        }
        return (shown, wrong);
    }

    [Fact]
    public void Five_thousand_histories_show_the_floor_and_nothing_else()
    {
        var (shown, wrong) = Try(FormerPrice.Of);
        Assert.Equal(0, wrong);
        Assert.InRange(shown, Histories / 20, Histories);
    }

    [Fact]
    public void A_rule_that_takes_the_highest_or_forgets_the_seven_days_or_the_buyers_is_found_out()
    {
        Assert.NotEqual(0, Try((product, price, others, _) => others.Where(o => o.Product == product && o.Sold).Select(o => (Money?)o.Price).OrderBy(p => p!.Value.Fen).LastOrDefault() is { } most && most > price ? most : null).Wrong);
        Assert.NotEqual(0, Try((product, price, others, opened) => FormerPrice.Of(product, price, others, opened.AddDays(3))).Wrong);
        Assert.NotEqual(0, Try((product, price, others, opened) => FormerPrice.Of(product, price, others.Select(o => o with { Sold = true }), opened)).Wrong);
    }

    [Fact]
    public void What_ended_eight_days_ago_or_sold_to_nobody_or_costs_no_more_is_not_shown()
    {
        var opened = Start.AddDays(10);
        FormerPrice.OnSale At(long fen, double daysAgo, bool sold = true, int product = 0) => new(Products[product], new(fen), opened.AddDays(-daysAgo), sold);
        Money? Was(params FormerPrice.OnSale[] past) => FormerPrice.Of(Products[0], new(5000), past, opened);
        Assert.Equal(new Money(5980), Was(At(6980, 2), At(5980, 6.9)));
        Assert.Null(Was(At(5980, 7)));
        Assert.Null(Was(At(5980, 2, sold: false)));
        Assert.Null(Was(At(5000, 2), At(6980, 1)));
        Assert.Null(Was(At(4000, 3, sold: false), At(6980, 1)));
        Assert.Null(Was(At(6980, 1, product: 1)));
        Assert.Null(Was());
    }

    static async Task<ShowDeal.OfferView> Shown(Evening evening, OnSale deal) => (await evening.Store.Read(db => ShowDeal.Handle(db, evening.Village.Sealing, deal.Id))).Value.Offers[0];

    [Theory, OnEachDatabase]
    public async Task Deal_page_poster_share_text_and_API_say_the_same_price(Database on)
    {
        await using var evening = await Evening.Open(on);
        var first = await evening.Opens(evening.LoquatsFor(fen: 6980));
        await evening.JoinsAndPays(first, evening.Li);
        var unsold = await evening.Opens(evening.LoquatsFor(fen: 6480));
        await evening.CutsOff(first);
        await evening.CutsOff(unsold);
        Assert.Null((await Shown(evening, unsold)).FormerPriceFen);
        await evening.Village.Pass(TimeSpan.FromDays(3));
        var now = await Opens(evening, 5980);
        Assert.Equal(6480, (await Shown(evening, now)).FormerPriceFen);
        var poster = Poster.Of((await evening.Store.Read(db => ShowDeal.Handle(db, evening.Village.Sealing, now.Id))).Value, new("https://hao.example"), "好邻生活");
        Assert.Equal(new Money(6480), poster.Goods[0].Was);
        Assert.Contains("¥59.80（近7天最低成交价 ¥64.80）", poster.ForTheGroup());
        Assert.Equal(6480, (await evening.Store.Read(db => WatchDeal.Handle(db, evening.Village.Sealing, new(evening.Zhang, now.Id)))).Value.Deal.Offers[0].FormerPriceFen);
        // A cheaper one beside it takes the claim away, on the page and everywhere.
        await Opens(evening, 5500);
        Assert.Null((await Shown(evening, now)).FormerPriceFen);
        // Eight days on, nothing of that is near.
        await evening.Village.Pass(TimeSpan.FromDays(8));
        Assert.Null((await Shown(evening, await Opens(evening, 3980))).FormerPriceFen);
        await evening.NothingIsBroken();
    }

    /// <summary>老张 opens one more, whatever day it is.</summary>
    static async Task<OnSale> Opens(Evening evening, long fen)
    {
        var id = await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor(fen: fen)) with
        {
            CutOffDue = evening.Now.AddHours(2), ArrivesOn = BusinessDay.Of(evening.Now.AddDays(1)), PickupFrom = evening.Now.AddDays(1), PickupUntil = evening.Now.AddHours(28),
        }));
        await evening.Village.Do(work => OpenDeal.Handle(work, new(evening.Zhang, id), TradeSettings.Default));
        return await evening.Known(id);
    }
}
