// A deal as its leader is writing it: the texts exactly as typed, so that an error loses nothing, and what is wrong beside each.
using System.Globalization;
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;
using static HaoLin.Web.Shared.Tongue;

namespace HaoLin.Web.Leader;

public sealed class DealForm
{
    const int RowsMax = DraftDeal.OffersMax;

    public required DealId Id { get; init; }
    public string Title { get; set; } = "";
    public string Story { get; set; } = "";
    public List<Row> Items { get; init; } = [];
    public List<Row> Gifts { get; init; } = [];
    public string CutOffDay { get; set; } = "";
    public string CutOffTime { get; set; } = "";
    public string ArrivesOn { get; set; } = "";
    public string PickupFrom { get; set; } = "";
    public string PickupUntil { get; set; } = "";
    public string OpensDay { get; set; } = "";
    public string OpensTime { get; set; } = "";
    /// <summary>How many paid orders it needs; blank is any number.</summary>
    public string Minimum { get; set; } = "";
    /// <summary>The goods are still to come, and the day they arrive is promised.</summary>
    public bool Presale { get; set; }
    /// <summary>The leader's way to the door; all blank is not offered.</summary>
    public string DeliveryFee { get; set; } = "";
    public string DeliveryArea { get; set; } = "";
    public string DeliveryLimit { get; set; } = "";
    public HashSet<Guid> Places { get; init; } = [];
    /// <summary>How many pieces go to a pickup point, as typed; blank is any number.</summary>
    public Dictionary<Guid, string> Caps { get; init; } = [];
    /// <summary>Why the times of a running deal are moved.</summary>
    public string Reason { get; set; } = "";
    /// <summary>What the leader is looking for in the library.</summary>
    public string Find { get; set; } = "";

    /// <summary>What is wrong, by the name of the field.</summary>
    public Dictionary<string, string> Wrong { get; } = [];

    /// <summary>One product on sale, or one given; the numbers as typed.</summary>
    public sealed record Row(Guid Product, string Price, string Stock, string PerPerson, string First, string Case = "", string PerHousehold = "");

    public static DealForm Read(DealId id, FormSent form) => new()
    {
        Id = id, Title = form["title"], Story = form["story"], CutOffDay = form["cutOffDay"], CutOffTime = form["cutOffTime"], ArrivesOn = form["arrivesOn"],
        PickupFrom = form["pickupFrom"], PickupUntil = form["pickupUntil"], Find = form["find"], Reason = form["reason"], Minimum = form["minimum"], OpensDay = form["opensDay"], OpensTime = form["opensTime"], Presale = form["presale"] == "1",
        DeliveryFee = form["deliveryFee"], DeliveryArea = form["deliveryArea"], DeliveryLimit = form["deliveryLimit"],
        Items = [.. Rows(form, "item")], Gifts = [.. Rows(form, "gift")],
        Places = [.. form.All("place").Select(p => Guid.TryParse(p, out var place) ? place : default).Where(p => p != default)],
        Caps = CapsIn(form),
    };

    static IEnumerable<Row> Rows(FormSent form, string kind)
    {
        for (var i = 0; i < RowsMax; i++)
            if (form.Id($"{kind}.{i}.product") is { } product)
                yield return new(product, form[$"{kind}.{i}.price"], form[$"{kind}.{i}.stock"], form[$"{kind}.{i}.perPerson"], form[$"{kind}.{i}.first"], form[$"{kind}.{i}.case"], form[$"{kind}.{i}.perHousehold"]);
    }

    /// <summary>A draft as it was kept.</summary>
    public static DealForm Of(ShowDeal.Answer deal) => new()
    {
        Id = new(deal.Id), Title = deal.Title, Story = deal.Story, CutOffDay = DayText(deal.CutOffAt), CutOffTime = When.Time(deal.CutOffAt),
        ArrivesOn = DayText(deal.ArrivesOn), PickupFrom = When.Time(deal.PickupFrom), PickupUntil = When.Time(deal.PickupUntil),
        Items = [.. deal.Offers.Select(o => new Row(o.ProductId, PriceText(new(o.PriceFen)), Text(o.Limit), Text(o.PerPerson), "", Text(o.CaseSize), Text(o.PerHousehold)))],
        Gifts = [.. deal.Gifts.Select(g => new Row(g.ProductId, "", "", "", Text(g.ForFirst)))],
        Places = [.. deal.PickupPoints.Select(p => p.Id)], Caps = deal.PickupPoints.Where(p => p.Cap is not null).ToDictionary(p => p.Id, p => Text(p.Cap)), Minimum = Text(deal.MinimumOrders), Presale = deal.PromisedOn is not null,
        DeliveryFee = deal.Delivery is { } way ? PriceText(new(way.FeeFen)) : "", DeliveryArea = deal.Delivery?.Area ?? "", DeliveryLimit = Text(deal.Delivery?.Limit),
    };

    /// <summary>A new deal from the library, with the times a leader usually means: cut off at eight in the evening, collected the next afternoon.</summary>
    /// <param name="before">The leader's last deal, whose points and pickup hours are taken over.</param>
    public static DealForm From(DealId id, IReadOnlyList<Product> products, ShowDeal.Answer? before, IEnumerable<PickupPoint> points, DateTimeOffset now)
    {
        var today = BusinessDay.Of(now);
        var cutOff = BusinessDay.At(BusinessDay.Local(now).Hour < 18 ? today : today.AddDays(1), new(20, 0));
        return new()
        {
            Id = id, Title = Texts.Start(string.Join(" + ", products.Take(3).Select(p => p.Name)), DraftDeal.TitleLengthMax),
            Items = [.. products.Select(p => Suggest(p))],
            CutOffDay = DayText(cutOff), CutOffTime = When.Time(cutOff), ArrivesOn = DayText(BusinessDay.Of(cutOff).AddDays(1)),
            PickupFrom = before is null ? "16:00" : When.Time(before.PickupFrom), PickupUntil = before is null ? "20:00" : When.Time(before.PickupUntil),
            Places = before is { PickupPoints.Count: > 0 } ? [.. before.PickupPoints.Select(p => p.Id)] : [.. points.Select(p => p.Id.Value)],
        };
    }

    public static Row Suggest(Product product) => new(product.Id.Value, PriceText(product.Price), "50", "5", "");

    public void Add(Product product, bool isGift)
    {
        if (Items.Count + Gifts.Count >= RowsMax) Wrong["items"] = Say(DraftDeal.TooManyOffers);
        else if (isGift) Gifts.Add(new(product.Id.Value, "", "", "", "30"));
        else if (Items.All(i => i.Product != product.Id.Value)) Items.Add(Suggest(product));
        if (Title.Length == 0) Title = product.Name;
    }

    /// <summary>What is asked for, or null when something could not be read; what, is then in <see cref="Wrong"/>.</summary>
    public DraftDeal.Ask? ToAsk(Visitor by)
    {
        // Asked here too, so that everything wrong is said at once.
        if (Texts.Required(Title, DraftDeal.TitleLengthMax).Refusal is { } untitled) Wrong["title"] = Say(untitled);
        if (Texts.Optional(Story, DraftDeal.StoryLengthMax).Refusal is { } wordy) Wrong["story"] = Say(wordy);
        var offers = new List<DraftDeal.OfferAsk>();
        foreach (var (row, i) in Items.Select((r, i) => (r, i)))
        {
            var price = Money.Read(row.Price);
            if (price is null) Wrong[$"item.{i}.price"] = T("写成 39.8 这样");
            offers.Add(new(new(row.Product), price ?? Money.Zero, Number(row.Stock, $"item.{i}.stock"), Number(row.PerPerson, $"item.{i}.perPerson"), null, Number(row.Case, $"item.{i}.case"), Number(row.PerHousehold, $"item.{i}.perHousehold")));
        }
        foreach (var (row, i) in Gifts.Select((r, i) => (r, i)))
        {
            if (row.First.Trim().Length == 0) Wrong[$"gift.{i}.first"] = T("送给前几位？");
            offers.Add(new(new(row.Product), Money.Zero, null, null, Number(row.First, $"gift.{i}.first") ?? 1));
        }
        var (times, minimum, delivery) = (ToTimes(), Number(Minimum, "minimum"), ToDelivery());
        var caps = Places.Select(p => (Id: new PickupPointId(p), Cap: Number(Caps.GetValueOrDefault(p, ""), $"cap-{p}"))).Where(p => p.Cap is not null).ToDictionary(p => p.Id, p => p.Cap!.Value);
        return Wrong.Count > 0 ? null : new(by, null, Title, Story, times.CutOffDue, times.ArrivesOn, times.PickupFrom, times.PickupUntil, offers, [.. Places.Select(p => new PickupPointId(p))], As: Id, MinimumOrders: minimum, Presale: Presale, Delivery: delivery, Caps: caps);
    }

    /// <summary>Fields named cap-ID.</summary>
    internal static Dictionary<Guid, string> CapsIn(FormSent form) => form.Names.Where(n => n.StartsWith("cap-", StringComparison.Ordinal) && Guid.TryParse(n.AsSpan(4), out _)).Take(200).DistinctBy(n => Guid.Parse(n.AsSpan(4))).ToDictionary(n => Guid.Parse(n.AsSpan(4)), n => form[n]);

    DraftDeal.DeliveryAsk? ToDelivery()
    {
        if (DeliveryFee.Trim().Length == 0 && DeliveryArea.Trim().Length == 0 && DeliveryLimit.Trim().Length == 0) return null;
        var fee = Money.Read(DeliveryFee);
        if (fee is null) Wrong["deliveryFee"] = T("写成 5 这样，不收就写 0");
        if (DeliveryArea.Trim().Length == 0) Wrong["deliveryArea"] = T("写清楚送到哪些楼");
        return new(fee ?? Money.Zero, DeliveryArea, Number(DeliveryLimit, "deliveryLimit"));
    }

    /// <summary>The times as typed; where one could not be read, <see cref="Wrong"/> says so and the times mean nothing.</summary>
    public DealTimes ToTimes()
    {
        var (day, arrives) = (Day(CutOffDay, "cutOffDay"), Day(ArrivesOn, "arrivesOn"));
        var (time, from, until) = (Time(CutOffTime, "cutOffTime"), Time(PickupFrom, "pickupFrom"), Time(PickupUntil, "pickupUntil"));
        return new(BusinessDay.At(day, time), arrives, BusinessDay.At(arrives, from), BusinessDay.At(arrives, until));
    }

    public void OpensAt(DateTimeOffset at) => (OpensDay, OpensTime) = (DayText(at), When.Time(at));

    /// <summary>When it is to open by itself, as typed.</summary>
    public DateTimeOffset ToOpening() => BusinessDay.At(Day(OpensDay, "opensDay"), Time(OpensTime, "opensTime"));

    /// <summary>Puts a refusal beside the field it is about.</summary>
    public void Put(Refusal refusal)
    {
        var field = refusal.Code switch
        {
            var code when code == SetPlaceCaps.BadCap.Code || code == DraftDeal.NoPlaces.Code || code == Visitor.NotAllowed.Code => "places",
            var code when code == DraftDeal.BadTimes.Code => refusal.Detail switch { "cutOffDue" => "cutOffDay", "arrivesOn" => "arrivesOn", _ => "pickupUntil" },
            var code when code == OpenDeal.CutOffPassed.Code || code == MoveTimes.CutOffPassed.Code || code == MoveTimes.CutOffAlready.Code => "cutOffDay",
            var code when code == MoveTimes.Unmoved.Code => "arrivesOn",
            var code when code == DraftDeal.BadNumbers.Code && refusal.Detail?.Split('.') is ["offers", var at, var number] => NumberField(int.Parse(at, CultureInfo.InvariantCulture), number),
            _ when refusal.Detail == "minimumOrders" => "minimum",
            _ when refusal.Detail == "presale" => "arrivesOn",
            _ when refusal.Detail is "delivery.fee" or "delivery.limit" or "delivery.area" => "delivery" + char.ToUpperInvariant(refusal.Detail[9]) + refusal.Detail[10..],
            _ when refusal.Detail == "opensDue" || refusal == Deal.WrongState || refusal.Code.StartsWith("trade.open-", StringComparison.Ordinal) => "opensDay",
            _ => refusal.Detail is "title" or "story" or "reason" ? refusal.Detail : "items",
        };
        Wrong[field] = Say(refusal);
    }

    string NumberField(int at, string number) => at >= Items.Count
        ? $"gift.{at - Items.Count}.first"
        : $"item.{at}." + number switch { "stockLimit" => "stock", "perPerson" => "perPerson", "perHousehold" => "perHousehold", "caseSize" => "case", _ => "price" };

    int? Number(string typed, string field)
    {
        if (string.IsNullOrWhiteSpace(typed)) return null;
        if (int.TryParse(Phone.AsciiDigits(typed), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        Wrong[field] = T("要是整数");
        return null;
    }

    DateOnly Day(string typed, string field)
    {
        if (DateOnly.TryParseExact(typed.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 2200) return day;
        Wrong[field] = T("选一个日期");
        return new(2001, 1, 1);
    }

    TimeOnly Time(string typed, string field)
    {
        if (TimeOnly.TryParseExact(typed.Trim(), ["HH:mm", "HH:mm:ss", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time;
        Wrong[field] = T("选一个时间");
        return default;
    }

    static string Say(Refusal refusal) => RefusalNotice.In(refusal);

    static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    static string PriceText(Money price) => price.Yuan.EndsWith(".00", StringComparison.Ordinal) ? price.Yuan[..^3] : price.Yuan;

    static string DayText(DateTimeOffset at) => DayText(BusinessDay.Of(at));

    static string DayText(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
