// A form as a page sends it: read once within bounds, with its key and the fingerprint that tells a repeat from another wish.
using System.Security.Cryptography;
using System.Text;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace HaoLin.Web.Shared;

public sealed class FormSent
{
    const int BytesMax = 64 * 1024;
    /// <summary>Twenty thousand Chinese characters are nine bytes each on their way, and a list of five hundred lines has many fields.</summary>
    const int LongBytesMax = 1024 * 1024;
    const int LongFieldsMax = 12_000;
    const string KeyField = "key";

    public static readonly Refusal Malformed = new("request.malformed-form", 400, "表单没有读懂，请回到上一页重新提交", "The form could not be read; go back and send it again.");
    public static readonly Refusal TooLarge = new("request.form-too-large", 413, "填写的内容太多了", "The form holds too much.");

    readonly IFormCollection fields;
    readonly string path;

    FormSent(IFormCollection fields, string path) => (this.fields, this.path) = (fields, path);

    /// <param name="isLong">A page that holds a whole pasted list.</param>
    public static async Task<Outcome<FormSent>> Read(HttpContext http, bool isLong = false)
    {
        if (!IsAsPagesSendIt(http.Request.ContentType) && !Break.Is("form-in-parts")) return Malformed;
        if (http.Request.ContentLength is not { } length || length > (isLong ? LongBytesMax : BytesMax)) return TooLarge;
        try { return new FormSent(await (isLong ? http.Request.ReadFormAsync(new FormOptions { ValueCountLimit = LongFieldsMax }) : http.Request.ReadFormAsync()), http.Request.Path); }
        // The framework's own bounds on fields and names, and a body that is no form.
        catch (InvalidDataException) { return Malformed; }
    }

    /// <summary>No page of ours sends a form in parts (multipart), and one that breaks off in the middle fails in ways of its own.</summary>
    static bool IsAsPagesSendIt(string? type) => MediaTypeHeaderValue.TryParse(type, out var said) && said.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    /// <summary>The field's text, or "" when it was not sent; of several the first.</summary>
    public string this[string name] => fields[name] is [{ } first, ..] ? first : "";

    /// <summary>Every value of a field that may be ticked several times.</summary>
    public IEnumerable<string> All(string name) => fields[name].OfType<string>();

    public Guid? Id(string name) => Guid.TryParse(this[name], out var id) ? id : null;

    public int? Number(string name) => int.TryParse(this[name], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    public IEnumerable<string> Names => fields.Keys;

    /// <summary>The key of a form that costs something; the page made one, and a script may have put the phone's own in its place.</summary>
    public Outcome<IdempotentRequest> Key(PersonId person)
    {
        if (this[KeyField].Length == 0) return Idempotency.KeyMissing;
        if (Idempotency.Parse(this[KeyField]) is not { } key) return Idempotency.KeyMalformed;
        return new IdempotentRequest(person.Value, key, Fingerprint());
    }

    byte[] Fingerprint()
    {
        var whole = new StringBuilder("POST ").Append(path).Append('\n');
        foreach (var name in fields.Keys.Where(name => name != KeyField).Order(StringComparer.Ordinal))
            foreach (var value in fields[name]) whole.Append(name.Length).Append(':').Append(name).Append('=').Append(value?.Length ?? 0).Append(':').Append(value).Append('\n');
        return SHA256.HashData(Encoding.UTF8.GetBytes(whole.ToString()));
    }

    /// <summary>A key for a page to carry in its form, so that pressing twice is once even with scripts off.</summary>
    public static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
