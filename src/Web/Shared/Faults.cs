// A fault nobody foresaw: written to the log with its trace id, answered in one plain sentence, never with its insides.
using System.Diagnostics;
using HaoLin.Kernel;

namespace HaoLin.Web.Shared;

public static class Faults
{
    static readonly Refusal Unforeseen = new("fault.unforeseen", 500, "系统出错了，没有扣您的钱；请稍后再试", "Something went wrong on our side; nothing was charged. Try again shortly.");
    static readonly Refusal Unreachable = new("store.unreachable", 503, "现在存取不了数据，请过一会儿再试；再按一次不会重复", "The database cannot be reached just now; try again shortly. The same request again is not done twice.");
    public static readonly Refusal TooLarge = new("request.too-large", 413, "内容太大了", "The request is too large.");
    public static readonly Refusal Malformed = new("request.malformed", 400, "请求的格式不对", "The request is malformed.");

    public static async Task Answer(HttpContext http, RequestDelegate next)
    {
        try { await next(http); }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested) { }
        catch (BadHttpRequestException bad) when (!http.Response.HasStarted)
        {
            await Say(http, bad.StatusCode == 413 ? TooLarge : Malformed);
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            var trace = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
            http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("HaoLin.Web").LogError(fault, "{Method} {Path} failed, trace {Trace}", http.Request.Method, http.Request.Path, trace);
            await Say(http, (Store.IsUnreachable(fault) ? Unreachable : Unforeseen).With(trace));
        }
    }

    static Task Say(HttpContext http, Refusal refusal) =>
        Screens.IsWanted(http) ? Screens.Refuse(http, refusal).ExecuteAsync(http) : Respond.Refuse(http, refusal);
}
