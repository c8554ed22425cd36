// A refusal as problem+json (RFC 9457) with its stable code.
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HaoLin.Kernel;

public static class Problem
{
    public const string ContentType = "application/problem+json";

    public static string Json(Refusal refusal)
    {
        using var buffer = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("type", "about:blank");
            json.WriteString("title", refusal.English);
            json.WriteNumber("status", refusal.Status);
            json.WriteString("code", refusal.Code);
            json.WriteString("detail", refusal.Detail is null ? refusal.Chinese : refusal.Chinese + " (" + refusal.Detail + ")");
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
