// Two months of a brand for the signals: two thousand households and forty leaders, honest crowds among them, and abuse that is planted where a test asks for it.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;

namespace HaoLin.Tests.Trade;

/// <summary>Makes rows by the product's own nouns and keeps them until they are written; everything that happens by chance is taken from one seed.</summary>
public sealed class SignalWorld(Store store, Sealing sealing, DateTimeOffset now, Random chance)
{
    public const int Leaders = 40, Households = 2_000, Weeks = 9;
    const int PerTransaction = 4_000;

    readonly List<object> rows = [];
    static readonly CommunityId community = new(new Guid(5, 0, 0, new byte[8]));
    int phones;

    public static SignalWorld Of(Village village, Random chance) => new(village.Store, village.Sealing, Village.FirstEvening, chance);

    /// <summary>A leader, the people of their desk, and a deal a week, the latest first.</summary>
    public sealed record Led(Person Leader, Person? Assistant, IReadOnlyList<Sale> Sales);

    public sealed record Sale(Deal Deal, Offer Loquats, Offer Gift);

    public List<Led> Shops { get; } = [];
    public Campaign NewcomerCoupons { get; private set; } = null!;
    public Campaign SpringCoupons { get; private set; } = null!;

    /// <summary>By the name of the crowd, the honest people whom nobody may be pointed at.</summary>
    public Dictionary<string, IReadOnlyList<PersonId>> Honest { get; } = [];

    /// <summary>By the kind of signal, groups that were planted: who should be found.</summary>
    public Dictionary<string, List<IReadOnlyList<PersonId>>> Planted { get; } = [];

    public int Everybody { get; private set; }

    public async Task Write()
    {
        foreach (var some in rows.Chunk(PerTransaction))
            await store.Write(work =>
            {
                work.Db.ChangeTracker.AutoDetectChangesEnabled = false;
                work.Db.AddRange(some);
                return Task.CompletedTask;
            });
        rows.Clear();
    }

    /// <summary>At eight in the evening, so many weeks ago; the latest deals were opened three days ago.</summary>
    DateTimeOffset Evening(int week) => now.AddDays(-3 - 7 * week);

    T Kept<T>(T row) where T : notnull
    {
        rows.Add(row);
        return row;
    }

    public Person Somebody(DateTimeOffset seen, string name = "邻居")
    {
        Everybody++;
        return Kept(Person.New(sealing, $"15{++phones:000000000}", name, seen));
    }

    Campaign Starts(string who) => Kept(new Campaign
    {
        Id = Ids.New<CampaignId>(now.AddDays(-90)), Name = who, Who = who, Amount = new(800), ValidFrom = now.AddDays(-90), ValidUntil = now.AddDays(30), Budget = new(100_000_000), Number = 100_000, PerPerson = 20,
        StartedBy = default, StartedAt = now.AddDays(-90),
    });

    Sale Opens(Person leader, int week)
    {
        var at = Evening(week);
        var deal = new Deal
        {
            Id = Ids.New<DealId>(at), LeaderId = leader.Id, Title = "福建枇杷", Story = "", CreatedAt = at, CutOffDue = at.AddHours(3), ArrivesOn = BusinessDay.Of(at.AddDays(1)), PickupFrom = at.AddHours(20), PickupUntil = at.AddHours(24),
        };
        deal.Become(DealState.Open, leader.Id, "", at);
        Offer Of(int position, long fen, int? first, int points) => Kept(new Offer
        {
            Id = Ids.New<OfferId>(at), DealId = deal.Id, ProductId = Ids.New<ProductId>(at), Position = position, Name = "枇杷", Unit = "盒", NetWeight = new(1000), Price = new(fen), GiftForFirst = first, CommissionPoints = points,
        });
        return new(Kept(deal), Of(1, 5980, null, 800), Of(2, 0, 5, 0));
    }

    /// <param name="After">Into the evening.</param>
    /// <param name="Back">All of it is refunded.</param>
    public sealed record Bought(TimeSpan After, int Pieces = 1, Campaign? Coupon = null, bool Gift = false, bool Back = false, PersonId? WrittenBy = null, (string Name, string Tail)? Collector = null);

    public void Buys(Person who, Sale sale, Bought what)
    {
        var at = sale.Deal.CreatedAt + what.After;
        var price = sale.Loquats.Price * what.Pieces;
        var order = new Order
        {
            Id = Ids.New<OrderId>(at), DealId = sale.Deal.Id, PersonId = who.Id, PickupPointId = new(Guid.Empty), Sequence = ++sale.Deal.LastSequence, Amount = price, PlacedAt = at, PlacedBy = what.WrittenBy, HoldUntil = at.AddMinutes(15), PaidAt = at.AddMinutes(1),
        };
        order.Lines.Add(new() { OrderId = order.Id, OfferId = sale.Loquats.Id, Quantity = what.Pieces, Price = sale.Loquats.Price });
        if (what.Gift) order.Lines.Add(new() { OrderId = order.Id, OfferId = sale.Gift.Id, Quantity = 1, Price = Money.Zero });
        var (id, coupon) = (Ids.New<PaymentId>(at), what.Coupon is null ? null : Kept(new Coupon { Id = Ids.New<CouponId>(at), CampaignId = what.Coupon.Id, PersonId = who.Id, Nth = order.Sequence + 1000 * Math.Abs(sale.Deal.Id.GetHashCode() % 1_000_000), IssuedAt = at }));
        var payment = Kept(new Payment { Id = id, OrderId = order.Id, Amount = what.Coupon is null ? price : price - what.Coupon.Amount, CouponId = coupon?.Id, CouponOff = what.Coupon?.Amount ?? Money.Zero, CreatedAt = at, ExpiresAt = at.AddMinutes(15), PaidAt = order.PaidAt });
        if (what.Back)
        {
            (order.Refunded, order.RefundAskedAt, order.RefundedAt) = (price, at.AddHours(1), at.AddHours(2));
            foreach (var line in order.Lines) line.Refunded = line.Quantity;
            Kept(new Refund { Id = Ids.New<RefundId>(at), PaymentId = payment.Id, OrderId = order.Id, Amount = payment.Amount, Reason = "不想要了", AskedAt = at.AddHours(1), AskedBy = who.Id, SucceededAt = at.AddHours(2) });
        }
        else if (coupon is not null) (coupon.HeldFor, coupon.UsedAt) = (payment.Id, payment.PaidAt);
        if (!what.Back) order.HandedOverAt = sale.Deal.PickupFrom;
        if (what.Collector is var (name, tail)) Kept(new Collector { OrderId = order.Id, NameSealed = sealing.Seal(who.KeyWrapped, name), PhoneTailSealed = sealing.Seal(who.KeyWrapped, tail), NamedAt = at });
        Kept(order);
    }

    bool Luck(double share) => chance.NextDouble() < share;

    TimeSpan Minutes(double least, double most) => TimeSpan.FromMinutes(least + chance.NextDouble() * (most - least));

    /// <summary>From the first sign-in to the order: some are quick, most take their time.</summary>
    TimeSpan Reading => TimeSpan.FromSeconds(25 - 200 * Math.Log(1 - chance.NextDouble()));

    /// <summary>Somebody whose first order is in this week's deal, with the newcomer's coupon.</summary>
    public Person Newcomer(Sale sale, TimeSpan after, TimeSpan reading, (string, string)? collector = null)
    {
        var who = Somebody(sale.Deal.CreatedAt + after - reading);
        Buys(who, sale, new(after, Coupon: NewcomerCoupons, Collector: collector));
        return who;
    }

    (string, string)? ARelative => Luck(.05) ? ($"亲戚{chance.Next(5_000)}", $"{chance.Next(10_000):0000}") : null;

    public void Honestly()
    {
        (NewcomerCoupons, SpringCoupons) = (Starts(Campaign.Newcomer), Starts(Campaign.Claimed));
        for (var i = 0; i < Leaders; i++)
        {
            var (leader, assistant) = (Somebody(now.AddDays(-400)), Luck(.5) ? Somebody(now.AddDays(-300)) : null);
            Kept(new Role { Id = Ids.New<RoleId>(now), PersonId = leader.Id, Kind = Role.Leader, CommunityId = community, GrantedAt = now.AddDays(-399) });
            if (assistant is not null) Kept(new Role { Id = Ids.New<RoleId>(now), PersonId = assistant.Id, Kind = Role.Assistant, CommunityId = community, ForLeader = leader.Id, GrantedAt = now.AddDays(-299) });
            Shops.Add(new(leader, assistant, [.. Enumerable.Range(0, Weeks).Select(week => Opens(leader, week))]));
        }
        foreach (var led in Shops) Usually(led);
        TheBuilding(Shops[3]);
        TheGrandmother(Shops[4]);
        TheElderly(Shops[5]);
        TheKindNeighbour(Shops[6]);
        TheSpoiltDeal(Shops[7]);
    }

    /// <summary>A single leader's, for stories.</summary>
    public void OneShop(string name = "小吴")
    {
        (NewcomerCoupons, SpringCoupons) = (Starts(Campaign.Newcomer), Starts(Campaign.Claimed));
        var leader = Somebody(now.AddDays(-400), name);
        Kept(new Role { Id = Ids.New<RoleId>(now), PersonId = leader.Id, Kind = Role.Leader, CommunityId = community, GrantedAt = now.AddDays(-399) });
        Shops.Add(new(leader, null, [.. Enumerable.Range(0, Weeks).Select(week => Opens(leader, week))]));
    }

    /// <summary>Fifty households: a third are new in these weeks; the leader and the assistant buy a box or two like anybody.</summary>
    void Usually(Led led)
    {
        foreach (var self in new[] { led.Leader, led.Assistant }.OfType<Person>())
            foreach (var sale in led.Sales.Where(_ => Luck(.8))) Buys(self, sale, new(Minutes(5, 120), chance.Next(1, 3)));
        for (var i = 0; i < Households / Leaders; i++)
        {
            var (eager, unlucky) = (.1 + .6 * chance.NextDouble(), Luck(.03));
            if (i % 3 != 0)
            {
                var old = Somebody(now.AddDays(-100 - chance.Next(300)));
                foreach (var sale in led.Sales.Where(_ => Luck(eager))) Usual(old, sale, unlucky);
                continue;
            }
            var week = chance.Next(Weeks);
            var who = Newcomer(led.Sales[week], Minutes(2, 150), Reading, ARelative);
            // Some four of ten never come back.
            if (Luck(.6)) foreach (var sale in led.Sales.Take(week).Where(_ => Luck(eager))) Usual(who, sale, unlucky);
        }
    }

    void Usual(Person who, Sale sale, bool unlucky) =>
        Buys(who, sale, new(Minutes(1, 170), chance.Next(1, 4), Luck(.15) ? SpringCoupons : null, Gift: sale.Deal.LastSequence < 5, Back: Luck(unlucky ? .15 : .02), Collector: ARelative));

    /// <summary>A whole building joins one deal in one evening after its poster hung in the lift; half of them only looked in once.</summary>
    void TheBuilding(Led led)
    {
        var building = Enumerable.Range(0, 120).Select(_ => Newcomer(led.Sales[4], Minutes(5, 125), Reading)).ToList();
        foreach (var who in building.Where(_ => Luck(.5))) Usual(who, led.Sales[3], false);
        Honest["a building in one evening"] = [.. building.Select(p => p.Id)];
    }

    /// <summary>One phone for three relatives: three orders an evening under one name, and she collects for three more who have phones of their own.</summary>
    void TheGrandmother(Led led)
    {
        var grandmother = Somebody(now.AddDays(-200));
        foreach (var sale in led.Sales) for (var relative = 0; relative < 3; relative++) Buys(grandmother, sale, new(TimeSpan.FromMinutes(20 + relative), Coupon: relative == 0 ? SpringCoupons : null));
        var relatives = Enumerable.Range(0, 3).Select(_ => Newcomer(led.Sales[5], Minutes(10, 60), Reading, ("王奶奶", "4711"))).ToList();
        Usual(relatives[0], led.Sales[4], false);
        Honest["a grandmother's phone"] = [grandmother.Id, .. relatives.Select(p => p.Id)];
    }

    /// <summary>The leader writes orders down for fifteen of the elderly and pays for them with their newcomer's coupons; most want something next week too.</summary>
    void TheElderly(Led led)
    {
        var elderly = Enumerable.Range(0, 15).Select(i =>
        {
            Everybody++;
            return Kept(Person.WrittenDown(sealing, $"{i} 号楼王奶奶", led.Sales[6].Deal.CreatedAt.AddMinutes(30)));
        }).ToList();
        foreach (var (who, i) in elderly.Select((p, i) => (p, i)))
        {
            Buys(who, led.Sales[6], new(TimeSpan.FromMinutes(30), Coupon: NewcomerCoupons, WrittenBy: led.Leader.Id));
            if (i % 3 != 0) foreach (var sale in led.Sales.Take(6).Where((_, week) => week == 5 || Luck(.5))) Buys(who, sale, new(TimeSpan.FromMinutes(30), WrittenBy: led.Leader.Id));
        }
        Honest["the elderly and who writes for them"] = [led.Leader.Id, .. elderly.Select(p => p.Id)];
    }

    /// <summary>A neighbour with a car collects for a stairwell of six, who were new together; two moved away.</summary>
    void TheKindNeighbour(Led led)
    {
        var stairwell = Enumerable.Range(0, 6).Select(_ => Newcomer(led.Sales[5], Minutes(10, 60), Reading, ("小陈", "0815"))).ToList();
        foreach (var who in stairwell.Skip(2)) Buys(who, led.Sales[4], new(Minutes(10, 60), Collector: ("小陈", "0815")));
        Honest["a kind neighbour's stairwell"] = [.. stairwell.Select(p => p.Id)];
    }

    /// <summary>Six regulars with coupons whose boxes were rotten two weeks running, like everybody's.</summary>
    void TheSpoiltDeal(Led led)
    {
        var regulars = Enumerable.Range(0, 20).Select(_ => Somebody(now.AddDays(-200))).ToList();
        foreach (var who in regulars) for (var week = 0; week < 8; week++) Buys(who, led.Sales[week], new(Minutes(1, 100), Coupon: SpringCoupons, Back: week < 5));
        Honest["a spoilt deal's regulars"] = [.. regulars.Select(p => p.Id)];
    }

    void Plant(string kind, IEnumerable<Person> people) => (Planted.TryGetValue(kind, out var groups) ? groups : Planted[kind] = []).Add([.. people.Select(p => p.Id)]);

    /// <summary>Five rings, three leaders who are their own customers, twenty who give everything back, one farm of sixty accounts.</summary>
    public void Abuse()
    {
        for (var ring = 0; ring < 3; ring++)
        {
            var (led, hands) = (Shops[10 + ring], ($"小马{ring}", $"{chance.Next(10_000):0000}"));
            Plant(SharedCollector.Kind, [.. Enumerable.Range(0, chance.Next(6, 13)).Select(i => Newcomer(led.Sales[chance.Next(2, 7)], Minutes(2, 150), Reading, i % 2 == 0 ? hands : ($" {hands.Item1} ", hands.Item2)))]);
        }
        for (var ring = 0; ring < 2; ring++)
        {
            var led = Shops[20 + ring];
            Plant(WrittenNewcomers.Kind, [led.Leader, .. Enumerable.Range(0, chance.Next(9, 16)).Select(i =>
            {
                Everybody++;
                var sale = led.Sales[chance.Next(2, 7)];
                var paper = Kept(Person.WrittenDown(sealing, $"假 {i}", sale.Deal.CreatedAt.AddMinutes(40)));
                Buys(paper, sale, new(TimeSpan.FromMinutes(40), Coupon: NewcomerCoupons, WrittenBy: led.Leader.Id));
                return paper;
            })]);
        }
        foreach (var led in Shops.Skip(30).Take(3))
        {
            foreach (var sale in led.Sales.Take(8)) Buys(led.Assistant is { } hand && Luck(.3) ? hand : led.Leader, sale, new(Minutes(100, 170), chance.Next(18, 30)));
            Plant(OwnPurchases.Kind, [led.Leader]);
        }
        for (var i = 0; i < 20; i++)
        {
            var (who, orders) = (Somebody(now.AddDays(-150)), chance.Next(7, 9));
            var back = (int)Math.Ceiling(orders * (.7 + .25 * chance.NextDouble()));
            foreach (var (sale, at) in Shops[(2 * i + 8) % Leaders].Sales.Take(orders).Select((s, at) => (s, at))) Buys(who, sale, new(Minutes(0, 3), Coupon: Luck(.7) ? SpringCoupons : null, Gift: true, Back: at < back));
            Plant(RefundsOfTaken.Kind, [who]);
        }
        Plant(AccountFarm.Kind, [.. Enumerable.Range(0, 60).Select(i => Newcomer(Shops[25].Sales[1], TimeSpan.FromSeconds(60 + i * 8), TimeSpan.FromSeconds(chance.Next(4, 40))))]);
    }
}
