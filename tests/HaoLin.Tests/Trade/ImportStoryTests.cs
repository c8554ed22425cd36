// Pickup points, residents and orders from tables: each by the rule of its screen, and nobody is told anything before they come themselves.
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class ImportStoryTests
{
    static readonly ImportKinds kinds = new([ImportPickupPoints.Kind, ImportResidents.Kind, ImportOrders.Kind]);

    static Task<Outcome<ImportId>> Uploads(Village village, string kind, Visitor by, Guid? into, params string?[][] rows) =>
        UploadTable.Handle(village.Store, village.Sealing, kinds, new(by.Person.Value, kind, into, "表.xlsx", TableMade.Of(rows)));

    /// <summary>Uploads and lets in what is right; answers why the others are not.</summary>
    static async Task<IReadOnlyList<string>> Imports(Village village, string kind, Visitor by, Guid? into, params string?[][] rows)
    {
        var id = (await Uploads(village, kind, by, into, rows)).Value;
        var tried = (await village.Asking(db => ShowImport.Handle(db, village.Sealing, kinds, new(by.Person.Value, id)))).Value;
        var begun = await village.Store.Write(work => BeginImport.Handle(work, kinds, new(by.Person.Value, id, AllOrNothing: false)));
        if (begun.Refused) return [begun.Refusal!.Code];
        await RunImports.Run(village.Store, village.Sealing, kinds, id, int.MaxValue);
        var done = (await village.Asking(db => ShowImport.Handle(db, village.Sealing, kinds, new(by.Person.Value, id)))).Value;
        // What the trial said is what came true.
        Assert.Equal(("done", tried.Import.Wrong), (done.Import.State, done.Import.Wrong));
        return [.. done.Shown.Where(r => r.Why is not null).Select(r => $"{r.Read.Number} {r.Why}")];
    }

    [Theory, OnEachDatabase]
    public async Task Pickup_points_come_in_with_times_as_excel_keeps_them(Database on)
    {
        await using var village = await Village.Open(on);
        string[] head = ["小区", "自提点", "怎么走", "几点开", "几点关"];
        Assert.Equal(["3 小区：没有这个小区，请先开这个小区，名字要一样", "4 结束时间要晚于开始时间", "5 几点开：要写成 15:00 这样的时间", "7 和第 2 行重复"],
            await Imports(village, "pickup-points", village.Wang, null, head, ["阳光花园", "3 号楼", "快递柜旁", "15：00", "20点"], ["月光花园", "1 号楼", "", "9:00", "10:00"], ["阳光花园", "4 号楼", "", "20:00", "15:00"], ["阳光花园", "5 号楼", "", "下午", "20:00"],
                ["阳光花园", "门房", "", "15:30", "24:00"], ["阳光花园", "3 号楼", "", "15:00", "20:00"]));
        var points = await village.Asking(db => db.Set<PickupPoint>().OrderBy(p => p.Name).ToListAsync());
        Assert.Equal(["15:00–20:00", "15:30–24:00"], points.Select(p => p.Hours).Order());
        Assert.Equal(["2 自提点：这个小区已经有同名的自提点"], (await Imports(village, "pickup-points", village.Wang, null, head, ["阳光花园", "3 号楼", "", "8:00", "9:00"], ["阳光花园", "7 号楼", "", "8:00", "9:00"])));
        Assert.Equal(Visitor.NotAllowed, (await Uploads(village, "pickup-points", village.Zhang, null, head, ["阳光花园", "9 号楼", "", "8:00", "9:00"])).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task Residents_of_a_table_are_told_nothing_until_they_sign_in(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 1);
        var village = evening.Village;
        string[] head = ["称呼", "手机", "小区", "门牌"];
        Assert.Equal(["3 手机：请填写 11 位手机号码", "4 手机：这个号码已经是这个小区的邻居", "5 和第 2 行重复", "6 小区：没有这个小区，名字要一样", "7 称呼：请填写这一项"],
            await Imports(village, "residents", village.Zhang, null, head, ["李阿姨", "１３７ ００００ ００６２", "阳光花园", "5栋302"], ["老陈", "1.2345", "阳光花园", null], ["邻居", MakeTestResidents.PhoneOf(1).Digits, "阳光花园", null],
                ["李阿姨", "+8613700000062", "阳光花园", null], ["小林", Village.LinsPhone, "月光花园", null], ["", Village.LinsPhone, "阳光花园", null]));
        var li = (await village.Asking(db => Person.ByPhone(db, village.Sealing, Village.LisPhone)))!;
        Assert.Equal("李阿姨 5栋302", li.Name(village.Sealing));
        Assert.Equal(["2 手机：这个号码已经导入过这个小区"], await Imports(village, "residents", village.Zhang, null, head, ["李", Village.LisPhone, "阳光花园", null], ["小林", Village.LinsPhone, "阳光花园", null]));
        Assert.Equal(["3 小区：这个小区不是您带的"], await OfAnotherCommunity(village, head));

        await evening.Opens(evening.LoquatsFor());
        await evening.NewsGoesRound();
        Assert.Empty(await evening.MessagesTo(li.Id));
        Assert.Equal(0, await village.Asking(db => db.Set<Membership>().CountAsync(m => m.PersonId == li.Id)));
        // She comes by herself, under the name her leader knows, and belongs to him.
        var here = await village.Resident(Village.LisPhone, "别的名字");
        Assert.Equal(li.Id, here.Person);
        Assert.Equal(village.Zhang.Person, await village.Asking(db => db.Set<Membership>().Where(m => m.PersonId == li.Id).Select(m => m.LeaderId).SingleAsync()));
        Assert.Equal(0, await village.Asking(db => db.Set<AwaitedMember>().CountAsync(a => a.PersonId == li.Id)));
        await evening.Opens(evening.MulberriesFor());
        await evening.NewsGoesRound();
        Assert.NotEmpty(await evening.MessagesTo(li.Id));
    }

    static async Task<IReadOnlyList<string>> OfAnotherCommunity(Village village, string[] head)
    {
        await village.Do(work => OpenCommunity.Handle(work, new(village.Wang, "河畔", "河边路 1 号")));
        return await Imports(village, "residents", village.Zhang, null, head, ["王姐", "13511112222", "阳光花园", null], ["王姐", "13511112223", "河畔", null]);
    }

    [Theory, OnEachDatabase]
    public async Task Orders_come_in_as_a_pasted_list_does(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 6), evening.MulberriesFor());
        string[] head = ["姓名", "手机", "商品", "数量", "备注"];
        var lin = (await evening.Store.Read(async db => (await db.FindAsync<Person>(evening.Lin))!)).Phone(evening.Village.Sealing);
        Assert.Equal(["5 商品：这个团里没有这个商品，名字要和团里的一样", "6 数量：要写成 1 到 999 的整数", "7 没写称呼，交货时认不出是谁的", $"9 {JoinForNeighbours.SoldOut.Chinese}"],
            await Imports(evening.Village, "orders", evening.Zhang, deal.Id.Value, head, ["李 5栋", "", "枇杷", "2", "晚点拿"], ["小林", lin, "枇杷", "１", ""], ["李 5栋", null, "桑葚", "1", "=1+1"], ["老陈", "", "西瓜", "1", ""],
                ["老陈", "", "枇杷", "1.5", ""], ["", "", "枇杷", "1", ""], ["梅姐", "", "枇杷", "3", ""], ["王姐", "", "枇杷", "1", ""]));
        var orders = await evening.Store.Read(db => db.Set<Order>().Include(o => o.Lines).OrderBy(o => o.Sequence).ToListAsync());
        Assert.Equal([2, 1, 1], orders.Select(o => o.Lines.Count));
        Assert.Equal((evening.Lin, evening.Zhang.Person), (orders[1].PersonId, orders[1].PlacedBy));
        Assert.Equal(6, (await evening.SeeOffer(deal)).Taken);
        Assert.Equal("晚点拿，=1+1", (await evening.Store.Read(db => ShowOrder.Handle(db, evening.Village.Sealing, new(evening.Zhang, orders[0].Id)))).Value.Note);
        Assert.Equal(Deal.Missing, (await Uploads(evening.Village, "orders", evening.Village.Wang, deal.Id.Value, head, ["李", "", "枇杷", "1", ""])).Refusal);
        Assert.Equal([BeginImport.NoneRight.Code], await Imports(evening.Village, "orders", evening.Zhang, deal.Id.Value, head, ["张", "", "枇杷", "9", ""]));
        await evening.CutsOff(deal);
        Assert.Equal(JoinDeal.DealClosed, (await Uploads(evening.Village, "orders", evening.Zhang, deal.Id.Value, head, ["李", "", "桑葚", "1", ""])).Refusal);
        await evening.NothingIsBroken();
    }
}
