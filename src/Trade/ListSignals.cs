// Headquarters looks at the signals of coupon and reward abuse: each with its reason, its facts and what was decided about it before.
using System.Globalization;
using System.Text.Json.Serialization;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ListSignals
{
    public const int SignalsMax = 100, OrdersMax = 20;

    public sealed record Ask(Visitor By);

    /// <param name="Items">Nobody has answered them as they are now; those with the most people first.</param>
    /// <param name="Answered">Answered, and not grown much since.</param>
    /// <param name="Whole">False where there were more newcomers than are looked at.</param>
    public sealed record Answer(IReadOnlyList<Item> Items, IReadOnlyList<Item> Answered, bool Whole);

    /// <param name="Kind">own-purchases, shared-collector, written-newcomers, refunds or account-farm.</param>
    /// <param name="Id">Whom or what it is about: a person, a deal, or the mark of a collector.</param>
    /// <param name="About">The same in words: a leader's name, a neighbour's or collector's masked, a deal's title.</param>
    /// <param name="Reason">Why it is shown, in one sentence.</param>
    /// <param name="People">How many it points at.</param>
    /// <param name="Orders">The facts, the newest twenty.</param>
    /// <param name="LastAnswer">What somebody last decided about it, in the sixty days that are looked at.</param>
    public sealed record Item(string Kind, Guid Id, string About, string Reason, int Weight, int People, int OrdersInAll, IReadOnlyList<Fact> Orders, Said? LastAnswer)
    {
        /// <summary>The reason for a screen, which may speak English.</summary>
        [JsonIgnore] public FormattableString Says { get; init; } = $"{Reason}";
    }

    /// <param name="Name">Masked.</param>
    public sealed record Fact(Guid OrderId, string Name, string Deal, DateTimeOffset PlacedAt, long AmountFen);

    /// <param name="Decision">harmless, spoken-to or watched.</param>
    /// <param name="Reason">"" once who wrote it has left.</param>
    public sealed record Said(string Decision, string Reason, string By, DateTimeOffset At);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, DateTimeOffset now, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var (found, whole) = await SignalFacts.Signals(db, sealing, now);
        var shown = found.OrderByDescending(s => s.People.Count).ThenByDescending(s => s.Weight).ThenBy(s => s.Subject).ToList();
        var since = Signal.Since(now);
        var answers = (await db.Set<SignalAnswer>().AsNoTracking().Where(a => a.At > since).OrderBy(a => a.At).ToListAsync()).GroupBy(a => (a.Kind, a.Subject)).ToDictionary(g => g.Key, g => g.Last());
        SignalAnswer? Latest(Signal signal) => answers.GetValueOrDefault((signal.Kind, signal.Subject));
        List<Signal> open = [.. shown.Where(s => Latest(s)?.Covers(s, now) != true).Take(SignalsMax)], covered = [.. shown.Where(s => Latest(s)?.Covers(s, now) == true).Take(SignalsMax)];
        var words = await Words.Of(db, sealing, [.. open, .. covered], [.. answers.Values.Select(a => a.By)]);
        Item Shown(Signal signal) => words.Item(signal, Latest(signal));
        return new Answer([.. open.Select(Shown)], [.. covered.Select(Shown)], whole && open.Count < SignalsMax);
    }

    /// <summary>The names and titles that the shown signals need, and no others.</summary>
    sealed class Words(Sealing sealing, Dictionary<PersonId, Person> people, Dictionary<DealId, string> titles, Dictionary<OrderId, Order> orders, Dictionary<OrderId, CollectorSeen> collectors)
    {
        const int ChunkMax = 500;

        public static async Task<Words> Of(HaoLinDb db, Sealing sealing, IReadOnlyList<Signal> signals, IReadOnlyList<PersonId> answerers)
        {
            var orders = new Dictionary<OrderId, Order>();
            foreach (var ids in signals.SelectMany(Newest).Distinct().Chunk(ChunkMax))
                foreach (var order in await db.Set<Order>().AsNoTracking().Where(o => ids.Contains(o.Id)).ToListAsync()) orders[order.Id] = order;
            var people = new Dictionary<PersonId, Person>();
            foreach (var ids in orders.Values.Select(o => o.PersonId).Concat(signals.Select(s => new PersonId(s.Subject))).Concat(answerers).Distinct().Chunk(ChunkMax))
                foreach (var person in await db.Set<Person>().AsNoTracking().Where(p => ids.Contains(p.Id)).ToListAsync()) people[person.Id] = person;
            var deals = orders.Values.Select(o => o.DealId).Distinct().ToArray();
            var titles = await db.Set<Deal>().AsNoTracking().Where(d => deals.Contains(d.Id)).ToDictionaryAsync(d => d.Id, d => d.Title);
            return new(sealing, people, titles, orders, await CollectorSeen.Of(db, sealing, [.. signals.Where(s => s.Kind == SharedCollector.Kind).Select(s => s.Orders[0])]));
        }

        // Ids are made in the order of time.
        static IEnumerable<OrderId> Newest(Signal signal) => signal.Orders.OrderByDescending(o => o.Value).Take(OrdersMax);

        public Item Item(Signal signal, SignalAnswer? answer) => new(signal.Kind, signal.Subject, About(signal), signal.Says.ToString(CultureInfo.InvariantCulture), signal.Weight, signal.People.Count, signal.Orders.Count,
            [.. Newest(signal).Where(orders.ContainsKey).Select(id => orders[id]).Select(o => new Fact(o.Id.Value, Person.Masked(Name(o.PersonId)), titles.GetValueOrDefault(o.DealId, ""), o.PlacedAt, o.Amount.Fen))],
            answer is null ? null : new(answer.Decision, answer.ReasonSealed is { } words && people.TryGetValue(answer.By, out var by) ? sealing.Open(by.KeyWrapped, words) : "", Name(answer.By), answer.At)) { Says = signal.Says };

        string Name(PersonId person) => people.TryGetValue(person, out var known) ? known.Name(sealing) : "";

        string About(Signal signal) => signal.Kind switch
        {
            AccountFarm.Kind => titles.GetValueOrDefault(new(signal.Subject), ""),
            SharedCollector.Kind => collectors.TryGetValue(signal.Orders[0], out var hands) ? $"{Person.Masked(hands.Name)} {hands.PhoneTail}" : "",
            RefundsOfTaken.Kind => Person.Masked(Name(new(signal.Subject))),
            _ => Name(new(signal.Subject)),
        };
    }
}
