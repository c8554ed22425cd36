// Deals, shelves and orders on paper, for tests of the rules: no database, and an evening whose instants are written down.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;

namespace HaoLin.Tests.Cast;

public static class OnPaper
{
    public static readonly DateTimeOffset EightTonight = new(2026, 4, 18, 20, 0, 0, BusinessDay.Offset);
    public static readonly DateTimeOffset NineTonight = EightTonight.AddHours(1);
    public static readonly TimeSpan Hold = TimeSpan.FromMinutes(15);

    public static readonly CommunityId Sunshine = new(Id(1));
    public static readonly PickupPointId Point = new(Id(2));
    public static readonly PersonId Li = new(Id(62)), Lin = new(Id(28));
    public static readonly Visitor Zhang = new(new(Id(10)), [Sunshine], AtHeadquarters: false);
    public static readonly Visitor Wang = new(new(Id(11)), [], AtHeadquarters: true);
    public static readonly OfferId Loquats = new(Id(20)), Mulberries = new(Id(21)), Gift = new(Id(22));

    public static Guid Id(byte number) => new(number, 0, 0, new byte[8]);

    public static Deal ADeal(DealState state = DealState.Open)
    {
        var deal = new Deal
        {
            Id = new(Id(3)), LeaderId = Zhang.Person, Title = "福建枇杷", Story = "", CreatedAt = EightTonight.AddDays(-1), CutOffDue = NineTonight,
            ArrivesOn = new(2026, 4, 19), PickupFrom = EightTonight.AddHours(20), PickupUntil = EightTonight.AddHours(24),
        };
        DealState[] path = state switch
        {
            DealState.Draft => [],
            DealState.Scheduled => [DealState.Scheduled],
            DealState.Open => [DealState.Open],
            DealState.CutOff => [DealState.Open, DealState.CutOff],
            DealState.Completed => [DealState.Open, DealState.CutOff, DealState.Completed],
            _ => [DealState.Open, DealState.Cancelled],
        };
        foreach (var step in path) deal.Become(step, Zhang.Person, "", EightTonight);
        return deal;
    }

    /// <summary>Loquats at 59.80, mulberries at 25.00, and mulberries for the first so many if any.</summary>
    public static Shelf AShelf(int? loquats = 50, int? perPerson = null, int? gifts = null, DateTimeOffset? opened = null, bool closed = false)
    {
        var shelf = new Shelf { DealId = new(Id(3)), OpenedAt = opened ?? EightTonight.AddHours(-1), CutOffDue = NineTonight, Closed = closed, LastSequence = 0 };
        shelf.Offers[Loquats] = Offered(Loquats, "枇杷", 5980, loquats, perPerson, null);
        shelf.Offers[Mulberries] = Offered(Mulberries, "桑葚", 2500, null, null, null);
        if (gifts is { } first) shelf.Offers[Gift] = Offered(Gift, "桑葚", 0, first, 1, first);
        shelf.Places[Point] = new();
        return shelf;
    }

    static ShelfOffer Offered(OfferId id, string name, long fen, int? limit, int? perPerson, int? giftForFirst) =>
        new() { Id = id, Name = name, Price = new(fen), StockLimit = limit, PerPerson = perPerson, GiftForFirst = giftForFirst, Taken = 0 };

    public static JoinDeal.Ask Wants(PersonId who, params (OfferId Offer, int Quantity)[] lines) =>
        new(new(Id(3)), who, [.. lines.Select(l => new JoinDeal.Line(l.Offer, l.Quantity))], Point, "");

    public static JoinDeal.Ask Wants(PersonId who, int loquats) => Wants(who, (Loquats, loquats));

    /// <summary>李阿姨's order of one box of loquats.</summary>
    public static Order AnOrder(bool paid = false, int loquats = 1)
    {
        var order = new Order
        {
            Id = new(Id(30)), DealId = new(Id(3)), PersonId = Li, PickupPointId = Point, Sequence = 1, Amount = new(5980 * loquats), PlacedAt = EightTonight, HoldUntil = EightTonight + Hold,
        };
        order.Lines.Add(new() { OrderId = order.Id, OfferId = Loquats, Quantity = loquats, Price = new(5980) });
        if (paid) (order.PaidAt, order.PickupCode) = (EightTonight.AddMinutes(1), "12345678");
        return order;
    }

    public static Payment APayment(long fen = 5980) =>
        new() { Id = new(Id(40)), OrderId = new(Id(30)), Amount = new(fen), CreatedAt = EightTonight, ExpiresAt = EightTonight + Hold };
}
