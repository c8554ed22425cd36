// 李阿姨 takes her data away and leaves: everything of hers is in the file, and afterwards nothing that names her can be read, but what the law keeps, by its keeper.
using System.Reflection;
using System.Text.Json;
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using HaoLin.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class ErasureStoryTests
{
    static Task<Outcome<EraseMyself.Answer>> Leaves(Evening evening, Visitor who, bool sure = true) => evening.Store.Write(work => EraseMyself.Handle(work, evening.Village.Sealing, evening.Village.Revocations, new(who, sure)));

    static async Task<ExportMyself.Answer> Takes(Evening evening, Visitor who) => (await ExportMyself.Handle(evening.Store, evening.Village.Sealing, new(who))).Value;

    /// <summary>An evening of hers: a paid order with a note and a collector, collected; one cancelled; one written down before she had an account.</summary>
    static async Task<(Visitor Li, OnSale Deal, Guid Paid)> HerEvening(Evening evening, bool collected = true)
    {
        var sealing = evening.Village.Sealing;
        var deal = await evening.Opens(evening.LoquatsFor(limit: 10));
        var old = (await evening.Village.Do(work => JoinForNeighbours.Handle(work, sealing, new(evening.Zhang, deal.Id, evening.Point, [new(1, "李 5栋", null, [new(deal.Offers[0], 1)], "放门口")], true)))).Lines[0].OrderId!.Value;
        var link = (await evening.Village.Do(work => InviteToAdopt.Handle(work, sealing, new(evening.Zhang, new(old))))).Path;
        var li = await evening.Village.Resident(Village.LisPhone, "李阿姨");
        await evening.Village.Do(work => AdoptOrders.Handle(work, sealing, new(li, link)));
        await evening.Village.Do(work => CancelOrder.Handle(work, new(li.Person, new(old)), evening.Settings));
        var paid = (await evening.Joins(evening.Wants(deal, li.Person, 2, "挑软的"))).OrderId;
        await evening.Pays(li.Person, paid);
        await evening.Village.Do(work => NameCollector.Handle(work, sealing, new(li.Person, new(paid), "女婿小陈", "4711")));
        await evening.NewsGoesRound();
        await evening.CutsOff(deal);
        await evening.NewsGoesRound();
        if (collected) await evening.HandsOver(paid);
        await evening.NewsGoesRound();
        return (li, deal, paid);
    }

    [Theory, OnEachDatabase]
    public async Task Her_file_holds_everything_of_hers_and_nothing_of_her_neighbours(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (li, deal, paid) = await HerEvening(evening);
        await evening.Store.Write(work => RevealPhone.Handle(work, evening.Village.Sealing, new(evening.Zhang, new(paid), "arrival"), evening.Settings));
        var mine = await Takes(evening, li);
        Assert.Equal(("李阿姨", Village.LisPhone), (mine.Person.Name, mine.Person.Phone));
        Assert.Equal("阳光花园", Assert.Single(mine.Communities).Community);
        Assert.Equal(2, mine.Orders.Count);
        var order = mine.Orders.Single(o => o.OrderId == paid);
        Assert.Equal(("挑软的", "女婿小陈", "handed-over"), (order.Note, order.Collector!.Name, order.State));
        Assert.Equal(11960, Assert.Single(mine.Payments, p => p.PaidAt is not null).AmountFen);
        Assert.Single(mine.HandOvers);
        Assert.Contains(mine.Messages, m => m.Text.StartsWith("付款成功", StringComparison.Ordinal));
        Assert.Contains(mine.WhatWasDone, l => l is { Kind: "phone-shown", ByMe: false });
        Assert.Equal(["李 5栋"], mine.KnownAs);
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(MyDataPacked.Of(mine)));
        Assert.Equal(["my-data.json", "my-data.html"], zip.Entries.Select(e => e.Name));
        string Text(string name) { using var reader = new StreamReader(zip.GetEntry(name)!.Open()); return reader.ReadToEnd(); }
        var (json, page) = (Text("my-data.json"), Text("my-data.html"));
        Assert.Equal("李阿姨", JsonDocument.Parse(json).RootElement.GetProperty("person").GetProperty("name").GetString());
        foreach (var text in new[] { json, page }) foreach (var word in new[] { Village.LisPhone, "挑软的", "女婿小陈", "李 5栋" }) Assert.Contains(word, text);
        var lin = await evening.Store.Read(async db => (await db.Set<Person>().FirstAsync(p => p.Id == evening.Lin)).Phone(evening.Village.Sealing));
        Assert.DoesNotContain(lin, json);
    }

    /// <summary>Every table that says whose a row is: in the file, or why it is not.</summary>
    [Fact]
    public void Every_table_about_a_person_is_in_the_file_or_has_a_reason_not_to_be()
    {
        Dictionary<Type, string> inTheFile = new()
        {
            [typeof(Person)] = "person, knownAs", [typeof(Membership)] = "communities", [typeof(AwaitedMember)] = "communities", [typeof(Role)] = "roles", [typeof(Message)] = "messages", [typeof(Order)] = "orders", [typeof(WaitlistEntry)] = "waits",
            [typeof(HandOverRow)] = "handOvers", [typeof(AuditLine)] = "whatWasDone", [typeof(Adoption)] = "knownAs", [typeof(Import)] = "imports", [typeof(Refund)] = "orders.refunds", [typeof(Coupon)] = "coupons", [typeof(CreditEntry)] = "credit", [typeof(Consent)] = "consents", [typeof(LeaderApplication)] = "applications",
            [typeof(Receipt)] = "orders.receipt", [typeof(Uncollected)] = "orders.uncollected", [typeof(Home)] = "homes",
        };
        Dictionary<Type, string> not = new()
        {
            [typeof(TakenRow)] = "counted from orders", [typeof(Credential)] = "a hash of a password, staff only", [typeof(LeaderPaper)] = "a leader's work; what was done is in whatWasDone", [typeof(LeaderFile)] = "a leader's work; what was done is in whatWasDone", [typeof(Authenticator)] = "sealed with their key, staff only", [typeof(Passkey)] = "half a key and a name sealed with theirs, staff only", [typeof(SetUpLink)] = "a hash of a secret, staff only", [typeof(Invitation)] = "a leader's address", [typeof(Revocation)] = "an instant of signing out",
            [typeof(IdempotencyRow)] = "answers already given, gone after seven days", [typeof(LeaderTask)] = "a leader's work", [typeof(Retained)] = "exists only once the account is closed", [typeof(Deal)] = "a leader's work", [typeof(DealStep)] = "a leader's work", [typeof(LeaderChange)] = "a leader's work",
            [typeof(Closing)] = "headquarters' work", [typeof(HaoLin.Supply.Webhooks.Webhook)] = "headquarters' work", [typeof(Campaign)] = "headquarters' work", [typeof(SignalAnswer)] = "headquarters' work; that it was about them is in whatWasDone", [typeof(MachineToken)] = "a machine's, staff only", [typeof(DeskDeed)] = "a keeper's work at the desk",
        };
        using var db = new HaoLinDb(new DbContextOptionsBuilder().UseSqlite("Data Source=:memory:").Options, Village.Mappings);
        var aboutPeople = db.Model.GetEntityTypes().Where(t => t.ClrType.GetProperties(BindingFlags.Public | BindingFlags.Instance).Any(p => p.PropertyType == typeof(PersonId) || p.PropertyType == typeof(PersonId?))
            || t.ClrType == typeof(AuditLine) || t.ClrType == typeof(Import) || t.ClrType == typeof(IdempotencyRow)).Select(t => t.ClrType).ToHashSet();
        Assert.Equal([], aboutPeople.Except(inTheFile.Keys).Except(not.Keys).Select(t => t.Name));
        Assert.Equal([], inTheFile.Keys.Concat(not.Keys).Except(aboutPeople).Select(t => t.Name));
    }

    [Theory, OnEachDatabase]
    public async Task Once_she_has_left_nothing_names_her_and_the_books_stand(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (li, deal, paid) = await HerEvening(evening);
        var sealing = evening.Village.Sealing;
        var before = await evening.Store.Read(db => db.Set<Person>().AsNoTracking().SingleAsync(p => p.Id == li.Person));
        Assert.Equal(EraseMyself.NotSure, (await Leaves(evening, li, sure: false)).Refusal);
        var kept = (await evening.Store.Read(db => ReadErasure.Handle(db, new(li))));
        Assert.Equal(1, kept.PaidOrders);
        var left = (await Leaves(evening, li)).Value;
        Assert.Equal((kept.KeptUntil, evening.Now.AddYears(3)), (left.KeptUntil, left.KeptUntil!.Value));

        var after = await evening.Store.Read(db => db.Set<Person>().AsNoTracking().SingleAsync(p => p.Id == li.Person));
        Assert.Equal(("已注销", "", null, null), (after.Name(sealing), after.Phone(sealing), after.PhoneLookup, after.PhoneTailLookup));
        // The key that stands there now opens nothing of what was sealed before.
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => sealing.Open(after.KeyWrapped, before.PhoneSealed!));
        Assert.Equal(0, await evening.Store.Read(db => db.Set<Message>().CountAsync(m => m.PersonId == li.Person)) + await evening.Store.Read(db => db.Set<Membership>().CountAsync(m => m.PersonId == li.Person)) + await evening.Store.Read(db => db.Set<Collector>().CountAsync()));
        Assert.All(await evening.Store.Read(db => db.Set<Order>().Where(o => o.PersonId == li.Person).ToListAsync()), o => Assert.Null(o.NoteSealed));
        Assert.DoesNotContain("李 5栋", (await evening.Store.Read(db => db.Set<Person>().ToListAsync())).Select(p => p.Name(sealing)));
        var seen = (await evening.Store.Read(db => ShowOrder.Handle(db, sealing, new(evening.Zhang, new(paid))))).Value;
        Assert.Equal(("已注销", "", 11960L, "handed-over"), (seen.Name, seen.Note, seen.AmountFen, seen.State));
        await evening.NothingIsBroken();
        Assert.Equal(EraseMyself.Gone, (await Leaves(evening, li)).Refusal);
        Assert.Equal(ExportMyself.SignInFirst, (await ExportMyself.Handle(evening.Store, sealing, new(li))).Refusal);
        // The same phone makes somebody new.
        await evening.Village.Pass(TimeSpan.FromMinutes(2));
        var again = await evening.Village.Resident(Village.LisPhone, "李阿姨");
        Assert.NotEqual(li.Person, again.Person);
        Assert.Empty((await Takes(evening, again)).Orders);
    }

    [Theory, OnEachDatabase]
    public async Task She_cannot_leave_while_an_order_is_open_money_is_on_its_way_or_she_leads(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (li, deal, paid) = await HerEvening(evening, collected: false);
        Assert.Equal(EraseMyself.OrderOpen, (await Leaves(evening, li)).Refusal);
        await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Zhang, new(paid), "坏了"), evening.Settings));
        Assert.Equal(EraseMyself.MoneyOnItsWay, (await Leaves(evening, li)).Refusal);
        Assert.Equal(EraseMyself.HasRole, (await Leaves(evening, evening.Zhang)).Refusal);
        // Whoever never paid leaves without anything staying.
        var lin = await evening.Village.Resident(Village.LinsPhone, "小林");
        Assert.Null((await Leaves(evening, lin)).Value.KeptUntil);
        Assert.Equal(0, await evening.Store.Read(db => db.Set<Retained>().CountAsync()));
    }

    [Theory, OnEachDatabase]
    public async Task Only_the_keeper_opens_what_the_law_keeps_for_a_reason_and_for_three_years(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (li, _, _) = await HerEvening(evening);
        await Leaves(evening, li);
        Task<Outcome<OpenRetained.Answer>> Opens(Visitor by, string? reason) => evening.Store.Write(work => OpenRetained.Handle(work, evening.Village.Sealing, new(by, li.Person, reason)));
        foreach (var by in new[] { evening.Village.Wang, evening.Zhang, li }) Assert.Equal(OpenRetained.NotAllowed, (await Opens(by, "court")).Refusal);
        Assert.Equal(AppointKeeper.NotOurs, await evening.Village.Refused(work => AppointKeeper.Handle(work, evening.Village.Sealing, new(evening.Village.Wang, Village.ZhangsPhone))));
        await evening.Village.Do(work => AppointKeeper.Handle(work, evening.Village.Sealing, new(evening.Village.Wang, Village.WangsPhone)));
        var keeper = await evening.Village.See(evening.Village.Wang.Person);
        Assert.Equal(OpenRetained.ReasonNeeded, (await Opens(keeper, "想看看")).Refusal);
        var opened = (await Opens(keeper, "court")).Value;
        Assert.Equal(("李阿姨", Village.LisPhone), (opened.Name, opened.Phone));
        Assert.Equal("court", (await evening.Store.Read(db => db.Set<AuditLine>().SingleAsync(l => l.Kind == "retained-opened"))).Reason);
        await evening.Village.Pass(TimeSpan.FromDays(3 * 366));
        Assert.Equal(OpenRetained.Missing, (await Opens(keeper, "court")).Refusal);
        await evening.Store.Write(work => Retained.Forget(work));
        Assert.Equal(0, await evening.Store.Read(db => db.Set<Retained>().CountAsync()));
    }

    [Theory, OnEachDatabase]
    public async Task Two_thousand_orders_are_taken_away_within_ten_seconds(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var li = await evening.Village.See(evening.Li);
        await evening.Store.Write(work =>
        {
            for (var i = 1; i <= 2000; i++)
                work.Db.Add(Order.From(evening.Wants(deal, evening.Li), new(i, new(5980), work.Now, [(deal.Offers[0], 1, new(5980))], [], evening.Point), null, work.Now.AddSeconds(i)));
            return Task.CompletedTask;
        });
        var began = TimeProvider.System.GetTimestamp();
        var packed = MyDataPacked.Of(await Takes(evening, li));
        var took = TimeProvider.System.GetElapsedTime(began);
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(packed));
        using var json = JsonDocument.Parse(zip.GetEntry("my-data.json")!.Open());
        Assert.Equal(2000, json.RootElement.GetProperty("orders").GetArrayLength());
        Assert.True(took < TimeSpan.FromSeconds(10), $"it took {took.TotalSeconds:0.0} s");
    }
}
