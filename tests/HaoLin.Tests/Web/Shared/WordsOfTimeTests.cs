// How an instant is said to a neighbour.
using System.Globalization;
using HaoLin.Web.Shared;

namespace HaoLin.Tests.Web.Shared;

public sealed class WordsOfTimeTests
{
    static readonly DateTimeOffset SaturdayEvening = new(2026, 4, 18, 19, 42, 10, TimeSpan.FromHours(8));
    static readonly DateTimeOffset SundayAtFour = new(2026, 4, 19, 16, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("2026-04-18T23:00:00+08:00", "今天 23:00")]
    [InlineData("2026-04-18T16:30:00Z", "明天 00:30")]
    [InlineData("2026-04-19T16:00:00+08:00", "明天 16:00")]
    [InlineData("2026-04-20T16:00:00+08:00", "后天 16:00")]
    [InlineData("2026-04-17T09:05:00+08:00", "昨天 09:05")]
    [InlineData("2026-05-01T16:00:00+08:00", "5月1日 周五 16:00")]
    public void A_day_is_named_as_Shanghai_lives_it(string at, string said) =>
        Assert.Equal(said, When.DayAndTime(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), SaturdayEvening));

    [Fact]
    public void A_pickup_window_names_its_day_once() =>
        Assert.Equal("明天 16:00–19:00", When.Window(SundayAtFour, SundayAtFour.AddHours(3), SaturdayEvening));

    [Theory]
    [InlineData(0, "已结束"), InlineData(-5, "已结束"), InlineData(59, "59 秒"), InlineData(60, "1 分 00 秒")]
    [InlineData(3599, "59 分 59 秒"), InlineData(3600, "1 小时 0 分"), InlineData(11860, "3 小时 17 分"), InlineData(86400, "1 天 0 小时")]
    public void What_is_left_is_said_in_the_two_largest_units(int seconds, string said) =>
        Assert.Equal(said, When.Left(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0.5, "刚刚"), InlineData(5, "5 分钟前"), InlineData(75, "18:27"), InlineData(1440, "昨天 19:42")]
    public void A_growing_list_says_how_long_ago(double minutes, string said) =>
        Assert.Equal(said, When.Ago(SaturdayEvening.AddMinutes(-minutes), SaturdayEvening));

    [Fact]
    public void An_English_reader_gets_English_and_an_untranslated_sentence_stays_Chinese()
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
            Assert.Equal("tomorrow 16:00", When.DayAndTime(SundayAtFour, SaturdayEvening));
            Assert.Equal("一句还没翻译的话", Tongue.T("一句还没翻译的话"));
        }
        finally { CultureInfo.CurrentUICulture = before; }
    }
}
