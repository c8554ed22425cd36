// Sends whatever it is told over real HTTP and minds only what may never happen: a fault of ours, its insides in an answer, a hang.
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace HaoLin.Tests.Faults.Rig;

public sealed record Reply(int Status, string Body, string? Location = null)
{
    public bool Ok => Status is >= 200 and < 300;
    public bool LedOn => Status is >= 300 and < 400;

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}

public sealed class Prober(Brand brand) : IDisposable
{
    public const string FormType = "application/x-www-form-urlencoded";

    readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(20), BaseAddress = brand.Server.Address };
    int keys;

    public Verdict Verdict { get; } = new();

    public Task<Reply> Post(string path, string json, string? token, string about) => Send(HttpMethod.Post, path, Encoding.UTF8.GetBytes(json), "application/json", token, about);

    public Task<Reply> Get(string path, string? token, string about, string? cookie = null) => Send(HttpMethod.Get, path, null, null, token, about, cookie);

    /// <summary>A form as a browser posts it, by the session cookie.</summary>
    public Task<Reply> Form(string path, IEnumerable<(string Name, string Value)> fields, string? cookie, string about) =>
        Send(HttpMethod.Post, path, Encoding.UTF8.GetBytes(string.Join('&', fields.Select(f => $"{Escaped(f.Name)}={Escaped(f.Value)}"))), FormType, null, about, cookie);

    /// <summary>Percent-encoded; a lone surrogate as the three bytes that no UTF-8 may hold.</summary>
    public static string Escaped(string text) => string.Concat(text.EnumerateRunes().SelectMany((rune, _) => rune.Value == 0xFFFD ? ["%ED%A0%80"] : new[] { Uri.EscapeDataString(rune.ToString()) }));

    public async Task<Reply> Send(HttpMethod method, string path, byte[]? body, string? type, string? token, string about, string? cookie = null)
    {
        using var message = new HttpRequestMessage(method, path);
        if (body is not null) message.Content = new ByteArrayContent(body);
        if (type is not null && body is not null) message.Content!.Headers.TryAddWithoutValidation("Content-Type", type);
        if (token is not null) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (cookie is not null)
        {
            message.Headers.TryAddWithoutValidation("Cookie", "haolin=" + cookie);
            message.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
        }
        message.Headers.TryAddWithoutValidation("Idempotency-Key", $"probe-{Interlocked.Increment(ref keys)}");
        Verdict.Count("requests");
        try
        {
            using var answer = await http.SendAsync(message);
            var reply = new Reply((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Location?.OriginalString);
            Judge(Verdict, $"{about}: {method} {path} with {Sent(body)}", reply);
            return reply;
        }
        catch (TaskCanceledException)
        {
            Verdict.Violate("hang", $"{about}: {method} {path} was not answered within 20 s");
            return new(0, "");
        }
        catch (HttpRequestException cut)
        {
            // A body far too large may be cut off while it is still being sent.
            if (body is not { Length: > 64 * 1024 }) Verdict.Violate("cut", $"{about}: {method} {path}: {cut.Message}");
            return new(0, "");
        }
    }

    /// <summary>What no answer may be, whatever was asked.</summary>
    public static void Judge(Verdict verdict, string about, Reply reply)
    {
        if (reply.Status >= 500) verdict.Violate("fault", $"{about} was answered {reply.Status} {BadStrings.Start(reply.Body, 300)}");
        if (reply.Body.Contains("   at HaoLin", StringComparison.Ordinal) || reply.Body.Contains("Exception:", StringComparison.Ordinal)) verdict.Violate("insides", $"{about} was answered {BadStrings.Start(reply.Body, 300)}");
        if (reply.Location is { } there && (there is ['/', '/' or '\\', ..] || there.StartsWith("http://elsewhere", StringComparison.Ordinal))) verdict.Violate("led astray", $"{about} led to {there}");
    }

    static string Sent(byte[]? body) => body is null ? "no body" : BadStrings.Json(BadStrings.Start(Encoding.Latin1.GetString(body)));

    public void Dispose() => http.Dispose();
}
