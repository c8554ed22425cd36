// What a leader asks of the evening: the deals at a glance, whether anything has changed, what is behind a code; and drafts that say which field is wrong.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;

namespace HaoLin.Tests.Trade;

public sealed class LeadersQuestionsTests
{
    static Task<IReadOnlyList<ListLedDeals.Item>> Glance(Evening evening, Visitor by) => evening.Store.Read(db => ListLedDeals.Handle(db, new(by)));

    static Task<string> Mark(Evening evening, DealId deal) => evening.Store.Read(db => DealMark.Of(db, deal));

    static Task<Outcome<ShowAtDesk.Answer>> Scans(Evening evening, Visitor by, string code) => evening.Store.Read(db => ShowAtDesk.Handle(db, evening.Village.Sealing, new(by, code)));

    [Theory, OnEachDatabase]
    public async Task Lao_zhang_sees_at_a_glance_how_his_deals_stand(Database on)
    {
        await using var evening = await Evening.Open(on);
        var draft = await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor())));
        var deal = await evening.Opens(evening.LoquatsFor(limit: 5), evening.MulberriesToTheFirst(1));
        await evening.JoinsAndPays(deal, evening.Li, 2);
        var refunded = await evening.JoinsAndPays(deal, evening.Lin);
        await evening.Joins(deal, evening.Lin);
        await evening.Joins(deal, evening.Neighbours[2]);
        await evening.Waits(deal, evening.Neighbours[3]);
        Assert.Equal((3, 1), ((await Glance(evening, evening.Zhang)).Single(d => d.Id == deal.Id).People, (await Glance(evening, evening.Zhang)).Single(d => d.Id == deal.Id).Waiting));
        // 小林's first order goes back, and who waited takes its place.
        await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Zhang, new(refunded), "压坏了"), evening.Settings));

        var seen = await Glance(evening, evening.Zhang);
        Assert.Equal([deal.Id, draft], seen.Select(d => d.Id).OrderBy(id => id == draft));
        var open = seen.Single(d => d.Id == deal.Id);
        Assert.Equal((DealState.Open, 4, 3, 1), (open.State, open.People, open.Awaiting, open.ToHandOver));
        Assert.Equal((2 * 5980L, 0), (open.MoneyFen, open.Waiting));
        Assert.Equal(["枇杷"], open.Goods.Select(g => g.Name));
        Assert.Equal((DealState.Draft, 0, 0L), (seen.Single(d => d.Id == draft).State, seen.Single(d => d.Id == draft).People, seen.Single(d => d.Id == draft).MoneyFen));
        Assert.Empty(await Glance(evening, evening.Village.Wang));
    }

    [Theory, OnEachDatabase]
    public async Task The_mark_changes_with_each_thing_the_board_shows_and_with_nothing_else(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 1));
        var marks = new List<string> { await Mark(evening, deal.Id) };
        Assert.Equal(marks[0], await Mark(evening, deal.Id));
        async Task After(Func<Task> deed) { await deed(); marks.Add(await Mark(evening, deal.Id)); }

        var order = Guid.Empty;
        await After(async () => order = (await evening.Joins(deal, evening.Li)).OrderId);
        await After(() => evening.Waits(deal, evening.Lin));
        await After(() => evening.Pays(evening.Li, order));
        await After(() => evening.CutsOff(deal));
        await After(() => evening.HandsOver(order));
        await After(() => evening.Village.Do(work => UndoHandOver.Handle(work, new(evening.Zhang, new(order)))));
        await After(() => evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Zhang, new(order), "压坏了"), evening.Settings)));
        Assert.DoesNotContain(marks.Zip(marks.Skip(1)), pair => pair.First == pair.Second);
        Assert.Equal("", await Mark(evening, new(deal.Offers[0].Value)));
    }

    [Theory, OnEachDatabase]
    public async Task A_scanned_code_shows_the_bag_and_why_it_must_not_go_out_yet(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = await evening.JoinsAndPays(deal, evening.Li);
        var code = (await evening.See(order)).PickupCode!;
        var early = (await Scans(evening, evening.Zhang, $"{code[..4]} {code[4..]}")).Value;
        Assert.Equal((order, HandOver.NotCutOff), (early.Order.OrderId, early.WhyNot));
        await evening.CutsOff(deal);
        Assert.Null((await Scans(evening, evening.Zhang, code)).Value.WhyNot);
        await evening.HandsOver(order);
        Assert.Equal(HandOver.Already.Code, (await Scans(evening, evening.Zhang, code)).Value.WhyNot?.Code);
        Assert.Equal(HandOver.NoSuchCode, (await Scans(evening, evening.Zhang, "00000000")).Refusal);
        // 小林's camera opens nothing, and another leader learns no more than from a code that does not exist.
        Assert.Equal(Visitor.NotAllowed, (await Scans(evening, await evening.Village.See(evening.Lin), code)).Refusal);
        Assert.Equal(HandOver.NoSuchCode, (await Scans(evening, new(evening.Lin, [evening.Village.Sunshine], false), code)).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task A_form_sent_twice_makes_one_draft_and_nobody_writes_over_anothers(Database on)
    {
        await using var evening = await Evening.Open(on);
        var id = Ids.New<DealId>(evening.Now);
        var form = evening.Asks(evening.LoquatsFor()) with { As = id };
        Assert.Equal(id, await evening.Village.Do(work => DraftDeal.Handle(work, form)));
        Assert.Equal(id, await evening.Village.Do(work => DraftDeal.Handle(work, form with { Title = "改过的名字" })));
        Assert.Equal("改过的名字", Assert.Single(await Glance(evening, evening.Zhang)).Title);
        var stranger = new Visitor(evening.Lin, [evening.Village.Sunshine], false);
        Assert.Equal(Deal.Missing, await evening.Village.Refused(work => DraftDeal.Handle(work, form with { By = stranger })));
        Assert.Equal(Deal.Missing, await evening.Village.Refused(work => DraftDeal.Handle(work, form with { As = null, DealId = Ids.New<DealId>(evening.Now) })));
    }

    [Theory, OnEachDatabase]
    public async Task A_refused_draft_names_the_field(Database on)
    {
        await using var evening = await Evening.Open(on);
        var good = evening.Asks(evening.LoquatsFor(), evening.MulberriesToTheFirst(30));
        async Task<string?> Wrong(DraftDeal.Ask ask) => (await evening.Village.Refused(work => DraftDeal.Handle(work, ask))).Detail;
        Assert.Equal("title", await Wrong(good with { Title = " " }));
        Assert.Equal("story", await Wrong(good with { Story = new string('好', DraftDeal.StoryLengthMax + 1) }));
        Assert.Equal("offers.0.price", await Wrong(good with { Offers = [evening.LoquatsFor(fen: 0)] }));
        Assert.Equal("offers.1.stockLimit", await Wrong(good with { Offers = [evening.LoquatsFor(), evening.MulberriesFor(limit: 0)] }));
        Assert.Equal("offers.0.perPerson", await Wrong(good with { Offers = [evening.LoquatsFor(perPerson: 1000)] }));
        Assert.Equal("offers.1.giftForFirst", await Wrong(good with { Offers = [evening.LoquatsFor(), evening.MulberriesToTheFirst(0)] }));
        Assert.Equal("pickupUntil", await Wrong(good with { PickupUntil = good.PickupFrom }));
        Assert.Equal("cutOffDue", await Wrong(good with { CutOffDue = good.PickupFrom.AddMinutes(1) }));
        Assert.Equal("arrivesOn", await Wrong(good with { ArrivesOn = good.ArrivesOn.AddDays(9) }));
    }
}
