// 老张 takes his deal's tables away: three of them, that agree to the piece, each showing of people what its reader's screens show.
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;

namespace HaoLin.Tests.Trade;

public sealed class ExportStoryTests
{
    internal static async Task<(string Name, TableSheet Sheet)> Opened(Outcome<SheetFile> file)
    {
        using var target = new MemoryStream();
        await file.Value.WriteTo(target, default);
        return (file.Value.Name, Assert.Single(TableRead.Of(target.ToArray())));
    }

    static async Task<OnSale> SellsSome(Evening evening)
    {
        var deal = await evening.Opens(evening.LoquatsFor(limit: 20), evening.MulberriesFor(), evening.MulberriesToTheFirst(1));
        var li = await evening.Joins(new(deal.Id, evening.Li, [new(deal.Offers[0], 2), new(deal.Offers[1], 1)], evening.Point, "=cmd|' /C calc'!A0"));
        await evening.Pays(evening.Li, li.OrderId);
        await evening.JoinsAndPays(deal, evening.Lin, 3);
        // Not paid: in none of the tables.
        await evening.Joins(deal, evening.Neighbours[2], 5);
        return deal;
    }

    [Theory, OnEachDatabase]
    public async Task The_three_tables_of_a_deal_agree(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await SellsSome(evening);
        foreach (var isCutOff in new[] { false, true })
        {
            if (isCutOff) await evening.CutsOff(deal);
            var (name, totals) = await Opened(await ExportTotals.Handle(evening.Store, new(evening.Zhang, deal.Id)));
            Assert.Equal(("商品汇总_2026-04-19_阳光花园.xlsx", 1), (name, totals.FrozenRows));
            Assert.Equal(["商品", "规格", "合计", "3 号楼", "实收"], totals.Row(0));
            Assert.Equal(["枇杷", "2 斤装/盒", "5", "5", ""], totals.Row(1));
            Assert.Equal(["桑葚（赠）", "2 斤装/盒", "1", "1", ""], totals.Row(3));
            Assert.Equal(["合计", "", "7", "7", ""], totals.Row(4));

            var (_, sorting) = await Opened(await ExportSorting.Handle(evening.Store, new(evening.Zhang, deal.Id)));
            Assert.Equal(["自提点", "商品", "规格", "件数", "几单", "分好了"], sorting.Row(0));
            Assert.Equal(["3 号楼", "枇杷", "2 斤装/盒", "5", "2", ""], sorting.Row(1));
            Assert.Equal(["合计", "", "", "7", "", ""], sorting.Rows[^1].Select(c => c.Text));

            var (_, people) = await Opened(await ExportPeople.Handle(evening.Store, evening.Village.Sealing, new(evening.Zhang, deal.Id)));
            Assert.Equal(["接龙号", "团员", "手机尾号", "自提点", "商品", "规格", "数量", "单价", "金额", "状态", "备注", "下单时间", "取货时段", "送到"], people.Row(0));
            Assert.Equal(["1", "1", "1", "2"], people.Under("接龙号").Select(c => c.Text));
            Assert.Equal("7", people.Rows[^1][6].Text);
            Assert.Equal("'=cmd|' /C calc'!A0", people.Under("备注")[0].Text);
            Assert.All(new[] { totals, sorting, people }, sheet => Assert.DoesNotContain(sheet.Cells, cell => cell.IsFormula));
        }
    }

    [Theory, OnEachDatabase]
    public async Task Of_people_each_reader_sees_what_their_screens_show(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await SellsSome(evening);
        var li = await evening.Store.Read(async db => (await db.FindAsync<Person>(evening.Li))!);
        var (name, phone) = (li.Name(evening.Village.Sealing), li.Phone(evening.Village.Sealing));
        var (_, leaders) = await Opened(await ExportPeople.Handle(evening.Store, evening.Village.Sealing, new(evening.Zhang, deal.Id)));
        Assert.Equal((name, phone[^4..], true), (leaders.Under("团员")[0].Text, leaders.Under("手机尾号")[0].Text, leaders.Under("手机尾号")[0].IsText));
        var (_, wangs) = await Opened(await ExportPeople.Handle(evening.Store, evening.Village.Sealing, new(evening.Village.Wang, deal.Id)));
        Assert.Equal((Person.Masked(name), new Phone(phone).Masked), (wangs.Under("团员")[0].Text, wangs.Under("手机")[0].Text));
        Assert.DoesNotContain(leaders.Cells.Concat(wangs.Cells), cell => cell.Text.Contains(phone, StringComparison.Ordinal));
        // A resident has none of them, and neither has a leader whose deal it is not.
        foreach (var by in new[] { await evening.Village.See(evening.Li), new Visitor(evening.Lin, [evening.Village.Sunshine], false) })
        {
            Assert.Equal(Deal.Missing, (await ExportTotals.Handle(evening.Store, new(by, deal.Id))).Refusal);
            Assert.Equal(Deal.Missing, (await ExportSorting.Handle(evening.Store, new(by, deal.Id))).Refusal);
            Assert.Equal(Deal.Missing, (await ExportPeople.Handle(evening.Store, evening.Village.Sealing, new(by, deal.Id))).Refusal);
            Assert.Equal(Visitor.NotAllowed, ExportOrders.Handle(evening.Store, evening.Village.Sealing, new(by, "", false), evening.Now).Refusal);
        }
    }

    [Theory, OnEachDatabase]
    public async Task Money_that_went_back_is_no_longer_in_the_table(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = await evening.JoinsAndPays(deal, evening.Li, 3);
        await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Zhang, new(order), "碰伤了", [new(deal.Offers[0], 0, new(1000))]), evening.Settings));
        await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Zhang, new(order), "少一盒", [new(deal.Offers[0], 1)]), evening.Settings));
        var (_, people) = await Opened(await ExportPeople.Handle(evening.Store, evening.Village.Sealing, new(evening.Zhang, deal.Id)));
        Assert.Equal(("2", 109.6m), (people.Under("数量")[0].Text, decimal.Parse(people.Under("金额")[0].Text, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory, OnEachDatabase]
    public async Task Headquarters_takes_away_the_orders_it_searched_and_all_of_them(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 1201);
        var deal = await evening.Opens(evening.LoquatsFor());
        await Village.AtOnce(1201, n => evening.Joins(deal, evening.Neighbours[n]));
        var (name, all) = await Opened(ExportOrders.Handle(evening.Store, evening.Village.Sealing, new(evening.Village.Wang, "", false), evening.Now));
        Assert.Equal("订单_2026-04-18.xlsx", name);
        Assert.Equal(["接龙", "谁", "货", "备注", "团", "自提点", "金额", "状态", "下单", "订单号"], all.Row(0));
        Assert.Equal(1201, all.Under("接龙").Select(c => c.Text).Distinct().Count());
        Assert.Equal($"{1201 * 59.80m:0.00}", all.Rows[^1][6].Text);
        Assert.All(all.Under("订单号"), cell => Assert.True(cell.IsText));
        var one = all.Under("订单号")[7].Text;
        var (_, found) = await Opened(ExportOrders.Handle(evening.Store, evening.Village.Sealing, new(evening.Village.Wang, one, false), evening.Now));
        Assert.Equal([one], found.Under("订单号").Select(c => c.Text));
        var (_, none) = await Opened(ExportOrders.Handle(evening.Store, evening.Village.Sealing, new(evening.Village.Wang, "no such", false), evening.Now));
        Assert.Equal(2, none.Rows.Count);
    }
}
