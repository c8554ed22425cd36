// What a leader earns: line by line, given back to the fen, paid when nothing can go back any more, and of nobody else's sales.
using CsCheck;
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class CommissionTests
{
    /// <summary>However a line goes back, the differences of its parts add up to all that it earned.</summary>
    [Fact]
    public void Whatever_parts_a_line_goes_back_in_it_loses_exactly_what_it_earned() => Gen.Select(Gen.Long[1, 10_000_000], Gen.Int[0, ProductText.CommissionPointsMax], Gen.Long[1, 3_000_000].Array[0, 20]).Sample((price, points, parts) =>
    {
        var (left, earned) = (price, Commission.Of(new(price), points).Fen);
        foreach (var part in parts.Append(long.MaxValue))
        {
            var back = Math.Min(part, left);
            var gone = Commission.Of(new(left), points) - Commission.Of(new(left - back), points);
            if (gone < Money.Zero) return false;
            (left, earned) = (left - back, earned - gone.Fen);
        }
        return left == 0 && earned == 0;
    });

    static async Task<Evening> Opened(Database on, int points = 1_000)
    {
        var evening = await Evening.Open(on);
        await Rate(evening, points);
        return evening;
    }

    static Task Rate(Evening evening, int? points) => evening.Village.Do(work => ChangeProduct.Handle(work, new(evening.Village.Wang, evening.Loquats,
        new("枇杷", "loquat", "loquat", null, "福建莆田", "冷藏 0–4℃", "2 斤装/盒"), new(1000), new(5980), 5, CommissionPoints: points)));

    static async Task<ShowEarnings.Sums> Earned(Evening evening, Visitor leader) => (await evening.Store.Read(db => ShowEarnings.Handle(db, evening.Settings, new(leader)))).Value.Total;

    [Theory, OnEachDatabase]
    public async Task A_commission_is_expected_reversed_to_the_fen_and_to_be_paid_after_the_after_sales_time(Database on)
    {
        await using var evening = await Opened(on, 777);
        var deal = await evening.Opens(evening.LoquatsFor(), evening.MulberriesFor());
        var (kept, back, partly) = (await evening.JoinsAndPays(deal, evening.Li, 3), await evening.JoinsAndPays(deal, evening.Lin), await evening.JoinsAndPays(deal, evening.Neighbours[2], 2));
        var (one, two, three) = (5980 * 777 / 10_000, 2 * 5980 * 777 / 10_000, 3 * 5980 * 777 / 10_000);
        Assert.Equal(new(6 * 5980, 0, one + two + three, 0, 0), await Earned(evening, evening.Zhang));
        await evening.CutsOff(deal);
        await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Zhang, new(back), "坏果"), evening.Settings));
        await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Zhang, new(partly), "不够甜", [new(deal.Offers[0], 0, new(999))]), evening.Settings));
        var rest = (2 * 5980 - 999) * 777 / 10_000;
        Assert.Equal(new(6 * 5980, 5980 + 999, three + rest, 0, 0), await Earned(evening, evening.Zhang));
        await evening.NothingIsBroken();

        await evening.Village.Pass(TimeSpan.FromHours(21));
        await evening.HandsOver(kept);
        await MakeCommissionPayable.Sweep(evening.Store, evening.Settings);
        Assert.Equal(new(6 * 5980, 5980 + 999, rest, three, 0), await Earned(evening, evening.Zhang));
        // 24.5 hours after the evening the pickup ends; two days later what was collected by then is to be paid.
        await evening.Village.Pass(TimeSpan.FromHours(3.5) + evening.Settings.AfterSales - TimeSpan.FromSeconds(1));
        await MakeCommissionPayable.Sweep(evening.Store, evening.Settings);
        Assert.Equal(0, (await Earned(evening, evening.Zhang)).PayableFen);
        await evening.Village.Pass(TimeSpan.FromSeconds(1));
        await evening.HandsOver(partly);
        await MakeCommissionPayable.Sweep(evening.Store, evening.Settings);
        await MakeCommissionPayable.Sweep(evening.Store, evening.Settings);
        Assert.Equal(new(6 * 5980, 5980 + 999, 0, rest, three), await Earned(evening, evening.Zhang));
        // Money that goes back later still comes out of what is to be paid.
        await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Village.Wang, new(kept), "化了", [new(deal.Offers[0], 1)]), evening.Settings));
        Assert.Equal(new(6 * 5980, 2 * 5980 + 999, 0, rest, two), await Earned(evening, evening.Zhang));
        await evening.NothingIsBroken();

        var orders = (await evening.Store.Read(db => ShowDealEarnings.Handle(db, evening.Village.Sealing, evening.Settings, new(evening.Village.Wang, deal.Id)))).Value;
        Assert.Equal(["payable", "refunded", "after-sales"], orders.Orders.Select(o => o.Stage));
        Assert.Equal([two, 0, rest], orders.Orders.Select(o => o.CommissionFen));
        Assert.Equal(await Earned(evening, evening.Zhang), orders.Sums);
        Assert.Equal(Deal.Missing, (await evening.Store.Read(db => ShowDealEarnings.Handle(db, evening.Village.Sealing, evening.Settings, new(new(evening.Li, [], false), deal.Id)))).Refusal);
        Assert.Equal(Visitor.NotAllowed, (await evening.Store.Read(db => ShowEarnings.Handle(db, evening.Settings, new(new(evening.Li, [], false))))).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task A_hand_over_that_is_undone_makes_it_expected_again_and_is_paid_once(Database on)
    {
        await using var evening = await Opened(on);
        var atOnce = evening.Settings with { AfterSales = TimeSpan.Zero };
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = await evening.JoinsAndPays(deal, evening.Li);
        await evening.CutsOff(deal);
        await evening.Village.Pass(TimeSpan.FromHours(25));
        for (var again = 0; again < 2; again++)
        {
            await evening.HandsOver(order);
            await MakeCommissionPayable.Sweep(evening.Store, atOnce);
            Assert.Equal(598, (await Earned(evening, evening.Zhang)).PayableFen);
            await evening.NothingIsBroken();
            await evening.Village.Do(work => UndoHandOver.Handle(work, new(evening.Zhang, new(order))));
            Assert.Equal(new(5980, 0, 598, 0, 0), await Earned(evening, evening.Zhang));
            await evening.NothingIsBroken();
        }
    }

    [Theory, OnEachDatabase]
    public async Task The_rate_is_the_products_or_the_brands_when_the_deal_was_drafted_and_neighbours_never_see_it(Database on)
    {
        await using var evening = await Opened(on, 500);
        var brand = evening.Settings with { CommissionPoints = 300 };
        var draft = await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor(), evening.MulberriesFor(), evening.MulberriesToTheFirst(1)), brand));
        Task<List<int>> Rates(DealId deal) => evening.Store.Read(db => db.Set<Offer>().Where(o => o.DealId == deal).OrderBy(o => o.Position).Select(o => o.CommissionPoints).ToListAsync());
        Assert.Equal([500, 300, 0], await Rates(draft));
        await Rate(evening, 900);
        Assert.Equal([500, 300, 0], await Rates(draft));
        Assert.Equal([900, 300, 0], await Rates(await evening.Village.Do(work => CopyDeal.Handle(work, new(evening.Zhang, draft), brand))));
        Assert.Equal(ProductText.WrongCommission, await evening.Village.Refused(work => ChangeProduct.Handle(work, new(evening.Village.Wang, evening.Loquats,
            new("枇杷", "loquat", "loquat", null, "福建莆田", "冷藏 0–4℃", "2 斤装/盒"), new(1000), new(5980), 5, CommissionPoints: ProductText.CommissionPointsMax + 1))));
        Assert.All((await evening.Store.Read(db => ListProducts.Handle(db, new()))).Items, p => Assert.Null(p.CommissionPoints));
        Assert.Contains(900, (await evening.Store.Read(db => ListProducts.Handle(db, new(WithCommission: true)))).Items.Select(p => p.CommissionPoints));
        var shown = await evening.Store.Read(db => ShowDeal.Handle(db, evening.Village.Sealing, draft));
        Assert.DoesNotContain("ommission", HaoLin.Web.Api.Json.Text(shown.Value));
    }

    /// <summary>P27: whatever the rates, one leader's earnings stay as they are while another sells, hands over and refunds.</summary>
    [Theory, OnEachDatabase]
    public async Task No_leaders_earning_changes_when_another_leader_sells(Database on)
    {
        await using var evening = await Opened(on);
        var chen = await evening.Village.See((await evening.Village.Do(work => AppointLeader.Handle(work, evening.Village.Sealing, new(evening.Village.Wang, "13800000002", "陈姐", evening.Village.Sunshine)))).PersonId);
        foreach (var (product, brand, hours) in new (int?, int, int)[] { (0, 0, 0), (null, 1_234, 1), (5_000, 0, 48), (1, 5_000, 48), (777, 333, 0) })
        {
            await Rate(evening, product);
            var settings = evening.Settings with { CommissionPoints = brand, AfterSales = TimeSpan.FromHours(hours) };
            var mine = await Opens(evening, evening.Zhang, settings);
            await evening.JoinsAndPays(mine, evening.Li, 2);
            var before = (await Of(evening, evening.Zhang, settings), await Balance(evening, evening.Zhang));
            var hers = await Opens(evening, chen, settings);
            var orders = new List<Guid>();
            foreach (var (who, i) in evening.Neighbours.Select((n, i) => (n, i))) orders.Add(await evening.JoinsAndPays(hers, who, 1 + i));
            await evening.Village.Do(work => CutOffDeal.Handle(work, new(chen, hers.Id), settings));
            await evening.Village.Do(work => HandOver.Handle(work, new(chen, null, new(orders[0]))));
            await evening.Village.Do(work => RefundOrder.Handle(work, new(chen, new(orders[1]), "坏果", [new(hers.Offers[0], 0, new(777))]), settings));
            await evening.Village.Do(work => RefundOrder.Handle(work, new(chen, new(orders[2]), "坏果"), settings));
            Assert.Equal(before, (await Of(evening, evening.Zhang, settings), await Balance(evening, evening.Zhang)));
            await evening.NothingIsBroken();
        }
    }

    static async Task<string> Of(Evening evening, Visitor leader, TradeSettings settings) => HaoLin.Web.Api.Json.Text((await evening.Store.Read(db => ShowEarnings.Handle(db, settings, new(leader)))).Value);

    /// <summary>What the books hold for a leader, in whichever account.</summary>
    static Task<long> Balance(Evening evening, Visitor leader) => evening.Store.Read(async db => (await db.Database.SqlQuery<long>($"""
        SELECT CAST(COALESCE(SUM(e.amount), 0) AS bigint) AS "Value" FROM book_entry e JOIN orders o ON o.id = e.order_id JOIN deal d ON d.id = o.deal_id
        WHERE d.leader_id = {leader.Person.Value} AND e.account IN ('leader-commission-expected', 'leader-commission-payable')
        """).ToListAsync())[0]);

    static async Task<OnSale> Opens(Evening evening, Visitor leader, TradeSettings settings)
    {
        var times = evening.Asks(evening.LoquatsFor(), evening.MulberriesFor());
        var id = await evening.Village.Do(work => DraftDeal.Handle(work, times with { By = leader }, settings));
        await evening.Village.Do(work => OpenDeal.Handle(work, new(leader, id)));
        return await evening.Known(id);
    }

    /// <summary>P27 by construction: nothing that is kept, and nothing that can be set, names a leader above a leader or a second rate.</summary>
    [Fact]
    public void No_configuration_can_name_a_second_level()
    {
        var properties = typeof(Deal).Assembly.GetTypes().Where(t => t.Namespace is { } room && room.StartsWith("HaoLin", StringComparison.Ordinal) && t.GetNestedType("Mapping", System.Reflection.BindingFlags.NonPublic) is not null)
            .SelectMany(t => t.GetProperties().Select(p => $"{t.Name}.{p.Name}")).ToList();
        Assert.Equal(["Offer.CommissionPoints", "Order.CommissionPayableAt", "Product.CommissionPoints"], properties.Where(p => p.Contains("Commission", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(properties, p => p is "Person.LeaderId" or "Role.LeaderId" or "Community.LeaderId");
        Assert.Single(typeof(TradeSettings).GetProperties(), p => p.Name.Contains("Commission", StringComparison.Ordinal));
        Assert.DoesNotContain(properties, p => new[] { "Parent", "Upline", "Referr", "Level", "Recruit" }.Any(word => p.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }
}
