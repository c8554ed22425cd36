// An evening of trade in the village, for story tests: goods, neighbours, the intake, the outbox and a gateway, with no server between.
using System.Text;
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Supply;
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace HaoLin.Tests.Cast;

public sealed class Evening : IAsyncDisposable
{
    public static readonly TimeSpan Hold = TimeSpan.FromMinutes(15);

    static readonly Hearings Hearings = Heard();

    int keys;

    Evening(Village village)
    {
        Village = village;
        Intake = new(Store, Settings, village.Sealing, NullLogger<Intake>.Instance);
        Dispatcher = new(Store, Hearings, NullLogger<Dispatcher>.Instance);
        Gateway = new(village.Clock);
        Client = Gateway.Client();
    }

    public Village Village { get; }
    public Intake Intake { get; }
    public Dispatcher Dispatcher { get; }
    public PretendGateway Gateway { get; }
    public WeChatPayClient Client { get; }
    public TradeSettings Settings { get; } = new(Hold);
    public Store Store => Village.Store;
    public Visitor Zhang => Village.Zhang;
    public DateTimeOffset Now => Village.Clock.GetUtcNow();

    /// <summary>李阿姨 is the first of the neighbours, 小林 the second.</summary>
    public IReadOnlyList<PersonId> Neighbours { get; private set; } = [];
    public PersonId Li => Neighbours[0];
    public PersonId Lin => Neighbours[1];
    public PickupPointId Point { get; private set; }
    public ProductId Loquats { get; private set; }
    public ProductId Mulberries { get; private set; }

    public static async Task<Evening> Open(Database on, int neighbours = 4)
    {
        var village = await Village.Open(on);
        var evening = new Evening(village);
        evening.Neighbours = (await MakeTestResidents.Handle(village.Store, village.Sealing, new(village.Sunshine, neighbours, OnTestData: true))).Value;
        evening.Point = await village.Do(work => AddPickupPoint.Handle(work, new(village.Wang, village.Sunshine, "3 号楼", "架空层，快递柜旁", 16 * 60, 20 * 60)));
        evening.Loquats = await evening.Product("枇杷", "loquat", 5980);
        evening.Mulberries = await evening.Product("桑葚", "mulberry", 2500);
        await evening.Intake.StartAsync(default);
        return evening;
    }

    static Hearings Heard()
    {
        var hearings = new Hearings();
        TradeModule.Hear(hearings);
        SupplyModule.Hear(hearings);
        return hearings;
    }

    Task<ProductId> Product(string name, string english, long fen) => Village.Do(work => AddProduct.Handle(work, new(Village.Wang,
        new(name, english, english, null, "福建莆田", "冷藏 0–4℃", "2 斤装/盒"), new(1000), new(fen), 5)));

    /// <summary>How 老张 would write it: cut off at nine tonight, collected tomorrow from four to eight.</summary>
    public DraftDeal.Ask Asks(params DraftDeal.OfferAsk[] offers) => new(Zhang, null, "福建枇杷 + 山东桑葚", "今天早上刚摘的",
        Village.FirstEvening.AddMinutes(90), new(2026, 4, 19), Village.FirstEvening.AddHours(20.5), Village.FirstEvening.AddHours(24.5), offers, [Point]);

    public DraftDeal.OfferAsk LoquatsFor(long fen = 5980, int? limit = null, int? perPerson = null) => new(Loquats, new(fen), limit, perPerson, null);
    public DraftDeal.OfferAsk MulberriesFor(long fen = 2500, int? limit = null, int? perPerson = null) => new(Mulberries, new(fen), limit, perPerson, null);
    public DraftDeal.OfferAsk MulberriesToTheFirst(int first) => new(Mulberries, Money.Zero, null, null, first);

    public async Task<OnSale> Opens(params DraftDeal.OfferAsk[] offers)
    {
        var id = await Village.Do(work => DraftDeal.Handle(work, Asks(offers)));
        await Village.Do(work => OpenDeal.Handle(work, new(Zhang, id), TradeSettings.Default));
        return await Known(id);
    }

    public async Task<OnSale> Known(DealId id) =>
        new(id, await Store.Read(db => db.Set<Offer>().Where(o => o.DealId == id).OrderBy(o => o.Position).Select(o => o.Id).ToListAsync()));

    public JoinDeal.Ask Wants(OnSale deal, PersonId who, int quantity = 1, string note = "") => new(deal.Id, who, [new(deal.Offers[0], quantity)], Point, note);

    /// <summary>Presses the button; the key is a new one unless the press is a repetition.</summary>
    public Task<Outcome<RememberedAnswer>> Presses(JoinDeal.Ask ask, string? key = null, Intake? at = null) => JoinDeal.Handle(at ?? Intake, ask,
        new(ask.PersonId.Value, key ?? $"key-{Interlocked.Increment(ref keys)}", Encoding.UTF8.GetBytes($"{ask.DealId} {string.Join(',', ask.Lines)} {ask.Note}")));

    public async Task<JoinDeal.Answer> Joins(JoinDeal.Ask ask)
    {
        var answer = (await Presses(ask)).Value;
        return answer.Status == 201 ? JoinDeal.FromJson(answer.Body) : throw new InvalidOperationException(answer.Body);
    }

    public Task<JoinDeal.Answer> Joins(OnSale deal, PersonId who, int quantity = 1) => Joins(Wants(deal, who, quantity));

    public Task<JoinWaitlist.Answer> Waits(OnSale deal, PersonId who, int quantity = 1) =>
        Village.Do(work => JoinWaitlist.Handle(work, Village.Sealing, Wants(deal, who, quantity)));

    /// <summary>Taps 付款 and stops before paying.</summary>
    public async Task<PaymentId> StartsPaying(PersonId who, Guid order)
    {
        Assert.Null((await StartPayment.Handle(Store, Client, new(who, new(order)))).Refusal);
        return await Store.Read(db => db.Set<Payment>().Where(p => p.OrderId == new OrderId(order) && p.ClosedAt == null && p.PaidAt == null).Select(p => p.Id).SingleAsync());
    }

    public async Task<PaymentId> Pays(PersonId who, Guid order)
    {
        var payment = await StartsPaying(who, order);
        await Hears(Gateway.Pays(payment));
        return payment;
    }

    /// <summary>A coupon for everything, of a campaign of its own.</summary>
    public async Task<CouponId> HasCoupon(PersonId who, long fen)
    {
        var campaign = await Village.Do(work => StartCampaign.Handle(work, new(Village.Wang, $"减 {fen}", Campaign.Claimed, null, new(fen), Money.Zero, Now, Now.AddDays(7), new(100_000), 10, 1, [], [])));
        return await Village.Do(work => ClaimCoupon.Handle(work, new(who, campaign)));
    }

    public Task Hears(WeChatPayTransaction told) => Village.Do(work => SettlePayment.Handle(work, new(told)));

    public async Task<Guid> JoinsAndPays(OnSale deal, PersonId who, int quantity = 1)
    {
        var joined = await Joins(deal, who, quantity);
        await Pays(who, joined.OrderId);
        return joined.OrderId;
    }

    public Task<Order> See(Guid order) => Store.Read(db => db.Set<Order>().Include(o => o.Lines).SingleAsync(o => o.Id == new OrderId(order)));
    public Task<Offer> SeeOffer(OnSale deal, int position = 0) => Store.Read(db => db.Set<Offer>().SingleAsync(o => o.Id == deal.Offers[position]));
    public Task<Deal> SeeDeal(OnSale deal) => Store.Read(db => db.Set<Deal>().SingleAsync(d => d.Id == deal.Id));

    public Task CutsOff(OnSale deal) => Village.Do(work => CutOffDeal.Handle(work, new(Zhang, deal.Id), Settings));
    public Task Lapses() => LapseHolds.Sweep(Store, Settings);
    public Task AsksAboutPayments() => AskAboutPayments.Sweep(Store, Client, default);
    public Task PursuesRefunds() => PursueRefunds.Sweep(Store, Client, default);

    public async Task<HandOver.Answer> HandsOver(Guid order)
    {
        var code = (await See(order)).PickupCode;
        return await Village.Do(work => HandOver.Handle(work, new(Zhang, code, null)));
    }

    /// <summary>Carries all news to its hearers.</summary>
    public async Task NewsGoesRound()
    {
        while (await Dispatcher.CarryBatch() > 0)
        {
        }
    }

    public Task<List<Message>> MessagesTo(PersonId who) => Store.Read(db => db.Set<Message>().Where(m => m.PersonId == who).OrderBy(m => m.Id).ToListAsync());

    public async Task<string> KindsTo(PersonId who) => string.Join(' ', (await MessagesTo(who)).Select(m => m.Kind).Order());

    /// <summary>Each account's sum in fen; all of them together are nothing.</summary>
    public async Task<Dictionary<string, long>> Balances()
    {
        var balances = await Store.Read(db => db.Set<BookEntry>().Select(e => new { e.Account, e.Amount }).ToListAsync());
        Assert.Equal(0, balances.Sum(b => b.Amount.Fen));
        return balances.GroupBy(b => b.Account).ToDictionary(g => g.Key, g => g.Sum(b => b.Amount.Fen));
    }

    /// <summary>Everything that must hold does, once the news has gone round.</summary>
    public async Task NothingIsBroken()
    {
        await NewsGoesRound();
        Assert.Equal([], (await Invariants.Check(Store)).Select(b => $"I{b.Number} {b.Name}: {string.Join("; ", b.Rows)}"));
    }

    public async ValueTask DisposeAsync()
    {
        await Intake.StopAsync(default);
        Intake.Dispose();
        await Village.DisposeAsync();
    }
}

/// <summary>A deal and its offers in the order they are shown.</summary>
public sealed record OnSale(DealId Id, IReadOnlyList<OfferId> Offers);
