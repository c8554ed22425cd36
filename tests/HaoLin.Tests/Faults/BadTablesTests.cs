// Hostile and broken uploads: each is refused with a sentence, nothing of it is kept, and the server goes on; with controls that let each in.
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Faults;

public sealed class BadTablesTests
{
    const string Entity = "<!DOCTYPE worksheet [<!ENTITY outside SYSTEM \"file:///etc/hostname\">]>";

    static async Task<(PublishedServer Server, string Wang, string Zhang)> Open(Database on, string? broken = null)
    {
        var server = await PublishedServer.Start(new() { Binary = broken is null ? PublishedServer.Binary : PublishedServer.Breakable, Environment = broken is null ? [] : new() { ["HAOLIN_BREAK"] = broken }, Database = on == Database.PostgreSql ? await PostgresCluster.Shared.Fresh("tables") : null });
        async Task<string> Token(string phone) => (await PublishedServer.Run("token", "--phone", phone, "--data", server.Data)).Trim();
        return (server, await Token("13800000001"), await Token(server.One("leader")));
    }

    static async Task<(int Status, string? Code, JsonElement Body)> Send(PublishedServer server, string? token, string path, HttpContent? body, string? key = "", Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path) { Content = body };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key.Length > 0 ? key : Guid.CreateVersion7().ToString("N"));
        change?.Invoke(request);
        using var answer = await server.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("   at HaoLin", text);
        var json = text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default;
        return ((int)answer.StatusCode, json.ValueKind == JsonValueKind.Object && json.TryGetProperty("code", out var code) ? code.GetString() : null, json);
    }

    static Task<(int Status, string? Code, JsonElement Body)> Uploads(PublishedServer server, string? token, byte[] file, string? key = "") => Send(server, token, "/api/v1/imports/products?name=a.xlsx", new ByteArrayContent(file), key);

    [Theory, OnEachDatabase]
    public async Task What_is_no_table_is_refused_and_nothing_of_it_is_kept(Database on)
    {
        var (server, wang, zhang) = await Open(on);
        await using var closing = server;
        Assert.Equal((401, "sign-in.needed"), Known(await Uploads(server, null, TableMade.Products(1))));
        Assert.Equal((403, "role.not-allowed"), Known(await Uploads(server, zhang, TableMade.Products(1))));
        Assert.Equal((400, "idempotency.key-missing"), Known(await Uploads(server, wang, TableMade.Products(1), key: null)));
        Assert.Equal((404, "import.unknown-kind"), Known(await Send(server, wang, "/api/v1/imports/planets", new ByteArrayContent([1]))));
        foreach (var (file, code) in new (byte[], string)[]
        {
            ([], "table.empty"), (TableMade.Bomb(200), "table.swollen"), (TableMade.Xlsx("<row/>", before: Entity), "table.unreadable"), (TableMade.Xlsx("<row/>", target: "../../../../etc/passwd"), "table.unreadable"),
            ([0xD0, 0xCF, 0x11, 0xE0, 1, 2, 3, 4], "table.old-format"), ("<html><script>alert(1)</script>"u8.ToArray(), "import.columns-missing"), ([0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF"u8], "table.unreadable"),
            (TableMade.Products(3)[..200], "table.unreadable"), (Encoding.UTF8.GetBytes("{\"a\":[1,2]}"), "import.columns-missing"),
        })
            Assert.Equal((422, code), Known(await Uploads(server, wang, file)));
        Assert.Equal(413, (await Uploads(server, wang, new byte[11 * 1024 * 1024])).Status);
        Assert.Equal(0, (await Send(server, wang, "/api/v1/imports", null)).Body.GetProperty("items").GetArrayLength());

        // The same key is the same answer, and another file under it is refused.
        var (first, again) = (await Uploads(server, wang, TableMade.Products(2), "t-1"), await Uploads(server, wang, TableMade.Products(2), "t-1"));
        Assert.Equal((201, first.Body.ToString()), (again.Status, again.Body.ToString()));
        Assert.Equal((422, "idempotency.key-reused"), Known(await Uploads(server, wang, TableMade.Products(3), "t-1")));
        var id = first.Body.GetProperty("id").GetString();
        Assert.Equal((404, "import.missing"), Known(await Send(server, zhang, $"/api/v1/imports/{id}", null)));

        // From a page of somebody else's nothing is taken, and a form that breaks off is none.
        MultipartFormDataContent Form() => new() { { new ByteArrayContent(TableMade.Products(4)), "file", "a.xlsx" } };
        void Cookie(HttpRequestMessage request) => request.Headers.Add("Cookie", $"haolin={wang}");
        void Ours(HttpRequestMessage request) { Cookie(request); request.Headers.Add("Sec-Fetch-Site", "same-origin"); }
        Assert.Equal(403, (await Send(server, null, "/imports/products", Form(), null, request => { Cookie(request); request.Headers.Add("Origin", "https://elsewhere.example"); })).Status);
        Assert.Equal(303, (await Send(server, null, "/imports/products", Form(), null, Ours)).Status);
        var torn = new ByteArrayContent((await Form().ReadAsByteArrayAsync())[..300]);
        torn.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        Assert.InRange((await Send(server, null, "/imports/products", torn, null, Ours)).Status, 400, 422);
        Assert.Equal(200, (int)(await server.Http.GetAsync("/health/invariants")).StatusCode);
    }

    [Fact]
    public async Task Many_uploads_at_once_are_taken_in_turn()
    {
        var (server, wang, _) = await Open(Database.Sqlite);
        await using var closing = server;
        var answers = await Village.AtOnce(60, n => Uploads(server, wang, TableMade.Products(1500, $"商品{n} ")));
        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { 201, 409, 503 }));
        Assert.Contains(answers, answer => answer.Status == 201);
        Assert.Equal(200, (int)(await server.Http.GetAsync("/health/ready")).StatusCode);
    }

    [Theory, InlineData("table-size"), InlineData("table-dtd"), InlineData("same-file")]
    public async Task A_build_that_minds_no_file_is_found_out(string broken)
    {
        var (server, wang, _) = await Open(Database.Sqlite, broken);
        await using var closing = server;
        if (broken == "table-size") Assert.NotEqual("table.swollen", (await Uploads(server, wang, TableMade.Bomb(150))).Code);
        if (broken == "table-dtd") Assert.NotEqual("table.unreadable", (await Uploads(server, wang, TableMade.Xlsx($"<row r=\"1\">{TableMade.Text(1, 0, "名字")}</row>", before: Entity))).Code);
        if (broken != "same-file") return;
        var id = (await Uploads(server, wang, TableMade.Products(1))).Body.GetProperty("id").GetString();
        await Send(server, wang, $"/api/v1/imports/{id}/begin", new StringContent("{\"allOrNothing\":true}"));
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while ((await Send(server, wang, $"/api/v1/imports/{id}", null)).Body.GetProperty("state").GetString() != "done") await beat.WaitForNextTickAsync();
        Assert.Equal(201, (await Uploads(server, wang, TableMade.Products(1))).Status);
    }

    static (int, string?) Known((int Status, string? Code, JsonElement Body) answer) => (answer.Status, answer.Code);
}
