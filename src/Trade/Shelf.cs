// What of a deal can still be had at this moment: the state that the joining rule decides on, held under the deal's lock.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

/// <summary>A deal's stock, limits and last number while its lock is held. Taking and giving back change it; the caller writes it down.</summary>
public sealed class Shelf
{
    public required DealId DealId { get; init; }
    public required DateTimeOffset? OpenedAt { get; init; }
    /// <summary>It is to open by itself, and everybody can see it coming.</summary>
    public bool Scheduled { get; init; }
    public required DateTimeOffset CutOffDue { get; init; }
    /// <summary>Cut off, completed or cancelled.</summary>
    public required bool Closed { get; init; }
    public required int LastSequence { get; set; }
    /// <summary>Closing hours of the whole shop that may touch this moment.</summary>
    public List<ShutHours> Closings { get; } = [];
    public Dictionary<OfferId, ShelfOffer> Offers { get; } = [];
    public Dictionary<PickupPointId, ShelfPlace> Places { get; } = [];
    public Dictionary<(OfferId Offer, PersonId Person), int> TakenBy { get; } = [];
    /// <summary>Which household somebody belongs to in a community, of those who said so; read only where an offer is limited per household.</summary>
    public Dictionary<(PersonId Person, CommunityId Community), Household> Homes { get; } = [];
    public Dictionary<(OfferId Offer, Household Household), int> TakenAtHome { get; } = [];

    const int ChunkMax = 500;

    readonly Dictionary<OfferId, int> offerChanges = [];
    readonly Dictionary<(OfferId Offer, PersonId Person), int> takenChanges = [];
    readonly Dictionary<PickupPointId, int> placeChanges = [];
    readonly Dictionary<(OfferId Offer, Household Household), int> homeChanges = [];

    /// <summary>Of capped pickup points, how many pieces more or fewer; nothing where they are as many.</summary>
    public IEnumerable<KeyValuePair<PickupPointId, int>> PlaceChanges => placeChanges.Where(c => c.Value != 0);

    /// <summary>What limited offers have been counted to which household, more or fewer.</summary>
    public IEnumerable<KeyValuePair<(OfferId Offer, Household Household), int>> HomeChanges => homeChanges.Where(c => c.Value != 0);

    /// <summary>Something in it is limited per household; where nothing is, no household is looked for.</summary>
    public bool AsksHomes => Offers.Values.Any(o => o.PerHousehold is not null);

    public bool AsksHomeFor(IEnumerable<JoinDeal.Line> lines) => lines.Any(l => Offers.TryGetValue(l.OfferId, out var offer) && offer.PerHousehold is not null);

    public bool IsOpen(DateTimeOffset now) => OpenedAt is not null && !Closed && now < CutOffDue;

    public Household? HomeOf(PersonId person, ShelfPlace place) => Homes.TryGetValue((person, place.CommunityId), out var home) ? home : null;

    public int TakenOf(OfferId offer, PersonId person) => TakenBy.GetValueOrDefault((offer, person));

    /// <param name="household">Whom it counts for where the offer is limited per household; null where nobody is counted so.</param>
    public void Take(OfferId offer, PersonId person, Household? household, PickupPointId place, int quantity)
    {
        Offers[offer].Taken += quantity;
        TakenBy[(offer, person)] = TakenOf(offer, person) + quantity;
        offerChanges[offer] = offerChanges.GetValueOrDefault(offer) + quantity;
        takenChanges[(offer, person)] = takenChanges.GetValueOrDefault((offer, person)) + quantity;
        if (Offers[offer].IsGoods) TakeAt(place, quantity);
        CountAtHome(offer, household, quantity);
    }

    /// <summary>So many pieces more for a household, or fewer, of an offer that is limited so.</summary>
    public void CountAtHome(OfferId offer, Household? household, int quantity)
    {
        if (household is not { } home || Offers[offer].PerHousehold is null) return;
        TakenAtHome[(offer, home)] = TakenAtHome.GetValueOrDefault((offer, home)) + quantity;
        homeChanges[(offer, home)] = homeChanges.GetValueOrDefault((offer, home)) + quantity;
    }

    public void GiveBack(OfferId offer, PersonId person, Household? household, PickupPointId place, int quantity) => Take(offer, person, household, place, -quantity);

    /// <summary>So many pieces more at a pickup point, or fewer; where there is no cap nothing is counted.</summary>
    public void TakeAt(PickupPointId place, int pieces)
    {
        if (!Places.TryGetValue(place, out var at) || at.Cap is null) return;
        at.Taken += pieces;
        placeChanges[place] = placeChanges.GetValueOrDefault(place) + pieces;
    }

    /// <summary>Loads the shelf of a deal that this work has locked.</summary>
    public static Task<Shelf> Of(Work work, Deal deal) => AsSeen(work.Db, deal);

    /// <summary>The shelf as it is seen without the lock: good for saying what would happen, never for doing it.</summary>
    public static async Task<Shelf> AsSeen(HaoLinDb db, Deal deal)
    {
        var shelf = new Shelf
        {
            DealId = deal.Id, OpenedAt = deal.OpenedAt, CutOffDue = deal.CutOffDue, LastSequence = deal.LastSequence,
            Closed = deal.State is not (DealState.Draft or DealState.Scheduled or DealState.Open), Scheduled = deal.State == DealState.Scheduled,
        };
        foreach (var offer in await db.Set<Offer>().AsNoTracking().Where(o => o.DealId == deal.Id).ToListAsync())
            shelf.Offers[offer.Id] = ShelfOffer.Of(offer);
        foreach (var at in await db.Set<DealPlace>().AsNoTracking().Where(p => p.DealId == deal.Id).Join(db.Set<PickupPoint>().AsNoTracking(), p => p.PickupPointId, q => q.Id, (p, q) => new { Place = p, Point = q }).ToListAsync())
            shelf.Places[at.Point.Id] = new() { CommunityId = at.Place.CommunityId, Cap = at.Place.Cap, Taken = at.Place.Taken, Rests = at.Point.RestsAt(deal.PickupFrom) };
        foreach (var closing in await db.Set<Closing>().AsNoTracking().Where(c => c.LiftedAt == null && c.UntilAt > deal.CreatedAt).ToListAsync())
            shelf.Closings.Add(closing.Hours);
        return shelf;
    }

    /// <summary>Loads what these people have of the deal already; needed before deciding for them.</summary>
    public Task Know(Work work, IReadOnlyCollection<PersonId> people) => Know(work.Db, people);

    public async Task Know(HaoLinDb db, IReadOnlyCollection<PersonId> people)
    {
        if (AsksHomes)
        {
            foreach (var home in await db.Set<Home>().AsNoTracking().Where(h => people.Contains(h.PersonId)).ToListAsync()) Homes[(home.PersonId, home.CommunityId)] = home.Household;
            await Know(db, [.. Homes.Where(h => people.Contains(h.Key.Person)).Select(h => h.Value)]);
        }
        var offers = Offers.Keys.ToArray();
        foreach (var taken in await db.Set<TakenRow>().AsNoTracking().Where(t => offers.Contains(t.OfferId) && people.Contains(t.PersonId)).ToListAsync())
            TakenBy[(taken.OfferId, taken.PersonId)] = taken.Quantity;
    }

    /// <summary>Loads what these households have of the deal already.</summary>
    public async Task Know(HaoLinDb db, IReadOnlyCollection<Household> households)
    {
        var limited = Offers.Values.Where(o => o.PerHousehold is not null).Select(o => o.Id).ToArray();
        if (limited.Length == 0 || households.Count == 0) return;
        foreach (var taken in await db.Set<TakenHomeRow>().AsNoTracking().Where(t => limited.Contains(t.OfferId) && households.Contains(t.Household)).ToListAsync())
            TakenAtHome[(taken.OfferId, taken.Household)] = taken.Quantity;
    }

    /// <summary>Writes the changes. The guards repeat the rule in the database: an oversold shelf cannot be saved.</summary>
    public async Task Save(Work work, Deal deal)
    {
        foreach (var (id, change) in offerChanges.Where(c => c.Value != 0))
        {
            var saved = await work.Db.Set<Offer>().Where(o => o.Id == id && o.Taken + change >= 0 && (change < 0 || o.StockLimit == null || o.Taken + change <= o.StockLimit))
                .ExecuteUpdateAsync(set => set.SetProperty(o => o.Taken, o => o.Taken + change));
            if (saved != 1) throw new InvalidOperationException($"the shelf of offer {id.Value} would be oversold");
        }
        foreach (var (id, change) in PlaceChanges)
        {
            var saved = await work.Db.Set<DealPlace>().Where(p => p.DealId == deal.Id && p.PickupPointId == id && p.Taken + change >= 0 && (change < 0 || p.Taken + change <= p.Cap))
                .ExecuteUpdateAsync(set => set.SetProperty(p => p.Taken, p => p.Taken + change));
            if (saved != 1) throw new InvalidOperationException($"pickup point {id.Value} would be overfull");
        }
        // An evening's end lets hundreds of holds lapse at once, so their counts are read and written together.
        foreach (var chunk in takenChanges.Where(c => c.Value != 0).Chunk(ChunkMax))
        {
            var (offers, people) = (chunk.Select(c => c.Key.Offer).Distinct().ToArray(), chunk.Select(c => c.Key.Person).Distinct().ToArray());
            var rows = await work.Db.Set<TakenRow>().Where(t => offers.Contains(t.OfferId) && people.Contains(t.PersonId)).ToDictionaryAsync(t => (t.OfferId, t.PersonId));
            foreach (var ((offer, person), change) in chunk)
            {
                if (rows.TryGetValue((offer, person), out var row)) row.Quantity += change;
                else work.Db.Add(new TakenRow { OfferId = offer, PersonId = person, Quantity = change });
            }
        }
        foreach (var chunk in HomeChanges.Chunk(ChunkMax)) await SaveHomes(work, chunk);
        deal.LastSequence = LastSequence;
        homeChanges.Clear();
        offerChanges.Clear();
        takenChanges.Clear();
        placeChanges.Clear();
        await work.Db.SaveChangesAsync();
        work.Stir(DealId.Value);
    }

    async Task SaveHomes(Work work, IReadOnlyCollection<KeyValuePair<(OfferId Offer, Household Household), int>> changes)
    {
        var (offers, households) = (changes.Select(c => c.Key.Offer).Distinct().ToArray(), changes.Select(c => c.Key.Household).Distinct().ToArray());
        var rows = await work.Db.Set<TakenHomeRow>().Where(t => offers.Contains(t.OfferId) && households.Contains(t.Household)).ToDictionaryAsync(t => (t.OfferId, t.Household));
        foreach (var ((offer, household), change) in changes)
        {
            if (!rows.TryGetValue((offer, household), out var row)) work.Db.Add(row = new TakenHomeRow { OfferId = offer, Household = household, Quantity = 0 });
            row.Quantity += change;
            if (row.Quantity < 0 || (change > 0 && row.Quantity > Offers[offer].PerHousehold && !Break.Is("household"))) throw new InvalidOperationException($"a household would have {row.Quantity} of offer {offer.Value}");
        }
    }
}

/// <summary>A pickup point of the deal: how many pieces it takes, and whether somebody is there.</summary>
public sealed class ShelfPlace
{
    public CommunityId CommunityId { get; init; }
    public int? Cap { get; init; }
    public int Taken { get; set; }
    /// <summary>Nobody is there when the goods are to be collected (歇业).</summary>
    public bool Rests { get; set; }

    public bool Has(int pieces) => Cap is null || Taken + pieces <= Cap || Break.Is("place-cap");
}

public sealed class ShelfOffer
{
    public required OfferId Id { get; init; }
    public required string Name { get; init; }
    public required Money Price { get; init; }
    public required int? StockLimit { get; init; }
    public required int? PerPerson { get; init; }
    public int? PerHousehold { get; init; }
    public required int? GiftForFirst { get; init; }
    public required int Taken { get; set; }
    public bool IsDelivery { get; init; }

    /// <summary>What a pickup point's cap counts: neither gifts, which go where their order goes, nor the leader's way.</summary>
    public bool IsGoods => GiftForFirst is null && !IsDelivery;

    public bool Has(int quantity) => Break.Is("stock") || StockLimit is null || Taken + quantity + (Break.Is("stock-short") ? 1 : 0) <= StockLimit;

    public static ShelfOffer Of(Offer offer) => new()
    {
        Id = offer.Id, Name = offer.Name, Price = offer.Price, StockLimit = offer.StockLimit, PerPerson = offer.PerPerson, PerHousehold = offer.PerHousehold,
        GiftForFirst = offer.GiftForFirst, Taken = offer.Taken, IsDelivery = offer.IsDelivery,
    };
}
