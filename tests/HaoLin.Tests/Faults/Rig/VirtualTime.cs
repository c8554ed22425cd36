// One file by which server, simulators and PostgreSQL are moved through time together; the product knows nothing of it.
using System.Globalization;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Faults.Rig;

/// <summary>Debian's libfaketime under every process that is given <see cref="Environment"/>. Only the wall clock moves: timers run on the monotonic one.</summary>
public sealed class VirtualTime
{
    readonly string file;
    TimeSpan ahead;

    public VirtualTime()
    {
        var folder = Scratch.Folder("time");
        // PostgreSQL runs as its own user and must be able to read it too.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        file = Path.Combine(folder, "clock");
        Set(TimeSpan.Zero);
        SweepUp();
    }

    /// <summary>A killed process leaves the library's lock behind under its own number, and another user's process that is given this number later cannot open it.</summary>
    static void SweepUp()
    {
        foreach (var left in Directory.GetFiles("/dev/shm", "*faketime_*"))
            if (!Directory.Exists("/proc/" + left.Split('_')[^1])) File.Delete(left);
    }

    static string Library => Directory.GetDirectories("/usr/lib").Select(folder => Path.Combine(folder, "faketime", "libfaketime.so.1")).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("libfaketime is not installed; run scripts/install-test-needs");

    public (string Name, string Value)[] Environment =>
    [
        ("LD_PRELOAD", Library), ("FAKETIME_TIMESTAMP_FILE", file), ("FAKETIME_NO_CACHE", "1"), ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        // Its workaround for timed waits makes every wait of .NET return at once, so that idle threads spin.
        ("FAKETIME_FORCE_MONOTONIC_FIX", "0"),
    ];

    public DateTimeOffset Now => History.Now + ahead;

    /// <summary>It is that much later everywhere, at once.</summary>
    public void Pass(TimeSpan time) => Set(ahead + time);

    /// <summary>The clock now goes that much wrong, ahead or behind.</summary>
    public void JumpTo(TimeSpan wrong) => Set(wrong);

    void Set(TimeSpan to)
    {
        // Moved over, since a reader must never see half of it.
        File.WriteAllText(file + ".new", string.Create(CultureInfo.InvariantCulture, $"{to.TotalSeconds:+0;-0;+0}s\n"));
        File.SetUnixFileMode(file + ".new", (UnixFileMode)0b110_100_100);
        File.Move(file + ".new", file, overwrite: true);
        ahead = to;
    }
}
