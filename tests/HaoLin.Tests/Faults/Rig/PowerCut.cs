// Cuts the power of one folder: whoever writes to it is killed, and only what had been flushed is still there (powercut.c keeps count).
using System.Diagnostics;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Faults.Rig;

/// <summary>
/// kill -9 leaves to a file all that was written, because the kernel has it; a power cut leaves what was flushed. Only this tells a
/// database that waits for the disk from one that does not.
/// </summary>
public sealed class PowerCut
{
    static readonly Lazy<string> library = new(Build);

    readonly string disk = Scratch.Folder("disk");
    readonly string folder;
    readonly string? owner;

    /// <param name="folder">What is watched. It must not move.</param>
    /// <param name="owner">The user under whom its processes run, where that is another one.</param>
    public PowerCut(string folder, string? owner = null)
    {
        (this.folder, this.owner) = (Path.TrimEndingDirectorySeparator(folder), Environment.IsPrivilegedProcess ? owner : null);
        Begin();
    }

    /// <summary>For every process that writes to the folder.</summary>
    public (string Name, string Value)[] Preloaded => [("LD_PRELOAD", library.Value), ("POWERCUT_FOLDER", folder), ("POWERCUT_DISK", disk)];

    /// <summary>What the folder holds now has reached the disk, as after a shutdown in order.</summary>
    public Task AllReachedTheDisk()
    {
        string[] line = ["env", .. Preloaded.Select(v => $"{v.Name}={v.Value}"), "POWERCUT_ALL=1", "/bin/true"];
        return Run(owner is null ? line : ["runuser", "-u", owner, "--", .. line]);
    }

    /// <summary>The power was cut and is back. Everybody who writes to the folder must be dead by then.</summary>
    public async Task Cut()
    {
        await Run("find", folder, "-mindepth", "1", "-delete");
        await Run("find", Path.Combine(disk, "names"), "-mindepth", "1", "-maxdepth", "1", "-exec", "cp", "-a", "-t", folder, "{}", "+");
        Directory.Delete(Path.Combine(disk, "names"), recursive: true);
        Directory.Delete(Path.Combine(disk, "content"), recursive: true);
        Begin();
        await AllReachedTheDisk();
    }

    /// <summary>Whether this file, whole, would be there after a cut now.</summary>
    public bool HasKept(string file) => new FileInfo(Path.Combine(disk, "names", file)) is { Exists: true, Length: > 0 };

    void Begin()
    {
        foreach (var made in new[] { disk, Path.Combine(disk, "names"), Path.Combine(disk, "content") })
            File.SetUnixFileMode(Directory.CreateDirectory(made).FullName, (UnixFileMode)0b111_111_111);
    }

    static string Build()
    {
        var made = Path.Combine(Scratch.Folder("powercut"), "powercut.so");
        File.SetUnixFileMode(Path.GetDirectoryName(made)!, (UnixFileMode)0b111_101_101);
        var source = Path.Combine(Scratch.Tree, "tests", "HaoLin.Tests", "Faults", "Rig", "powercut.c");
        Run("cc", "-Wall", "-Wextra", "-Werror", "-O2", "-shared", "-fPIC", "-o", made, source, "-lpthread").GetAwaiter().GetResult();
        return made;
    }

    static async Task Run(params string[] line)
    {
        using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardError = true, WorkingDirectory = "/" })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', line)} ended with {process.ExitCode}: {errors}");
    }
}
