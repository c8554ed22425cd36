// The one folder under which a test run keeps everything it makes, gone when the run ends.
using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]

namespace HaoLin.Tests.Cast;

public static class Scratch
{
    static readonly string? given = Environment.GetEnvironmentVariable("HAOLIN_TEST_ROOT");
    static readonly Lazy<string> root = new(Open);
    static int counter;

    /// <summary>The tree of the project: where HaoLin.slnx lies.</summary>
    public static readonly string Tree = FindTree();

    /// <summary>A new, empty folder; the name is kept short because a socket's path may hold 107 characters only.</summary>
    public static string Folder(string name) =>
        Directory.CreateDirectory(Path.Combine(root.Value, $"{name}-{Environment.ProcessId}-{Interlocked.Increment(ref counter)}")).FullName;

    public static string Artifacts(params string[] parts)
    {
        var path = Path.Combine([Tree, "artifacts", .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    static string Open()
    {
        if (given is not null) return given;

        // Started by hand, without the gate's script: the folder is this process's own to remove.
        var own = Directory.CreateTempSubdirectory("haolin-test.").FullName;
        File.SetUnixFileMode(own, File.GetUnixFileMode(own) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(own, recursive: true);
        return own;
    }

    static string FindTree()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "HaoLin.slnx")))
                return folder.FullName;
        throw new InvalidOperationException("HaoLin.slnx lies in no folder above the tests");
    }
}
