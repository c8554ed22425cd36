// A fact has a written-out name, carries no text, is told by somebody, and is listed on docs/facts.md.
using HaoLin.Kernel;

namespace HaoLin.Tests.House;

public sealed class FactsTests
{
    static readonly IReadOnlyList<Facts.Fact> product = Facts.Of(typeof(IFact).Assembly, Compiled.Product);

    [Fact]
    public void A_fact_is_named_told_and_free_of_text() => Assert.Equal([], Facts.Offences(product));

    [Fact]
    public void The_page_of_facts_is_true() => Page.Keep("docs/facts.md", Facts.ToPage(product));

    [Fact]
    public void Tellers_and_hearers_are_really_found()
    {
        var opened = Assert.Single(product, fact => fact.Name == "trade.deal-opened");
        Assert.Equal(["AdoptDeal", "OpenDeal"], opened.ToldBy);
        Assert.Equal(["Trade: messages", "Supply: webhooks"], opened.HeardBy);
    }

    [Theory]
    [InlineData("SaleAgain and SaleHappened")]
    [InlineData("SaleHappened does not stand in Facts")]
    [InlineData("Sold has no written-out name")]
    [InlineData("nobody tells Sold")]
    [InlineData("Sold.Buyer may carry text")]
    [InlineData("Sold.Lines.Note may carry text")]
    public void An_offending_fact_is_found(string offence) =>
        Assert.Single(Facts.Offences(Facts.Of(typeof(FactsTests).Assembly, Compiled.Tests)), found => found.Contains(offence));

    [FactName("trade.sale-happened")]
    public sealed record SaleHappened(Guid DealId) : IFact;

    [FactName("trade.sale-happened")]
    public sealed record SaleAgain(Guid DealId) : IFact;

    public sealed record Sold(Guid DealId, string Buyer, IReadOnlyList<Sold.Line> Lines) : IFact
    {
        public sealed record Line(Guid OfferId, string? Note);
    }

    /// <summary>Somebody who tells the first two.</summary>
    static IFact[] Told => [new SaleHappened(Guid.Empty), new SaleAgain(Guid.Empty)];
}
