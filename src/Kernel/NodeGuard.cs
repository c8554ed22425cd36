// Keeps a second node off a SQLite data folder by an OS file lock, which dies with the process, so a kill never blocks a restart.
namespace HaoLin.Kernel;

public sealed class NodeGuard : IDisposable
{
    readonly FileStream held;

    NodeGuard(FileStream held) => this.held = held;

    /// <exception cref="StartRefused">Another node holds the folder.</exception>
    public static NodeGuard Take(string dataFolder)
    {
        var file = Path.Combine(Directory.CreateDirectory(dataFolder).FullName, "node.lock");
        try { return new(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)); }
        catch (IOException)
        {
            throw new StartRefused($"another haolin already serves {dataFolder}: SQLite takes one node; stop it, or use PostgreSQL for several nodes");
        }
    }

    public void Dispose() => held.Dispose();
}

/// <summary>The house will not start, and says why in one plain sentence.</summary>
public sealed class StartRefused(string reason) : Exception(reason);
