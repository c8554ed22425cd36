// Days and times of day as the neighbourhood lives them: Asia/Shanghai.
namespace HaoLin.Kernel;

public static class BusinessDay
{
    /// <summary>China has kept one offset since 1991, so a fixed +08:00 is exact for every date the product can hold.</summary>
    public static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    /// <summary>Of every day: no clock in China is ever put forward or back.</summary>
    public const int Minutes = 24 * 60;

    public static DateTimeOffset Local(DateTimeOffset instant) => instant.ToOffset(Offset);

    public static DateOnly Of(DateTimeOffset instant) => DateOnly.FromDateTime(Local(instant).DateTime);

    public static DateTimeOffset At(DateOnly day, TimeOnly time) => new(day.ToDateTime(time), Offset);
}
