// A TCP relay between a neighbour and the server that passes the request on whole and cuts the connection in the middle of the answer.
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HaoLin.Tests.Faults.Rig;

public sealed class SwallowingRelay : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource over = new();
    readonly Uri server;
    readonly Random chance;
    readonly Task accepting;
    int swallowed;

    public SwallowingRelay(Uri server, Random chance)
    {
        (this.server, this.chance) = (server, chance);
        listener.Start(512);
        accepting = Accept();
    }

    /// <summary>How many answers it has swallowed.</summary>
    public int Swallowed => Volatile.Read(ref swallowed);

    /// <summary>The same request, by way of this relay.</summary>
    public Request Through(Request request) =>
        request with { Address = new UriBuilder(request.Address) { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port }.Uri };

    async Task Accept()
    {
        try
        {
            while (true) _ = Relay(await listener.AcceptTcpClientAsync(over.Token));
        }
        catch (OperationCanceledException) { }
    }

    async Task Relay(TcpClient near)
    {
        using var _ = near;
        try
        {
            using var far = new TcpClient();
            await far.ConnectAsync(IPAddress.Loopback, server.Port, over.Token);
            var asking = near.GetStream().CopyToAsync(far.GetStream(), over.Token);
            var answer = new byte[8192];
            var read = await far.GetStream().ReadAsync(answer, over.Token);
            Interlocked.Increment(ref swallowed);
            // Nothing of it, or the head and perhaps the first letters of what follows: never the whole.
            var head = Encoding.Latin1.GetString(answer, 0, read).IndexOf("\r\n\r\n", StringComparison.Ordinal);
            int pass;
            lock (chance) pass = chance.Next(3) switch { 0 => 0, 1 => read / 4, _ => Math.Min(Math.Max(head, 0) + 4, read - 1) };
            if (pass > 0) await near.GetStream().WriteAsync(answer.AsMemory(0, pass), over.Token);
            near.Client.LingerState = new(true, 0);
            near.Close();
            await asking.ContinueWith(_ => { }, TaskScheduler.Default);
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException or ObjectDisposedException) { }
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        listener.Stop();
        await accepting;
        over.Dispose();
    }
}
