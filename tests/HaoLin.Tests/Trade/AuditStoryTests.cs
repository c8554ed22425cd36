// 王总 asks who changed what: a refund, a deal moved and pinned, a price, a right given and ended; every line is there, and none can be altered.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class AuditStoryTests
{
    static async Task<SearchAudit.Answer> Finds(Evening evening, string? who = null, string? what = null, string? kind = null, DateTimeOffset? from = null, string? after = null, int limit = 50) =>
        (await evening.Store.Read(db => SearchAudit.Handle(db, evening.Village.Sealing, new(evening.Village.Wang, who, what, kind, from, null, after, limit)))).Value;

    [Theory, OnEachDatabase]
    public async Task Money_prices_times_and_rights_each_leave_a_line_with_who_and_from_what_to_what(Database on)
    {
        await using var evening = await Evening.Open(on);
        var village = evening.Village;
        var id = await village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor(limit: 10))));
        await village.Pass(TimeSpan.FromSeconds(1));
        await village.Do(work => OpenDeal.Handle(work, new(evening.Zhang, id), TradeSettings.Default));
        var deal = await evening.Known(id);
        var order = await evening.JoinsAndPays(deal, evening.Li, 2);
        await village.Pass(TimeSpan.FromSeconds(1));
        var times = (await evening.SeeDeal(deal)).Times;
        await village.Do(work => MoveTimes.Handle(work, new(evening.Zhang, deal.Id, times.CutOffDue.AddMinutes(30), times.ArrivesOn, times.PickupFrom, times.PickupUntil, "多等半小时")));
        await village.Pass(TimeSpan.FromSeconds(1));
        await village.Do(work => ArrangeDeal.Handle(work, new(evening.Zhang, deal.Id, Pinned: true)));
        await village.Do(work => RefundOrder.Handle(work, new(village.Wang, new(order), "两盒压坏了", [new(deal.Offers[0], 1)]), evening.Settings));
        var product = await evening.Store.Read(db => db.Set<Product>().SingleAsync(p => p.Id == evening.Loquats));
        await village.Do(work => ChangeProduct.Handle(work, new(village.Wang, product.Id, new(product.Name, product.EnglishName, product.Picture, product.GpcBrick, product.Origin, product.Storage, product.Unit), product.NetWeight, new(5580), product.ShelfLifeDays)));
        var role = (await village.Do(work => AppointLeader.Handle(work, village.Sealing, new(village.Wang, "13911110000", "小周", village.Sunshine)))).RoleId;
        await village.Pass(TimeSpan.FromSeconds(1));
        await village.Do(work => EndRole.Handle(work, village.Revocations, new(village.Wang, role)));

        var ofDeal = (await Finds(evening, what: $"https://hao.example/headquarters/deals/{deal.Id.Value}")).Items;
        Assert.Equal(["deal-arranged", "deal", "deal", "deal-drafted"], ofDeal.Select(l => l.Kind));
        Assert.Equal(("shown", "pinned shown", "老张"), (ofDeal[0].Before, ofDeal[0].After, ofDeal[0].By));
        Assert.StartsWith("open 2026-04-18T13:00Z", ofDeal[1].Before, StringComparison.Ordinal);
        Assert.StartsWith("open 2026-04-18T13:30Z", ofDeal[1].After, StringComparison.Ordinal);
        Assert.Equal("多等半小时", ofDeal[1].Reason);
        Assert.Equal(("draft", "open"), (ofDeal[2].Before, ofDeal[2].After));
        Assert.Equal("5980/10/-", ofDeal[3].After);
        var refund = Assert.Single((await Finds(evening, what: order.ToString())).Items);
        Assert.Equal(("refund", "11960 fen", "refund 5980 fen", "王总", ""), (refund.Kind, refund.Before, refund.After, refund.By, refund.Reason));
        Assert.Contains('*', refund.Whom!);
        var price = Assert.Single((await Finds(evening, kind: "product-changed")).Items);
        Assert.Equal(("5980 fen, 1000 g, 5 d, - points", "5580 fen, 1000 g, 5 d, - points"), (price.Before, price.After));
        Assert.Equal([("role-ended", "leader", ""), ("role-given", "", "leader")], (await Finds(evening, what: role.Value.ToString())).Items.Select(l => (l.Kind, l.Before, l.After)));
        // By phone: what 小周 did and what was done to them.
        Assert.Equal(2, (await Finds(evening, who: "139 1111 0000")).Items.Count);
        Assert.Empty((await Finds(evening, who: "13911119999")).Items);
        Assert.Empty((await Finds(evening, from: evening.Now.AddDays(1))).Items);
    }

    [Theory, OnEachDatabase]
    public async Task Pages_follow_each_other_without_a_gap_and_only_headquarters_reads_them(Database on)
    {
        await using var evening = await Evening.Open(on);
        for (var i = 0; i < 7; i++) await evening.Opens(evening.LoquatsFor());
        var all = (await Finds(evening, kind: "deal-drafted")).Items.Select(l => l.Id).ToList();
        var paged = new List<Guid>();
        for (string? after = null; ;)
        {
            var page = await Finds(evening, kind: "deal-drafted", after: after, limit: 3);
            paged.AddRange(page.Items.Select(l => l.Id));
            if ((after = page.Next) is null) break;
        }
        Assert.Equal(7, all.Count);
        Assert.Equal(all, paged);
        foreach (var by in new[] { evening.Zhang, await evening.Village.See(evening.Li) })
            Assert.Equal(Visitor.NotAllowed, (await evening.Store.Read(db => SearchAudit.Handle(db, evening.Village.Sealing, new(by)))).Refusal);
        Assert.Equal(SearchAudit.NoId.Code, (await evening.Store.Read(db => SearchAudit.Handle(db, evening.Village.Sealing, new(evening.Village.Wang, What: "昨天那单")))).Refusal!.Code);
    }

    [Theory, OnEachDatabase]
    public async Task No_line_can_be_altered_or_deleted_and_what_is_refused_leaves_none(Database on)
    {
        await using var evening = await Evening.Open(on);
        var lines = await evening.Store.Read(db => db.Set<AuditLine>().CountAsync());
        Assert.NotNull(await evening.Village.Refused(work => AppointLeader.Handle(work, evening.Village.Sealing, new(evening.Zhang, "13911110000", "小周", evening.Village.Sunshine))));
        Assert.Equal(lines, await evening.Store.Read(db => db.Set<AuditLine>().CountAsync()));
        await Assert.ThrowsAnyAsync<Exception>(() => evening.Store.Write(work => work.Db.Set<AuditLine>().ExecuteUpdateAsync(set => set.SetProperty(l => l.After, "nothing"))));
        await Assert.ThrowsAnyAsync<Exception>(() => evening.Store.Write(work => work.Db.Set<AuditLine>().ExecuteDeleteAsync()));
        Assert.Equal(lines, await evening.Store.Read(db => db.Set<AuditLine>().CountAsync()));
    }

    [Theory, OnEachDatabase]
    public async Task A_phone_is_shown_for_a_reason_in_its_time_and_its_owner_reads_who_looked(Database on)
    {
        await using var evening = await Evening.Open(on);
        var village = evening.Village;
        var li = await village.Resident(Village.LisPhone, "李阿姨");
        var deal = await evening.Opens(evening.LoquatsFor(limit: 10));
        var order = await evening.JoinsAndPays(deal, li.Person, 2);
        Task<Outcome<RevealPhone.Answer>> Looks(Visitor by, string? reason) => evening.Store.Write(work => RevealPhone.Handle(work, village.Sealing, new(by, new(order), reason), evening.Settings));
        var seen = (await evening.Store.Read(db => ShowOrder.Handle(db, village.Sealing, new(evening.Zhang, new(order))))).Value;
        Assert.Equal("137****0062", seen.PhoneMasked);
        Assert.Equal(RevealPhone.NotNow, (await Looks(evening.Zhang, "arrival")).Refusal);
        await evening.CutsOff(deal);
        foreach (var none in new[] { null, "", "因为想打电话" }) Assert.Equal(RevealPhone.ReasonNeeded, (await Looks(evening.Zhang, none)).Refusal);
        Assert.Equal(Order.Missing, (await Looks(await village.See(evening.Lin), "arrival")).Refusal);
        Assert.Equal(Village.LisPhone, (await Looks(evening.Zhang, "arrival")).Value.Phone);
        await village.Pass(TimeSpan.FromDays(2));
        Assert.Equal(Village.LisPhone, (await Looks(village.Wang, "quality")).Value.Phone);
        var rows = (await evening.Store.Read(db => WhoSawMyPhone.Handle(db, village.Sealing, new(li)))).Items;
        Assert.Equal([("", "quality"), ("老张", "arrival")], rows.Select(r => (r.By, r.Reason)));
        var lin = await village.See(evening.Lin);
        Assert.Empty((await evening.Store.Read(db => WhoSawMyPhone.Handle(db, village.Sealing, new(lin)))).Items);
        await village.Pass(TimeSpan.FromDays(7));
        Assert.Equal(RevealPhone.NotNow, (await Looks(evening.Zhang, "arrival")).Refusal);
        Assert.Equal(2, (await Finds(evening, who: Village.LisPhone, kind: "phone-shown")).Items.Count);
    }
}
