// Tells open pages that a deal has changed (Server-Sent Events), so that they fetch its list anew.
using System.Globalization;
using HaoLin.Kernel;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Resident;

public static class DealEvents
{
    /// <summary>A change on another node is noticed after this long; one on this node at once.</summary>
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    /// <summary>Then the browser connects again by itself and says what it saw last.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Stands for what a list shows; it goes to the browser in the event's id (with this node's count of stirrings behind it) and comes back as Last-Event-ID.</summary>
    public static string MarkOf(ShowDeal.Answer deal) => string.Create(CultureInfo.InvariantCulture,
        $"{deal.State}-{deal.Joined}-{deal.Waiting}-{deal.Offers.Sum(o => o.Taken)}-{deal.Gifts.Sum(g => g.Given)}");

    public static async Task Listen(HttpContext http, Guid id, string? seen, Store store, DealBoard board)
    {
        var stop = http.RequestAborted;
        var first = await board.Show(new(id));
        if (first.Refused) { await Respond.Refuse(http, first.Refusal!); return; }
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";

        var said = http.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last, ..] ? last.Split('~')[0] : seen ?? MarkOf(first.Value);
        var version = store.Stirrings.Version(id);
        var (began, spoke) = (store.Clock.GetUtcNow(), store.Clock.GetUtcNow());
        await http.Response.WriteAsync("retry: 3000\n\n", stop);
        await http.Response.Body.FlushAsync(stop);
        while (!stop.IsCancellationRequested && store.Clock.GetUtcNow() - began < Longest)
        {
            var stirred = store.Stirrings.Version(id);
            var mark = await board.Show(new(id)) is { Refused: false } deal ? MarkOf(deal.Value) : said;
            var now = store.Clock.GetUtcNow();
            if (mark != said || stirred != version || now - spoke > Heartbeat)
            {
                await http.Response.WriteAsync(mark != said || stirred != version ? $"id: {mark}~{stirred}\nevent: changed\ndata: \n\n" : ": still here\n\n", stop);
                await http.Response.Body.FlushAsync(stop);
                (said, version, spoke) = (mark, stirred, now);
            }
            await store.Stirrings.Wait(id, stirred, Look, store.Clock, stop);
        }
    }
}
