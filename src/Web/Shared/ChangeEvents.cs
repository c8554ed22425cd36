// Tells an open page that what it shows has changed (Server-Sent Events), so that it fetches the part anew.
using HaoLin.Kernel;

namespace HaoLin.Web.Shared;

public static class ChangeEvents
{
    /// <summary>A change on another node is noticed after this long; one on this node at once.</summary>
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    /// <summary>In the rush a deal changes fifty times a second; a reader is told a few times, and the page itself fetches more calmly still.</summary>
    static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(300);
    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Then the browser connects again by itself and says what it saw last.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Speaks until the reader leaves.</summary>
    /// <param name="http">Where the reader listens.</param>
    /// <param name="store">Whose stirrings wake it.</param>
    /// <param name="subject">What is watched.</param>
    /// <param name="seen">The mark of what the page shows; a Last-Event-ID is newer and goes before it.</param>
    /// <param name="mark">A short text that differs whenever the page would. The event's id is it and this node's count of stirrings, so that no kept page answers the news.</param>
    public static async Task Tell(HttpContext http, Store store, Guid subject, string seen, Func<Task<string>> mark)
    {
        var stop = http.RequestAborted;
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        var said = http.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last, ..] ? last.Split('~')[0] : seen;
        var (began, spoke) = (store.Clock.GetUtcNow(), store.Clock.GetUtcNow());
        // What other nodes change is seen only by asking; a node alone with its file knows of every change.
        var alone = store.PostgreSql is null;
        await Say(http, "retry: 3000\n\n", stop);
        try
        {
            for (var (version, first) = (store.Stirrings.Version(subject), true); store.Clock.GetUtcNow() - began < Longest; first = false)
            {
                var stirred = first ? version : await store.Stirrings.Wait(subject, version, Look, store.Clock, stop);
                if (first || stirred != version || !alone)
                {
                    var now = await mark();
                    if (now != said || stirred != version)
                    {
                        await Say(http, $"id: {now}~{stirred}\nevent: changed\ndata: \n\n", stop);
                        (said, spoke) = (now, store.Clock.GetUtcNow());
                        await Task.Delay(Calm, store.Clock, stop);
                    }
                    version = stirred;
                }
                if (store.Clock.GetUtcNow() - spoke <= Heartbeat) continue;
                await Say(http, ": still here\n\n", stop);
                spoke = store.Clock.GetUtcNow();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
    }

    static async Task Say(HttpContext http, string text, CancellationToken stop)
    {
        await http.Response.WriteAsync(text, stop);
        await http.Response.Body.FlushAsync(stop);
    }
}
