// How a passkey is made and shown (WebAuthn): what a browser is asked, and what its answer proves, by the framework's handler over our own rows.
using System.Buffers.Text;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HaoLin.Kernel;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HaoLin.Neighbourhood;

/// <param name="address">What people open. Nothing is taken from a request: whoever sends it says what they like of the host.</param>
public sealed class PasskeyCeremony(Store store, Sealing sealing, Uri address)
{
    public static readonly Refusal NoDomain = new("passkey.no-domain", 409, "用域名打开的网站才能用通行密钥，这里不行", "Passkeys need a site that is opened by a domain name; this one is not.");
    public static readonly Refusal Over = new("passkey.over", 410, "等得太久了，请再点一次", "That took too long; tap once more.");

    /// <summary>As long as a browser waits for a finger.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(5);

    /// <summary>Some devices answer with a certificate beside the key; none with more than this.</summary>
    const int AnswerLengthMax = 32_000;
    const int CredentialBytesMax = 1023;
    const string Adding = "add", Entering = "enter";

    /// <param name="Options">For the browser, as JSON.</param>
    /// <param name="Held">For the browser to bring back with its answer; it can neither read nor change it, and it is good once.</param>
    public sealed record Begun(string Options, string Held);

    /// <summary>What was begun: what for, by whom where that is known, until when, and the handler's own notes with the challenge.</summary>
    internal sealed record Waiting(string For, Guid? Person, long UntilTicks, string Notes);

    /// <summary>What a device proved when it was shown.</summary>
    internal sealed record Shown(byte[] CredentialId, long SignCount, bool IsBackedUp);

    /// <summary>Browsers give keys to names alone, never to numbers, and without encryption to this machine alone.</summary>
    public bool IsPossible => address.HostNameType == UriHostNameType.Dns && (address.Scheme == Uri.UriSchemeHttps || address.IsLoopback);

    string Origin => $"{address.Scheme}://{address.IdnHost}{(address.IsDefaultPort ? "" : $":{address.Port}")}";

    internal async Task<Begun> BeginAdding(Person person)
    {
        var holder = new PasskeyHolder(person.Id);
        var made = await Asked(handler => handler.MakeCreationOptionsAsync(
            new() { Id = holder.Id, Name = new Phone(person.Phone(sealing)).Masked, DisplayName = person.Name(sealing) }, Nobody()));
        return new(made.CreationOptionsJson, await HandOut(Adding, person.Id, made.AttestationState));
    }

    /// <summary>Asked of whoever stands at the door: their device says who they are.</summary>
    public async Task<Outcome<Begun>> BeginEntering()
    {
        if (!IsPossible) return NoDomain;
        var made = await Asked(handler => handler.MakeRequestOptionsAsync(null!, Nobody()));
        return new Begun(made.RequestOptionsJson, await HandOut(Entering, null, made.AssertionState));
    }

    internal Task<Outcome<Waiting>> TakeAdding(string? held, PersonId by) => Take(held, Adding, by.Value);

    internal Task<Outcome<Waiting>> TakeEntering(string? held) => Take(held, Entering, null);

    /// <summary>What the new key is, or null where the answer proves nothing.</summary>
    internal async Task<UserPasskeyInfo?> Attest(Waiting waiting, string? answer)
    {
        if (answer is null or { Length: > AnswerLengthMax }) return null;
        var made = await Asked(handler => handler.PerformAttestationAsync(new() { HttpContext = Nobody(), CredentialJson = answer, AttestationState = waiting.Notes }));
        Reached(made.Failure);
        return made is { Succeeded: true, Passkey.IsUserVerified: true } ? made.Passkey : null;
    }

    /// <summary>What the device proved, or null where it proved nothing: another site's answer, an old one, a forged one, one without its owner's finger.</summary>
    internal async Task<Shown?> Assert(Waiting waiting, string? answer)
    {
        if (answer is null or { Length: > AnswerLengthMax }) return null;
        var shown = await Asked(handler => handler.PerformAssertionAsync(new() { HttpContext = Nobody(), CredentialJson = answer, AssertionState = waiting.Notes }));
        Reached(shown.Failure);
        return shown.Succeeded ? new(shown.Passkey.CredentialId, shown.Passkey.SignCount, shown.Passkey.IsBackedUp) : null;
    }

    /// <summary>Which passkey an answer says it is, proved or not.</summary>
    internal static byte[]? Claimed(string? answer)
    {
        if (answer is null or { Length: > AnswerLengthMax }) return null;
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
                && Base64Url.IsValid(id.GetString()) && Base64Url.DecodeFromChars(id.GetString()) is { Length: > 0 and <= CredentialBytesMax } bytes ? bytes : null;
        }
        // No JSON, or text in it that is none.
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException) { return null; }
    }

    async Task<string> HandOut(string what, PersonId? person, string? notes)
    {
        var until = await store.Read(store.Now) + Lasts;
        return sealing.HandOut(JsonSerializer.Serialize(new Waiting(what, person?.Value, until.UtcTicks, notes ?? "")));
    }

    /// <summary>Uses up what was begun, whatever comes of it: an answer that somebody overheard is good for nothing.</summary>
    async Task<Outcome<Waiting>> Take(string? held, string what, Guid? person)
    {
        if (sealing.TakeBack(held) is not { } text || JsonSerializer.Deserialize<Waiting>(text) is not { } waiting || waiting.For != what || waiting.Person != person) return Over;
        // Of what was handed out and not of what came back: the same may be written in several ways.
        var once = "passkey-challenge:" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return await store.Write<Waiting>(async work =>
        {
            if (work.Now.UtcTicks >= waiting.UntilTicks || await Attempt.CountOne(work, once, 2 * Lasts) > 1) return Over;
            return waiting;
        });
    }

    async Task<T> Asked<T>(Func<PasskeyHandler<PasskeyHolder>, Task<T>> question)
    {
        await using var db = store.Open();
        using var users = new UserManager<PasskeyHolder>(new PasskeyUsers(db), Options.Create(new IdentityOptions()), new PasswordHasher<PasskeyHolder>(), [], [],
            new UpperInvariantLookupNormalizer(), new IdentityErrorDescriber(), Nothing, NullLogger<UserManager<PasskeyHolder>>.Instance);
        return await question(new(users, Options.Create(Rules())));
    }

    /// <summary>The device must have seen its owner (finger, face, its own lock): that is what lets one passkey stand for password and digits.</summary>
    IdentityPasskeyOptions Rules() => new()
    {
        ServerDomain = address.IdnHost,
        AuthenticatorTimeout = Lasts,
        UserVerificationRequirement = "required",
        ResidentKeyRequirement = "required",
        AttestationConveyancePreference = "none",
        ValidateOrigin = from => ValueTask.FromResult(!from.CrossOrigin && from.Origin == Origin),
    };

    /// <summary>The handler takes everything for a failed proof; a database that does not answer is none.</summary>
    static void Reached(PasskeyException? failure)
    {
        if (failure?.InnerException is { } fault && Store.IsUnreachable(fault)) ExceptionDispatchInfo.Throw(fault);
    }

    /// <summary>The handler wants a request, and by these rules reads nothing of it.</summary>
    static DefaultHttpContext Nobody() => new();

    static readonly IServiceProvider Nothing = new ServiceCollection().BuildServiceProvider();
}
