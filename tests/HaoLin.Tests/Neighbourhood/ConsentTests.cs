// What residents agree to: asked at the page before there is an account, kept line by line, taken back as easily.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Neighbourhood;

public sealed class ConsentTests
{
    static readonly SignInWithCode.Ask AtThePage = new(null, null, "小林", "10.0.0.1", AsksConsent: true);

    [Fact]
    public void Nobody_gets_an_account_at_the_page_without_agreeing_to_the_texts_in_force()
    {
        Assert.Equal(SignInWithCode.ConsentNeeded, SignInWithCode.Decide(known: false, hasRole: false, agreed: false, AtThePage).Refusal);
        Assert.Equal(SignInWithCode.ConsentNeeded, SignInWithCode.Decide(known: false, hasRole: false, agreed: false, AtThePage with { AgreedTo = "2020-01-01" }).Refusal);
        Assert.Equal("小林", SignInWithCode.Decide(known: false, hasRole: false, agreed: false, AtThePage with { AgreedTo = Consent.InForce }).Value);
        // Whoever agreed already is not asked again; once the texts change they are.
        Assert.False(SignInWithCode.Decide(known: true, hasRole: false, agreed: true, AtThePage).Refused);
        Assert.Equal(SignInWithCode.ConsentNeeded, SignInWithCode.Decide(known: true, hasRole: false, agreed: false, AtThePage).Refusal);
        // A program shows its own texts; she is asked at her first page here.
        Assert.False(SignInWithCode.Decide(known: false, hasRole: false, agreed: false, AtThePage with { AsksConsent = false }).Refused);
    }

    static Task<ReadConsents.Answer> Reads(Village village, Visitor who) => village.Asking(db => ReadConsents.Handle(db, new(who)));

    static Task<Outcome<Done>> Says(Village village, Visitor who, string kind, bool given, string text = Consent.InForce) => village.Store.Write(work => GiveConsent.Handle(work, new(who, kind, given, text)));

    [Theory, OnEachDatabase]
    public async Task Every_yes_and_no_is_a_line_and_saying_it_twice_is_one(Database on)
    {
        await using var village = await Village.Open(on);
        var li = await village.Resident(Village.LisPhone, "李阿姨");
        var first = await Reads(village, li);
        Assert.Equal((true, true, Consent.Service, Consent.InForce), (first.ServiceInForce, first.DealNews, Assert.Single(first.Lines).Kind, first.Lines[0].Text));
        foreach (var given in new[] { false, false, true, false })
        {
            await village.Pass(TimeSpan.FromMinutes(1));
            Assert.False((await Says(village, li, Consent.DealNews, given)).Refused);
        }
        var now = await Reads(village, li);
        Assert.False(now.DealNews);
        Assert.Equal([false, true, false, true], now.Lines.Select(l => l.Given));
        Assert.Equal(GiveConsent.NeededForTheAccount, (await Says(village, li, Consent.Service, false)).Refusal);
        Assert.Equal(GiveConsent.OldText, (await Says(village, li, Consent.Service, true, "2020-01-01")).Refusal);
        Assert.Equal(GiveConsent.Unknown, (await Says(village, li, "sell-my-data", true)).Refusal);
        Assert.Equal(4, (await Reads(village, li)).Lines.Count);
    }

    [Theory, OnEachDatabase]
    public async Task Whoever_wants_no_news_hears_of_no_new_deal_and_still_of_her_own_order(Database on)
    {
        await using var evening = await Evening.Open(on);
        var village = evening.Village;
        var (li, lin) = (await village.See(evening.Li), await village.See(evening.Lin));
        foreach (var who in new[] { li, lin }) await village.Store.Write(work => Membership.Add(work, village.Sunshine, who.Person, village.Zhang.Person));
        await Says(village, li, Consent.DealNews, false);
        var deal = await evening.Opens(evening.LoquatsFor());
        await evening.NewsGoesRound();
        Task<int> Told(Visitor who, string kind) => village.Asking(db => db.Set<Message>().CountAsync(m => m.PersonId == who.Person && m.Kind == kind));
        Assert.Equal((0, 1), (await Told(li, "deal-opened"), await Told(lin, "deal-opened")));
        await evening.Joins(deal, evening.Li);
        await evening.NewsGoesRound();
        Assert.Equal(1, await Told(li, "joined"));
    }
}
