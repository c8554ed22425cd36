// 老张 divides the pickup into hours for so many households: the last place goes to one neighbour, whoever leaves gives it up, and every list knows.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class PickupSlotTests
{
    static Task<Outcome<Done>> Sets(Evening evening, OnSale deal, int capacity, int minutes = 60) => evening.Store.Write(work => SetPickupSlots.Handle(work, new(evening.Zhang, deal.Id,
        capacity == 0 ? [] : SetPickupSlots.Even(Village.FirstEvening.AddHours(20.5), Village.FirstEvening.AddHours(24.5), [evening.Point], TimeSpan.FromMinutes(minutes), capacity))));

    static Task<IReadOnlyList<SlotView>> Slots(Evening evening, OnSale deal) => evening.Store.Read(db => SlotView.Of(db, deal.Id));

    static Task<Outcome<Done>> Chooses(Evening evening, PersonId who, Guid order, Guid? slot) => evening.Store.Write(work => ChooseSlot.Handle(work, new(who, new(order), slot is { } id ? new PickupSlotId(id) : null)));

    static async Task<ShowOrder.Answer> Shown(Evening evening, PersonId who, Guid order) => (await evening.Store.Read(db => ShowOrder.Handle(db, evening.Village.Sealing, new(new(who, [], false), new(order))))).Value;

    [Theory, OnEachDatabase]
    public async Task A_slot_is_chosen_changed_and_given_up_and_the_lists_and_messages_know(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        Assert.False((await Shown(evening, evening.Li, await evening.JoinsAndPays(deal, evening.Li))).HasSlots);
        Assert.Null((await Sets(evening, deal, 2)).Refusal);
        var slots = await Slots(evening, deal);
        Assert.Equal([(16, 2), (17, 2), (18, 2), (19, 2)], slots.Select(s => (BusinessDay.Local(s.From).Hour, s.Left)));
        var li = (await evening.Store.Read(db => db.Set<Order>().SingleAsync())).Id.Value;
        var lin = await evening.JoinsAndPays(deal, evening.Lin);
        Assert.Equal(Order.Missing, (await Chooses(evening, evening.Lin, li, slots[0].Id)).Refusal);
        Assert.Equal(ChooseSlot.Missing, (await Chooses(evening, evening.Li, li, Guid.CreateVersion7())).Refusal);
        Assert.Null((await Chooses(evening, evening.Li, li, slots[1].Id)).Refusal);
        Assert.Null((await Chooses(evening, evening.Lin, lin, slots[0].Id)).Refusal);
        Assert.Equal([1, 1, 2, 2], (await Slots(evening, deal)).Select(s => s.Left));
        Assert.Null((await Chooses(evening, evening.Li, li, slots[3].Id)).Refusal);
        Assert.Equal(SetPickupSlots.Chosen, (await Sets(evening, deal, 0)).Refusal);
        Assert.Equal(SetPickupSlots.Chosen, (await Sets(evening, deal, 3, minutes: 30)).Refusal);
        Assert.Null((await Sets(evening, deal, 1)).Refusal);
        Assert.Equal(slots[3].Id, (await Shown(evening, evening.Li, li)).Slot!.Id);
        Assert.Equal([0, 1, 1, 0], (await Slots(evening, deal)).Select(s => s.Left));
        await evening.CutsOff(deal);
        await evening.NewsGoesRound();
        Assert.Contains(await evening.MessagesTo(evening.Li), m => m.Text.EndsWith("截单了，4月19日 19:00 到 4月19日 20:00 取货", StringComparison.Ordinal));
        var lists = (await evening.Store.Read(db => PrintLists.Handle(db, evening.Village.Sealing, new(evening.Zhang, deal.Id)))).Value;
        Assert.Equal([(2, "16:00–17:00"), (1, "19:00–20:00")], lists.People.Select(p => (p.Sequence, p.Slot)));
        var desk = (await evening.Store.Read(db => FindAtDesk.Handle(db, evening.Village.Sealing, new(evening.Zhang, null, "")))).Value;
        Assert.Equal([lin, li], desk.Select(o => o.OrderId));
        Assert.Null((await Chooses(evening, evening.Li, li, null)).Refusal);
        Assert.Null((await Shown(evening, evening.Li, li)).Slot);
        await evening.Village.Pass(TimeSpan.FromHours(22));
        Assert.Equal(ChooseSlot.Past, (await Chooses(evening, evening.Li, li, slots[0].Id)).Refusal);
        await evening.HandsOver(li);
        Assert.Equal(ChooseSlot.NotWaiting, (await Chooses(evening, evening.Li, li, slots[3].Id)).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task Whoever_leaves_gives_the_place_up_and_a_pickup_that_moves_takes_its_slots_along(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        await Sets(evening, deal, 1);
        var first = (await Slots(evening, deal))[0];
        var (li, lin) = (await evening.Joins(deal, evening.Li), await evening.JoinsAndPays(deal, evening.Lin));
        await Chooses(evening, evening.Li, li.OrderId, first.Id);
        Assert.Equal(ChooseSlot.Full, (await Chooses(evening, evening.Lin, lin, first.Id)).Refusal);
        await evening.Village.Pass(Evening.Hold + TimeSpan.FromSeconds(1));
        await evening.Lapses();
        Assert.Null((await Chooses(evening, evening.Lin, lin, first.Id)).Refusal);
        Assert.Equal(ChooseSlot.NotWaiting, (await Chooses(evening, evening.Li, li.OrderId, first.Id)).Refusal);
        await evening.Village.Do(work => MoveTimes.Handle(work, new(evening.Zhang, deal.Id, null, new(2026, 4, 20), Village.FirstEvening.AddHours(44.5), Village.FirstEvening.AddHours(48.5), "下雨")));
        Assert.Equal(first.From.AddDays(1), (await Shown(evening, evening.Lin, lin)).Slot!.From);
    }

    [Theory, OnEachDatabase]
    public async Task Twelve_hands_reaching_for_three_places_get_three(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 12);
        var deal = await evening.Opens(evening.LoquatsFor());
        await Sets(evening, deal, 3);
        var slot = (await Slots(evening, deal))[0].Id;
        var orders = new List<Guid>();
        foreach (var who in evening.Neighbours) orders.Add((await evening.Joins(deal, who)).OrderId);
        var answers = await Village.AtOnce(12, n => Chooses(evening, evening.Neighbours[n], orders[n], slot));
        Assert.Equal((3, 9), (answers.Count(a => !a.Refused), answers.Count(a => a.Refusal == ChooseSlot.Full)));
        Assert.Equal(3, await evening.Store.Read(db => PickupSlot.Taken(db).CountAsync()));
    }

    /// <summary>The control: whoever counts first and takes afterwards, without the deal's lock between, fills a slot beyond its room; the race above would see that.</summary>
    [Theory, OnEachDatabase]
    public async Task Counting_before_the_lock_would_let_too_many_in(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 12);
        var deal = await evening.Opens(evening.LoquatsFor());
        await Sets(evening, deal, 3);
        var slot = new PickupSlotId((await Slots(evening, deal))[0].Id);
        var orders = new List<Guid>();
        foreach (var who in evening.Neighbours) orders.Add((await evening.Joins(deal, who)).OrderId);
        var counted = await Village.AtOnce(12, _ => evening.Store.Read(db => PickupSlot.Taken(db).CountAsync(c => c.SlotId == slot)));
        foreach (var (order, others) in orders.Zip(counted).Where(o => o.Second < 3))
            await evening.Store.Write(async work => { work.Db.Add(new SlotChoice { OrderId = new(order), SlotId = slot, ChosenAt = work.Now }); await Task.CompletedTask; });
        Assert.Equal(12, await evening.Store.Read(db => PickupSlot.Taken(db).CountAsync()));
    }

    [Fact]
    public void Slots_lie_within_the_pickup_and_do_not_overlap()
    {
        var from = new DateTimeOffset(2026, 4, 19, 16, 0, 0, BusinessDay.Offset);
        var point = new PickupPointId(Guid.CreateVersion7());
        var deal = new Deal { Id = new(Guid.CreateVersion7()), LeaderId = default, Title = "", Story = "", CreatedAt = from, CutOffDue = from, ArrivesOn = new(2026, 4, 19), PickupFrom = from, PickupUntil = from.AddHours(4) };
        Refusal? Try(params SetPickupSlots.Slot[] slots) => SetPickupSlots.Decide(deal, [point], slots, new Dictionary<(PickupPointId, DateTimeOffset, DateTimeOffset), int>());
        SetPickupSlots.Slot At(double start, double end, int capacity = 40, PickupPointId? where = null) => new(where ?? point, from.AddHours(start), from.AddHours(end), capacity);
        Assert.Null(Try());
        Assert.Null(Try(At(0, 1), At(1, 2.5), At(2.5, 4)));
        foreach (var wrong in new[] { At(-1, 1), At(3, 4.1), At(1, 1), At(0, 1, 0), At(0, 1, 1000), At(0, 1, 40, new(Guid.CreateVersion7())) }) Assert.Equal(SetPickupSlots.Wrong, Try(wrong));
        Assert.Equal(SetPickupSlots.Wrong, Try(At(0, 1), At(0.5, 2)));
        Assert.Equal([60, 60, 60, 30], SetPickupSlots.Even(from, from.AddHours(3.5), [point], TimeSpan.FromHours(1), 9).Select(s => (int)(s.Until - s.From).TotalMinutes));
    }
}
