// Sends the load: one thread, non-blocking sockets, requests patched into ready bytes, and no more parsing than telling where an answer ends.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace HaoLin.Bench;

public sealed class Generator
{
    const int TokenLength = 58, KeyLength = 36;

    readonly LoadPlan plan;
    readonly byte[] template;
    readonly int tokenAt, keyAt;
    readonly byte[][] tokens;
    readonly List<Client> clients = [];
    readonly List<long> latencies;
    readonly Dictionary<int, int> statuses = [];
    readonly string run = Guid.CreateVersion7().ToString()[..13];
    int sent, answered, open;
    long countFrom, countTo, sendUntil;
    int countedAtEnd;

    sealed class Client(Socket socket)
    {
        public Socket Socket { get; } = socket;
        public byte[] Inbox { get; set; } = new byte[16 * 1024];
        public byte[] Request { get; set; } = [];
        public int Filled { get; set; }
        public long SentAt { get; set; }
    }

    Generator(LoadPlan plan)
    {
        this.plan = plan;
        var head = plan.Head.Replace("{token}", new string('t', TokenLength)).Replace("{key}", new string('k', KeyLength));
        var body = Encoding.UTF8.GetBytes(plan.Body);
        var length = body.Length == 0 ? "" : $"Content-Length: {body.Length}\r\n";
        template = [.. Encoding.ASCII.GetBytes(head + length + "\r\n"), .. body];
        tokenAt = template.AsSpan().IndexOf(Encoding.ASCII.GetBytes(new string('t', TokenLength)));
        keyAt = template.AsSpan().IndexOf(Encoding.ASCII.GetBytes(new string('k', KeyLength)));
        tokens = plan.TokensFile is { } file ? [.. File.ReadLines(file).Skip(plan.FirstToken).Take(plan.Requests).Select(Encoding.ASCII.GetBytes)] : [];
        if (tokenAt >= 0 && tokens.Length < plan.Requests) throw new InvalidOperationException($"{plan.Requests} tokens are needed and {tokens.Length} are there");
        latencies = new(plan.Requests);
    }

    /// <summary>Reads the plan from standard input, does it and writes what it found to standard output.</summary>
    public static int Run()
    {
        var generator = new Generator(LoadPlan.Read(Console.In));
        Console.Out.WriteLine(JsonSerializer.Serialize(generator.Send()));
        return 0;
    }

    LoadResult Send()
    {
        var poll = Epoll.Create();
        for (var i = 0; i < plan.Clients; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPAddress.Loopback, plan.Port);
            socket.Blocking = false;
            clients.Add(new(socket) { Request = [.. template] });
            Epoll.Watch(poll, (int)socket.Handle, i);
        }
        open = clients.Count;
        var cpuBefore = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        (countFrom, sendUntil) = (start, start + (long)(plan.Seconds * Stopwatch.Frequency));
        foreach (var client in clients) SendNext(client);
        var ready = new byte[plan.Clients * Epoll.EventBytes];
        while (answered < sent && open > 0)
        {
            var count = Epoll.Wait(poll, ready);
            // Whoever has no answer by now gets none; the report will show that they are missing.
            if (count == 0) break;
            for (var i = 0; i < count; i++) Receive(clients[Epoll.Data(ready, i)]);
        }
        var cpu = (Environment.CpuUsage.TotalTime - cpuBefore).TotalSeconds;
        foreach (var client in clients) client.Socket.Dispose();
        return Result(cpu);
    }

    void SendNext(Client client)
    {
        var now = Stopwatch.GetTimestamp();
        if (sent >= plan.Requests || now > sendUntil)
        {
            if (countTo == 0) (countTo, countedAtEnd) = (now, latencies.Count);
            return;
        }
        if (tokenAt >= 0) tokens[sent].CopyTo(client.Request, tokenAt);
        // As long as the UUID a real client would send, and never the same twice.
        if (keyAt >= 0) Encoding.ASCII.GetBytes($"{run}-{plan.FirstToken + sent:D22}", client.Request.AsSpan(keyAt, KeyLength));
        sent++;
        client.SentAt = now;
        try
        {
            if (client.Socket.Send(client.Request) != client.Request.Length) throw new InvalidOperationException("a request did not fit the socket");
        }
        catch (SocketException) { Broken(client); }
    }

    void Receive(Client client)
    {
        int read;
        try { read = client.Socket.Receive(client.Inbox, client.Filled, client.Inbox.Length - client.Filled, SocketFlags.None); }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.WouldBlock) { return; }
        catch (SocketException) { read = 0; }
        if (read == 0) { Broken(client); return; }
        client.Filled += read;
        var status = Answer.StatusWhenWhole(client.Inbox.AsSpan(0, client.Filled));
        if (status == 0)
        {
            if (client.Filled == client.Inbox.Length) client.Inbox = [.. client.Inbox, .. new byte[client.Inbox.Length]];
            return;
        }
        client.Filled = 0;
        var now = Stopwatch.GetTimestamp();
        Count(status);
        if (answered == plan.WarmUp) countFrom = now;
        else if (answered > plan.WarmUp) latencies.Add(now - client.SentAt);
        if (!plan.AtOnce) SendNext(client);
    }

    void Broken(Client client)
    {
        Count(0);
        open--;
        client.Socket.Dispose();
    }

    void Count(int status)
    {
        answered++;
        statuses[status] = statuses.GetValueOrDefault(status) + 1;
    }

    LoadResult Result(double cpu)
    {
        // All at once has no steady state: its time is from the first request to the last answer.
        if (countTo == 0) (countTo, countedAtEnd) = (Stopwatch.GetTimestamp(), latencies.Count);
        var seconds = Stopwatch.GetElapsedTime(countFrom, countTo).TotalSeconds;
        latencies.Sort();
        double At(double part) => latencies.Count == 0 ? 0 : Stopwatch.GetElapsedTime(0, latencies[(int)(part * (latencies.Count - 1))]).TotalMilliseconds;
        return new(countedAtEnd / seconds, countedAtEnd, seconds, At(0.5), At(0.99), At(1), statuses, cpu, sent);
    }
}
