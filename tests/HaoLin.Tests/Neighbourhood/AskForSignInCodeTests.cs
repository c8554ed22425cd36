// When a code is sent and when it is refused: a minute apart, ten a day, generous to a whole estate behind one address.
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Neighbourhood;

public sealed class AskForSignInCodeTests
{
    static readonly DateTimeOffset Now = Village.FirstEvening;

    [Fact]
    public void The_first_code_is_good_for_five_minutes()
    {
        var answer = AskForSignInCode.Decide(lastSentAt: null, today: 1, here: 1, Now).Value;
        Assert.Equal(Now.AddMinutes(5), answer.ExpiresAt);
        Assert.Equal(Now.AddMinutes(1), answer.AgainAt);
    }

    [Fact]
    public void The_next_one_may_be_asked_for_after_exactly_a_minute()
    {
        var tooSoon = AskForSignInCode.Decide(Now.AddSeconds(-59.5), 2, 2, Now).Refusal!;
        Assert.Equal((AskForSignInCode.TooSoon.Code, "1 s"), (tooSoon.Code, tooSoon.Detail));
        Assert.False(AskForSignInCode.Decide(Now.AddMinutes(-1), 2, 2, Now).Refused);
    }

    [Fact]
    public void The_eleventh_of_a_day_and_the_six_hundred_and_first_of_an_address_are_refused()
    {
        Assert.False(AskForSignInCode.Decide(null, 10, 600, Now).Refused);
        Assert.Equal(AskForSignInCode.TooManyToday, AskForSignInCode.Decide(null, 11, 1, Now).Refusal);
        Assert.Equal(AskForSignInCode.TooManyHere, AskForSignInCode.Decide(null, 1, 601, Now).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task Ten_codes_a_day_and_tomorrow_ten_more(Database on)
    {
        await using var village = await Village.Open(on);
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(await Asks(village, Village.LisPhone));
            Assert.Equal("sign-in.code-too-soon", await Asks(village, Village.LisPhone));
            await village.Pass(TimeSpan.FromMinutes(1));
        }
        Assert.Equal("sign-in.code-daily-limit", await Asks(village, Village.LisPhone));
        Assert.Null(await Asks(village, Village.LinsPhone));
        await village.Pass(TimeSpan.FromDays(1));
        Assert.Null(await Asks(village, Village.LisPhone));
        Assert.Equal(12, village.Sms.Count);
    }

    [Theory, OnEachDatabase]
    public async Task Pressed_ten_times_at_once_one_text_leaves(Database on)
    {
        await using var village = await Village.Open(on);
        var answers = await Village.AtOnce(10, _ => Asks(village, Village.LisPhone));
        Assert.Single(answers, answer => answer is null);
        Assert.Equal(9, answers.Count(answer => answer == "sign-in.code-too-soon"));
        Assert.Equal(1, village.Sms.Count);
    }

    [Theory, OnEachDatabase]
    public async Task A_text_that_did_not_leave_costs_nothing(Database on)
    {
        await using var village = await Village.Open(on);
        village.Sms.Broken = true;
        for (var i = 0; i < 12; i++) Assert.Equal("sign-in.code-not-sent", await Asks(village, Village.LisPhone));
        village.Sms.Broken = false;
        Assert.Null(await Asks(village, Village.LisPhone));
    }

    static async Task<string?> Asks(Village village, string phone) =>
        (await AskForSignInCode.Handle(village.Store, village.Sealing, village.Sms, new(phone, "10.0.0.1"))).Refusal?.Code;
}
