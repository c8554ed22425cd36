// P16, its second half: planted abuse of coupons and rewards is found, honest crowds are left in peace, and what people decided about a signal holds until there is more of it.
using System.Globalization;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;
using HaoLin.Trade;
using HaoLin.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class SignalsTests
{
    const int RecallMin = 95, FlaggedMax = 1;
    static readonly string[] Kinds = [OwnPurchases.Kind, SharedCollector.Kind, WrittenNewcomers.Kind, RefundsOfTaken.Kind, AccountFarm.Kind];

    static async Task<IReadOnlyList<Signal>> Found(Village village) => (await village.Store.Read(db => SignalFacts.Signals(db, village.Sealing, Village.FirstEvening))).Found;

    static HashSet<PersonId> Pointed(IEnumerable<Signal> found) => [.. found.SelectMany(s => s.People)];

    /// <summary>Of the people planted for a kind, how many of a hundred a signal of that kind points at.</summary>
    static int Recall(SignalWorld world, string kind, IEnumerable<Signal> found)
    {
        var (planted, pointed) = (world.Planted[kind].SelectMany(p => p).ToHashSet(), Pointed(found.Where(s => s.Kind == kind)));
        return planted.Count(pointed.Contains) * 100 / planted.Count;
    }

    [Theory, OnEachDatabase]
    public async Task Planted_abuse_is_found_and_honest_crowds_are_left_in_peace(Database on)
    {
        await using var village = await Village.Open(on);
        var world = SignalWorld.Of(village, Seed.Chance("signals"));
        world.Honestly();
        await world.Write();
        var began = TimeProvider.System.GetTimestamp();
        var clean = await Found(village);
        var took = TimeProvider.System.GetElapsedTime(began);
        var flagged = Pointed(clean);
        foreach (var (crowd, people) in world.Honest) Assert.False(people.Any(flagged.Contains), $"seed {Seed.Value}: {crowd}: {string.Join("; ", clean.Where(s => s.People.Intersect(people).Any()).Select(s => s.Says.ToString(CultureInfo.InvariantCulture)))}");
        Assert.True(flagged.Count * 100 <= world.Everybody * FlaggedMax, $"seed {Seed.Value}: {flagged.Count} of {world.Everybody} honest people flagged");

        var everybody = world.Everybody;
        world.Abuse();
        await world.Write();
        var found = await Found(village);
        var recall = Kinds.ToDictionary(kind => kind, kind => Recall(world, kind, found));
        var others = Pointed(found).Except(world.Planted.Values.SelectMany(g => g.SelectMany(p => p))).ToList();
        Seed.Say($"P16 signals {on}: {string.Join(", ", recall.Select(r => $"{r.Key} {r.Value} %"))} of those planted; on the clean world {flagged.Count} of {everybody} people flagged, with the planted {others.Count} others; {took.TotalMilliseconds:0} ms");
        Assert.All(recall, r => Assert.True(r.Value >= RecallMin, $"seed {Seed.Value}: {r.Key} found {r.Value} % of those planted"));
        foreach (var (crowd, people) in world.Honest) Assert.False(people.Any(Pointed(found).Contains), $"seed {Seed.Value}: {crowd} once others are abusing");
        Assert.True(others.Count * 100 <= everybody * FlaggedMax, $"seed {Seed.Value}: {others.Count} honest people flagged beside the abuse");
        // The control: whichever kind is blind, the figure falls.
        Assert.All(Kinds, blind => Assert.True(Recall(world, blind, found.Where(s => s.Kind != blind)) < RecallMin, blind));
    }

    static readonly DateTimeOffset now = Village.FirstEvening;

    static PersonId Someone(int n) => new(new Guid(n + 1, 0, 0, new byte[8]));

    /// <summary>Newcomers of three weeks ago; how quickly and how close together they came is said.</summary>
    static List<Newcomer> Newcomers(int many, int back, int apartSeconds = 600, int reading = 300, PersonId? writtenBy = null, Guid? collector = null, int daysAgo = 21) =>
        [.. Enumerable.Range(0, many).Select(n => now.AddDays(-daysAgo).AddSeconds(n * apartSeconds) is var seen ? new Newcomer(Someone(n), new(Guid.CreateVersion7(seen)), new(new Guid(9, 9, 9, new byte[8])), seen, seen.AddSeconds(reading), writtenBy, collector, n < back) : null!)];

    static readonly Guid Hands = new(7, 7, 7, new byte[8]);

    [Theory]
    [InlineData(5, 0, 21, true), InlineData(4, 0, 21, false), InlineData(12, 2, 21, true), InlineData(7, 2, 21, false), InlineData(12, 0, 13, false)]
    public void One_collector_for_many_who_never_come_back_is_a_signal(int many, int back, int daysAgo, bool shown) => Assert.Equal(shown, SharedCollector.Decide(Newcomers(many, back, collector: Hands, daysAgo: daysAgo), now).Any());

    [Theory]
    [InlineData(8, 0, true), InlineData(7, 0, false), InlineData(15, 3, true), InlineData(15, 4, false)]
    public void Neighbours_on_paper_who_never_come_back_are_a_signal(int many, int back, bool shown) => Assert.Equal(shown, WrittenNewcomers.Decide(Newcomers(many, back, writtenBy: Someone(500)), now).Any());

    [Theory]
    [InlineData(20, 0, 30, 60, true), InlineData(19, 0, 30, 60, false), InlineData(60, 0, 30, 61, false), InlineData(60, 0, 33, 20, false), InlineData(40, 20, 0, 20, true), InlineData(40, 21, 0, 20, false)]
    public void Accounts_that_come_together_and_hurry_are_a_signal(int many, int back, int apart, int reading, bool shown) => Assert.Equal(shown, AccountFarm.Decide(Newcomers(many, back, apart, reading)).Any());

    [Theory]
    [InlineData(10, 6, false, true), InlineData(10, 5, false, false), InlineData(5, 5, false, false), InlineData(10, 10, true, false)]
    public void Whoever_gives_most_of_many_back_is_a_signal(int taken, int back, bool excused, bool shown) =>
        Assert.Equal(shown, RefundsOfTaken.Decide(Someone(1), [.. Enumerable.Range(0, taken).Select(n => new RefundsOfTaken.Taken(new(Guid.CreateVersion7()), n < back, excused && n < back))]) is not null);

    [Theory]
    [InlineData(30, 150, true), InlineData(29, 29, false), InlineData(30, 151, false)]
    public void A_leader_who_is_their_own_best_customer_is_a_signal(int pieces, int sold, bool shown) =>
        Assert.Equal(shown, OwnPurchases.Decide(Someone(1), [new(new(Guid.CreateVersion7()), Someone(1), pieces, new(100))], sold) is not null);

    /// <summary>The control: what keeps honest crowds out is that they come back and take their time; blind for that, every one of them would be shown.</summary>
    [Fact]
    public void Blind_for_what_makes_a_crowd_honest_the_rules_point_at_it()
    {
        var (stairwell, elderly, building) = (Newcomers(6, 4, collector: Hands), Newcomers(15, 10, writtenBy: Someone(500)), Newcomers(120, 0, apartSeconds: 20));
        Assert.Empty(SharedCollector.Decide(stairwell, now).Concat(WrittenNewcomers.Decide(elderly, now)).Concat(AccountFarm.Decide(building)));
        static IEnumerable<Newcomer> Blind(IEnumerable<Newcomer> crowd) => crowd.Select(n => n with { CameBack = false });
        Assert.Single(SharedCollector.Decide(Blind(stairwell), now));
        Assert.Single(WrittenNewcomers.Decide(Blind(elderly), now));
        Assert.Single(AccountFarm.Decide(building.Select(n => n with { PlacedAt = n.SeenAt })));
        // Bad luck that many share is the deal's.
        Assert.True(RefundsOfTaken.WasSpoilt(20, 8) && !RefundsOfTaken.WasSpoilt(20, 4) && !RefundsOfTaken.WasSpoilt(60, 8));
    }

    static Task<Outcome<ListSignals.Answer>> Looks(Village village, Visitor by) => village.Store.Read(async db => await ListSignals.Handle(db, village.Sealing, await village.Store.Now(db), new(by)));

    static AnswerSignal.Ask Answers(Visitor by, ListSignals.Item signal, string? decision = SignalAnswer.Watched, string? reason = "和小马谈过") => new(by, signal.Kind, signal.Id, decision, reason);

    static void Ring(SignalWorld world, int many, int week)
    {
        for (var i = 0; i < many; i++) world.Newcomer(world.Shops[0].Sales[week], TimeSpan.FromMinutes(10 + i), TimeSpan.FromMinutes(4), ("小马", "0815"));
    }

    [Theory, OnEachDatabase]
    public async Task What_wang_decided_hides_a_signal_until_there_is_much_more_of_it(Database on)
    {
        await using var village = await Village.Open(on);
        var world = SignalWorld.Of(village, new(1));
        world.OneShop();
        Ring(world, 6, week: 3);
        await world.Write();
        var signal = Assert.Single((await Looks(village, village.Wang)).Value.Items);
        Assert.Equal((SharedCollector.Kind, "小* 0815", 6, 6, null), (signal.Kind, signal.About, signal.Weight, signal.Orders.Count, signal.LastAnswer));
        Assert.Equal("6 位新邻居用了新人券，留的是同一位代取人，其中 6 位过了两个星期还没有再来买。", signal.Reason);
        Assert.All(signal.Orders, o => Assert.Equal("邻*", o.Name));
        // Nobody else may look or decide; a word that is none and a missing reason are refused, and so is what is not there.
        foreach (var by in new[] { village.Zhang, await village.Resident(Village.LisPhone, "李阿姨") })
        {
            Assert.Equal(Visitor.NotAllowed, (await Looks(village, by)).Refusal);
            Assert.Equal(Visitor.NotAllowed, await village.Refused(work => AnswerSignal.Handle(work, village.Sealing, Answers(by, signal))));
        }
        Task<Refusal> Refused(AnswerSignal.Ask ask) => village.Refused(work => AnswerSignal.Handle(work, village.Sealing, ask));
        Assert.Equal(AnswerSignal.UnknownDecision, await Refused(Answers(village.Wang, signal, "blocked")));
        Assert.Equal(Texts.Missing.With("reason"), await Refused(Answers(village.Wang, signal, reason: " ")));
        Assert.Equal(Texts.TooLong.With("reason"), await Refused(Answers(village.Wang, signal, reason: new('好', 201))));
        Assert.Equal(AnswerSignal.Missing, await Refused(Answers(village.Wang, signal with { Id = Guid.Empty })));
        Assert.Equal(AnswerSignal.Missing, await Refused(Answers(village.Wang, signal with { Kind = "anything" })));

        await village.Do(work => AnswerSignal.Handle(work, village.Sealing, Answers(village.Wang, signal)));
        var after = (await Looks(village, village.Wang)).Value;
        Assert.Empty(after.Items);
        Assert.Equal(("watched", "和小马谈过", "王总"), Assert.Single(after.Answered).LastAnswer is { } said ? (said.Decision, said.Reason, said.By) : default);
        var line = await village.Store.Read(db => db.Set<AuditLine>().SingleAsync(l => l.Kind == "signal-answered"));
        Assert.Equal((signal.Id, "shared-collector 6", "watched", ""), (line.Subject, line.Before, line.After, line.Reason));
        Assert.DoesNotContain("小马", System.Text.Encoding.UTF8.GetString((await village.Store.Read(db => db.Set<SignalAnswer>().SingleAsync())).ReasonSealed!), StringComparison.Ordinal);
        // Two more are not much more; the third is half as many again.
        Ring(world, 2, week: 4);
        await world.Write();
        Assert.Empty((await Looks(village, village.Wang)).Value.Items);
        Ring(world, 1, week: 5);
        await world.Write();
        var again = Assert.Single((await Looks(village, village.Wang)).Value.Items);
        Assert.Equal((9, "watched"), (again.Weight, again.LastAnswer!.Decision));
    }

    /// <summary>It points, and stops nothing: the same people order, pay and claim as before.</summary>
    [Theory, OnEachDatabase]
    public async Task A_signal_stops_nobody_and_goes_with_whom_it_was_about(Database on)
    {
        await using var evening = await Evening.Open(on);
        var village = evening.Village;
        var world = SignalWorld.Of(village, new(1));
        world.OneShop();
        var li = await village.See(evening.Li);
        var who = await village.Store.Read(db => db.Set<Person>().AsNoTracking().SingleAsync(p => p.Id == evening.Li));
        for (var week = 0; week < 8; week++) world.Buys(who, world.Shops[0].Sales[week], new(TimeSpan.FromMinutes(3), Coupon: world.SpringCoupons, Back: true));
        await world.Write();
        var signal = Assert.Single((await Looks(village, village.Wang)).Value.Items);
        Assert.Equal((RefundsOfTaken.Kind, evening.Li.Value), (signal.Kind, signal.Id));
        await village.Do(work => ClaimCoupon.Handle(work, new(evening.Li, world.SpringCoupons.Id)));
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = await evening.JoinsAndPays(deal, evening.Li);
        await evening.CutsOff(deal);
        await evening.HandsOver(order);
        await village.Do(work => AnswerSignal.Handle(work, village.Sealing, Answers(village.Wang, signal, SignalAnswer.SpokenTo, "孩子住院，退得多")));
        Assert.Equal(evening.Li.Value, (await village.Store.Read(db => db.Set<AuditLine>().SingleAsync(l => l.Kind == "signal-answered"))).Whom);
        // She leaves, and what was thought of her goes too.
        Assert.Null((await village.Store.Write(work => EraseMyself.Handle(work, village.Sealing, village.Revocations, new(li, Sure: true)))).Refusal);
        Assert.Equal(0, await village.Store.Read(db => db.Set<SignalAnswer>().CountAsync()));
    }

    [Fact]
    public void Every_reason_is_said_in_English_too()
    {
        Signal?[] all =
        [
            OwnPurchases.Decide(Someone(1), [new(new(Guid.CreateVersion7()), Someone(1), 40, new(100))], 80), .. SharedCollector.Decide(Newcomers(9, 0, collector: Hands), now), .. WrittenNewcomers.Decide(Newcomers(9, 0, writtenBy: Someone(500)), now),
            .. AccountFarm.Decide(Newcomers(30, 0, 1, 10)), RefundsOfTaken.Decide(Someone(1), [.. Enumerable.Range(0, 9).Select(_ => new RefundsOfTaken.Taken(new(Guid.CreateVersion7()), true, false))]),
        ];
        Assert.Equal(Kinds.Order(), all.Select(s => s!.Kind).Order());
        Assert.All(all, s => Assert.True(Tongue.Knows(s!.Says.Format), s.Says.Format));
    }
}
