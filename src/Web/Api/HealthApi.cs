// Whether the node lives, can write, and keeps what it promises.
using HaoLin.Kernel;
using HaoLin.Trade;
using HaoLin.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Web.Api;

public static class HealthApi
{
    static readonly Refusal NotReady = new("health.not-ready", 503, "现在不能写入数据库", "The database cannot be written just now.");

    public static void Map(IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags("health");
        health.MapGet("live", http => Respond.Text(http, 200, "{\"status\":\"live\"}", "application/json")).WithSummary("The process answers.");
        health.MapGet("invariants", Keeps).WithSummary("Every promise about money, stock and news holds in the database at this moment; otherwise 503 and which do not.");
        health.MapGet("ready", Ready).WithSummary("The database takes a write.");
    }

    static async Task Keeps(HttpContext http, Store store)
    {
        var broken = await Invariants.Check(store);
        await Respond.Text(http, broken.Count == 0 ? 200 : 503, Json.Text(new { status = broken.Count == 0 ? "kept" : "broken", broken }), "application/json");
    }

    static async Task Ready(HttpContext http, Store store)
    {
        try
        {
            // A real write, since a database can answer questions long after it has stopped taking orders.
            await store.Write(work => work.Db.Database.ExecuteSqlAsync(
                $"INSERT INTO lease (name, done_until) VALUES ('readiness', {work.Now.UtcTicks}) ON CONFLICT (name) DO UPDATE SET done_until = excluded.done_until"));
            await Respond.Text(http, 200, "{\"status\":\"ready\"}", "application/json");
        }
        catch (Exception fault) when (!http.RequestAborted.IsCancellationRequested)
        {
            await Respond.Refuse(http, NotReady.With(fault.GetType().Name));
        }
    }
}
