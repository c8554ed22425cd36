// Money, weight, days, cursors and free text: the values everything else is made of.
using CsCheck;
using HaoLin.Kernel;

namespace HaoLin.Tests.Kernel;

public sealed class ValuesTests
{
    [Theory]
    [InlineData(0, "0.00")]
    [InlineData(5, "0.05")]
    [InlineData(1280, "12.80")]
    [InlineData(-5, "-0.05")]
    [InlineData(-1280, "-12.80")]
    [InlineData(1_000_000_000_07, "1000000000.07")]
    public void Money_is_read_in_yuan_to_the_fen(long fen, string yuan)
    {
        Assert.Equal(yuan, new Money(fen).Yuan);
        Assert.Equal("¥" + yuan, $"{new Money(fen)}");
    }

    [Fact]
    public void Money_that_does_not_fit_is_a_fault_and_never_a_smaller_amount()
    {
        var most = new Money(long.MaxValue);
        Assert.Throws<OverflowException>(() => most + new Money(1));
        Assert.Throws<OverflowException>(() => -new Money(1) - most - new Money(1));
        Assert.Throws<OverflowException>(() => most * 2);
    }

    [Fact]
    public void What_is_added_can_be_taken_away_again() =>
        Gen.Select(Gen.Long[-1_000_000_000_000, 1_000_000_000_000], Gen.Long[-1_000_000_000_000, 1_000_000_000_000]).Sample((a, b) =>
        {
            Assert.Equal(new Money(a), new Money(a) + new Money(b) - new Money(b));
            Assert.Equal(a < b, new Money(a) < new Money(b));
            Assert.Equal(a.CompareTo(b), new Money(a).CompareTo(new Money(b)));
        });

    [Theory]
    [InlineData(3990, 1000, 1995)]
    [InlineData(1000, 750, 667)]
    [InlineData(1000, 800, 625)]
    [InlineData(1, 1000, 1)]
    [InlineData(1, 1001, 0)]
    [InlineData(0, 500, 0)]
    public void The_price_of_500_g_is_rounded_half_up(long fen, long grams, long per500) =>
        Assert.Equal(new Money(per500), new Money(fen).Per500G(new Weight(grams)));

    [Fact]
    public void Nothing_weighs_nothing() => Assert.Throws<ArgumentOutOfRangeException>(() => new Money(100).Per500G(new Weight(0)));

    [Theory]
    [InlineData(450, "450 g")]
    [InlineData(1000, "1 kg")]
    [InlineData(2500, "2.5 kg")]
    [InlineData(1250, "1250 g")]
    public void A_weight_is_read_as_on_a_label(long grams, string text) => Assert.Equal(text, $"{new Weight(grams)}");

    [Fact]
    public void A_day_begins_at_midnight_in_shanghai_wherever_the_server_stands()
    {
        var lastMoment = new DateTimeOffset(2026, 4, 18, 15, 59, 59, TimeSpan.Zero);
        Assert.Equal(new DateOnly(2026, 4, 18), BusinessDay.Of(lastMoment));
        Assert.Equal(new DateOnly(2026, 4, 19), BusinessDay.Of(lastMoment.AddSeconds(1)));
        Assert.Equal(lastMoment.AddSeconds(1), BusinessDay.At(new(2026, 4, 19), TimeOnly.MinValue));
    }

    [Fact]
    public void Text_is_kept_as_it_was_sent_but_for_outer_blanks() =>
        Gen.String[Gen.Int[0, 8].Select(n => "a枇 \u3000\n\0\ud83c\udf4a\u202e"[n]), 0, 6].Sample(text =>
        {
            var kept = Texts.Optional(text, 1000);
            var whole = !text.Contains('\0') && new System.Text.UTF8Encoding(false, false).GetString(System.Text.Encoding.UTF8.GetBytes(text)) == text;
            Assert.Equal(whole, !kept.Refused);
            if (whole) Assert.Equal(text.Trim(), kept.Value);
        });

    [Fact]
    public void Text_that_no_database_keeps_is_refused()
    {
        foreach (var text in new[] { "a\0b", "\ud83c", "\udf4a", "\udf4a\ud83c", "枇杷\ud83c", "\ud83c枇杷", "\ud83c\ud83c\udf4a" })
            Assert.Equal(Texts.Unreadable, Texts.Optional(text, 100).Refusal);
    }

    [Fact]
    public void Text_may_be_missing_or_too_long()
    {
        Assert.Equal("", Texts.Optional(null, 5).Value);
        Assert.Equal("", Texts.Optional(" 　\t\n", 5).Value);
        Assert.Equal(Texts.Missing, Texts.Required(" 　\t\n", 5).Refusal);
        Assert.Equal("🍊吃", Texts.Required("  🍊吃  ", 3).Value);
        Assert.Equal(Texts.TooLong, Texts.Required("🍊🍊", 1).Refusal);
    }

    [Fact]
    public void Text_is_shortened_between_characters_and_never_within_one()
    {
        Assert.Equal("🍊", Texts.Start("🍊𠮷家", 1));
        Assert.Equal("🍊𠮷家", Texts.Start("🍊𠮷家", 3));
        Assert.Equal("𠮷", Texts.Initial("𠮷野家"));
        Assert.Equal("e\u0301", Texts.Initial("e\u0301t\u00e9"));
        Assert.Equal("", Texts.Initial(""));
    }

    [Fact]
    public void A_cursor_is_read_back_and_anything_else_starts_the_list_over()
    {
        var cursor = new Cursor(new(2026, 4, 18, 12, 0, 0, TimeSpan.Zero), new("019d9f00-0000-7000-8000-000000000001"));
        Assert.Equal(cursor, Cursor.Read(cursor.ToString()));
        foreach (var text in new[] { null, "", "-", "1-2", "zz-" + cursor.Id.ToString("N"), "-1-" + cursor.Id.ToString("N"), "7fffffffffffffff-" + cursor.Id.ToString("N"), new string('1', 100), "中-文" })
            Assert.Null(Cursor.Read(text));
    }

    [Fact]
    public void Ids_are_ordered_by_the_instant_they_were_made()
    {
        var first = Ids.NewGuid(new(2026, 4, 18, 12, 0, 0, TimeSpan.Zero));
        var second = Ids.NewGuid(new(2026, 4, 18, 12, 0, 0, 1, TimeSpan.Zero));
        Assert.True(string.CompareOrdinal($"{first}", $"{second}") < 0);
        Assert.Equal(7, first.Version);
    }
}
