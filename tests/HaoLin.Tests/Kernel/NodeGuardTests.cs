// With SQLite a second node is kept off the data, and a kill never blocks a restart.
using System.Diagnostics;
using HaoLin.Kernel;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Kernel;

public sealed class NodeGuardTests
{
    [Fact]
    public void A_second_node_refuses_to_start_while_the_first_serves()
    {
        var folder = Scratch.Folder("node");
        using (NodeGuard.Take(folder))
        {
            var refused = Assert.Throws<StartRefused>(() => NodeGuard.Take(folder));
            Assert.Contains(folder, refused.Message);
        }
        NodeGuard.Take(folder).Dispose();
        using var here = NodeGuard.Take(folder);
        NodeGuard.Take(Scratch.Folder("node")).Dispose();
    }

    [Fact]
    public async Task The_lock_of_a_killed_node_dies_with_it()
    {
        var folder = Scratch.Folder("node");
        NodeGuard.Take(folder).Dispose();
        // Another process holds the same lock the way the guard does.
        using var node = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec 9<>\"$1\"; flock -n 9 && echo held && exec cat", "sh", Path.Combine(folder, "node.lock")])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        Assert.Equal("held", await node.StandardOutput.ReadLineAsync());
        Assert.Throws<StartRefused>(() => NodeGuard.Take(folder));
        node.Kill();
        await node.WaitForExitAsync();
        NodeGuard.Take(folder).Dispose();
    }
}
