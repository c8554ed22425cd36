// The two shapes of an endpoint: a question that is answered, and a deed that takes a key, runs once and is remembered.
using System.Text.Json;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Api;

public delegate Task<Outcome<T>> Question<T>(HaoLinDb db, Visitor by, HttpContext http);

/// <param name="id">The thing named in the path, or an empty id where the path names none.</param>
public delegate Task<Outcome<TAnswer>> Deed<in TBody, TAnswer>(Work work, Visitor by, Guid id, TBody body, IServiceProvider services);

/// <summary>A deed that says no more than that it was done.</summary>
public sealed record DoneAnswer(bool Done = true);

/// <summary>The id of what was made.</summary>
public sealed record MadeAnswer(Guid Id);

/// <summary>The method behind an endpoint that is put together here, by which it can be followed to what it refuses.</summary>
public sealed record AnsweredBy(System.Reflection.MethodInfo Method);

/// <summary>A deed that needs no body.</summary>
public sealed record NoBody;

public static class Endpoints
{
    /// <summary>GET for whoever is signed in; the use case decides what they may see.</summary>
    public static RouteHandlerBuilder Ask<T>(this IEndpointRouteBuilder api, string path, string summary, Question<T> question) =>
        api.MapGet(path, async (HttpContext http, Store store) =>
        {
            if (SignedIn.Person(http) is not { } person) { await Respond.Refuse(http, Visitor.SignInFirst); return; }
            if (HasBadCursor(http)) { await Respond.Refuse(http, Cursor.Malformed); return; }
            var outcome = await store.Read(async db => await question(db, await Visitor.Of(db, person), http));
            if (!outcome.Refused) LinkNext(http, outcome.Value);
            if (outcome.Refused) await Respond.Refuse(http, outcome.Refusal!);
            else await Respond.Text(http, 200, Json.Text(outcome.Value), "application/json");
        }).Produces<T>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).WithMetadata(new AnsweredBy(question.Method)).WithSummary(summary);

    /// <summary>A list that began anew at a cursor it does not understand would be read for ever.</summary>
    internal static bool HasBadCursor(HttpContext http) => http.Request.Query.TryGetValue("after", out var after) && Cursor.Read(after) is null && !Break.Is("cursor");

    /// <summary>Where the next page is, also as RFC 8288 has it: the same question with the cursor of this page's end.</summary>
    internal static void LinkNext(HttpContext http, object? answer)
    {
        if (answer is not IPaged { Next: { } next }) return;
        var others = http.Request.Query.Where(q => q.Key != "after").SelectMany(q => q.Value.Select(value => KeyValuePair.Create(q.Key, value)));
        http.Response.Headers.Link = $"<{http.Request.Path}{QueryString.Create([.. others, KeyValuePair.Create<string, string?>("after", next)])}>; rel=\"next\"";
    }

    /// <summary>POST with an Idempotency-Key: the change and its remembered answer are one transaction.</summary>
    /// <param name="complete">Completes what is answered with what must not be remembered.</param>
    public static RouteHandlerBuilder Do<TBody, TAnswer>(this IEndpointRouteBuilder api, string path, int status, string summary, Deed<TBody, TAnswer> deed, Func<TAnswer, IServiceProvider, TAnswer>? complete = null) where TBody : notnull =>
        api.MapPost(path, async (HttpContext http, Store store) =>
        {
            var request = await CostlyRequest.Read(http);
            if (request.Refused) { await Respond.Refuse(http, request.Refusal!); return; }
            var body = Body<TBody>(request.Value.Body);
            if (body.Refused) { await Respond.Refuse(http, body.Refusal!); return; }
            var id = http.Request.RouteValues["id"] is string text && Guid.TryParse(text, out var named) ? named : Guid.Empty;
            await CostlyRequest.Once(http, request.Value, status, async work =>
            {
                var outcome = await deed(work, await Visitor.Of(work.Db, request.Value.Person), id, body.Value, http.RequestServices);
                return outcome.Match<Outcome<string>>(answer => Json.Text(answer), refusal => refusal);
            }, complete is null ? null : kept => Json.Text(complete(JsonSerializer.Deserialize<TAnswer>(kept, Json.Options)!, http.RequestServices)));
        }).Accepts<TBody>("application/json", "*/*").Produces<TAnswer>(status).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422)
            .WithMetadata(ApiDocument.TakesKey, new AnsweredBy(deed.Method)).WithSummary(summary);

    /// <summary>The body as the record it should be: 400 where it is no JSON, 422 where a member is missing or of the wrong kind.</summary>
    public static Outcome<T> Body<T>(byte[] json) where T : notnull
    {
        if (typeof(T) == typeof(NoBody)) return (T)(object)new NoBody();
        try { return JsonSerializer.Deserialize<T>(json, Json.Strict) is { } body ? body : OrderBody.Invalid; }
        catch (JsonException wrong) when (!Break.Is("bodies")) { return IsJson(json) ? OrderBody.Invalid.With(wrong.Path ?? "") : CostlyRequest.Malformed; }
        catch (InvalidOperationException) { return Texts.Unreadable; }
    }

    static bool IsJson(byte[] json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException) { return false; }
    }
}
