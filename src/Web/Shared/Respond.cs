// How an endpoint answers: JSON, or a refusal as problem+json.
using System.Text;
using HaoLin.Kernel;

namespace HaoLin.Web.Shared;

public static class Respond
{
    public static Task Refuse(HttpContext http, Refusal refusal) => Text(http, refusal.Status, Problem.Json(refusal), Problem.ContentType);

    public static Task Text(HttpContext http, int status, string body, string contentType)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-store";
        // Told early, a crowd comes back in turn rather than all at once.
        if (status is 503 or 429) response.Headers.RetryAfter = "3";
        response.ContentLength = Encoding.UTF8.GetByteCount(body);
        Encoding.UTF8.GetBytes(body, response.BodyWriter);
        return response.BodyWriter.FlushAsync().AsTask();
    }

    /// <summary>A remembered or fresh answer, with the content type its status asks for.</summary>
    public static Task Answer(HttpContext http, Outcome<RememberedAnswer> outcome)
    {
        if (outcome.Refused) return Refuse(http, outcome.Refusal!);
        if (outcome.Value.Replayed) http.Response.Headers["Idempotency-Replayed"] = "true";
        return Text(http, outcome.Value.Status, outcome.Value.Body, outcome.Value.Status < 400 ? "application/json" : Problem.ContentType);
    }
}
