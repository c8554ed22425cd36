// What was measured and how it is told: one table for people, one file for machines; each row names its bound or aim.
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HaoLin.Bench;

public sealed record Figures(string Database, IReadOnlyDictionary<string, double> Values);

public static class Report
{
    sealed record Row(string Key, string Says, string Format, string Bound);

    static readonly Row[] Rows =
    [
        new("joins.8", "durable joins per second, 8 clients", "N0", ""),
        new("joins.64", "durable joins per second, 64 clients", "N0", ""),
        new("joins.256", "durable joins per second, 256 clients", "N0", "aim 10,000 on PostgreSQL"),
        new("bound", "the bound, 1/(1/a + 1/b), per second", "N0", ""),
        new("ratio", "joins at 256 clients by the bound", "0.00", "aim 0.6"),
        new("ratio.least", "the same, least of the rounds", "0.00", ""),
        new("ratio.most", "the same, most of the rounds", "0.00", ""),
        new("a", "a: the same rows straight to the database, 200 a batch, per second", "N0", "yardstick"),
        new("b", "b: the same request authenticated, read and answered, nothing written, per second", "N0", "yardstick"),
        new("c", "c: the same join, one transaction per order, per second", "N0", "yardstick"),
        new("p50.8", "p50, 8 clients, ms", "N1", ""),
        new("p99.8", "p99, 8 clients, ms", "N1", ""),
        new("p50.64", "p50, 64 clients, ms", "N1", ""),
        new("p99.64", "p99, 64 clients, ms", "N1", ""),
        new("p50.256", "p50, 256 clients, ms", "N1", ""),
        new("p99.256", "p99, 256 clients, ms", "N1", "aim under 100"),
        new("commits.256", "commits of joins per second, 256 clients", "N0", "each one flush on SQLite"),
        new("flushes.256", "flushes of the log (fsync) per second, 256 clients", "N0", "not counted by SQLite"),
        new("cpu.server.256", "processor time per join: server, µs", "N0", ""),
        new("cpu.database.256", "processor time per join: database server, µs", "N0", ""),
        new("cpu.generator.256", "processor time per join: generator, µs", "N0", "on the same cores"),
        new("b.cpu", "processor time per request of b: server, µs", "N0", ""),
        new("cpu.others.256", "part of the machine busy with other work", "P0", ""),
        new("waiting.256", "facts waiting when the load ends", "N0", ""),
        new("drain.256", "seconds until none waits", "N1", ""),
        new("crowd.yes", "600 clients from one address for 200 boxes: let in", "N0", "exactly 200"),
        new("crowd.soldout", "told sold out (409); nobody else, no 429, no 503", "N0", "exactly 400"),
        new("crowd.ms", "until the last of the 600 was answered, ms", "N0", ""),
        new("ask.deal", "GET /api/v1/deals/{id} per second, 64 clients", "N0", ""),
        new("ask.list", "GET /api/v1/deals per second, 64 clients", "N0", ""),
        new("ask.home", "GET / per second, 64 clients", "N0", ""),
        new("rss.idle", "memory after the start, MB", "N0", ""),
        new("rss.busy", "memory after all this, MB", "N0", ""),
        new("start.serve", "cold start to the first answer, `serve`, s", "0.00", "aim under 2"),
        new("start.demo", "cold start to the first answer, `demo` with its simulators, s", "0.00", ""),
        new("growth.rows", "earlier orders at the end", "N0", ""),
        new("growth.early", "durable joins per second among 10,000 orders, 256 clients", "N0", ""),
        new("growth.late", "the same among all of them", "N0", ""),
        new("growth.ratio", "the second by the first", "0.00", "aim 0.85"),
        new("page.list", "first page, 100 requests a second, 1,000,000 orders: p95, ms", "N1", "aim under 50"),
        new("page.deal", "a deal's page, the same", "N1", "aim under 50"),
        new("page.order", "a neighbour's order, the same", "N1", "aim under 50"),
        new("page.orders", "a neighbour's orders, the same", "N1", "aim under 50"),
        new("search", "headquarters' order search, the slowest kind: p95, ms", "N1", "aim under 300"),
        new("search.newest", "the newest orders", "N1", ""),
        new("search.code", "by pickup code", "N1", ""),
        new("search.id", "by order id", "N1", ""),
        new("search.phone", "by phone", "N1", ""),
        new("search.tail", "by the phone's last four digits", "N1", ""),
        new("export.few", "most memory while 10,000 orders are exported, MB", "N0", ""),
        new("export.many", "the same for 100,000", "N0", ""),
        new("export.ratio", "the second by the first", "0.00", "flat"),
    ];

    public static string Markdown(IReadOnlyList<Figures> databases, string machine, string commit, DateTimeOffset at)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Measured {at:yyyy-MM-dd HH:mm} UTC at {commit} on {machine}; server, database and generator share the cores.").AppendLine();
        text.AppendLine($"| | {string.Join(" | ", databases.Select(d => d.Database))} | bound or aim |").AppendLine($"|---|{string.Concat(databases.Select(_ => "--:|"))}---|");
        foreach (var row in Rows.Where(r => databases.Any(d => d.Values.ContainsKey(r.Key))))
            text.AppendLine($"| {row.Says} | {string.Join(" | ", databases.Select(d => Cell(d, row)))} | {row.Bound} |");
        return text.ToString();
    }

    static string Cell(Figures database, Row row) =>
        !database.Values.TryGetValue(row.Key, out var value) || row.Key.StartsWith("flushes", StringComparison.Ordinal) && value == 0
        || row.Key.StartsWith("cpu.database", StringComparison.Ordinal) && value == 0 ? "-" : value.ToString(row.Format, CultureInfo.InvariantCulture);

    public static string ToJson(IReadOnlyList<Figures> databases, string machine, string commit, DateTimeOffset at) => JsonSerializer.Serialize(new
    {
        machine, commit, at, figures = databases.ToDictionary(d => d.Database, d => d.Values),
    }, new JsonSerializerOptions { WriteIndented = true });
}
