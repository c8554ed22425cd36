// Puts an instant into the words a neighbour uses: 今天 16:00, 明天, 11月24日 周二, 还有 2 小时 5 分.
using System.Globalization;
using HaoLin.Kernel;
using static HaoLin.Web.Shared.Tongue;

namespace HaoLin.Web.Shared;

public static class When
{
    static readonly string[] Weekdays = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];

    public static string Time(DateTimeOffset at) => BusinessDay.Local(at).ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset at, DateTimeOffset now)
    {
        var day = BusinessDay.Local(at).Date;
        return (day - BusinessDay.Local(now).Date).Days switch
        {
            0 => T("今天"),
            1 => T("明天"),
            2 => T("后天"),
            -1 => T("昨天"),
            _ => Words(DateOnly.FromDateTime(day)),
        };
    }

    /// <summary>A day by its date, whatever day it is read on: 11月24日 周二.</summary>
    public static string Words(DateOnly day) => F($"{day.Month}月{day.Day}日 {T(Weekdays[(int)day.DayOfWeek])}");

    /// <summary>An instant by its date alone, for headquarters, who compares: 11月24日 16:00.</summary>
    public static string DateAndTime(DateTimeOffset at) => $"{Date(BusinessDay.Of(at))} {Time(at)}";

    public static string DateAndSecond(DateTimeOffset at) => $"{Date(BusinessDay.Of(at))} {BusinessDay.Local(at).ToString("HH:mm:ss", CultureInfo.InvariantCulture)}";

    /// <summary>A day as machines write it; one that no list knows where it is none.</summary>
    public static DateOnly Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : default;

    public static string Date(DateOnly day) => F($"{day.Month}月{day.Day}日");

    /// <summary>A day where there is room for two characters: 今天, 后天, 周四, 11/26.</summary>
    public static string ShortDay(DateTimeOffset at, DateTimeOffset now)
    {
        var day = BusinessDay.Local(at).Date;
        return (day - BusinessDay.Local(now).Date).Days switch
        {
            >= -1 and <= 2 => Day(at, now),
            > 2 and < 7 => T(Weekdays[(int)day.DayOfWeek]),
            _ => day.ToString(IsEnglish ? "d/M" : "M/d", CultureInfo.InvariantCulture),
        };
    }

    public static string DayAndTime(DateTimeOffset at, DateTimeOffset now) => $"{Day(at, now)} {Time(at)}";

    /// <summary>A pickup window: 明天 16:00–19:00.</summary>
    public static string Window(DateTimeOffset from, DateTimeOffset to, DateTimeOffset now) =>
        $"{Day(from, now)} {Time(from)}–{Time(to)}";

    /// <summary>How long something still runs, in the two largest units; the clock module ticks it on from here.</summary>
    public static string Left(TimeSpan left) => left switch
    {
        { TotalSeconds: <= 0 } => T("已结束"),
        { TotalDays: >= 1 } => F($"{left.Days} 天 {left.Hours} 小时"),
        { TotalHours: >= 1 } => F($"{left.Hours} 小时 {left.Minutes} 分"),
        { TotalMinutes: >= 1 } => F($"{left.Minutes} 分 {left.Seconds:00} 秒"),
        _ => F($"{left.Seconds} 秒"),
    };

    /// <summary>For a list that grows: 刚刚, 5 分钟前, 14:20, 昨天 14:20.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now) => (now - at) switch
    {
        { TotalMinutes: < 1 } => T("刚刚"),
        { TotalMinutes: < 60 } past => F($"{(int)past.TotalMinutes} 分钟前"),
        _ when BusinessDay.Local(at).Date == BusinessDay.Local(now).Date => Time(at),
        _ => DayAndTime(at, now),
    };

    /// <summary>The form machines read, for a time element's datetime.</summary>
    public static string Iso(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
