// Leaders and headquarters sign in by password: what is good enough, how guessing ends, and who else is signed out.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Neighbourhood;

public sealed class PasswordTests
{
    static readonly Phone Zhang = new(Village.ZhangsPhone);

    [Theory]
    [InlineData(null, "password.too-short")]
    [InlineData("1234567", "password.too-short")]
    [InlineData("12345678", "password.too-common")]
    [InlineData("Password", "password.too-common")]
    [InlineData("88888888", "password.too-common")]
    [InlineData("abababab", "password.too-common")]
    [InlineData("5201314520", "password.too-common")]
    [InlineData(Village.ZhangsPhone, "password.is-the-phone")]
    [InlineData("a" + Village.ZhangsPhone, "password.is-the-phone")]
    [InlineData("枇杷熟了吃桑葚", "password.too-short")]
    [InlineData("枇杷熟了吃桑葚吧", null)]
    [InlineData("loquat 7 boxes", null)]
    public void A_password_is_long_enough_not_the_phone_and_not_everybodys(string? password, string? refused) =>
        Assert.Equal(refused, Passwords.Check(password, Zhang)?.Code);

    [Fact]
    public void A_hundred_and_twenty_eight_characters_are_enough_for_anybody()
    {
        Assert.Null(Passwords.Check(string.Concat(Enumerable.Repeat("abcd", 32)), Zhang));
        Assert.Equal(Passwords.TooLong, Passwords.Check(string.Concat(Enumerable.Repeat("abcd", 33)), Zhang));
    }

    [Fact]
    public void Only_the_right_password_matches_and_nobody_has_none()
    {
        var hash = Passwords.Hash("loquat 7 boxes");
        Assert.True(Passwords.Match(hash, "loquat 7 boxes"));
        Assert.False(Passwords.Match(hash, "loquat 7 boxes "));
        Assert.False(Passwords.Match(hash, null));
        Assert.False(Passwords.Match(null, "nobody has this password"));
    }

    [Fact]
    public void The_tenth_try_is_looked_at_and_the_eleventh_is_not()
    {
        Assert.False(SignInWithPassword.Decide(tries: 10, here: 300).Refused);
        Assert.Equal(SignInWithPassword.TooManyTries, SignInWithPassword.Decide(11, 11).Refusal);
        Assert.Equal(SignInWithPassword.TooManyHere, SignInWithPassword.Decide(1, 301).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task Lao_zhang_sets_a_password_by_his_link_once(Database on)
    {
        await using var village = await Village.Open(on);
        var path = (await village.Do(work => MakeSetUpLink.Handle(work, new(village.Wang, village.Zhang.Person)))).Path;
        var secret = path["/set-up/".Length..];
        var seen = await village.Asking(db => ReadSetUpLink.Handle(db, village.Sealing, village.Clock.GetUtcNow(), new(secret)));
        Assert.Equal(("老张", "138****0001"), (seen.Value.Name, seen.Value.PhoneMasked));
        Assert.Equal("password.too-short", (await Opens(village, secret, "short")).Refusal!.Code);
        var ticket = (await Opens(village, secret, "loquat 7 boxes")).Value;
        Assert.Equal(village.Zhang.Person, village.Tokens.Holder(ticket.Token));
        Assert.Equal(OpenSetUpLink.NotGood, (await Opens(village, secret, "mulberry 9 boxes")).Refusal);
        Assert.Equal(village.Zhang.Person, (await SignsIn(village, Village.ZhangsPhone, "loquat 7 boxes")).Value.Person);
    }

    [Theory, OnEachDatabase]
    public async Task A_leaders_link_lasts_seven_days_headquarters_fifteen_minutes_and_using_one_uses_up_the_others(Database on)
    {
        await using var village = await Village.Open(on);
        var zhangs = await village.Do(work => MakeSetUpLink.Handle(work, new(village.Wang, village.Zhang.Person)));
        var other = await village.Do(work => MakeSetUpLink.Handle(work, new(village.Wang, village.Zhang.Person)));
        var wangs = await village.Do(work => MakeSetUpLink.Handle(work, new(Visitor.Operator, village.Wang.Person)));
        Assert.Equal(village.Clock.GetUtcNow().AddDays(7), zhangs.ExpiresAt);
        await village.Pass(TimeSpan.FromMinutes(15));
        Assert.Equal(OpenSetUpLink.NotGood, (await Opens(village, Secret(wangs), "durian 3 pieces")).Refusal);
        await village.Pass(TimeSpan.FromDays(6));
        Assert.False((await Opens(village, Secret(zhangs), "loquat 7 boxes")).Refused);
        Assert.Equal(OpenSetUpLink.NotGood, (await Opens(village, Secret(other), "loquat 8 boxes")).Refusal);
        Assert.Equal(OpenSetUpLink.NotGood, (await Opens(village, "nothing", "loquat 8 boxes")).Refusal);
        Assert.Equal(OpenSetUpLink.NotGood, (await Opens(village, null, "loquat 8 boxes")).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task Opened_twice_at_once_a_link_sets_one_password(Database on)
    {
        await using var village = await Village.Open(on);
        var secret = Secret(await village.Do(work => MakeSetUpLink.Handle(work, new(village.Wang, village.Zhang.Person))));
        var both = await Village.AtOnce(4, n => Opens(village, secret, $"loquat {n} boxes"));
        Assert.Single(both, outcome => !outcome.Refused);
    }

    [Theory, OnEachDatabase]
    public async Task A_guesser_has_ten_tries_and_lao_zhang_must_then_wait_too(Database on)
    {
        await using var village = await Village.Open(on);
        await HasPassword(village, village.Zhang.Person, "loquat 7 boxes");
        for (var i = 0; i < 10; i++) Assert.Equal(SignInWithPassword.WrongPassword, (await SignsIn(village, Village.ZhangsPhone, "guess " + i)).Refusal);
        Assert.Equal(SignInWithPassword.TooManyTries, (await SignsIn(village, Village.ZhangsPhone, "loquat 7 boxes")).Refusal);
        await village.Pass(TimeSpan.FromMinutes(15));
        Assert.False((await SignsIn(village, Village.ZhangsPhone, "loquat 7 boxes")).Refused);
        // Having proved himself, he has all his tries again.
        for (var i = 0; i < 10; i++) Assert.Equal(SignInWithPassword.WrongPassword, (await SignsIn(village, Village.ZhangsPhone, "guess " + i)).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task Thirty_guesses_at_once_are_still_ten(Database on)
    {
        await using var village = await Village.Open(on);
        await HasPassword(village, village.Zhang.Person, "loquat 7 boxes");
        var answers = await Village.AtOnce(30, i => SignsIn(village, Village.ZhangsPhone, "guess " + i));
        Assert.Equal(10, answers.Count(a => a.Refusal == SignInWithPassword.WrongPassword));
        Assert.Equal(20, answers.Count(a => a.Refusal == SignInWithPassword.TooManyTries));
    }

    [Theory, OnEachDatabase]
    public async Task A_stranger_a_resident_and_a_leader_without_a_password_answer_like_a_wrong_password(Database on)
    {
        await using var village = await Village.Open(on);
        await village.Resident(Village.LisPhone, "李阿姨");
        foreach (var phone in new[] { "13500000000", Village.LisPhone, Village.ZhangsPhone })
            for (var i = 0; i < 11; i++)
                Assert.Equal(i < 10 ? SignInWithPassword.WrongPassword : SignInWithPassword.TooManyTries, (await SignsIn(village, phone, "anything at all")).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task A_temporary_password_opens_nothing_but_the_change_of_it(Database on)
    {
        await using var village = await Village.Open(on);
        var before = await HasPassword(village, village.Zhang.Person, "loquat 7 boxes");
        await village.Pass(TimeSpan.FromSeconds(1));
        var temporary = (await ResetPassword.Handle(village.Store, village.Revocations, new(village.Wang, village.Zhang.Person))).Value.TemporaryPassword;
        Assert.Null(village.Tokens.Holder(before.Token));
        Assert.Equal(SignInWithPassword.WrongPassword, (await SignsIn(village, Village.ZhangsPhone, "loquat 7 boxes")).Refusal);
        Assert.Equal(SignInWithPassword.MustChange, (await SignsIn(village, Village.ZhangsPhone, temporary)).Refusal);
        Assert.Equal(ChangePassword.SameAsBefore, (await Changes(village, temporary, temporary)).Refusal);
        Assert.Equal(Passwords.TooCommon, (await Changes(village, temporary, "12345678")).Refusal);
        Assert.Equal(ChangePassword.WrongPassword, (await Changes(village, "not " + temporary, "mulberry 9 boxes")).Refusal);
        var ticket = (await Changes(village, temporary, "mulberry 9 boxes")).Value;
        Assert.Equal(village.Zhang.Person, village.Tokens.Holder(ticket.Token));
        Assert.False((await SignsIn(village, Village.ZhangsPhone, "mulberry 9 boxes")).Refused);
    }

    [Theory, OnEachDatabase]
    public async Task Changing_the_password_signs_out_every_other_device_on_every_node(Database on)
    {
        await using var village = await Village.Open(on);
        var first = await HasPassword(village, village.Zhang.Person, "loquat 7 boxes");
        var otherNode = new Revocations();
        var there = new Tokens(village.Sealing, otherNode, village.Clock);
        await otherNode.Refresh(village.Store);
        Assert.Equal(village.Zhang.Person, there.Holder(first.Token));
        await village.Pass(TimeSpan.FromSeconds(1));
        var fresh = (await Changes(village, "loquat 7 boxes", "mulberry 9 boxes")).Value;
        Assert.Null(village.Tokens.Holder(first.Token));
        Assert.Equal(village.Zhang.Person, there.Holder(first.Token));
        await otherNode.Refresh(village.Store);
        Assert.Null(there.Holder(first.Token));
        Assert.Equal(village.Zhang.Person, there.Holder(fresh.Token));
    }

    [Theory, OnEachDatabase]
    public async Task Li_a_yi_signs_out_everywhere_and_can_sign_in_again_the_same_second(Database on)
    {
        await using var village = await Village.Open(on);
        var li = await village.Resident(Village.LisPhone, "李阿姨");
        var lin = await village.Resident(Village.LinsPhone, "小林");
        var now = village.Clock.GetUtcNow();
        var old = village.Tokens.Make(li.Person, now);
        Assert.Equal(SignOutEverywhere.NotAllowed, await village.Refused(work => SignOutEverywhere.Handle(work, village.Revocations, new(lin, li.Person))));
        await village.Pass(TimeSpan.FromMilliseconds(1));
        await village.Do(work => SignOutEverywhere.Handle(work, village.Revocations, new(li, li.Person)));
        Assert.Null(village.Tokens.Holder(old));
        Assert.Equal(li.Person, village.Tokens.Holder(village.Tokens.Make(li.Person, village.Clock.GetUtcNow())));
        Assert.Equal(lin.Person, village.Tokens.Holder(village.Tokens.Make(lin.Person, now)));
        // A node that starts later learns of it before it answers anybody.
        var later = new Revocations();
        await later.Refresh(village.Store);
        Assert.Null(new Tokens(village.Sealing, later, village.Clock).Holder(old));
    }

    static string Secret(MakeSetUpLink.Answer link) => link.Path["/set-up/".Length..];

    static Task<Outcome<Ticket>> Opens(Village village, string? secret, string password) =>
        OpenSetUpLink.Handle(village.Store, village.Sealing, village.Tokens, village.Revocations, new(secret, password));

    static Task<Outcome<Ticket>> SignsIn(Village village, string phone, string password) =>
        SignInWithPassword.Handle(village.Store, village.Sealing, village.Tokens, new(phone, password, "10.0.0.1"));

    static Task<Outcome<Ticket>> Changes(Village village, string old, string fresh) =>
        ChangePassword.Handle(village.Store, village.Sealing, village.Tokens, village.Revocations, new(Village.ZhangsPhone, old, fresh, "10.0.0.1"));

    static async Task<Ticket> HasPassword(Village village, PersonId person, string password)
    {
        var link = await village.Do(work => MakeSetUpLink.Handle(work, new(village.Wang, person)));
        return (await Opens(village, Secret(link), password)).Value;
    }
}
