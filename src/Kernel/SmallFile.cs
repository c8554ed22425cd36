// A small file of our own (a key, a secret, what a folder remembers) that is there whole or not at all, after a power cut too.
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace HaoLin.Kernel;

/// <summary>Only its owner may read such a file. Its bytes reach the disk before it gets its name, and the name before anybody relies on it.</summary>
public static class SmallFile
{
    /// <summary>Puts this text in place of what was there.</summary>
    public static void Replace(string file, string text)
    {
        File.Move(Beside(file, text), file, overwrite: true);
        Flush(Path.GetDirectoryName(file)!);
    }

    /// <summary>Makes the file unless it is there: of several who try at once exactly one has made it, and the others take theirs.</summary>
    /// <returns>What the file holds.</returns>
    public static string MakeOnce(string file, Func<string> text)
    {
        if (!File.Exists(file))
        {
            var fresh = Beside(file, text());
            // File.Move without overwriting looks first and renames then, and between the two another's file could be replaced;
            // a second name for the file is given or refused in one step.
            if (OperatingSystem.IsWindows())
                try { File.Move(fresh, file, overwrite: false); }
                catch (IOException) when (File.Exists(file)) { File.Delete(fresh); }
            else
            {
                if (Link(fresh, file) != 0 && !File.Exists(file)) throw new IOException($"{file} cannot be made (error {Marshal.GetLastPInvokeError()})");
                File.Delete(fresh);
            }
            Flush(Path.GetDirectoryName(file)!);
        }
        return File.ReadAllText(file).Trim();
    }

    /// <summary>The names in a folder reach the disk. Windows does that by itself.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows() || Break.Is("names-flush")) return;
        using var names = new SafeFileHandle(Open(folder, ReadOnly), ownsHandle: true);
        if (names.IsInvalid) throw new IOException($"{folder} cannot be opened (error {Marshal.GetLastPInvokeError()})");
        RandomAccess.FlushToDisk(names);
    }

    static string Beside(string file, string text)
    {
        var fresh = Path.Combine(Path.GetDirectoryName(file)!, Path.GetRandomFileName());
        var asOwner = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) asOwner.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(fresh, asOwner);
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush(flushToDisk: true);
        return fresh;
    }

    const int ReadOnly = 0;

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);

    // .NET opens no folders.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
