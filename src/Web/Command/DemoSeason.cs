// What a demonstration starts with: 好邻生活 with two communities, three leaders, neighbours, a catalogue, last week's deal and an open one.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;
using HaoLin.Web.Simulated.Gateway;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Web.Command;

public static class DemoSeason
{
    /// <summary>What the demo prints for whoever calls it.</summary>
    public sealed record Ids(PersonId Admin, PersonId Leader, string LeaderPhone, string Invitation, CommunityId Community, PickupPointId PickupPoint, DealId Deal);

    /// <summary>The demonstration's brand promises what it really keeps: until the cut-off an order can be cancelled, and its money goes back whole.</summary>
    public const string Promise = "截单前可以随时取消，全额退款";

    const string AdminPhone = "13800000001";
    const string LeaderPhone = "13900000001";
    static readonly (string Phone, string Name)[] Neighbours =
    [
        ("13700000001", "李阿姨"), ("13700000002", "小林"), ("13700000003", "王姐"), ("13700000004", "赵叔叔"), ("13700000005", "陈敏"), ("13700000006", "吴老师"),
        ("13700000007", "孙大伯"), ("13700000008", "周晓燕"), ("13700000009", "郑阿婆"), ("13700000010", "刘洋"), ("13700000011", "何静"), ("13700000012", "高师傅"),
    ];

    /// <summary>Fills an empty database once; with <paramref name="pieces"/> opens one more deal of that many single boxes, once per number.</summary>
    public static async Task<Ids> Ensure(OpenHouse house, DemoData demo, int? pieces)
    {
        if (demo["seeded"] is null)
        {
            await Seed(house, demo);
            demo["seeded"] = "yes";
        }
        var ids = await Known(house, demo);
        return pieces is { } count ? ids with { Deal = await HotDeal(house, demo, ids, count) } : ids;
    }

    /// <summary>What the demo's past was paid with is made known to its gateway, so that a refund of it finds the money.</summary>
    public static async Task PayThrough(OpenHouse house, Uri gateway)
    {
        var unknown = await house.Store.Read(db => db.Set<Payment>().Where(p => p.PaidAt != null && p.TransactionId == null).ToListAsync());
        if (unknown.Count == 0) return;
        using var http = new HttpClient { BaseAddress = gateway };
        using var answer = await http.PostAsJsonAsync("/control/past", unknown.Select(p => new PastPayment(p.Id.OutTradeNo, "好邻订单", p.Amount.Fen, p.PaidAt!.Value)));
        var transactions = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<Dictionary<string, string>>())!;
        await house.Store.Write(async work =>
        {
            foreach (var payment in await work.Db.Set<Payment>().Where(p => p.PaidAt != null && p.TransactionId == null).ToListAsync())
                payment.TransactionId = transactions.GetValueOrDefault(payment.Id.OutTradeNo);
        });
    }

    static async Task<Ids> Known(OpenHouse house, DemoData demo)
    {
        var (admin, leader) = await house.Store.Read(async db => ((await Person.ByPhone(db, house.Sealing, AdminPhone))!, (await Person.ByPhone(db, house.Sealing, LeaderPhone))!));
        return new(admin.Id, leader.Id, LeaderPhone, demo["invitation"]!, new(Guid.Parse(demo["community"]!)), new(Guid.Parse(demo["pickup-point"]!)), new(Guid.Parse(demo["deal"]!)));
    }

    static async Task Seed(OpenHouse house, DemoData demo)
    {
        var store = house.Store;
        var now = store.Clock.GetUtcNow();
        var root = new Visitor(new(Guid.Empty), [], AtHeadquarters: true);
        await Do(store, now.AddDays(-30), async work => { await Must(AppointHeadquarters.Handle(work, house.Sealing, new(root, AdminPhone, "王总"))); });
        var products = await Catalogue(store, root, now.AddDays(-29));

        var (garden, gardenPoints) = await Community(store, root, now.AddDays(-28), "桂花园", "杭州市西湖区桂花路 18 号", [("3 号楼架空层", "从南门进来第一栋，快递柜旁边", 15 * 60, 20 * 60), ("南门岗亭", "保安岗亭左手边的白色货架", 8 * 60, 21 * 60)]);
        var (grove, grovePoints) = await Community(store, root, now.AddDays(-28), "翠苑里", "杭州市西湖区翠苑街 66 号", [("便民服务站", "社区食堂对面，门口有绿色雨棚", 9 * 60, 20 * 60)]);
        var zhang = await Leader(house, root, now.AddDays(-27), LeaderPhone, "老张", garden, demo);
        await Leader(house, root, now.AddDays(-27), "13900000002", "陈姐", grove, null);
        await Leader(house, root, now.AddDays(-20), "13900000003", "小周", garden, null);
        (demo["community"], demo["pickup-point"]) = (garden.Value.ToString(), gardenPoints[0].Value.ToString());

        var neighbours = await Residents(house, demo["invitation"]!, gardenPoints[0], now.AddDays(-25));
        await LastWeek(house, zhang, products, gardenPoints, neighbours, now);
        demo["deal"] = (await ThisWeek(house, zhang, products, gardenPoints, neighbours, now)).Value.ToString();
        // What happened before the first start is no news any more.
        await store.Write(work => work.Db.Set<OutboxRow>().ExecuteDeleteAsync());
    }

    static async Task<Dictionary<string, Product>> Catalogue(Store store, Visitor root, DateTimeOffset at)
    {
        await Do(store, at, async work =>
        {
            foreach (var entry in DemoCatalogue.Read())
                await Must(AddProduct.Handle(work, new(root, entry.Text, entry.NetWeight, entry.Price, entry.ShelfLifeDays, entry.Nutrition, CommissionPoints: 1_000)));
        });
        // Two kinds may share a picture; the first one stands for it here.
        var products = await store.Read(db => db.Set<Product>().OrderBy(p => p.Id).ToListAsync());
        return products.DistinctBy(p => p.Picture).ToDictionary(p => p.Picture);
    }

    static async Task<(CommunityId, IReadOnlyList<PickupPointId>)> Community(Store store, Visitor root, DateTimeOffset at, string name, string address, (string Name, string Directions, int Opens, int Closes)[] points)
    {
        var community = default(CommunityId);
        var made = new List<PickupPointId>();
        await Do(store, at, async work => { community = await Must(OpenCommunity.Handle(work, new(root, name, address))); });
        foreach (var point in points)
            await Do(store, at, async work => made.Add(await Must(AddPickupPoint.Handle(work, new(root, community, point.Name, point.Directions, point.Opens, point.Closes)))));
        return (community, made);
    }

    static async Task<Visitor> Leader(OpenHouse house, Visitor root, DateTimeOffset at, string phone, string name, CommunityId community, DemoData? demo)
    {
        var leader = default(PersonId);
        await Do(house.Store, at, async work => { leader = (await Must(AppointLeader.Handle(work, house.Sealing, new(root, phone, name, community)))).PersonId; });
        var visitor = new Visitor(leader, [community], AtHeadquarters: false);
        await Do(house.Store, at, async work =>
        {
            var invitation = await Must(InviteNeighbours.Handle(work, new(visitor, community)));
            if (demo is not null) demo["invitation"] = invitation.Code;
        });
        return visitor;
    }

    static async Task<List<PersonId>> Residents(OpenHouse house, string invitation, PickupPointId usual, DateTimeOffset at)
    {
        var made = new List<PersonId>();
        foreach (var (phone, name) in Neighbours)
        {
            await Do(house.Store, at, work =>
            {
                var person = Person.New(house.Sealing, phone, name, work.Now);
                person.UsualPickupPointId = usual;
                work.Db.Add(person);
                made.Add(person.Id);
                return Task.CompletedTask;
            });
            await Do(house.Store, at, async work => { await Must(JoinCommunity.Handle(work, new(new(made[^1], [], false), invitation))); });
        }
        return made;
    }

    static async Task LastWeek(OpenHouse house, Visitor leader, Dictionary<string, Product> products, IReadOnlyList<PickupPointId> points, List<PersonId> neighbours, DateTimeOffset now)
    {
        var cutOff = BusinessDay.At(BusinessDay.Of(now).AddDays(-7), new(20, 0));
        var deal = await Open(house.Store, leader, cutOff.AddDays(-1), new(leader, null, "福建枇杷尝鲜团", "云霄山上的早钟六号，自己先尝过才敢开团：皮薄、汁多，酸甜刚好。", cutOff,
            BusinessDay.Of(cutOff).AddDays(1), cutOff.AddHours(20), cutOff.AddHours(24), [new(products["loquat"].Id, products["loquat"].Price, 50, 3, null)], points));
        foreach (var (person, i) in neighbours.Take(9).Select((p, i) => (p, i)))
            await JoinAndPay(house, deal, person, points[i % 2], products["loquat"].Id, 1 + i % 2, cutOff.AddHours(-20 + i));
        await Do(house.Store, cutOff, async work => { await Must(CutOffDeal.Handle(work, new(null, deal), TradeSettings.Default)); });
        var orders = await house.Store.Read(db => db.Set<Order>().Where(o => o.DealId == deal).OrderBy(o => o.Sequence).Select(o => o.Id).ToListAsync());
        foreach (var (order, i) in orders.Select((o, i) => (o, i)))
            await Do(house.Store, cutOff.AddHours(20).AddMinutes(5 + 7 * i), async work => { await Must(HandOver.Handle(work, new(leader, null, order))); });
        await Do(house.Store, cutOff.AddHours(25), async work => { await Must(CompleteDeal.Handle(work, new(leader, deal))); });
        await Do(house.Store, cutOff.AddHours(73), work => MakeCommissionPayable.Handle(work, deal, TradeSettings.Default));
    }

    static async Task<DealId> ThisWeek(OpenHouse house, Visitor leader, Dictionary<string, Product> products, IReadOnlyList<PickupPointId> points, List<PersonId> neighbours, DateTimeOffset now)
    {
        var cutOff = BusinessDay.At(BusinessDay.Of(now).AddDays(1), new(20, 0));
        string[] kinds = ["bamboo-shoot", "spinach", "strawberry"];
        var deal = await Open(house.Store, leader, now.AddHours(-5), new(leader, null, "周末鲜蔬：春笋、菠菜、草莓", "清早挖的春笋，带露水的菠菜，草莓只摘八分熟以上的。明晚八点截单，后天下午来取。", cutOff,
            BusinessDay.Of(cutOff).AddDays(1), cutOff.AddHours(20), cutOff.AddHours(24), [.. kinds.Select(k => new DraftDeal.OfferAsk(products[k].Id, products[k].Price, 60, 5, null))], points));
        foreach (var (person, i) in neighbours.Take(6).Select((p, i) => (p, i)))
            await JoinAndPay(house, deal, person, points[i % 2], products[kinds[i % 3]].Id, 1, now.AddHours(-4).AddMinutes(23 * i));
        return deal;
    }

    static async Task<DealId> HotDeal(OpenHouse house, DemoData demo, Ids ids, int pieces)
    {
        var now = house.Store.Clock.GetUtcNow();
        if (demo[$"deal-{pieces}"] is { } known)
        {
            var id = new DealId(Guid.Parse(known));
            var still = await house.Store.Read(db => db.Set<Deal>().AnyAsync(d => d.Id == id && d.CutOffAt == null && d.CancelledAt == null && d.CutOffDue > now));
            if (still) return id;
        }
        var leader = await house.Store.Read(db => Visitor.Of(db, ids.Leader));
        var product = await house.Store.Read(db => db.Set<Product>().FirstAsync(p => p.Picture == "loquat"));
        var cutOff = BusinessDay.At(BusinessDay.Of(now).AddDays(2), new(23, 0));
        var deal = await Open(house.Store, leader, now, new(leader, null, $"枇杷 {pieces} 盒，先到先得", "每人一盒，抢完可以登记候补。", cutOff, BusinessDay.Of(cutOff).AddDays(1), cutOff.AddHours(17), cutOff.AddHours(21),
            [new(product.Id, product.Price, pieces, 1, null)], [ids.PickupPoint]));
        demo[$"deal-{pieces}"] = deal.Value.ToString();
        return deal;
    }

    static async Task<DealId> Open(Store store, Visitor leader, DateTimeOffset at, DraftDeal.Ask draft)
    {
        var deal = default(DealId);
        await Do(store, at, async work => { deal = await Must(DraftDeal.Handle(work, draft)); });
        await Do(store, at, async work => { await Must(OpenDeal.Handle(work, new(leader, deal), TradeSettings.Default)); });
        return deal;
    }

    static async Task JoinAndPay(OpenHouse house, DealId id, PersonId person, PickupPointId place, ProductId product, int quantity, DateTimeOffset at)
    {
        var payment = default(PaymentId);
        await Do(house.Store, at, async work =>
        {
            var deal = (await Deal.Lock(work, id))!;
            var shelf = await Shelf.Of(work, deal);
            await shelf.Know(work, [person]);
            var offer = await work.Db.Set<Offer>().FirstAsync(o => o.DealId == id && o.ProductId == product);
            var ask = new JoinDeal.Ask(id, person, [new(offer.Id, quantity)], place, "");
            var joined = JoinDeal.Decide(shelf, ask, TradeSettings.Default.Hold, at).Value;
            JoinDeal.Evolve(shelf, person, joined);
            var order = Order.From(ask, joined, null, at);
            payment = Kernel.Ids.New<PaymentId>(at);
            work.Db.Add(order);
            work.Db.Add(new Payment { Id = payment, OrderId = order.Id, Amount = order.Amount, CreatedAt = at, ExpiresAt = order.HoldUntil });
            await shelf.Save(work, deal);
        });
        await Do(house.Store, at.AddMinutes(2), async work =>
        {
            var amount = (await work.Db.Set<Payment>().AsNoTracking().FirstAsync(p => p.Id == payment)).Amount;
            await Must(SettlePayment.Handle(work, new(new("demo", "demo", payment.OutTradeNo, WeChatPayTransaction.Success, Amount: new(amount.Fen, Currency: "CNY")))));
        });
    }

    static Task Do(Store store, DateTimeOffset at, Func<Work, Task> deed) => store.Write<Done>(async work =>
    {
        await deed(work);
        return Done.Deed;
    }, at: at);

    static async Task<T> Must<T>(Task<Outcome<T>> outcome)
    {
        var made = await outcome;
        return made.Refused ? throw new StartRefused($"the demo could not be filled: {made.Refusal!.Code} {made.Refusal.Detail}") : made.Value;
    }
}
