// The limit per household on paper: counted by the door, whoever orders, and beside the person's own.
using CsCheck;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using static HaoLin.Tests.Cast.OnPaper;

namespace HaoLin.Tests.Trade;

public sealed class HouseholdRulesTests
{
    static readonly Household Fifth = new("05"), Sixth = new("06");
    static readonly PersonId Wang = new(Id(64));

    /// <summary>Two boxes of loquats for a household; 李阿姨 and 小林 live behind one door, 小王 behind another.</summary>
    static Shelf Limited(int perHousehold = 2, int? perPerson = null)
    {
        var shelf = AShelf(perPerson: perPerson);
        var was = shelf.Offers[Loquats];
        shelf.Offers[Loquats] = new() { Id = was.Id, Name = was.Name, Price = was.Price, StockLimit = was.StockLimit, PerPerson = perPerson, PerHousehold = perHousehold, GiftForFirst = null, Taken = 0 };
        foreach (var (who, home) in new[] { (Li, Fifth), (Lin, Fifth), (Wang, Sixth) }) shelf.Homes[(who, shelf.Places[Point].CommunityId)] = home;
        return shelf;
    }

    static Outcome<JoinDeal.Joined> Joins(Shelf shelf, JoinDeal.Ask ask)
    {
        var outcome = JoinDeal.Decide(shelf, ask, Hold, EightTonight);
        if (!outcome.Refused) JoinDeal.Evolve(shelf, ask.PersonId, outcome.Value);
        return outcome;
    }

    [Fact]
    public void Two_phones_of_one_flat_share_the_limit_and_the_next_door_has_its_own()
    {
        var shelf = Limited();
        Assert.Equal(Fifth, Joins(shelf, Wants(Li, 1)).Value.Household);
        Assert.False(Joins(shelf, Wants(Lin, 1)).Refused);
        var refused = Joins(shelf, Wants(Lin, 1)).Refusal!;
        Assert.Equal(("trade.household-limit", 409, "您家已经有 2 份了，这样东西每户限 2 份", "Your household has 2 already; one household may have 2 of this."), (refused.Code, refused.Status, refused.Chinese, refused.English));
        Assert.False(refused.Counted);
        Assert.False(Joins(shelf, Wants(Wang, 2)).Refused);
        Assert.Equal("这样东西每户限 2 份", Joins(Limited(), Wants(Li, 3)).Refusal!.Chinese);
        Assert.Equal([((Loquats, Fifth), 2), ((Loquats, Sixth), 2)], shelf.HomeChanges.Select(c => (c.Key, c.Value)).OrderBy(c => c.Key.Household.Hex));
    }

    [Fact]
    public void Without_a_door_only_what_is_limited_so_is_refused()
    {
        var shelf = Limited();
        PersonId nobody = new(Id(99));
        Assert.Equal(JoinDeal.HomeMissing, Joins(shelf, Wants(nobody, 1)).Refusal);
        Assert.Null(Joins(shelf, Wants(nobody, (Mulberries, 1))).Value.Household);
        Assert.Empty(shelf.HomeChanges);
        // Where nothing is limited so, a door that is known counts for nothing.
        var plain = AShelf();
        plain.Homes[(Li, plain.Places[Point].CommunityId)] = Fifth;
        Assert.Null(Joins(plain, Wants(Li, 5)).Value.Household);
        Assert.Empty(plain.HomeChanges);
        Assert.False(plain.AsksHomes);
    }

    [Fact]
    public void The_limit_per_person_is_said_first_and_both_hold()
    {
        Assert.Equal(JoinDeal.LimitReached, Joins(Limited(perHousehold: 3, perPerson: 1), Wants(Li, 2)).Refusal);
        var shelf = Limited(perHousehold: 1, perPerson: 2);
        Assert.Equal(JoinDeal.HouseholdLimit.Code, Joins(shelf, Wants(Li, 2)).Refusal!.Code);
        Assert.False(Joins(shelf, Wants(Li, 1)).Refused);
        Assert.Equal(JoinDeal.HouseholdLimit.Code, JoinWaitlist.Decide(shelf, Wants(Lin, 1), waitsAlready: false, EightTonight)!.Code);
    }

    [Fact]
    public void Another_door_brings_nobody_more_than_one_household_may_have()
    {
        var shelf = Limited();
        Assert.False(Joins(shelf, Wants(Li, 2)).Refused);
        shelf.Homes[(Li, shelf.Places[Point].CommunityId)] = Sixth;
        Assert.Equal(JoinDeal.HouseholdLimit.Code, Joins(shelf, Wants(Li, 1)).Refusal!.Code);
        // Those who live there have all of theirs.
        Assert.False(Joins(shelf, Wants(Wang, 2)).Refused);
    }

    [Fact]
    public void A_changed_order_stays_with_its_household_and_gives_it_back()
    {
        var shelf = Limited();
        var order = AnOrder();
        order.Household = Fifth;
        shelf.Take(Loquats, Li, Fifth, Point, 1);
        shelf.Homes[(Li, shelf.Places[Point].CommunityId)] = Sixth;
        var changed = ChangeOrder.Decide(ADeal(), order, shelf, new(Li, order.Id, Wants(Li, 2).Lines, Point, ""), false, Hold, EightTonight);
        Assert.Equal(Fifth, changed.Value.Household);
        JoinDeal.Evolve(shelf, Li, changed.Value);
        Assert.Equal(2, shelf.TakenAtHome[(Loquats, Fifth)]);
        Assert.Equal(JoinDeal.HouseholdLimit.Code, Joins(shelf, Wants(Lin, 1)).Refusal!.Code);
    }

    [Fact]
    public void However_they_come_no_household_has_more_than_it_may_and_a_no_is_true() =>
        Gen.Select(Gen.Int[1, 5], Gen.Select(Gen.Int[0, 5], Gen.Int[1, 3]).Array[0, 40]).Sample((most, asks) =>
        {
            var shelf = Limited(most);
            var place = shelf.Places[Point].CommunityId;
            PersonId[] people = [.. Enumerable.Range(100, 6).Select(i => new PersonId(Id((byte)i)))];
            for (var i = 0; i < people.Length; i++) shelf.Homes[(people[i], place)] = i % 2 == 0 ? Fifth : Sixth;
            var given = new Dictionary<Household, int>();
            foreach (var (who, pieces) in asks)
            {
                var home = shelf.Homes[(people[who], place)];
                var outcome = Joins(shelf, Wants(people[who], pieces));
                if (outcome.Refused && outcome.Refusal != JoinDeal.SoldOut) Assert.True(given.GetValueOrDefault(home) + pieces > most);
                if (!outcome.Refused) given[home] = given.GetValueOrDefault(home) + pieces;
            }
            Assert.All(given, g => { Assert.InRange(g.Value, 1, most); Assert.Equal(g.Value, shelf.TakenAtHome[(Loquats, g.Key)]); });
        });
}
