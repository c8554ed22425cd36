// Residents sign in by phone and one-time code: what works, what is refused, and what a guesser gets.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Neighbourhood;

public sealed class SignInWithCodeTests
{
    static readonly SignInWithCode.Ask Blank = new(null, null, null, "10.0.0.1");

    [Fact]
    public void A_newcomer_is_asked_for_a_name_and_a_known_resident_is_not()
    {
        Assert.Equal("小林", SignInWithCode.Decide(known: false, hasRole: false, agreed: false, Blank with { Name = " 小林 " }).Value);
        Assert.Equal(SignInWithCode.NameNeeded, SignInWithCode.Decide(known: false, hasRole: false, agreed: false, Blank).Refusal);
        Assert.Null(SignInWithCode.Decide(known: true, hasRole: false, agreed: false, Blank).Value);
        Assert.Equal("text.too-long", SignInWithCode.Decide(known: false, hasRole: false, agreed: false, Blank with { Name = new('长', 21) }).Refusal!.Code);
        Assert.Equal("text.unreadable", SignInWithCode.Decide(known: false, hasRole: false, agreed: false, Blank with { Name = "小\0林" }).Refusal!.Code);
    }

    [Fact]
    public void Lao_zhang_has_a_password_and_a_code_opens_nothing_of_a_leaders() =>
        Assert.Equal(SignInWithCode.UsePassword, SignInWithCode.Decide(known: true, hasRole: true, agreed: false, Blank).Refusal);

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
        var me = await village.Asking(db => ReadMyself.Handle(db, village.Sealing, new(new(again.Person, [], false))));
        Assert.Equal(("李阿姨", "137****0062"), (me.Value.Name, me.Value.PhoneMasked));
    }

    [Theory, OnEachDatabase]
    public async Task Five_wrong_tries_void_the_code_and_the_right_one_comes_too_late(Database on)
    {
        await using var village = await Village.Open(on);
        await Asks(village, Village.LisPhone);
        var code = village.Sms.LastCode(Village.LisPhone);
        for (var i = 0; i < 4; i++) Assert.Equal(SignInWithCode.WrongCode, await village.Refused(work => Signs(village, work, Wrong(code), "李阿姨")));
        Assert.Equal(SignInWithCode.NameNeeded, await village.Refused(work => Signs(village, work, code, null)));
        Assert.Equal(SignInWithCode.WrongCode, await village.Refused(work => Signs(village, work, Wrong(code), "李阿姨")));
        Assert.Equal(SignInWithCode.WrongCode, await village.Refused(work => Signs(village, work, code, "李阿姨")));
    }

    [Theory, OnEachDatabase]
    public async Task Forty_guesses_sent_side_by_side_are_counted_like_forty_in_a_row(Database on)
    {
        await using var village = await Village.Open(on);
        await Asks(village, Village.LisPhone);
        var code = village.Sms.LastCode(Village.LisPhone);
        await Village.AtOnce(40, _ => village.Refused(work => Signs(village, work, Wrong(code), "李阿姨")));
        Assert.Equal(5, await village.Asking(db => db.Set<SignInCode>().Select(c => c.WrongTries).SingleAsync()));
        Assert.Equal(SignInWithCode.WrongCode, await village.Refused(work => Signs(village, work, code, "李阿姨")));
    }

    [Theory, OnEachDatabase]
    public async Task Li_a_yi_presses_twice_and_is_in_but_the_code_is_soon_worth_nothing(Database on)
    {
        await using var village = await Village.Open(on);
        await Asks(village, Village.LisPhone);
        var code = village.Sms.LastCode(Village.LisPhone);
        var presses = await Village.AtOnce(2, _ => village.Do(work => Signs(village, work, code, "李阿姨")));
        Assert.Equal(presses[0].Person, presses[1].Person);
        await village.Pass(TimeSpan.FromSeconds(15));
        Assert.Equal(SignInWithCode.WrongCode, await village.Refused(work => Signs(village, work, code, "李阿姨")));
    }

    [Theory, OnEachDatabase]
    public async Task A_code_ends_after_five_minutes_and_a_new_one_replaces_the_old(Database on)
    {
        await using var village = await Village.Open(on);
        await Asks(village, Village.LisPhone);
        var old = village.Sms.LastCode(Village.LisPhone);
        await village.Pass(TimeSpan.FromMinutes(1));
        await Asks(village, Village.LisPhone);
        var fresh = village.Sms.LastCode(Village.LisPhone);
        if (old != fresh) Assert.Equal(SignInWithCode.WrongCode, await village.Refused(work => Signs(village, work, old, "李阿姨")));
        await village.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(SignInWithCode.WrongCode, await village.Refused(work => Signs(village, work, fresh, "李阿姨")));
    }

    [Theory, OnEachDatabase]
    public async Task A_phone_that_is_known_one_that_is_not_and_one_that_never_asked_answer_alike(Database on)
    {
        await using var village = await Village.Open(on);
        await village.Resident(Village.LisPhone, "李阿姨");
        await Asks(village, Village.LinsPhone);
        foreach (var phone in new[] { Village.LisPhone, Village.LinsPhone, Village.ZhangsPhone, "13500000000" })
            Assert.Equal(SignInWithCode.WrongCode, await village.Refused(work =>
                SignInWithCode.Handle(work, village.Sealing, village.Tokens, new(phone, "x", "谁", "10.0.0.2"))));
    }

    [Theory, OnEachDatabase]
    public async Task Two_hundred_families_behind_one_address_all_get_in(Database on)
    {
        await using var village = await Village.Open(on);
        for (var n = 1; n <= 200; n++) await village.Resident(MakeTestResidents.PhoneOf(n).Digits, $"{n} 号");
        Assert.Equal(200 + 2, await village.Asking(db => db.Set<Person>().CountAsync()));
    }

    [Theory, OnEachDatabase]
    public async Task Lao_zhang_is_told_of_his_password_only_after_the_right_code(Database on)
    {
        await using var village = await Village.Open(on);
        await Asks(village, Village.ZhangsPhone);
        Task<Outcome<Ticket>> Signs(Work work, string code) => SignInWithCode.Handle(work, village.Sealing, village.Tokens, new(Village.ZhangsPhone, code, null, "10.0.0.1"));
        var code = village.Sms.LastCode(Village.ZhangsPhone);
        Assert.Equal(SignInWithCode.WrongCode, await village.Refused(work => Signs(work, Wrong(code))));
        Assert.Equal(SignInWithCode.UsePassword, await village.Refused(work => Signs(work, code)));
    }

    [Theory, OnEachDatabase]
    public async Task Nothing_readable_of_a_person_lies_in_the_database(Database on)
    {
        await using var village = await Village.Open(on);
        var li = await village.Resident(Village.LisPhone, "李阿姨");
        var row = await village.Asking(db => db.Set<Person>().SingleAsync(p => p.Id == li.Person));
        var kept = System.Text.Encoding.UTF8.GetString([.. row.KeyWrapped, .. row.NameSealed, .. row.PhoneSealed!, .. row.PhoneLookup!, .. row.PhoneTailLookup!]);
        Assert.DoesNotContain("李阿姨", kept);
        Assert.DoesNotContain("0062", kept);
        Assert.Equal("李阿姨", row.Name(village.Sealing));
    }

    static string Wrong(string code) => code[..5] + (char)('0' + (code[5] - '0' + 1) % 10);

    static async Task Asks(Village village, string phone) =>
        Assert.Null((await AskForSignInCode.Handle(village.Store, village.Sealing, village.Sms, new(phone, "10.0.0.1"))).Refusal);

    static Task<Outcome<Ticket>> Signs(Village village, Work work, string code, string? name) =>
        SignInWithCode.Handle(work, village.Sealing, village.Tokens, new(Village.LisPhone, code, name, "10.0.0.1"));
}
