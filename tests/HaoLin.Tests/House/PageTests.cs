// Proves that a page written from the code cannot stay stale: it fails once, rewritten, and passes then.
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.House;

public sealed class PageTests
{
    [Fact]
    public void A_stale_page_fails_once_and_is_then_true()
    {
        var page = Path.Combine(Scratch.Folder("page"), "arrows.md");
        File.WriteAllText(page, "what was true yesterday\n");
        Assert.Contains("stale", Assert.ThrowsAny<Exception>(() => Page.Keep(page, "what is true today")).Message);
        Page.Keep(page, "what is true today");
        Assert.Equal("what is true today\n", File.ReadAllText(page));
    }

    [Fact]
    public void A_page_that_is_absent_fails_too()
    {
        var page = Path.Combine(Scratch.Folder("page"), "arrows.md");
        Assert.ThrowsAny<Exception>(() => Page.Keep(page, "what is true today"));
        Page.Keep(page, "what is true today");
    }
}
