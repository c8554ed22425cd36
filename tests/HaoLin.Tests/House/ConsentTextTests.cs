// The terms and the privacy notice cannot say something else without everybody being asked anew.
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.House;

public sealed partial class ConsentTextTests
{
    /// <summary>The day from which the two texts count, and what they said then: SHA-256 of their sentences.</summary>
    const string Day = "2026-11-24", Said = "ba8f993c45723b8a1b525d218df45a76306eb654f73b29da14d9e8b34959a312";

    [Fact]
    public void Another_word_in_the_texts_needs_another_day()
    {
        var pages = new[] { "TermsPage", "PrivacyPage" }.Select(page => File.ReadAllText(Path.Combine(Scratch.Tree, $"src/Web/Resident/{page}.razor")));
        var sentences = string.Concat(pages.SelectMany(page => Sentence().Matches(page)).Select(found => found.Groups[1].Value));
        var said = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sentences)));
        Assert.True(said == Said && Consent.InForce == Day, $"The texts say {said} and count from {Consent.InForce}. What says something else takes a new day in Consent.InForce; then write both here.");
    }

    [GeneratedRegex("""[TF]\(\$?"([^"]*)"\)""")]
    private static partial Regex Sentence();
}
