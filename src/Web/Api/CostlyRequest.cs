// A write that costs something: who sends it, under which key, and its body, read once and whole.
using System.Buffers;
using System.Collections;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Api;

public readonly struct CostlyRequest
{
    public const int BodyMax = 64 * 1024;

    public static readonly Refusal TooLarge = Faults.TooLarge;
    public static readonly Refusal Malformed = Faults.Malformed;

    public required PersonId Person { get; init; }
    public required IdempotentRequest Key { get; init; }
    public required byte[] Body { get; init; }

    /// <summary>Checks in the order: signed in (401), key (400), size (413); then reads the body.</summary>
    public static async ValueTask<Outcome<CostlyRequest>> Read(HttpContext http)
    {
        if (SignedIn.Person(http) is not { } person) return Visitor.SignInFirst;
        var header = http.Request.Headers["Idempotency-Key"];
        if (header.Count == 0) return Idempotency.KeyMissing;
        if (Idempotency.Parse(header) is not { } key) return Idempotency.KeyMalformed;
        if (await Whole(http) is not { } body) return TooLarge;
        return new CostlyRequest { Person = person, Body = body, Key = new(person.Value, key, Fingerprint(http.Request, body)) };
    }

    static byte[] Fingerprint(HttpRequest request, byte[] body)
    {
        var path = request.Path.Value!;
        Span<byte> head = stackalloc byte[Math.Min(512, Encoding.UTF8.GetMaxByteCount(path.Length + request.Method.Length + 2))];
        if (!Encoding.UTF8.TryGetBytes($"{request.Method} {path}\n", head, out var length)) length = head.Length;
        var hash = new byte[32];
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        whole.AppendData(head[..length]);
        whole.AppendData(body);
        whole.TryGetHashAndReset(hash, out _);
        return hash;
    }

    public static async ValueTask<byte[]?> Whole(HttpContext http)
    {
        if (http.Request.ContentLength > BodyMax) return null;
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > BodyMax) return null;
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Runs a deed once for its key and answers with its JSON; a refusal is remembered with the key too.</summary>
    /// <param name="complete">Completes what is answered with what must not be kept, a secret, say.</param>
    public static async Task Once(HttpContext http, CostlyRequest request, int status, Func<Work, Task<Outcome<string>>> deed, Func<string, string>? complete = null)
    {
        var store = http.RequestServices.GetRequiredService<Store>();
        var sealing = http.RequestServices.GetRequiredService<Sealing>();
        var outcome = await Idempotency.Once(store, request.Key,
            async work => (await deed(work)).Match<Outcome<(int, string)>>(body => (status, sealing.SealAnswer(body)), refusal => refusal),
            refusal => (refusal.Status, Problem.Json(refusal)));
        if (outcome is { Refused: false, Value: { } sent })
        {
            var opened = sent with { Body = sealing.OpenAnswer(sent.Body) };
            outcome = complete is not null && opened.Status < 400 ? opened with { Body = complete(opened.Body) } : opened;
        }
        await Respond.Answer(http, outcome);
    }

    /// <summary>The same for a deed that asks others and so cannot be one transaction: repeating it must be harmless, and its answer is kept after it.</summary>
    public static async Task Around(HttpContext http, CostlyRequest request, int status, Func<Task<Outcome<string>>> deed)
    {
        var store = http.RequestServices.GetRequiredService<Store>();
        var sealing = http.RequestServices.GetRequiredService<Sealing>();
        var outcome = await Idempotency.Around(store, request.Key,
            async () => (await deed()).Match<Outcome<(int, string)>>(body => (status, sealing.SealAnswer(body)), refusal => refusal),
            refusal => (refusal.Status, Problem.Json(refusal)));
        await Respond.Answer(http, outcome.Match<Outcome<RememberedAnswer>>(kept => kept with { Body = sealing.OpenAnswer(kept.Body) }, refusal => refusal));
    }
}

/// <summary>JSON as the API writes it.</summary>
public static class Json
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new IdJsonConverterFactory() }, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>For bodies: a member that has no default must be there and may not be null, nor may anything in a list.</summary>
    public static readonly JsonSerializerOptions Strict = new(Options)
    {
        RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RefuseHoles } },
    };

    /// <summary>The serializer respects annotations of members and not of what a list holds, so each list is looked through.</summary>
    static void RefuseHoles(JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Enumerable) type.OnDeserialized = list => { if (((IEnumerable)list).Cast<object?>().Contains(null)) throw new JsonException(); };
    }

    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Options);
}
