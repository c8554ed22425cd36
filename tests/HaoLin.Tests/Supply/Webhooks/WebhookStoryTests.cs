// A warehouse's system hears of the evening: each fact once, signed; when it fails it is tried for three days; what it missed is sent again.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Supply.Webhooks;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace HaoLin.Tests.Supply.Webhooks;

public sealed class WebhookStoryTests
{
    sealed class Partner(Evening evening, PartnersDesk desk) : IAsyncDisposable
    {
        public static readonly WebhookSettings Here = new(Loopback: true);
        readonly WebhookCourier courier = new(evening.Store, evening.Village.Sealing, Here, NullLogger<WebhookCourier>.Instance);

        public Evening Evening => evening;
        public PartnersDesk Desk => desk;
        public WebhookId Id { get; private set; }
        public string Secret(int version = 1) => WebhookSignature.Secret(evening.Village.Sealing, Id, version);

        public static async Task<Partner> Open(Database on, params string[] facts)
        {
            var partner = new Partner(await Evening.Open(on), await PartnersDesk.Open());
            partner.Id = await partner.Registers(facts.Length > 0 ? facts : ["trade.order-paid"]);
            return partner;
        }

        public Task<WebhookId> Registers(params string[] facts) => evening.Village.Do(work => RegisterWebhook.Handle(work, Here, new(evening.Village.Wang, "仓库系统", desk.Address, facts)));

        /// <summary>News goes round, and what is due is carried once.</summary>
        public async Task Carry(WebhookCourier? by = null)
        {
            await evening.NewsGoesRound();
            await await (by ?? courier).CarryWhatIsDue(default);
        }

        public Task<ListWebhooks.Item> See() => evening.Store.Read(async db => (await ListWebhooks.Handle(db, new(evening.Village.Wang), evening.Now)).Value.Items.Single(w => w.Id == Id.Value));
        public Task<ReadDeliveries.Answer> Log(Cursor? after = null, int limit = 30, bool unfinished = false) => evening.Store.Read(async db => (await ReadDeliveries.Handle(db, new(evening.Village.Wang, Id, after, unfinished, limit))).Value);
        public Task<T> Do<T>(Func<Work, Task<Outcome<T>>> deed) => evening.Village.Do(deed);
        public Visitor Wang => evening.Village.Wang;

        public async ValueTask DisposeAsync()
        {
            courier.Dispose();
            await desk.DisposeAsync();
            await evening.DisposeAsync();
        }
    }

    [Theory, OnEachDatabase]
    public async Task What_was_chosen_is_told_once_signed_and_without_a_word_about_a_person(Database on)
    {
        await using var partner = await Partner.Open(on, "trade.order-paid", "trade.deal-joined");
        var deal = await partner.Evening.Opens(partner.Evening.LoquatsFor());
        var order = await partner.Evening.JoinsAndPays(deal, partner.Evening.Li);
        await partner.Carry();
        await partner.Carry();
        Assert.Equal(["trade.deal-joined", "trade.order-paid"], partner.Desk.All.Select(t => t.Type).Order());
        Assert.All(partner.Desk.All, told => Assert.True(told.IsOurs(partner.Secret(), partner.Evening.Now)));
        var paid = partner.Desk.All.Single(t => t.Type == "trade.order-paid");
        Assert.Equal((order, 5980), (paid.Data.GetProperty("orderId").GetGuid(), paid.Data.GetProperty("amountFen").GetInt64()));
        Assert.DoesNotContain("李阿姨", string.Concat(partner.Desk.All.Select(t => t.Body)));
        var log = await partner.Log();
        Assert.Equal(["delivered", "delivered"], log.Items.Select(d => d.State));
        Assert.All(log.Items, d => Assert.Equal(204, Assert.Single(d.Attempts).Status));
        Assert.Equal(["trade.deal-opened"], (await partner.Evening.Store.Read(db => db.Set<OutboxRow>().Select(o => o.Name).Distinct().ToListAsync())).Except(["trade.order-paid", "trade.deal-joined"]));
    }

    [Theory, OnEachDatabase]
    public async Task What_fails_is_tried_again_later_under_the_same_id_and_the_log_says_what_was_answered(Database on)
    {
        await using var partner = await Partner.Open(on);
        var answers = new Queue<int>([500, 0, 302, 404]);
        partner.Desk.Mood = _ => Task.FromResult(answers.TryDequeue(out var status) ? status : 200);
        await partner.Evening.JoinsAndPays(await partner.Evening.Opens(partner.Evening.LoquatsFor()), partner.Evening.Li);
        for (var tries = 1; tries <= 5; tries++)
        {
            await partner.Carry();
            Assert.Equal(tries, partner.Desk.All.Count);
            await partner.Carry();
            Assert.Equal(tries, partner.Desk.All.Count);
            if (tries == 1) Assert.NotNull((await partner.See()).FailingSince);
            await partner.Evening.Village.Pass(WebhookCourier.PauseAfter(tries, 1));
        }
        Assert.Single(partner.Desk.All.Select(t => t.Id).Distinct());
        // Each try is stamped and signed anew, or a receiver would take the last for too old.
        Assert.Equal(5, partner.Desk.All.Select(t => t.Timestamp).Distinct().Count());
        var delivery = Assert.Single((await partner.Log()).Items);
        Assert.Equal([200, 404, 302, null, 500], delivery.Attempts.Select(a => a.Status));
        Assert.Equal("connection", delivery.Attempts[3].Problem);
        Assert.StartsWith("收到了：好", delivery.Attempts[0].Answer);
        Assert.True(delivery.Attempts[0].Answer.Length <= WebhookAttempt.AnswerBytesMax);
        Assert.Null((await partner.See()).FailingSince);
        Assert.Equal("delivered", delivery.State);
    }

    [Theory, OnEachDatabase]
    public async Task After_three_days_without_success_it_is_parked_switched_off_and_headquarters_is_told_and_what_was_missed_can_be_sent_again(Database on)
    {
        await using var partner = await Partner.Open(on);
        partner.Desk.Mood = _ => Task.FromResult(503);
        var deal = await partner.Evening.Opens(partner.Evening.LoquatsFor());
        var began = partner.Evening.Now;
        await partner.Evening.JoinsAndPays(deal, partner.Evening.Li);
        for (var tries = 1; tries < 40 && (await partner.See()).OffAt is null; tries++)
        {
            await partner.Carry();
            await partner.Evening.Village.Pass(WebhookCourier.PauseAfter(tries, 1));
        }
        Assert.Equal((Webhook.Failing, 1), ((await partner.See()).OffBecause, (await partner.See()).Parked));
        Assert.InRange(partner.Desk.All.Count, 12, 21);
        Assert.Contains("仓库系统", Assert.Single(await partner.Evening.MessagesTo(partner.Wang.Person), m => m.Kind == "webhook-off").Text);

        var before = partner.Desk.All.Count;
        await partner.Carry();
        Assert.Equal(before, partner.Desk.All.Count);
        Assert.Equal(PingWebhook.IsOff, await partner.Evening.Village.Refused(work => PingWebhook.Handle(work, new(partner.Wang, partner.Id))));

        partner.Desk.Mood = _ => Task.FromResult(200);
        await partner.Do(work => SwitchWebhook.Handle(work, new(partner.Wang, partner.Id, On: true)));
        await partner.Carry();
        Assert.Equal(before, partner.Desk.All.Count);
        Assert.Equal(1, await partner.Do(work => ReplaySpan.Handle(work, new(partner.Wang, partner.Id, began, partner.Evening.Now))));
        await partner.Carry();
        Assert.Equal(before + 1, partner.Desk.All.Count);
        Assert.Single(partner.Desk.All.Select(t => t.Id).Distinct());
        Assert.True(partner.Desk.All[^1].IsOurs(partner.Secret(), partner.Evening.Now));
        Assert.Equal(0, (await partner.See()).Parked);
        await partner.Evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task One_delivery_or_a_span_is_sent_again_under_its_ids_also_what_happened_while_it_was_off(Database on)
    {
        await using var partner = await Partner.Open(on);
        var deal = await partner.Evening.Opens(partner.Evening.LoquatsFor());
        await partner.Evening.JoinsAndPays(deal, partner.Evening.Li);
        await partner.Carry();
        var first = Assert.Single(partner.Desk.All);
        await partner.Do(work => ResendDelivery.Handle(work, new(partner.Wang, partner.Id, Guid.Parse(first.Id))));
        await partner.Carry();
        Assert.Equal([first.Id, first.Id], partner.Desk.All.Select(t => t.Id));
        Assert.Equal(WebhookDelivery.Missing, await partner.Evening.Village.Refused(work => ResendDelivery.Handle(work, new(partner.Wang, partner.Id, Guid.CreateVersion7()))));

        await partner.Do(work => SwitchWebhook.Handle(work, new(partner.Wang, partner.Id, On: false)));
        var off = partner.Evening.Now;
        await partner.Evening.Village.Pass(TimeSpan.FromMinutes(1));
        await partner.Evening.JoinsAndPays(deal, partner.Evening.Lin);
        await partner.Carry();
        Assert.Equal(2, partner.Desk.All.Count);
        await partner.Do(work => SwitchWebhook.Handle(work, new(partner.Wang, partner.Id, On: true)));
        await partner.Evening.Village.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await partner.Do(work => ReplaySpan.Handle(work, new(partner.Wang, partner.Id, off.AddSeconds(30), partner.Evening.Now))));
        await partner.Carry();
        Assert.Equal(2, partner.Desk.All.Select(t => t.Id).Distinct().Count());
        Assert.Equal(2, await partner.Do(work => ReplaySpan.Handle(work, new(partner.Wang, partner.Id, off.AddDays(-1), partner.Evening.Now))));
        Assert.Equal(ReplaySpan.BadSpan, await partner.Evening.Village.Refused(work => ReplaySpan.Handle(work, new(partner.Wang, partner.Id, partner.Evening.Now, partner.Evening.Now))));
        Assert.Equal(ReplaySpan.BadSpan, await partner.Evening.Village.Refused(work => ReplaySpan.Handle(work, new(partner.Wang, partner.Id, partner.Evening.Now.AddDays(-31), partner.Evening.Now))));
    }

    [Theory, OnEachDatabase]
    public async Task A_new_secret_signs_beside_the_former_for_a_day(Database on)
    {
        await using var partner = await Partner.Open(on);
        Assert.Equal(2, await partner.Do(work => RenewSecret.Handle(work, new(partner.Wang, partner.Id))));
        Assert.Equal(RenewSecret.TooSoon, await partner.Evening.Village.Refused(work => RenewSecret.Handle(work, new(partner.Wang, partner.Id))));
        async Task<PartnersDesk.Told> Pings()
        {
            await partner.Do(work => PingWebhook.Handle(work, new(partner.Wang, partner.Id)));
            await partner.Carry();
            return partner.Desk.All[^1];
        }
        var both = await Pings();
        Assert.True(both.IsOurs(partner.Secret(1), partner.Evening.Now) && both.IsOurs(partner.Secret(2), partner.Evening.Now));
        await partner.Evening.Village.Pass(Webhook.FormerSigns);
        var one = await Pings();
        Assert.Equal((false, true), (one.IsOurs(partner.Secret(1), partner.Evening.Now), one.IsOurs(partner.Secret(2), partner.Evening.Now)));
        Assert.NotEqual(partner.Secret(1), partner.Secret(2));
    }

    [Theory, OnEachDatabase]
    public async Task A_test_goes_to_the_one_address_and_whoever_is_gone_is_left_in_peace(Database on)
    {
        await using var partner = await Partner.Open(on);
        await partner.Registers("trade.order-paid");
        await partner.Do(work => PingWebhook.Handle(work, new(partner.Wang, partner.Id)));
        await partner.Carry();
        Assert.Equal("webhook.ping", Assert.Single(partner.Desk.All).Type);
        partner.Desk.Mood = _ => Task.FromResult(410);
        await partner.Do(work => PingWebhook.Handle(work, new(partner.Wang, partner.Id)));
        await partner.Carry();
        Assert.Equal(Webhook.Gone, (await partner.See()).OffBecause);
        await partner.Evening.Village.Pass(TimeSpan.FromDays(1));
        await partner.Carry();
        Assert.Equal(2, partner.Desk.All.Count);
        await partner.Do(work => RemoveWebhook.Handle(work, new(partner.Wang, partner.Id)));
        Assert.Equal(Webhook.Missing, await partner.Evening.Village.Refused(work => PingWebhook.Handle(work, new(partner.Wang, partner.Id))));
    }

    /// <summary>What was an outside address when it was registered leads inside now, as a name can that changes its mind.</summary>
    [Theory, OnEachDatabase]
    public async Task An_address_that_leads_inside_at_the_moment_of_connecting_is_not_connected_to(Database on)
    {
        await using var partner = await Partner.Open(on);
        using var careful = new WebhookCourier(partner.Evening.Store, partner.Evening.Village.Sealing, new(Loopback: false), NullLogger<WebhookCourier>.Instance);
        foreach (var address in new[] { partner.Desk.Address, partner.Desk.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) })
        {
            await partner.Evening.Store.Write(work => work.Db.Set<Webhook>().Where(w => w.Id == partner.Id).ExecuteUpdateAsync(set => set.SetProperty(w => w.Address, address)));
            await partner.Do(work => PingWebhook.Handle(work, new(partner.Wang, partner.Id)));
            await partner.Carry(careful);
        }
        Assert.Empty(partner.Desk.All);
        Assert.Equal(["address", "address"], (await partner.Log()).Items.SelectMany(d => d.Attempts).Select(a => a.Problem));
    }

    [Theory, OnEachDatabase]
    public async Task The_log_is_read_page_by_page_and_forgotten_after_thirty_days(Database on)
    {
        await using var partner = await Partner.Open(on);
        for (var n = 0; n < 7; n++) await partner.Do(work => PingWebhook.Handle(work, new(partner.Wang, partner.Id)));
        await partner.Carry();
        var (seen, next) = (new List<Guid>(), (Cursor?)null);
        do
        {
            var page = await partner.Log(next, limit: 3);
            Assert.InRange(page.Items.Count, 1, 3);
            seen.AddRange(page.Items.Select(d => d.EventId));
            next = Cursor.Read(page.Next);
        }
        while (next is not null);
        Assert.Equal(7, seen.Distinct().Count());
        Assert.Equal(7, seen.Count);
        Assert.Empty((await partner.Log(unfinished: true)).Items);
        await partner.Evening.Village.Pass(TimeSpan.FromDays(30) + TimeSpan.FromSeconds(1));
        await partner.Evening.Store.Write(WebhookCourier.Forget);
        Assert.Empty((await partner.Log()).Items);
    }

    [Theory, OnEachDatabase]
    public async Task Only_headquarters_registers_and_only_facts_that_may_leave_the_house(Database on)
    {
        await using var partner = await Partner.Open(on);
        RegisterWebhook.Ask Good(Visitor by) => new(by, "仓库系统", "https://warehouse.example/haolin", ["trade.order-paid"]);
        Task<Refusal> Refused(RegisterWebhook.Ask ask) => partner.Evening.Village.Refused(work => RegisterWebhook.Handle(work, new(Loopback: false), ask));
        Assert.Equal(Visitor.NotAllowed, await Refused(Good(partner.Evening.Zhang)));
        Assert.Equal(RegisterWebhook.NoFacts, await Refused(Good(partner.Wang) with { Facts = [] }));
        Assert.Equal(RegisterWebhook.UnknownFact, await Refused(Good(partner.Wang) with { Facts = ["trade.order-paid", "trade.deal-held-back"] }));
        Assert.Equal(OutsideAddress.NotUsable, await Refused(Good(partner.Wang) with { Address = partner.Desk.Address }));
        Assert.Equal(Texts.Missing.Code, (await Refused(Good(partner.Wang) with { Name = " " })).Code);
        for (var n = 1; n < Webhook.CountMax; n++) await partner.Registers("trade.order-paid");
        Assert.Equal(RegisterWebhook.TooMany, await Refused(Good(partner.Wang)));
    }

    [Fact]
    public void What_partners_may_hear_are_facts_each_named_once() =>
        Assert.Equal(PartnerFact.All.Count, PartnerFact.All.Select(f => f.Name).Intersect(typeof(IFact).Assembly.GetTypes().Where(typeof(IFact).IsAssignableFrom).Select(t => t.GetCustomAttributes(typeof(FactNameAttribute), false).Cast<FactNameAttribute>().SingleOrDefault()?.Name ?? "")).Count());
}
