// What the bench reads of the machine it runs on: processor, commit, and what each process costs.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace HaoLin.Bench;

public static class Machine
{
    const double TicksPerSecond = 100;

    public static string Processor =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";

    public static string Describe() => $"{Environment.ProcessorCount} cores, {Processor}, {RuntimeInformation.OSDescription}, .NET {Environment.Version}";

    /// <summary>The commit this tree stands at, marked when files differ from it.</summary>
    public static string Commit(string tree) =>
        Output("git", "-C", tree, "describe", "--always", "--dirty", "--abbrev=10", "--match=") is { Length: > 0 } text ? text.Trim() : "unknown";

    /// <summary>Processor seconds of a process and, where it is a family's head, of its children too.</summary>
    public static double CpuSeconds(int process, bool family = false)
    {
        var sum = Cpu(process, withEnded: family);
        if (family) foreach (var child in Children(process)) sum += CpuSeconds(child, family: true);
        return sum;
    }

    /// <summary>Processor seconds that all work on the machine took since it started, idle time left out.</summary>
    public static double BusySeconds()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        // user, nice, system, irq, softirq, steal; idle and waiting for the disk are no work.
        return (fields[0] + fields[1] + fields[2] + fields[5] + fields[6] + fields[7]) / TicksPerSecond;
    }

    public static double ResidentMegabytes(int process) => Megabytes(process, "VmRSS:");

    /// <summary>The most memory a process has had at once since <see cref="ForgetPeak"/>.</summary>
    public static double PeakMegabytes(int process) => Megabytes(process, "VmHWM:");

    // proc(5): 5 sets the peak back to what is used now.
    public static void ForgetPeak(int process) => File.WriteAllText($"/proc/{process}/clear_refs", "5");

    static double Megabytes(int process, string line) =>
        double.Parse(File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith(line, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    static IEnumerable<int> Children(int process)
    {
        try { return File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray(); }
        catch (IOException) { return []; }
    }

    static double Cpu(int process, bool withEnded)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            // The name stands in brackets and may hold blanks; the times are fields 14 to 17.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = fields[11..(withEnded ? 15 : 13)].Sum(f => double.Parse(f, CultureInfo.InvariantCulture));
            return ticks / TicksPerSecond;
        }
        catch (IOException) { return 0; }
    }

    public static string Output(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
