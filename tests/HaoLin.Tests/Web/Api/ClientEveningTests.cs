// A whole evening by the client that is generated from the API's description: what the description says is enough, and what comes back is what it says.
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using HaoLin.Client;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Web.Api;

public sealed partial class ClientEveningTests
{
    const string NewPhone = "13655556666";

    static string Key() => Guid.CreateVersion7().ToString("N");

    static HaoLinClient For(PublishedServer server, string? token)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server.Address };
        if (token is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
        return new(http);
    }

    static async Task<Problem> Refused(Task asked) => (await Assert.ThrowsAsync<ApiException<Problem>>(() => asked)).Result;

    [Theory, OnEachDatabase]
    public async Task Zhang_opens_a_newcomer_joins_pays_and_collects(Database on)
    {
        await using var server = await PublishedServer.Start(new() { Database = on == Database.PostgreSql ? await PostgresCluster.Shared.Fresh("demo") : null });
        var zhang = For(server, await PublishedServer.Run("token", "--phone", server.One("leader"), "--data", server.Data));
        var deal = await Opened(zhang, Guid.Parse(server.One("pickup-point")));

        var (mei, me) = await SignedIn(server);
        await mei.PostCommunitiesJoinAsync(Key(), new InvitationRequest { Code = server.One("invitation").Split('/')[^1] });
        Assert.Equal("钱小梅", (await mei.GetMeAsync()).Name);
        var shown = await mei.GetDealAsync(deal);
        Assert.Equal(("open", 0, (int?)2), (shown.State, shown.Joined, shown.Offers.Single().Remaining));
        var joined = await mei.PostDealOrdersAsync(deal, Key(), Order(shown, 2));
        Assert.Equal(1, joined.Sequence);
        // The last box is gone: the refusal comes typed, with its code.
        Assert.Equal("trade.sold-out", (await Refused(zhang.PostDealOrdersAsync(deal, Key(), Order(shown, 1)))).Code);
        Assert.Equal("idempotency.key-malformed", (await Refused(mei.PostDealOrdersAsync(deal, "", Order(shown, 1)))).Code);

        var begun = await mei.PostOrderPaymentsAsync(joined.OrderId, Key(), new PaymentRequest());
        using (var wallet = new HttpClient()) (await wallet.PostAsync(begun.PayUrl, null)).EnsureSuccessStatusCode();
        var paid = await Until(() => mei.GetOrderAsync(joined.OrderId), order => order.PaidAt is not null);
        Assert.Equal((2 * 990, "钱小梅"), ((int)paid.AmountFen, paid.Name));
        Assert.Equal(joined.OrderId, (await mei.GetMeOrdersAsync()).Items.Single().OrderId);

        await zhang.PostDealCutOffAsync(deal, Key(), new NoBody());
        var handed = await zhang.PostHandoversAsync(Key(), new HandOverRequest { Code = (await mei.GetOrderAsync(joined.OrderId)).PickupCode! });
        Assert.Equal((joined.OrderId, 2), (handed.OrderId, handed.Lines.Single().Quantity));
        await zhang.PostDealCompleteAsync(deal, Key(), new NoBody());
        Assert.Equal("handed-over", (await mei.GetOrderAsync(joined.OrderId)).State);
        Assert.Equal(1, (await zhang.GetDealProgressAsync(deal)).HandedOver);
        using var table = new MemoryStream();
        using (var sent = await zhang.GetDealTablesTotalsXlsxAsync(deal)) await sent.Stream.CopyToAsync(table);
        Assert.Equal("PK"u8, table.ToArray().AsSpan(0, 2));
        await HeadquartersLooksOn(server, joined.OrderId, me);
    }

    /// <summary>王总 sees the order, page by page, with a token that may read orders and nothing else.</summary>
    static async Task HeadquartersLooksOn(PublishedServer server, Guid order, Guid resident)
    {
        var wang = For(server, await PublishedServer.Run("token", "--phone", "13800000001", "--scopes", "read:orders", "--data", server.Data));
        var (found, after) = (new List<Guid>(), (string?)null);
        for (var pages = 0; pages < 20; pages++)
        {
            var page = await wang.GetHeadquartersOrdersAsync(after: after);
            found.AddRange(page.Items.Select(o => o.OrderId));
            if ((after = page.Next) is null) break;
        }
        Assert.Equal((order, found.Count), (found[0], found.Distinct().Count()));
        Assert.Equal(("token.scope-missing", 403), (await Refused(wang.GetHeadquartersDealsAsync())) is var refused ? (refused.Code, refused.Status) : default);
        Assert.NotEqual(Guid.Empty, resident);
    }

    static async Task<Guid> Opened(HaoLinClient zhang, Guid pickupPoint)
    {
        var loquats = (await zhang.GetProductsAsync(search: "枇杷")).Items.First();
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().AddHours(8).DateTime);
        DateTimeOffset At(int days, int hour) => new(today.AddDays(days).ToDateTime(new(hour, 0)), TimeSpan.FromHours(8));
        var deal = (await zhang.PostDealsAsync(Key(), new DraftRequest
        {
            Title = "枇杷，最后两盒", CutOffDue = At(1, 20), ArrivesOn = today.AddDays(2), PickupFrom = At(2, 16), PickupUntil = At(2, 20),
            Offers = [new OfferRequest { ProductId = loquats.Id, PriceFen = 990, Limit = 2 }], PickupPointIds = [pickupPoint],
        })).Id;
        await zhang.PostDealOpenAsync(deal, Key(), new NoBody());
        Assert.Contains((await zhang.GetMeDealsAsync()).Items, d => d.Id == deal && d.State == "open");
        return deal;
    }

    static OrderRequest Order(ShowDealAnswer deal, int quantity) => new() { Lines = [new OrderLineRequest { OfferId = deal.Offers.Single().Id, Quantity = quantity }], PickupPointId = deal.PickupPoints.Single().Id };

    /// <summary>A neighbour who was never here: a code to her phone, and her name the first time.</summary>
    static async Task<(HaoLinClient Client, Guid Person)> SignedIn(PublishedServer server)
    {
        var nobody = For(server, null);
        Assert.Equal("sign-in.needed", (await Refused(nobody.GetMeAsync())).Code);
        await nobody.PostSignInCodesAsync(new CodeRequest { Phone = NewPhone });
        using var inbox = new HttpClient();
        var texts = await inbox.GetFromJsonAsync<JsonElement>($"{server.One("phones")}/api/messages?phone={NewPhone}");
        var code = SixDigits().Match(texts.GetProperty("items")[0].GetProperty("text").GetString()!).Value;
        var ticket = await nobody.PostSignInAsync(new SignInRequest { Phone = NewPhone, Code = code, Name = "钱小梅" });
        return (For(server, ticket.Token), ticket.PersonId);
    }

    static async Task<T> Until<T>(Func<Task<T>> ask, Func<T, bool> enough)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (await ask() is var answer && enough(answer)) return answer;
            await beat.WaitForNextTickAsync(limit.Token);
        }
    }

    [GeneratedRegex(@"\d{6}")]
    private static partial Regex SixDigits();
}
