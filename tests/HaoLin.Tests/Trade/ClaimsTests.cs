// What a deal's text may not say: found where it stands, refused or answered for, and let through by headquarters with a reason.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;
using static HaoLin.Tests.Cast.OnPaper;

namespace HaoLin.Tests.Trade;

public sealed class ClaimsTests
{
    static Product AProduct(string name = "枇杷", Nutrition? nutrition = null) => new()
    {
        Id = new(Id(50)), Name = name, EnglishName = "", Picture = "loquat", Origin = "福建莆田", Storage = "冷藏", ShelfLifeDays = 5, Unit = "盒", NetWeight = new(1000), Price = new(5980), CreatedAt = EightTonight,
        NutritionJson = nutrition is null ? null : System.Text.Json.JsonSerializer.Serialize(nutrition),
    };

    static IReadOnlyList<Claim> Found(string text, Product? product = null) => Claims.In("枇杷", text, [product ?? AProduct()]);

    [Theory]
    [InlineData("每天吃能降血糖", "降血糖", "health"), InlineData("止 咳 化·痰", "止 咳", "health"), InlineData("抗癌防癌", "抗癌", "health"), InlineData("国家级品质", "国家级", "boast"), InlineData("全县第一品牌", "第一品牌", "boast")]
    [InlineData("今年最佳的枇杷", "最佳", "boast")]
    public void What_the_law_forbids_is_found_where_it_stands(string text, string words, string code)
    {
        var first = Found(text)[0];
        Assert.Equal((code, true, "story", words, text.IndexOf(words, StringComparison.Ordinal)), (first.Code, first.Forbidden, first.Field, first.Words, first.Start));
        Assert.NotEqual("", first.Law);
    }

    [Theory]
    [InlineData("原价 99，今天 59.8", "原价 99", "price"), InlineData("超市价要 ¥128.00", "超市价要 ¥128.00", "price"), InlineData("有机种植", "有机", "organic"), InlineData("零添加", "零添加", "additives"), InlineData("低糖不腻", "低糖", "sugar")]
    public void What_needs_something_behind_it_is_doubtful(string text, string words, string code)
    {
        var only = Assert.Single(Found(text));
        Assert.Equal((code, false, words), (only.Code, only.Forbidden, only.Words));
    }

    [Theory, InlineData("山上的早钟六号，自己先尝过：皮薄、汁多，酸甜刚好。"), InlineData("最佳赏味期三天"), InlineData("有机会再开一团"), InlineData("每人限 2 份，明晚八点截单"), InlineData("")]
    public void Plain_words_are_left_alone(string text) => Assert.Empty(Found(text));

    [Fact]
    public void A_figure_or_the_products_own_name_bears_a_claim_out()
    {
        var measured = new Nutrition("检测报告", null, null, null, null, null, null, 4.2m, null, null);
        Assert.Empty(Found("低糖", AProduct(nutrition: measured)));
        Assert.Single(Found("无糖", AProduct(nutrition: measured)));
        Assert.Single(Found("低糖", AProduct(nutrition: measured with { SugarsG = 12m })));
        Assert.Empty(Found("有机菠菜", AProduct("有机菠菜")));
    }

    [Fact]
    public void Words_refuse_warn_or_wait_for_headquarters()
    {
        var (deal, settings) = (ADeal(DealState.Draft), TradeSettings.Default);
        Assert.Null(OpenDeal.Words(deal, [], false));
        Assert.Equal(OpenDeal.ForbiddenWords.With("降血糖"), OpenDeal.Words(deal, Found("降血糖，原价99"), sure: true));
        Assert.Equal(OpenDeal.DoubtfulWords.With("原价99"), OpenDeal.Words(deal, Found("原价99"), sure: false));
        Assert.Null(OpenDeal.Words(deal, Found("原价99"), sure: true));
        Assert.Equal(OpenDeal.NeedsApproval, OpenDeal.Standing(deal, null, [], settings with { ReviewEveryDeal = true }, EightTonight));
        deal.Reviewed(Deal.ReviewApproved, Wang.Person, "", "", EightTonight);
        Assert.Null(OpenDeal.Words(deal, Found("降血糖"), false));
        Assert.Null(OpenDeal.Standing(deal, null, [], settings with { ReviewEveryDeal = true }, EightTonight));
    }

    [Fact]
    public void A_leader_on_probation_is_read_a_senior_one_is_not_and_who_rests_opens_nothing()
    {
        var (deal, every) = (ADeal(DealState.Draft), TradeSettings.Default with { ReviewEveryDeal = true });
        LeaderFile On(string grade) => new() { PersonId = deal.LeaderId, Grade = grade };
        Assert.Equal(OpenDeal.OnProbation, OpenDeal.Standing(deal, On(LeaderFile.Probation), [], TradeSettings.Default, EightTonight));
        Assert.Null(OpenDeal.Standing(deal, On(LeaderFile.Regular), [], TradeSettings.Default, EightTonight));
        Assert.Equal(OpenDeal.NeedsApproval, OpenDeal.Standing(deal, On(LeaderFile.Regular), [], every, EightTonight));
        Assert.Null(OpenDeal.Standing(deal, On(LeaderFile.Senior), [], every, EightTonight));
        deal.Reviewed(Deal.ReviewApproved, Wang.Person, "", "", EightTonight);
        Assert.Null(OpenDeal.Standing(deal, On(LeaderFile.Probation), [], every, EightTonight));
        var rests = On(LeaderFile.Senior);
        (rests.RestsSince, rests.RestsUntil) = (EightTonight, EightTonight.AddDays(3));
        Assert.Equal(OpenDeal.LeaderRests, OpenDeal.Standing(deal, rests, [], TradeSettings.Default, EightTonight.AddDays(2)));
        Assert.Null(OpenDeal.Standing(deal, rests, [], TradeSettings.Default, EightTonight.AddDays(3)));
        rests.RestsUntil = null;
        Assert.Equal(OpenDeal.LeaderRests, OpenDeal.Standing(deal, rests, [], TradeSettings.Default, EightTonight.AddYears(1)));
    }

    [Theory, OnEachDatabase]
    public async Task Headquarters_lets_a_refused_word_through_with_a_reason_until_the_draft_changes(Database on)
    {
        await using var evening = await Evening.Open(on);
        var wang = evening.Village.Wang;
        var ask = evening.Asks(evening.LoquatsFor()) with { Story = "枇杷膏老方子，止咳是老话" };
        var id = await evening.Village.Do(work => DraftDeal.Handle(work, ask));
        Assert.Equal(OpenDeal.ForbiddenWords.With("止咳"), await evening.Village.Refused(work => OpenDeal.Handle(work, new(evening.Zhang, id, Sure: true), evening.Settings)));
        Assert.Equal(OpenDeal.ForbiddenWords.Code, (await evening.Village.Refused(work => ScheduleDeal.Handle(work, new(evening.Zhang, id, evening.Now.AddMinutes(5)), evening.Settings))).Code);
        Assert.Equal(ReviewDeal.NotAsked, await evening.Village.Refused(work => ReviewDeal.Handle(work, new(wang, new(id.Value), true, "可以"))));
        await evening.Village.Do(work => AskForReview.Handle(work, new(evening.Zhang, id, "是书名")));
        Assert.Equal(AskForReview.AskedAlready, await evening.Village.Refused(work => AskForReview.Handle(work, new(evening.Zhang, id, ""))));
        var waiting = Assert.Single((await evening.Store.Read(db => ListReviews.Handle(db, evening.Village.Sealing, new(wang)))).Value.Items);
        Assert.Equal(("老张", "是书名", "止咳"), (waiting.Leader, waiting.Why, Assert.Single(waiting.Claims).Words));
        Assert.Equal(Visitor.NotAllowed, (await evening.Store.Read(db => ListReviews.Handle(db, evening.Village.Sealing, new(evening.Zhang)))).Refusal);
        Assert.Equal(Visitor.NotAllowed, await evening.Village.Refused(work => ReviewDeal.Handle(work, new(evening.Zhang, id, true, "可以"))));
        Assert.Equal(ReviewDeal.ReasonNeeded.With("reason"), await evening.Village.Refused(work => ReviewDeal.Handle(work, new(wang, id, true, ""))));

        await evening.Village.Do(work => ReviewDeal.Handle(work, new(wang, id, false, "换个说法")));
        await evening.Village.Do(work => AskForReview.Handle(work, new(evening.Zhang, id, "")));
        await evening.Village.Do(work => ReviewDeal.Handle(work, new(wang, id, true, "引的是书名")));
        await evening.NewsGoesRound();
        Assert.Equal(["「福建枇杷 + 山东桑葚」总部退回：换个说法", "「福建枇杷 + 山东桑葚」总部看过，可以开团：引的是书名"], (await evening.MessagesTo(evening.Zhang.Person)).Select(m => m.Text).OrderByDescending(t => t.Contains("退回")));

        await evening.Village.Do(work => DraftDeal.Handle(work, ask with { DealId = id }));
        Assert.Equal(OpenDeal.ForbiddenWords.Code, (await evening.Village.Refused(work => OpenDeal.Handle(work, new(evening.Zhang, id), evening.Settings))).Code);
        await evening.Village.Do(work => AskForReview.Handle(work, new(evening.Zhang, id, "")));
        await evening.Village.Do(work => ReviewDeal.Handle(work, new(wang, id, true, "引的是书名")));
        await evening.Village.Do(work => OpenDeal.Handle(work, new(evening.Zhang, id), evening.Settings));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Zhang_answers_for_a_doubtful_word_and_the_steps_keep_it(Database on)
    {
        await using var evening = await Evening.Open(on);
        var id = await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor()) with { Story = "原价 99" }));
        Assert.Equal(OpenDeal.DoubtfulWords.Code, (await evening.Village.Refused(work => OpenDeal.Handle(work, new(evening.Zhang, id), evening.Settings))).Code);
        await evening.Village.Do(work => OpenDeal.Handle(work, new(evening.Zhang, id, Sure: true), evening.Settings));
        Assert.Equal("团长说有依据：原价 99", (await evening.Store.Read(db => db.Set<DealStep>().SingleAsync())).Reason);

        var strict = evening.Settings with { ReviewEveryDeal = true };
        var other = await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor())));
        Assert.Equal(OpenDeal.NeedsApproval, await evening.Village.Refused(work => OpenDeal.Handle(work, new(evening.Zhang, other), strict)));
        await evening.Village.Do(work => AskForReview.Handle(work, new(evening.Zhang, other, null)));
        await evening.Village.Do(work => ReviewDeal.Handle(work, new(evening.Village.Wang, other, true, null)));
        await evening.Village.Do(work => OpenDeal.Handle(work, new(evening.Zhang, other), strict));
        await evening.NothingIsBroken();
    }
}
