// A leader writes down what neighbours ordered in the group (代接龙): each confirmed line becomes an order of theirs, by the rule of joining.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class JoinForNeighbours
{
    public const int LinesMax = ReadPastedList.LinesMax;
    public const int NameLengthMax = SignInWithCode.NameLengthMax;

    /// <param name="AllOrNothing">One line that cannot be written stops all of them; otherwise what can be is written and the rest said.</param>
    public sealed record Ask(Visitor By, DealId DealId, PickupPointId PickupPointId, IReadOnlyList<Line> Lines, bool AllOrNothing);

    /// <param name="At">The line's number, by which it is answered.</param>
    /// <param name="Name">How the neighbour is called, when no member is meant.</param>
    /// <param name="Member">A member of the leader's own, chosen by the leader; null writes the neighbour down by name.</param>
    /// <param name="Door">Building and room, where the goods are limited per household and the neighbour has not said their own.</param>
    public sealed record Line(int At, string Name, PersonId? Member, IReadOnlyList<JoinDeal.Line> Goods, string Note, string Door = "");

    /// <summary>One for each line, in order. No names: the answer is kept with its key.</summary>
    public sealed record Answer(IReadOnlyList<Written> Lines);

    /// <param name="OrderId">The order, or null when it was refused; then <paramref name="Code"/> and <paramref name="Reason"/> say why.</param>
    /// <param name="Sequence">The number in the list.</param>
    public sealed record Written(int At, Guid? OrderId, int? Sequence, long AmountFen, string? Code, string? Reason);

    public static readonly Refusal NoLines = new("trade.neighbours-no-lines", 422, "一行都没有勾，没有可以记下的", "No line was kept; there is nothing to write down.");
    public static readonly Refusal TooManyLines = new("trade.neighbours-too-many-lines", 422, "一次最多记 500 行，请分两次", "At most 500 lines at a time.");
    public static readonly Refusal NameMissing = new("trade.neighbours-name-missing", 422, "没写称呼，交货时认不出是谁的", "There is no name; nobody would know whose it is.");
    public static readonly Refusal NotYours = new("trade.neighbours-not-yours", 422, "这位不是您带的邻居", "That is not a neighbour of yours.");
    public static readonly Refusal SoldOut = new("trade.neighbours-sold-out", 409, "没有货了，代记的单不能排候补，请邻居自己登记候补", "Sold out; nobody can be put on the waitlist by somebody else, so ask the neighbour to join it.");
    public static readonly Refusal HouseholdLimit = new("trade.neighbours-household-limit", 409, "这一户加上已经订的，超过每户限购了", "With what it has already, this household would have more than one may.");
    public static readonly Refusal SomeRefused = new("trade.neighbours-some-refused", 409, "有几行记不下，所以一行都没有记", "Some lines cannot be written, so none was.");
    public static readonly Refusal NoneWritten = new("trade.neighbours-none-written", 409, "勾上的每一行都记不下，没有记", "None of the lines can be written.");

    /// <summary>What somebody is to get; refused already where the line itself is wrong.</summary>
    public readonly record struct Wish(PersonId Who, IReadOnlyList<JoinDeal.Line> Goods, Refusal? Wrong = null);

    /// <summary>Decides line by line on a shelf that each yes changes for the next. The goods are held until the cut-off, since nobody sits at a phone to pay within minutes.</summary>
    public static IReadOnlyList<Outcome<JoinDeal.Joined>> Decide(Shelf shelf, PickupPointId place, IReadOnlyList<Wish> wishes, DateTimeOffset now)
    {
        var outcomes = new List<Outcome<JoinDeal.Joined>>(wishes.Count);
        foreach (var wish in wishes)
        {
            var outcome = wish.Wrong ?? JoinDeal.Decide(shelf, new(shelf.DealId, wish.Who, wish.Goods, place, ""), shelf.CutOffDue - now, now);
            if (!outcome.Refused) JoinDeal.Evolve(shelf, wish.Who, outcome.Value);
            outcomes.Add(outcome.Refusal == JoinDeal.SoldOut ? SoldOut : outcome.Refusal?.Code == JoinDeal.HouseholdLimit.Code ? HouseholdLimit : outcome);
        }
        return outcomes;
    }

    public static async Task<Outcome<Answer>> Handle(Work work, Sealing sealing, Ask ask)
    {
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || !deal.IsOf(ask.By)) return Deal.Missing;
        if (ask.Lines.Count == 0) return NoLines;
        if (ask.Lines.Count > LinesMax) return TooManyLines;
        var shelf = await Shelf.Of(work, deal);
        if (!shelf.IsOpen(work.Now)) return JoinDeal.DealClosed;
        if (!shelf.Places.ContainsKey(ask.PickupPointId)) return JoinDeal.PlaceMissing;

        var people = await People.Of(work.Db, sealing, deal, shelf, ask.PickupPointId, ask.Lines, work.Now);
        var outcomes = Decide(shelf, ask.PickupPointId, people.Wishes, work.Now);
        var refused = ask.Lines.Where((_, i) => outcomes[i].Refused).Select(l => l.At).ToList();
        if (ask.AllOrNothing && refused.Count > 0) return SomeRefused.With($"第 {string.Join("、", refused.Take(20))} 行");
        if (refused.Count == ask.Lines.Count) return NoneWritten;

        var written = new List<Written>(ask.Lines.Count);
        var news = new List<DealJoined.Neighbour>();
        foreach (var (line, i) in ask.Lines.Select((l, i) => (l, i)))
        {
            if (outcomes[i].Refusal is { } refusal) { written.Add(new(line.At, null, null, 0, refusal.Code, refusal.Chinese)); continue; }
            var (joined, who) = (outcomes[i].Value, people.Persons[people.Wishes[i].Who]);
            if (people.New.Remove(who)) work.Db.Add(who);
            if (people.Homes.Remove(who.Id, out var home)) work.Db.Add(home);
            var note = line.Note.Trim();
            var order = Order.From(new(deal.Id, who.Id, line.Goods, ask.PickupPointId, note), joined, note.Length == 0 ? null : sealing.Seal(who.KeyWrapped, note), work.Now, ask.By.Person);
            work.Db.Add(order);
            news.Add(new(order.Id.Value, who.Id.Value, joined.Sequence, joined.HoldUntil, ask.By.Person.Value));
            written.Add(new(line.At, order.Id.Value, joined.Sequence, joined.Amount.Fen, null, null));
        }
        Audit.Note(work, ask.By.Person.Value, "orders-written-down", deal.Id.Value, "", $"{news.Count} orders");
        await shelf.Save(work, deal);
        foreach (var some in news.Chunk(Intake.BatchMax)) work.Tell(new DealJoined(deal.Id.Value, some));
        return new Answer(written);
    }

    /// <summary>Who each line means: the chosen member, somebody this leader wrote down before under that name, or somebody new.</summary>
    internal sealed class People
    {
        public List<Wish> Wishes { get; } = [];
        public Dictionary<PersonId, Person> Persons { get; } = [];
        public HashSet<Person> New { get; } = [];
        /// <summary>Doors that the leader says for whoever has not said their own.</summary>
        public Dictionary<PersonId, Home> Homes { get; } = [];

        /// <summary>All that the shelf has to know of them is loaded into it.</summary>
        public static async Task<People> Of(HaoLinDb db, Sealing sealing, Deal deal, Shelf shelf, PickupPointId place, IReadOnlyList<Line> lines, DateTimeOffset now)
        {
            var people = await Meant(db, sealing, deal, lines, now);
            await shelf.Know(db, [.. people.Wishes.Select(w => w.Who).Distinct()]);
            if (shelf.AsksHomes && shelf.Places.TryGetValue(place, out var at)) people.SayHomes(sealing, shelf, at, lines, now);
            await shelf.Know(db, [.. people.Homes.Values.Select(h => h.Household)]);
            return people;
        }

        void SayHomes(Sealing sealing, Shelf shelf, ShelfPlace at, IReadOnlyList<Line> lines, DateTimeOffset now)
        {
            foreach (var (line, i) in lines.Select((l, i) => (l, i)))
            {
                var wish = Wishes[i];
                if (wish.Wrong is not null || string.IsNullOrWhiteSpace(line.Door) || !shelf.AsksHomeFor(wish.Goods) || shelf.HomeOf(wish.Who, at) is not null) continue;
                var flat = Flat.Parse(line.Door);
                if (flat.Refused) { Wishes[i] = wish with { Wrong = flat.Refusal }; continue; }
                var home = Homes[wish.Who] = Home.Of(sealing, Persons[wish.Who], at.CommunityId, line.Door, flat.Value, now);
                shelf.Homes[(wish.Who, at.CommunityId)] = home.Household;
            }
        }

        static async Task<People> Meant(HaoLinDb db, Sealing sealing, Deal deal, IReadOnlyList<Line> lines, DateTimeOffset now)
        {
            var people = new People();
            var chosen = lines.Select(l => l.Member).OfType<PersonId>().ToHashSet();
            var members = chosen.Count == 0 ? [] : (await Neighbours.Members(db, deal.Id, deal.LeaderId)).Where(p => chosen.Contains(p.Id)).ToDictionary(p => p.Id);
            var known = await Neighbours.WrittenDown(db, sealing, deal.LeaderId);
            var wanted = lines.Select(l => known.GetValueOrDefault(Neighbours.Key(l.Name))).Distinct().ToArray();
            foreach (var person in await db.Set<Person>().AsNoTracking().Where(p => wanted.Contains(p.Id)).ToListAsync()) people.Persons[person.Id] = person;
            foreach (var line in lines)
            {
                var name = Texts.Required(line.Name, NameLengthMax);
                var wrong = Texts.Optional(line.Note, JoinDeal.NoteLengthMax).Refusal?.With("note");
                if (line.Member is { } member)
                {
                    if (members.TryGetValue(member, out var found)) people.Persons[member] = found;
                    else wrong ??= NotYours;
                    people.Wishes.Add(new(member, line.Goods, wrong));
                    continue;
                }
                if (name.Refused) wrong ??= name.Refusal == Texts.Missing ? NameMissing : name.Refusal!.With("name");
                var key = Neighbours.Key(name.Match(n => n, _ => ""));
                if (wrong is null && !known.ContainsKey(key))
                {
                    var person = Person.WrittenDown(sealing, name.Value, now);
                    (known[key], people.Persons[person.Id]) = (person.Id, person);
                    people.New.Add(person);
                }
                people.Wishes.Add(new(known.GetValueOrDefault(key), line.Goods, wrong));
            }
            return people;
        }
    }
}
