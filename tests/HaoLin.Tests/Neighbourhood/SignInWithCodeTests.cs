// Residents sign in by phone and one-time code: what works, what is refused, and what a guesser gets.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Neighbourhood;

public sealed class SignInWithCodeTests
{
    [Theory, OnEachDatabase]
    public async Task Li_a_yi_signs_in_with_her_code_and_is_a_resident_from_then_on(Database on)
    {
        await using var village = await Village.Open(on);
        await Asks(village, "+86 137 0000 0062");
        var code = village.Sms.LastCode(Village.LisPhone);
        Assert.Equal(SignInWithCode.NameNeeded, await village.Refused(work => Signs(village, work, code, name: " ")));
        var first = await village.Do(work => Signs(village, work, code, "李阿姨"));
        Assert.Equal(first.Person, village.Tokens.Holder(first.Token));
        await village.Pass(TimeSpan.FromDays(1));
        await Asks(village, Village.LisPhone);
        var again = await village.Do(work => Signs(village, work, village.Sms.LastCode(Village.LisPhone), name: null));
        Assert.Equal(first.Person, again.Person);
    }

    [Theory, OnEachDatabase]
    public async Task Residents_are_made_fast_and_only_once(Database on)
    {
        await using var village = await Village.Open(on);
        var made = await MakeTestResidents.Handle(village.Store, village.Sealing, new(village.Sunshine, 2500, OnTestData: true, From: 1));
        var again = await MakeTestResidents.Handle(village.Store, village.Sealing, new(village.Sunshine, 2500, OnTestData: true, From: 1));
        Assert.Equal(made.Value, again.Value);
        var more = await MakeTestResidents.Handle(village.Store, village.Sealing, new(village.Sunshine, 10, OnTestData: true));
        Assert.Empty(more.Value.Intersect(made.Value));
        Assert.Equal(10, more.Value.Distinct().Count());
    }

    static async Task Asks(Village village, string phone) =>
        Assert.Null((await AskForSignInCode.Handle(village.Store, village.Sealing, village.Sms, new(phone, "10.0.0.1"))).Refusal);

    static Task<Outcome<Ticket>> Signs(Village village, Work work, string code, string? name) =>
        SignInWithCode.Handle(work, village.Sealing, village.Tokens, new(Village.LisPhone, code, name, "10.0.0.1"));
}
