// Plays the neighbours over real HTTP and writes down what each of them asked and was answered.
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;

namespace HaoLin.Tests.Faults.Rig;

/// <summary>A request that can be sent again exactly as it was.</summary>
public sealed record Request(int Client, string Op, Guid About, string Key, string Token, Uri Address, string Body)
{
    public static string NewKey(Random chance)
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (chance) chance.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}

public sealed class Driver(Brand brand, string name) : IDisposable
{
    readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5) }) { Timeout = TimeSpan.FromSeconds(20) };

    public Brand Brand => brand;
    public History History { get; } = new(name);

    /// <summary>Requests whose outcome is unknown; whoever settles them sends them again under the same key.</summary>
    public ConcurrentQueue<Request> Unknown { get; } = [];

    public Request Join(Deal deal, int client, string key, int quantity, int node = 0) => Join(deal, client, key, [(deal.Offers[0], quantity)], node: node);

    public Request Join(Deal deal, int client, string key, IReadOnlyList<(Guid Offer, int Quantity)> lines, string note = "", int node = 0) =>
        new(client, "join", deal.Id, key, brand.Tokens[client], new(brand.Nodes[node], $"/api/v1/deals/{deal.Id}/orders"), Basket(deal, lines, note));

    public Request Wait(Deal deal, int client, string key, int quantity, int node = 0) =>
        new(client, "wait", deal.Id, key, brand.Tokens[client], new(brand.Nodes[node], $"/api/v1/deals/{deal.Id}/waitlist"), Basket(deal, [(deal.Offers[0], quantity)], ""));

    static string Basket(Deal deal, IReadOnlyList<(Guid Offer, int Quantity)> lines, string note) =>
        $$"""{"lines":[{{string.Join(',', lines.Select(l => $$"""{"offerId":"{{l.Offer}}","quantity":{{l.Quantity}}}"""))}}],"pickupPointId":"{{deal.Place}}","note":"{{note}}"}""";

    public Request Cancel(Guid order, int client, string key, int node = 0) =>
        new(client, "cancel", order, key, brand.Tokens[client], new(brand.Nodes[node], $"/api/v1/orders/{order}/cancel"), "");

    public Request StartPayment(Guid order, int client, string key, int node = 0) =>
        new(client, "start-payment", order, key, brand.Tokens[client], new(brand.Nodes[node], $"/api/v1/orders/{order}/payments"), "");

    public Request HandOver(Guid order, string code, string key, int node = 0) =>
        new(-1, "hand-over", order, key, brand.LeaderToken, new(brand.Nodes[node], "/api/v1/handovers"), $$"""{"code":"{{code}}"}""");

    /// <summary>The press on the gateway's own button.</summary>
    public Request PressPay(Guid order, int client, string payUrl) => new(client, "pay", order, payUrl, "", new(payUrl), "");

    /// <summary>Sends once and answers with what is known then. An unknown outcome is kept for settling.</summary>
    public async Task<Call> Send(Request request, HttpClient? through = null)
    {
        var asked = History.Now;
        History.Write(asked, request.Client, request.Op, request.About, request.Key, "invoke");
        var (type, status, body) = ("info", 0, "");
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, request.Address) { Content = new StringContent(request.Body, Encoding.UTF8, "application/json") };
            if (request.Token.Length > 0) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", request.Token);
            if (request.Key.Length > 0 && request.Token.Length > 0) message.Headers.TryAddWithoutValidation("Idempotency-Key", request.Key);
            using var answer = await (through ?? http).SendAsync(message);
            (status, body) = ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
            type = status switch { < 300 => "ok", < 500 when !body.Contains("\"idempotency.in-flight\"") => "fail", _ => "info" };
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            body = fault.GetType().Name;
        }
        var answered = History.Now;
        if (request.Op == "pay") body = "";
        History.Write(answered, request.Client, request.Op, request.About, request.Key, type, status, body);
        if (type == "info") Unknown.Enqueue(request);
        return new(request.Client, request.Op, request.About, request.Key, type, status, body, asked, answered);
    }

    /// <summary>Begins a payment and presses the button; null when it did not get that far.</summary>
    public async Task<Call?> Pay(Guid order, int client, Random chance, int node = 0)
    {
        var started = await Send(StartPayment(order, client, Request.NewKey(chance), node));
        return started.Ok ? await Send(PressPay(order, client, started.Field("payUrl")!)) : null;
    }

    /// <summary>Sends every request of unknown outcome again until it has a definite one.</summary>
    public async Task<int> Settle()
    {
        var settled = 0;
        await Parallel.ForAsync(0, 8, async (_, _) =>
        {
            while (Unknown.TryDequeue(out var request))
            {
                Interlocked.Increment(ref settled);
                await Brand.Until(async () => !(await Send(request)).Unknown, $"{request.Op} {request.Key} gets a definite answer", TimeSpan.FromSeconds(30));
            }
        });
        return settled;
    }

    public async Task<(int Status, string Body)> Get(string path, string? token = null, int node = 0)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(brand.Nodes[node], path));
        if (token is not null) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(message);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public void Dispose()
    {
        http.Dispose();
        History.Dispose();
    }
}
