// Passkeys with real signatures: 老张's phone opens his account by itself, and everything that is not his phone, his finger and this moment opens nothing.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Neighbourhood;

public sealed class PasskeyTests
{
    const string Password = "loquat 7 boxes", Site = "hao.example", Origin = "https://hao.example", Address = "192.0.2.1";

    [Theory, OnEachDatabase]
    public async Task Lao_zhang_adds_his_phone_and_comes_in_by_it_alone_though_his_password_asks_for_digits(Database on)
    {
        await using var story = await Story.Open(on);
        var village = story.Village;
        using var phone = await story.Adds("老张的华为");
        await story.TurnsDigitsOn();
        Assert.Equal(Authenticator.CodeNeeded, (await story.SignsInByPassword()).Refusal);
        await village.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(village.Zhang.Person, (await story.SignsIn(phone)).Value.Person);
        var shown = Assert.Single((await village.Asking(db => ListPasskeys.Handle(db, village.Sealing, new(village.Zhang)))).Items);
        Assert.Equal(("老张的华为", village.Clock.GetUtcNow(), false), (shown.Name, shown.LastUsedAt!.Value, shown.IsBackedUp));
        Assert.Empty((await village.Asking(db => ListPasskeys.Handle(db, village.Sealing, new(village.Wang)))).Items);
        Assert.Equal([("passkey", "added")], await story.Noted());
        // What it is called says whose it is, and stands nowhere in the clear.
        var row = await village.Asking(db => db.Set<Passkey>().SingleAsync());
        Assert.False(row.NameSealed.AsSpan().IndexOf("老张"u8) >= 0);
        Assert.Equal("internal hybrid", row.Transports);
        // The leaders' list tells headquarters how many there are to take away.
        Assert.Equal(1, (await village.Asking(db => ListLeaders.Handle(db, village.Sealing, new(village.Wang, village.Clock.GetUtcNow())))).Value.Items.Single().Passkeys);
    }

    static readonly (string What, PretendDevice.Lie Lie)[] Lies =
    [
        ("a false page's answer", new(Origin: "https://hao.example.elsewhere.example")), ("another port's", new(Origin: "https://hao.example:8443")), ("without encryption", new(Origin: "http://hao.example")),
        ("a key for another site", new(Site: "elsewhere.example")), ("a frame on a false page", new(CrossOrigin: true)), ("without his finger", new(Unverified: true)), ("with nobody there", new(Absent: true)),
        ("another challenge", new(Challenge: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")), ("something else than asked", new(Type: "webauthn.nothing")),
    ];

    [Theory, OnEachDatabase]
    public async Task What_is_not_this_site_this_challenge_and_his_finger_opens_nothing_and_is_noted(Database on)
    {
        await using var story = await Story.Open(on);
        using var phone = await story.Adds("手机");
        (string What, PretendDevice.Lie Lie)[] lies = [.. Lies, ("forged", new(Forged: true)), ("copied, which this device cannot be", new(NowCopied: true))];
        foreach (var (what, lie) in lies)
        {
            Assert.Equal((what, SignInWithPasskey.NotGood), (what, (await story.SignsIn(phone, lie)).Refusal));
            Assert.Equal(("passkey-refused", "not proved"), (await story.Noted())[^1]);
            // An honest press after it is as good as ever, and forgets the wrong ones.
            Assert.False((await story.SignsIn(phone)).Refused, what);
        }
        Assert.Equal(lies.Length, (await story.Noted()).Count(n => n.Kind == "passkey-refused"));
        foreach (var rubbish in new[] { null, "", "{}", "[]", "null", "{\"id\":7}", "{\"id\":\"\\ud800\"}", "{\"id\":\"AA\"}", new string('x', 40_000) })
            Assert.Equal(SignInWithPasskey.NotGood, (await story.SignsInBy(_ => rubbish)).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task A_device_that_gets_one_thing_wrong_makes_no_passkey(Database on)
    {
        await using var story = await Story.Open(on);
        foreach (var (what, lie) in Lies)
        {
            using var phone = story.Device();
            Assert.Equal((what, AddPasskey.NotProved), (what, (await story.TriesToAdd(phone, lie)).Refusal));
        }
        using var first = await story.Adds("手机");
        using var other = story.Device();
        other.CredentialId = first.CredentialId;
        Assert.Equal(AddPasskey.NotProved, (await story.TriesToAdd(other)).Refusal);
        Assert.Single(await story.Village.Asking(db => db.Set<Passkey>().ToListAsync()));
    }

    [Theory, OnEachDatabase]
    public async Task An_answer_is_good_once_for_five_minutes_and_for_what_it_was_asked(Database on)
    {
        await using var story = await Story.Open(on);
        using var phone = await story.Adds("手机");
        var begun = (await story.Ceremony.BeginEntering()).Value;
        var answer = phone.Shows(begun.Options);
        // Overheard and sent four times at once it opens the door once; written another way it is still the same.
        Assert.Single(await Village.AtOnce(4, _ => story.Brings(begun.Held, answer)), outcome => !outcome.Refused);
        foreach (var held in new[] { begun.Held, begun.Held + " ", begun.Held + "=", begun.Held[..^1], "", null, "AAAA" }) Assert.Equal(SignInWithPasskey.Over, (await story.Brings(held, answer)).Refusal);
        var late = (await story.Ceremony.BeginEntering()).Value;
        await story.Village.Pass(PasskeyCeremony.Lasts);
        Assert.Equal(SignInWithPasskey.Over, (await story.Brings(late.Held, phone.Shows(late.Options))).Refusal);
        // What was asked for adding is no answer at the door, nor 王总's what 老张 began.
        var adding = await story.Begins();
        Assert.Equal(SignInWithPasskey.Over, (await story.Brings(adding.Held, phone.Shows(adding.Options))).Refusal);
        Assert.Equal(AddPasskey.Over, (await AddPasskey.Handle(story.Village.Store, story.Village.Sealing, story.Ceremony, new(story.Village.Wang, "手机", adding.Held, phone.Makes(adding.Options)))).Refusal);
        // A wrong answer uses it up too.
        var wrong = (await story.Ceremony.BeginEntering()).Value;
        Assert.Equal(SignInWithPasskey.NotGood, (await story.Brings(wrong.Held, phone.Shows(wrong.Options, new(Forged: true)))).Refusal);
        Assert.Equal(SignInWithPasskey.Over, (await story.Brings(wrong.Held, phone.Shows(wrong.Options))).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task A_count_that_goes_back_is_a_copy_and_is_noted(Database on)
    {
        await using var story = await Story.Open(on);
        using var phone = story.Device();
        phone.Count = 5;
        Assert.False((await story.TriesToAdd(phone)).Refused);
        Assert.False((await story.SignsIn(phone)).Refused);
        foreach (var copied in new uint[] { 5, 2, 1 })
        {
            // Showing it counts one more: at most to the 6 that was shown already.
            phone.Count = copied;
            Assert.Equal(SignInWithPasskey.WentBack, (await story.SignsIn(phone)).Refusal);
            Assert.Equal(("passkey-refused", "count went back"), (await story.Noted())[^1]);
        }
        phone.Count = 0;
        Assert.Equal(SignInWithPasskey.WentBack, (await story.SignsIn(phone)).Refusal);
        phone.Count = 6;
        Assert.False((await story.SignsIn(phone)).Refused);
        // Two copies that show the same number at once: one of them is in.
        var begun = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => story.Ceremony.BeginEntering()));
        var answers = begun.Select(b => { phone.Count = 7; return phone.Shows(b.Value.Options); }).ToArray();
        var outcomes = await Village.AtOnce(4, n => story.Brings(begun[n].Value.Held, answers[n]));
        Assert.Single(outcomes, o => !o.Refused);
        Assert.Equal(3, outcomes.Count(o => o.Refusal == SignInWithPasskey.WentBack));
        Assert.True(Passkey.Counts(0, 0) && Passkey.Counts(0, 1) && Passkey.Counts(7, 8) && !Passkey.Counts(7, 7) && !Passkey.Counts(7, 6) && !Passkey.Counts(7, 0));
    }

    [Theory, OnEachDatabase]
    public async Task Somebody_elses_account_does_not_open_by_ones_own_key(Database on)
    {
        await using var story = await Story.Open(on);
        using var phone = await story.Adds("手机");
        using var stranger = story.Device();
        // Her own key under his passkey's name, and his key held out for 王总's account.
        (stranger.CredentialId, stranger.Owner) = (phone.CredentialId, phone.Owner);
        Assert.Equal(SignInWithPasskey.NotGood, (await story.SignsIn(stranger)).Refusal);
        var zhang = phone.Owner;
        phone.Owner = story.Village.Wang.Person.Value.ToString("N");
        Assert.Equal(SignInWithPasskey.NotGood, (await story.SignsIn(phone)).Refusal);
        phone.Owner = "nobody";
        Assert.Equal(SignInWithPasskey.NotGood, (await story.SignsIn(phone)).Refusal);
        phone.Owner = zhang;
        Assert.Equal(story.Village.Zhang.Person, (await story.SignsIn(phone)).Value.Person);
        // A key of nobody's is told the same.
        using var unknown = story.Device();
        unknown.Owner = zhang;
        Assert.Equal(SignInWithPasskey.NotGood, (await story.SignsIn(unknown)).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task Removed_it_opens_nothing_from_that_moment_and_headquarters_signs_a_lost_phone_out_too(Database on)
    {
        await using var story = await Story.Open(on);
        var village = story.Village;
        using var phone = await story.Adds("手机");
        using var computer = await story.Adds("电脑");
        // Asked before and answered after it was taken away: too late.
        var begun = (await story.Ceremony.BeginEntering()).Value;
        var (first, second) = await village.Asking(async db => (await db.Set<Passkey>().OrderBy(p => p.AddedAt).ThenBy(p => p.Id).Select(p => p.Id).ToListAsync()) is [var a, var b] ? (a, b) : throw new InvalidOperationException("two were added"));
        var li = await village.Resident(Village.LisPhone, "李阿姨");
        Assert.Equal(RemovePasskey.NotAllowed, await village.Refused(work => RemovePasskey.Handle(work, village.Revocations, new(li, village.Zhang.Person, first))));
        Assert.Equal(RemovePasskey.Missing, await village.Refused(work => RemovePasskey.Handle(work, village.Revocations, new(li, li.Person, first))));
        await village.Do(work => RemovePasskey.Handle(work, village.Revocations, new(village.Zhang, village.Zhang.Person, first)));
        Assert.Equal(RemovePasskey.Missing, await village.Refused(work => RemovePasskey.Handle(work, village.Revocations, new(village.Zhang, village.Zhang.Person, first))));
        await village.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(SignInWithPasskey.NotGood, (await story.Brings(begun.Held, phone.Shows(begun.Options))).Refusal);
        Assert.Equal(("passkey-refused", "removed"), (await story.Noted())[^1]);
        var token = (await story.SignsIn(computer)).Value.Token;
        await village.Pass(TimeSpan.FromSeconds(1));
        for (var twice = 0; twice < 2; twice++) await village.Do(work => RemovePasskey.Handle(work, village.Revocations, new(village.Wang, village.Zhang.Person, null)));
        Assert.Null(village.Tokens.Holder(token));
        Assert.Equal(SignInWithPasskey.NotGood, (await story.SignsIn(computer)).Refusal);
        Assert.False((await story.SignsInByPassword()).Refused);
        Assert.Equal(2, (await story.Noted()).Count(n => n == ("passkey", "removed")));
        Assert.Equal(second.Value, await village.Asking(db => db.Set<AuditLine>().Where(l => l.Kind == "passkey" && l.After == "removed" && l.By == village.Wang.Person.Value).Select(l => l.Subject).SingleAsync()));
        // After three months the row goes too.
        await village.Pass(TimeSpan.FromDays(91));
        await village.Store.Write(ForgetSignInRecords.Handle);
        Assert.Empty(await village.Asking(db => db.Set<Passkey>().ToListAsync()));
    }

    [Theory, OnEachDatabase]
    public async Task Whoever_leads_no_more_is_let_in_by_no_passkey_and_whoever_only_rests_is(Database on)
    {
        await using var story = await Story.Open(on);
        var village = story.Village;
        using var phone = await story.Adds("手机");
        await village.Do(work => RestFromLeading.Handle(work, new(village.Wang, village.Zhang.Person, null, "歇一歇")));
        Assert.False((await story.SignsIn(phone)).Refused);
        var role = await village.Asking(db => db.Set<Role>().Where(r => r.PersonId == village.Zhang.Person).Select(r => r.Id).SingleAsync());
        var begun = (await story.Ceremony.BeginEntering()).Value;
        await village.Do(work => EndRole.Handle(work, village.Revocations, new(village.Wang, role)));
        Assert.Equal(SignInWithPasskey.NotGood, (await story.Brings(begun.Held, phone.Shows(begun.Options))).Refusal);
        // Leading again he starts without any: what was taken with the role does not come back with it.
        await village.Do(work => AppointLeader.Handle(work, village.Sealing, new(village.Wang, Village.ZhangsPhone, "老张", village.Sunshine)));
        Assert.Equal(SignInWithPasskey.NotGood, (await story.SignsIn(phone)).Refusal);
        var row = await village.Asking(db => db.Set<Passkey>().SingleAsync());
        Assert.Equal(SignInWithPasskey.NotGood, SignInWithPasskey.Decide(row, 1, isStaff: true));
        row.RemovedAt = null;
        Assert.Equal(SignInWithPasskey.NotGood, SignInWithPasskey.Decide(row, 1, isStaff: false));
        Assert.Null(SignInWithPasskey.Decide(row, 1, isStaff: true));
    }

    [Theory, OnEachDatabase]
    public async Task Ten_wrong_presses_close_the_door_for_a_quarter_of_an_hour_as_wrong_passwords_do(Database on)
    {
        await using var story = await Story.Open(on);
        using var phone = await story.Adds("手机");
        for (var i = 0; i < 10; i++) Assert.Equal(SignInWithPasskey.NotGood, (await story.SignsIn(phone, new(Forged: true))).Refusal);
        Assert.Equal(SignInWithPasskey.TooManyTries, (await story.SignsIn(phone)).Refusal);
        // His password is another door.
        Assert.False((await story.SignsInByPassword()).Refused);
        await story.Village.Pass(TimeSpan.FromMinutes(15));
        Assert.False((await story.SignsIn(phone)).Refused);
        // Keys of nobody's count for the address they come from.
        var refusals = new List<Refusal?>();
        for (var i = 0; i < 301; i++) refusals.Add((await story.Brings(null, "{}")).Refusal);
        Assert.Equal((SignInWithPasskey.Over, SignInWithPasskey.TooManyHere), (refusals[0], refusals[^1]));
    }

    [Theory, OnEachDatabase]
    public async Task Adding_one_asks_once_more_who_he_is_and_ten_are_enough(Database on)
    {
        await using var story = await Story.Open(on);
        var village = story.Village;
        Task<Outcome<PasskeyCeremony.Begun>> Begins(Visitor by, string name, string? password, string? code = null, PasskeyCeremony? ceremony = null) =>
            BeginPasskey.Handle(village.Store, village.Sealing, ceremony ?? story.Ceremony, new(by, name, password, code, Address));
        Assert.Equal(BeginPasskey.WrongPassword, (await Begins(village.Zhang, "手机", "another 7 boxes")).Refusal);
        Assert.Equal(Texts.Missing, (await Begins(village.Zhang, " ", Password)).Refusal);
        Assert.Equal(Texts.TooLong, (await Begins(village.Zhang, new string('长', 31), Password)).Refusal);
        Assert.Equal(BeginPasskey.StaffOnly, (await Begins(await village.Resident(Village.LisPhone, "李阿姨"), "手机", Password)).Refusal);
        foreach (var number in new[] { "https://192.0.2.7", "http://127.0.0.1:8080", "http://[::1]:8080", "http://hao.example" })
        {
            PasskeyCeremony nowhere = new(village.Store, village.Sealing, new(number));
            Assert.Equal(BeginPasskey.NoDomain, (await Begins(village.Zhang, "手机", Password, ceremony: nowhere)).Refusal);
            Assert.Equal(PasskeyCeremony.NoDomain, (await nowhere.BeginEntering()).Refusal);
        }
        Assert.True(new PasskeyCeremony(village.Store, village.Sealing, new("http://localhost:8080")).IsPossible);
        for (var i = 0; i < 9; i++) (await story.Adds($"手机 {i}")).Dispose();
        // Four begin while there is room for one.
        var begun = new List<PasskeyCeremony.Begun>();
        for (var i = 0; i < 4; i++) begun.Add(await story.Begins());
        var outcomes = await Village.AtOnce(4, async n =>
        {
            using var phone = story.Device();
            return await AddPasskey.Handle(village.Store, village.Sealing, story.Ceremony, new(village.Zhang, "手机", begun[n].Held, phone.Makes(begun[n].Options)));
        });
        Assert.Single(outcomes, o => !o.Refused);
        Assert.Equal(3, outcomes.Count(o => o.Refusal == AddPasskey.TooMany));
        Assert.Equal(BeginPasskey.TooMany, (await Begins(village.Zhang, "手机", Password)).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task Who_guesses_at_the_password_on_that_page_is_counted_as_at_the_door(Database on)
    {
        await using var story = await Story.Open(on);
        for (var i = 0; i < 10; i++) Assert.Equal(BeginPasskey.WrongPassword, (await story.TriesToBegin("guess 7 boxes")).Refusal);
        Assert.Equal(SignInWithPassword.TooManyTries, (await story.TriesToBegin(Password)).Refusal);
        Assert.Equal(SignInWithPassword.TooManyTries, (await story.SignsInByPassword()).Refusal);
    }

    /// <summary>老张 with a password of his own, at a brand whose address is a domain.</summary>
    sealed class Story(Village village) : IAsyncDisposable
    {
        public Village Village => village;
        public PasskeyCeremony Ceremony { get; } = new(village.Store, village.Sealing, new(Origin));

        public static async Task<Story> Open(Database on)
        {
            var village = await Village.Open(on);
            var link = (await village.Do(work => MakeSetUpLink.Handle(work, new(village.Wang, village.Zhang.Person)))).Path["/set-up/".Length..];
            Assert.False((await OpenSetUpLink.Handle(village.Store, village.Sealing, village.Tokens, village.Revocations, new(link, Password))).Refused);
            return new(village);
        }

        public PretendDevice Device() => new(Origin, Site);

        public Task<Outcome<PasskeyCeremony.Begun>> TriesToBegin(string password, string name = "手机") => BeginPasskey.Handle(village.Store, village.Sealing, Ceremony, new(village.Zhang, name, password, null, Address));

        public async Task<PasskeyCeremony.Begun> Begins() => (await TriesToBegin(Password)).Value;

        public async Task<Outcome<PasskeyId>> TriesToAdd(PretendDevice device, PretendDevice.Lie? lie = null, string name = "手机")
        {
            await village.Pass(TimeSpan.FromSeconds(1));
            var begun = await Begins();
            return await AddPasskey.Handle(village.Store, village.Sealing, Ceremony, new(village.Zhang, name, begun.Held, device.Makes(begun.Options, lie)));
        }

        public async Task<PretendDevice> Adds(string name)
        {
            var device = Device();
            Assert.Null((await TriesToAdd(device, name: name)).Refusal);
            return device;
        }

        public Task<Outcome<Ticket>> SignsIn(PretendDevice device, PretendDevice.Lie? lie = null) => SignsInBy(options => device.Shows(options, lie));

        public async Task<Outcome<Ticket>> SignsInBy(Func<string, string?> answers)
        {
            // So that the audit's lines have an order.
            await village.Pass(TimeSpan.FromSeconds(1));
            var begun = (await Ceremony.BeginEntering()).Value;
            return await Brings(begun.Held, answers(begun.Options));
        }

        public Task<Outcome<Ticket>> Brings(string? held, string? answer) => SignInWithPasskey.Handle(village.Store, village.Sealing, Ceremony, village.Tokens, new(held, answer, Address));

        public Task<Outcome<Ticket>> SignsInByPassword() => SignInWithPassword.Handle(village.Store, village.Sealing, village.Tokens, new(Village.ZhangsPhone, Password, Address));

        public async Task TurnsDigitsOn()
        {
            var secret = (await village.Do(work => SetUpAuthenticator.Handle(work, village.Sealing, new(village.Zhang, "好邻")))).Secret;
            await village.Do(work => TurnOnAuthenticator.Handle(work, village.Sealing, new(village.Zhang, Authenticator.At(secret, village.Clock.GetUtcNow()))));
        }

        /// <summary>What the audit holds of passkeys, the oldest first.</summary>
        public async Task<List<(string Kind, string After)>> Noted() =>
            [.. (await village.Asking(db => db.Set<AuditLine>().Where(l => l.Kind.StartsWith("passkey")).OrderBy(l => l.At).ThenBy(l => l.Id).Select(l => new { l.Kind, l.After }).ToListAsync())).Select(l => (l.Kind, l.After))];

        public ValueTask DisposeAsync() => village.DisposeAsync();
    }
}
