// Everybody who may knock at a door, with the things that are theirs: an order of 李阿姨's in a deal of 老张's.
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Web.Doors;

/// <param name="Headers">What a browser says of where a request comes from; null says that it comes from our own pages.</param>
public sealed record Knock(string Door, string Who, IReadOnlyDictionary<string, string> Ids, IReadOnlyDictionary<string, string>? Headers = null);

public sealed record Heard(int Status, string? Location, string Body)
{
    /// <summary>"in", "sign in", "403" or "404"; anything that is a fault of ours as it is.</summary>
    public string Word => this switch
    {
        { Status: 401 } => "sign in",
        { Status: >= 300 and < 400, Location: { } there } when there.Contains("/sign-in", StringComparison.Ordinal) && !there.Contains("left=", StringComparison.Ordinal) => "sign in",
        { Status: 403 or 404 } => $"{Status}",
        { Status: >= 500 } => $"fault {Status}",
        _ => "in",
    };
}

public sealed partial class Callers : IAsyncDisposable
{
    public const string Nobody = "nobody", Li = "李阿姨", Lin = "小林", Elsewhere = "陈婆婆", Zhang = "老张", Zhou = "小周", Chen = "陈姐", Qian = "老钱", Wang = "王总", Wangjie = "王姐";

    /// <summary>Whose order it is, a neighbour of hers, a resident of elsewhere, whose deal it is, who leads here too, who leads elsewhere, who led here once, headquarters, and 老张's assistant at the desk.</summary>
    public static readonly IReadOnlyList<string> All = [Nobody, Li, Lin, Elsewhere, Zhang, Zhou, Chen, Qian, Wang, Wangjie];

    /// <summary>What is done to a draft and to nothing else.</summary>
    static readonly string[] Drafts = ["edit", "preview", "drop", "open", "draft", "bin", "restore", "review", "schedule", "unschedule", "open-answering", "claims", "verdict"];

    readonly Dictionary<string, string> tokens = [];
    int keys;

    Callers(PublishedServer server) => Server = server;

    public PublishedServer Server { get; }
    /// <summary>The value of each name in a path, such as deal, order, product.</summary>
    public Dictionary<string, string> Ids { get; } = [];
    public Dictionary<string, string> Missing => Ids.ToDictionary(id => id.Key, id => Guid.TryParse(id.Value, out _) ? Guid.CreateVersion7().ToString() : id.Key == "code" ? "00000000" : id.Value);

    public static async Task<Callers> Open(PublishedServer.Options? options = null)
    {
        var callers = new Callers(await PublishedServer.Start(options));
        foreach (var (who, phone) in new[] { (Li, "13700000001"), (Lin, "13700000002"), (Wangjie, "13700000003"), (Zhang, "13900000001"), (Zhou, "13900000003"), (Chen, "13900000002"), (Wang, "13800000001") })
            callers.tokens[who] = (await PublishedServer.Run("token", "--data", callers.Server.Data, "--phone", phone)).Trim();
        await callers.Settle();
        return callers;
    }

    /// <summary>Makes what the paths name, through the API.</summary>
    async Task Settle()
    {
        var deal = (Ids["deal"], Ids["place"], Ids["community"]) = (Server.One("deal"), Server.One("pickup-point"), Server.One("community"));
        var shown = Json((await Get("/api/v1/deals/" + deal.Item1, Nobody)).Body);
        Ids["offer"] = shown.GetProperty("offers")[0].GetProperty("id").GetString()!;
        Ids["order"] = Json((await Post($"/api/v1/deals/{Ids["deal"]}/orders", Body("order"), Li)).Body).GetProperty("orderId").GetString()!;
        var communities = Json((await Get("/api/v1/communities", Nobody)).Body);
        var elsewhere = Rows(communities).Select(c => c.GetProperty("id").GetString()!).First(c => c != Ids["community"]);
        tokens[Elsewhere] = (await PublishedServer.Run("token", "--data", Server.Data, "--new", "1", "--community", elsewhere)).Trim();
        var leader = Json((await Post($"/api/v1/headquarters/communities/{Ids["community"]}/leaders", """{"phone":"13911112222","name":"老钱"}""", Wang)).Body);
        await Post($"/api/v1/headquarters/roles/{leader.GetProperty("roleId").GetString()}/end", "{}", Wang);
        // Signed in again after it: what was signed in before the end is out anyway.
        tokens[Qian] = (await PublishedServer.Run("token", "--data", Server.Data, "--phone", "13911112222")).Trim();
        Ids["role"] = Json((await Post($"/api/v1/headquarters/communities/{Ids["community"]}/leaders", """{"phone":"13911113333","name":"小吴"}""", Wang)).Body).GetProperty("roleId").GetString()!;
        await Post("/api/v1/me/assistants", """{"phone":"13700000003"}""", Zhang);
        Ids["product"] = Rows(Json((await Get("/api/v1/products", Nobody)).Body)).First().GetProperty("id").GetString()!;
        Ids["draft"] = Json((await Post($"/api/v1/deals/{Ids["deal"]}/copy", "{}", Zhang)).Body).GetProperty("id").GetString()!;
        (Ids["task"], Ids["code"], Ids["secret"]) = (Guid.CreateVersion7().ToString(), Server.One("invitation").Split('/')[^1], "no-such-secret");
        (Ids["documentName"], Ids["name"], Ids["version"], Ids["path"]) = ("v1", "loquat", "1", "css/haolin.css");
        Ids["campaign"] = Json((await Post("/api/v1/headquarters/campaigns", Body("campaign"), Wang)).Body).GetProperty("id").GetString()!;
        (Ids["kind"], Ids["mark"], Ids["day"]) = ("products", "nomark", "2020-01-01");
    }

    static JsonElement Json(string body) => JsonDocument.Parse(body).RootElement;

    static IEnumerable<JsonElement> Rows(JsonElement answer) => (answer.ValueKind == JsonValueKind.Array ? answer : answer.GetProperty("items")).EnumerateArray();

    Task<Heard> Get(string path, string who) => Send(HttpMethod.Get, path, null, who, null);

    Task<Heard> Post(string path, string body, string who) => Send(HttpMethod.Post, path, body, who, null);

    public Task<Heard> Hear(Knock knock)
    {
        var (method, route) = (knock.Door.Split(' ')[0], knock.Door.Split(' ')[1]);
        var path = NamedPart().Replace(route, part => knock.Ids[Meant(route, part.Groups[1].Value)]);
        return Send(new(method), path, method == "GET" ? null : Body(BodyOf(route), knock.Ids), knock.Who, knock.Headers);
    }

    /// <summary>Which thing a path names by {id}: it stands before it.</summary>
    static string Meant(string route, string name) => name switch
    {
        "Id" => "deal",
        "id" when route.Contains("/points/{id}", StringComparison.Ordinal) || route.Contains("/pickup-points/{id}", StringComparison.Ordinal) => "place",
        "id" when route.Contains("/orders/{id}", StringComparison.Ordinal) || route.Contains("/desk/{id}", StringComparison.Ordinal) => "order",
        "id" when route.Contains("/campaigns/", StringComparison.Ordinal) || route.StartsWith("/c/", StringComparison.Ordinal) => "campaign",
        "id" when route.Contains("/products/", StringComparison.Ordinal) => "product",
        "id" when route.Contains("/communities/", StringComparison.Ordinal) => "community",
        "id" when route.Contains("/roles/", StringComparison.Ordinal) => "role",
        "id" when route.Contains("/tasks/", StringComparison.Ordinal) || route.Contains("imports/", StringComparison.Ordinal) || route.Contains("/webhooks/", StringComparison.Ordinal) || route.Contains("/tokens/", StringComparison.Ordinal) || route.Contains("/stand-ins/", StringComparison.Ordinal) || route.Contains("/closings/", StringComparison.Ordinal)
            || route.Contains("/assistants/", StringComparison.Ordinal) || route.Contains("/credit/", StringComparison.Ordinal) => "task",
        "id" when route.StartsWith("/collect/", StringComparison.Ordinal) => "order",
        "id" when Drafts.Contains(route.Split('/')[^1]) => "draft",
        "id" => "deal",
        _ => name,
    };

    async Task<Heard> Send(HttpMethod method, string path, string? body, string who, IReadOnlyDictionary<string, string>? headers)
    {
        using var request = new HttpRequestMessage(method, path);
        var isApi = path.StartsWith("/api/", StringComparison.Ordinal);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, isApi ? "application/json" : "application/x-www-form-urlencoded");
        // A browser sends its cookie by itself, also to the API; with headers of its own the caller is one.
        if (who != Nobody && isApi && headers is null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens[who]);
        else if (who != Nobody) request.Headers.Add("Cookie", "haolin=" + tokens[who]);
        if (isApi && body is not null) request.Headers.Add("Idempotency-Key", $"knock-{++keys}");
        foreach (var (name, value) in headers ?? new Dictionary<string, string> { ["Sec-Fetch-Site"] = "same-origin" }) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await Server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        // A stream of changes never ends.
        var streams = answer.Content.Headers.ContentType?.MediaType == "text/event-stream";
        return new((int)answer.StatusCode, answer.Headers.Location?.OriginalString, streams ? "" : await answer.Content.ReadAsStringAsync());
    }

    string Body(string kind) => Body(kind, Ids);

    /// <summary>What is sent where: whole and right, so that an answer is about who asks.</summary>
    static string BodyOf(string route) => route switch
    {
        "/api/v1/deals" or "/api/v1/deals/{id}/draft" => "draft",
        "/api/v1/deals/{id}/orders" or "/api/v1/deals/{id}/waitlist" or "/api/v1/orders/{id}/change" => "order",
        "/api/v1/deals/{id}/times" => "times",
        "/api/v1/deals/{id}/pasted-list" => "pasted",
        "/api/v1/deals/{id}/neighbours-orders" => "neighbours",
        "/api/v1/handovers" or "/api/v1/me/authenticator/on" or "/api/v1/me/authenticator/off" or "/api/v1/communities/join" => "code",
        "/api/v1/headquarters/communities" => "community",
        "/api/v1/headquarters/communities/{id}/leaders" or "/api/v1/headquarters/colleagues" => "leader",
        "/api/v1/headquarters/communities/{id}/pickup-points" or "/api/v1/headquarters/pickup-points/{id}" => "place",
        "/api/v1/headquarters/products" or "/api/v1/headquarters/products/{id}" => "product",
        "/api/v1/headquarters/webhooks" or "/api/v1/headquarters/webhooks/{id}" => "webhook",
        "/api/v1/headquarters/tokens" => "machine",
        "/api/v1/headquarters/webhooks/{id}/switch" => "switch",
        "/api/v1/headquarters/webhooks/{id}/resend" => "resend",
        "/api/v1/headquarters/webhooks/{id}/replay" => "span",
        "/api/v1/headquarters/closings" => "closing",
        "/api/v1/headquarters/bills" => "bill",
        "/api/v1/headquarters/closings/daily" => "daily",
        "/api/v1/headquarters/campaigns" => "campaign",
        "/api/v1/headquarters/campaigns/{id}/coupons" => "phones",
        "/api/v1/headquarters/orders/{id}/credit" => "credit",
        "/api/v1/headquarters/deals/{id}/verdict" => "verdict",
        "/api/v1/deals/{id}/schedule" => "schedule",
        "/api/v1/desk/hand-overs" => "deeds",
        "/api/v1/orders/{id}/collector" => "collector",
        "/api/v1/orders/{id}/uncollected" => "uncollected",
        "/api/v1/orders/{id}/door" => "door",
        "/api/v1/orders/{id}/enough" => "enough",
        "/api/v1/orders/{id}/household" => "household",
        "/api/v1/deals/{id}/slots" => "slots",
        "/api/v1/deals/{id}/caps" => "caps",
        "/api/v1/deals/{id}/stand-in" => "none",
        "/api/v1/stand-ins/{id}/answer" => "accept",
        "/api/v1/headquarters/deals/{id}/leader" => "hand-on",
        "/api/v1/headquarters/deals/{id}/publish" => "switch",
        "/api/v1/headquarters/deals/{id}/price" => "price",
        "/api/v1/pickup-points/{id}/rest" => "rest",
        "/api/v1/orders/{id}/pickup-point" => "usual",
        "/api/v1/orders/{id}/settle-dispute" => "answer",
        "/api/v1/me/messages/read" => "read",
        "/api/v1/me/homes" => "home",
        "/api/v1/me/pickup-point" => "usual",
        "/api/v1/sign-in" or "/api/v1/sign-in/codes" or "/api/v1/sign-in/password" or "/api/v1/me/assistants" or "/api/v1/orders/{id}/neighbour/phone" or "/api/v1/headquarters/keepers" => "phone",
        "/api/v1/headquarters/retained" => "retained",
        "/api/v1/me/erase" => "sure",
        "/api/v1/me/consents" => "consent",
        "/api/v1/communities/{id}/leader-applications" => "words",
        "/api/v1/headquarters/leader-applications/{id}/verdict" => "accepted",
        "/api/v1/headquarters/leaders/{id}/neighbours" => "to",
        "/api/v1/headquarters/leaders/{id}/grade" => "grade",
        "/api/v1/headquarters/leaders/{id}/papers" => "paper",
        "/api/v1/headquarters/signals/{id}/answers" => "signal",
        "/api/v1/headquarters/leaders/{id}/rest" or "/api/v1/me/rest" => "days off",
        "/api/v1/orders/{id}/phone" => "arrival",
        "/api/v1/adoptions" => "link",
        _ when route.StartsWith("/api/", StringComparison.Ordinal) => "reason",
        _ => "form",
    };

    static string Body(string kind, IReadOnlyDictionary<string, string> ids) => kind switch
    {
        "draft" => $$"""{"title":"枇杷","cutOffDue":"2030-01-01T12:00:00Z","arrivesOn":"2030-01-02","pickupFrom":"2030-01-02T08:00:00Z","pickupUntil":"2030-01-02T12:00:00Z","offers":[{"productId":"{{ids["product"]}}","priceFen":100}],"pickupPointIds":["{{ids["place"]}}"]}""",
        "order" => $$"""{"lines":[{"offerId":"{{ids["offer"]}}","quantity":1}],"pickupPointId":"{{ids["place"]}}"}""",
        "times" => """{"arrivesOn":"2030-01-02","pickupFrom":"2030-01-02T08:00:00Z","pickupUntil":"2030-01-02T12:00:00Z","reason":"下雨"}""",
        "pasted" => """{"text":"1. 王姐 枇杷1份"}""",
        "neighbours" => $$"""{"pickupPointId":"{{ids["place"]}}","lines":[{"at":1,"name":"王姐","goods":[{"offerId":"{{ids["offer"]}}","quantity":1}]}]}""",
        "code" => """{"code":"00000000"}""",
        "community" => """{"name":"新园","address":"新路 1 号"}""",
        "leader" => """{"phone":"13911114444","name":"小吴"}""",
        "place" => """{"name":"北门","directions":"岗亭边","opensAtMinute":480,"closesAtMinute":1200}""",
        "product" => """{"name":"枇杷","origin":"福建","storage":"冷藏","unit":"盒","netGrams":1000,"priceFen":100,"shelfLifeDays":5}""",
        "webhook" => """{"name":"仓库系统","address":"https://warehouse.example/haolin","facts":["trade.order-paid"]}""",
        "machine" => """{"name":"仓库系统","scopes":["read:orders"]}""",
        "switch" => """{"on":true}""",
        "resend" => $$"""{"eventId":"{{ids["task"]}}"}""",
        "span" => """{"from":"2030-01-01T00:00:00Z","until":"2030-01-02T00:00:00Z"}""",
        "closing" => """{"from":"2030-01-01T00:00:00Z","until":"2030-01-02T00:00:00Z","reason":"盘点"}""",
        "bill" => """{"day":"2020-01-01"}""",
        "daily" => """{"from":1350,"until":360,"reason":"夜里休息"}""",
        "campaign" => """{"name":"枇杷季","who":"claimed","amountFen":100,"validFrom":"2026-01-01T00:00:00Z","validUntil":"{until}","budgetFen":100000,"number":1000,"perPerson":20}""".Replace("{until}", TimeProvider.System.GetUtcNow().AddDays(9).ToString("O", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal),
        "phones" => """{"phones":["13911115555"]}""",
        "credit" => """{"amountFen":100,"reason":"坏了两颗"}""",
        "verdict" => """{"mayOpen":true}""",
        "schedule" => """{"opensDue":"2029-12-31T00:00:00Z"}""",
        "deeds" => """{"deeds":[]}""",
        "collector" => """{"name":"小林","phoneTail":"0002"}""",
        "none" => "{}",
        "price" => $$"""{"offerId":"{{ids["offer"]}}","priceFen":1}""",
        "accept" => """{"accept":false}""",
        "hand-on" => $$"""{"to":"{{ids["task"]}}","reason":"病了"}""",
        "caps" => """{"caps":{}}""",
        "rest" => """{"reason":""}""",
        "slots" => """{"slots":[]}""",
        "door" => """{"door":"5 栋 302"}""",
        "enough" => $$"""{"offerId":"{{Guid.Empty}}","enough":1}""",
        "household" => """{"separate":false}""",
        "uncollected" => """{"kind":"tomorrow"}""",
        "answer" => """{"answer":"核对过了"}""",
        "signal" => """{"kind":"refunds","decision":"harmless","reason":"问过了"}""",
        "paper" => """{"kind":"health","validUntil":"2030-01-01"}""",
        "grade" => """{"grade":"senior","reason":"一年没有投诉"}""",
        "days off" => """{"reason":"歇一歇"}""",
        "words" => """{"words":"下午都在家"}""",
        "accepted" => """{"accepted":true}""",
        "to" => $$"""{"to":"{{ids["task"]}}"}""",
        "consent" => $$"""{"kind":"deal-news","given":false,"text":"{{HaoLin.Neighbourhood.Consent.InForce}}"}""",
        "read" => """{"upTo":"2026-01-01T00:00:00Z"}""",
        "home" => $$"""{"communityId":"{{ids["community"]}}","door":"5 栋 302"}""",
        "usual" => $$"""{"pickupPointId":"{{ids["place"]}}"}""",
        "phone" => """{"phone":"13911115555","code":"000000","password":"not the word"}""",
        "reason" => """{"reason":"家里来人"}""",
        "retained" => """{"personId":"00000000-0000-0000-0000-000000000001","reason":"court"}""",
        "sure" => """{"sure":false}""",
        "arrival" => """{"reason":"arrival"}""",
        "link" => """{"link":"/adopt/none/nomark"}""",
        _ => $"key={Guid.CreateVersion7():N}&reason=家里来人&pickup={ids["place"]}&{ids["offer"]}=1",
    };

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    [GeneratedRegex(@"\{(?:\*\*)?(\w+)\}")]
    private static partial Regex NamedPart();
}
