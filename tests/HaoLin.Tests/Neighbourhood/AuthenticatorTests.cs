// Six digits beside the password: the RFC's own numbers, each code good once, and nobody locked out for ever.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Neighbourhood;

public sealed class AuthenticatorTests
{
    const string Password = "loquat 7 boxes";

    /// <summary>RFC 6238, appendix B, SHA-1: the secret is "12345678901234567890", here in base 32; the last six of its eight digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void The_digits_are_the_rfcs(long second, string digits) =>
        Assert.Equal(digits, Authenticator.At("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", DateTimeOffset.FromUnixTimeSeconds(second)));

    [Fact]
    public void A_clock_may_be_a_step_off_and_full_width_digits_are_digits()
    {
        var (secret, now) = (Authenticator.NewSecret(), Village.FirstEvening);
        Assert.Equal(32, secret.Length);
        foreach (var off in new[] { -30, 0, 30 }) Assert.NotNull(Authenticator.StepOf(secret, Authenticator.At(secret, now.AddSeconds(off)), now));
        foreach (var off in new[] { -90, 90 }) Assert.Null(Authenticator.StepOf(secret, Authenticator.At(secret, now.AddSeconds(off)), now));
        var wide = string.Concat(Authenticator.At(secret, now).Select(c => (char)(c + 0xFEE0)));
        Assert.NotNull(Authenticator.StepOf(secret, wide[..3] + " " + wide[3..], now));
        Assert.Null(Authenticator.StepOf(secret, "", now));
        Assert.Equal("otpauth://totp/%E5%A5%BD%E9%82%BB:138%2A%2A%2A%2A0001?secret=ABC&issuer=%E5%A5%BD%E9%82%BB", Authenticator.Address("好邻", "138****0001", "ABC"));
    }

    [Theory, OnEachDatabase]
    public async Task Lao_zhang_turns_it_on_and_his_password_alone_opens_nothing_any_more(Database on)
    {
        await using var village = await Village.Open(on);
        var secret = await TurnsOn(village);
        await village.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(Authenticator.CodeNeeded, (await SignsIn(village, Password, null)).Refusal);
        Assert.Equal(SignInWithPassword.WrongPassword, (await SignsIn(village, "another 7 boxes", Now(village, secret))).Refusal);
        Assert.Equal(village.Zhang.Person, (await SignsIn(village, Password, Now(village, secret))).Value.Person);
        // Read over his shoulder, the same digits are good for nothing; the next ones are.
        Assert.Equal(Authenticator.WrongCode, (await SignsIn(village, Password, Now(village, secret))).Refusal);
        await village.Pass(TimeSpan.FromSeconds(30));
        Assert.False((await SignsIn(village, Password, Now(village, secret))).Refused);
    }

    [Theory, OnEachDatabase]
    public async Task Sent_four_times_at_once_a_code_opens_the_door_once(Database on)
    {
        await using var village = await Village.Open(on);
        var secret = await TurnsOn(village);
        await village.Pass(TimeSpan.FromMinutes(1));
        var code = Now(village, secret);
        Assert.Single(await Village.AtOnce(4, _ => SignsIn(village, Password, code)), outcome => !outcome.Refused);
    }

    [Theory, OnEachDatabase]
    public async Task A_guesser_with_the_password_has_ten_tries_at_the_link_too(Database on)
    {
        await using var village = await Village.Open(on);
        var secret = await TurnsOn(village);
        await village.Pass(TimeSpan.FromMinutes(1));
        var link = (await village.Do(work => MakeSetUpLink.Handle(work, new(village.Wang, village.Zhang.Person)))).Path["/set-up/".Length..];
        Assert.Equal(Authenticator.CodeNeeded, (await Opens(village, link, null)).Refusal);
        for (var i = 0; i < 10; i++) Assert.Equal(Authenticator.WrongCode, (await Opens(village, link, "12345")).Refusal);
        Assert.Equal(Authenticator.TooManyTries, (await Opens(village, link, Now(village, secret))).Refusal);
        await village.Pass(TimeSpan.FromMinutes(15));
        Assert.False((await Opens(village, link, Now(village, secret))).Refused);
    }

    [Theory, OnEachDatabase]
    public async Task A_session_alone_does_not_turn_it_off_and_headquarters_does_where_it_is_written_down(Database on)
    {
        await using var village = await Village.Open(on);
        var secret = await TurnsOn(village);
        Assert.Equal(Authenticator.CodeNeeded, await village.Refused(work => TurnOffAuthenticator.Handle(work, village.Sealing, new(village.Zhang, village.Zhang.Person, null))));
        Assert.Equal(SetUpAuthenticator.OnAlready, await village.Refused(work => SetUpAuthenticator.Handle(work, village.Sealing, new(village.Zhang, "好邻"))));
        var li = await village.Resident(Village.LisPhone, "李阿姨");
        Assert.Equal(TurnOffAuthenticator.NotAllowed, await village.Refused(work => TurnOffAuthenticator.Handle(work, village.Sealing, new(li, village.Zhang.Person, null))));
        Assert.Equal(SetUpAuthenticator.StaffOnly, await village.Refused(work => SetUpAuthenticator.Handle(work, village.Sealing, new(li, "好邻"))));
        for (var twice = 0; twice < 2; twice++) await village.Do(work => TurnOffAuthenticator.Handle(work, village.Sealing, new(village.Wang, village.Zhang.Person, null)));
        Assert.False((await SignsIn(village, Password, null)).Refused);
        Assert.Equal(["on", ""], await village.Asking(db => db.Set<AuditLine>().Where(l => l.Kind == "authenticator").OrderBy(l => l.At).Select(l => l.After).ToListAsync()));
        Assert.DoesNotContain(secret, await village.Asking(db => db.Set<AuditLine>().Select(l => l.Reason).ToListAsync()));
    }

    static string Now(Village village, string secret) => Authenticator.At(secret, village.Clock.GetUtcNow());

    /// <summary>He sets his password, scans the picture, mistypes once, and is asked for digits from then on.</summary>
    static async Task<string> TurnsOn(Village village)
    {
        var link = (await village.Do(work => MakeSetUpLink.Handle(work, new(village.Wang, village.Zhang.Person)))).Path["/set-up/".Length..];
        Assert.False((await Opens(village, link, null)).Refused);
        Assert.Equal(TurnOnAuthenticator.NotSetUp, await village.Refused(work => TurnOnAuthenticator.Handle(work, village.Sealing, new(village.Zhang, "123456"))));
        var secret = (await village.Do(work => SetUpAuthenticator.Handle(work, village.Sealing, new(village.Zhang, "好邻")))).Secret;
        Assert.Equal(secret, (await village.Do(work => SetUpAuthenticator.Handle(work, village.Sealing, new(village.Zhang, "好邻")))).Secret);
        Assert.Equal(Authenticator.WrongCode, await village.Refused(work => TurnOnAuthenticator.Handle(work, village.Sealing, new(village.Zhang, "12345"))));
        Assert.False((await SignsIn(village, Password, null)).Refused);
        await village.Do(work => TurnOnAuthenticator.Handle(work, village.Sealing, new(village.Zhang, Now(village, secret))));
        await village.Pass(TimeSpan.FromSeconds(1));
        return secret;
    }

    static Task<Outcome<Ticket>> Opens(Village village, string secret, string? code) =>
        OpenSetUpLink.Handle(village.Store, village.Sealing, village.Tokens, village.Revocations, new(secret, Password, code));

    static Task<Outcome<Ticket>> SignsIn(Village village, string password, string? code) =>
        SignInWithPassword.Handle(village.Store, village.Sealing, village.Tokens, new(Village.ZhangsPhone, password, "192.0.2.1", code));
}
