// One evening rush on one deal: everybody presses at once; some pay, some walk away, some change their minds, and those too late wait in line.
using System.Collections.Concurrent;

namespace HaoLin.Tests.Faults.Rig;

/// <param name="patience">For how long nothing may move before the goods count as left lying.</param>
public sealed class Rush(Driver driver, Deal deal, int limit, int perPerson, Random chance, TimeSpan patience)
{
    sealed record Plan(int Client, int Node, int Quantity, bool Twice, bool Again, string Fate);

    readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly ConcurrentDictionary<Guid, Plan> waiting = [];
    readonly ConcurrentDictionary<Guid, Task> promoted = [];
    readonly Verdict seen = new();

    /// <summary>Runs until the deal is sold out to people who paid; the verdict holds every check of this deal.</summary>
    public async Task<Verdict> Run(IEnumerable<int> clients, int nodes)
    {
        var plans = clients.Select(c => Draw(c, c % nodes)).ToList();
        var everybody = Task.WhenAll(plans.Select(Neighbour));
        using var over = new CancellationTokenSource();
        var watching = Watch(over.Token);
        gate.SetResult();
        await everybody;
        var soldOut = await GoesRoundUntilPaid();
        await Task.WhenAll(promoted.Values);
        await over.CancelAsync();
        await watching;
        await driver.Settle();
        var calls = driver.History.Read();
        seen.Add(Joins.Check(calls, await StoredOrder.Of(driver.Brand.Sql, deal), deal));
        seen.Add(await Stock.Check(driver.Brand.Sql, calls, deal, limit, perPerson, demandIsEnough: true));
        if (!soldOut) seen.Violate("undersold", $"{await Paid()} of {limit} were paid for and nothing has moved for {patience.TotalSeconds} s; {await Demand(calls)}");
        foreach (var call in calls.Where(c => c.About == deal.Id && c.Key.EndsWith("-3", StringComparison.Ordinal) && c is { Op: "join", Code: not "trade.limit-reached" }))
            seen.Violate("over-limit", $"three at once were answered {call.Http} {call.Body}");
        return seen;
    }

    // 70 of 100 want one, 20 want two, 10 want three (one too many); a third never pays, a tenth cancels, some press twice or come again.
    Plan Draw(int client, int node)
    {
        var (size, twice, again, fate) = (chance.Next(10), chance.Next(5) == 0, chance.Next(5) == 0, chance.Next(30));
        return new(client, node, size < 7 ? 1 : size < 9 ? 2 : 3, twice, again, fate < 10 ? "walks away" : fate < 13 ? "cancels" : "pays");
    }

    string Key(int quantity) => $"{Request.NewKey(chance)}-{quantity}";

    async Task Neighbour(Plan plan)
    {
        var join = driver.Join(deal, plan.Client, Key(plan.Quantity), plan.Quantity, plan.Node);
        await gate.Task;
        var answers = plan.Twice ? await Task.WhenAll(driver.Send(join), driver.Send(join)) : [await driver.Send(join)];
        var answer = answers.FirstOrDefault(a => !a.Unknown) ?? await driver.Send(join);
        if (answer.Code == "trade.sold-out") { await WaitInLine(plan); return; }
        if (!answer.Ok) return;
        if (plan.Again && await driver.Send(driver.Join(deal, plan.Client, Key(plan.Quantity), plan.Quantity, plan.Node)) is { Ok: true } more)
            await driver.Pay(more.Id("orderId"), plan.Client, chance, plan.Node);
        if (plan.Fate == "pays") await driver.Pay(answer.Id("orderId"), plan.Client, chance, plan.Node);
        if (plan.Fate == "cancels") await driver.Send(driver.Cancel(answer.Id("orderId"), plan.Client, Key(plan.Quantity), plan.Node));
    }

    async Task WaitInLine(Plan plan)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var wait = await Known(driver.Wait(deal, plan.Client, Key(plan.Quantity), plan.Quantity, plan.Node));
            if (wait.Ok) waiting[wait.Id("waitlistId")] = plan;
            if (wait.Code != "trade.waitlist-not-needed") return;
            // Somebody left between the two questions: try to join after all.
            var join = await driver.Send(driver.Join(deal, plan.Client, Key(plan.Quantity), plan.Quantity, plan.Node));
            if (join.Ok) await driver.Pay(join.Id("orderId"), plan.Client, chance, plan.Node);
            if (join.Code != "trade.sold-out") return;
        }
    }

    /// <summary>Whoever was not answered asks again under the same key, as the pages do: a neighbour in line stays there.</summary>
    async Task<Call> Known(Request request)
    {
        for (var tries = 1; ; tries++)
            if (await driver.Send(request) is { } answer && (!answer.Unknown || tries == 5)) return answer;
    }

    /// <summary>Goods nobody paid for go to the next in line, until all are paid for or nothing moves any more.</summary>
    async Task<bool> GoesRoundUntilPaid()
    {
        for (var (before, moving) = (-1L, true); moving;)
        {
            moving = await Brand.Comes(async () =>
            {
                await PayForThePromoted();
                return await Moves() != before;
            }, patience);
            if (await Paid() >= limit) return true;
            before = await Moves();
        }
        return false;
    }

    /// <summary>Who is left and what everybody was answered, so that goods left lying can be told from people gone.</summary>
    async Task<string> Demand(IEnumerable<Call> calls)
    {
        var waits = await driver.Brand.Sql.Number("SELECT COUNT(*) FROM waitlist WHERE deal_id = @deal AND promoted_at IS NULL AND ended_at IS NULL", ("deal", deal.Id));
        var orders = (await StoredOrder.Of(driver.Brand.Sql, deal)).Select(o => o.Id).Append(deal.Id).ToHashSet();
        var answers = calls.Where(c => orders.Contains(c.About)).GroupBy(c => $"{c.Op} {c.Http} {c.Code}".TrimEnd()).OrderBy(g => g.Key, StringComparer.Ordinal);
        return $"{waits} wait in line; {string.Join(", ", answers.Select(g => $"{g.Count()} x {g.Key}, at most {g.Where(c => c.Answered < DateTimeOffset.MaxValue).Select(c => (c.Answered - c.Asked).TotalSeconds).DefaultIfEmpty().Max():0.0} s"))}";
    }

    Task<long> Moves() => driver.Brand.Sql.Number("SELECT COUNT(*) + COUNT(paid_at) + COUNT(lapsed_at) + COUNT(cancelled_at) FROM orders WHERE deal_id = @deal", ("deal", deal.Id));

    async Task PayForThePromoted()
    {
        foreach (var (wait, order) in await driver.Brand.Sql.Rows("SELECT id, order_id FROM waitlist WHERE deal_id = @deal AND order_id IS NOT NULL", row => (row.GetGuid(0), row.GetGuid(1)), ("deal", deal.Id)))
            if (waiting.TryGetValue(wait, out var who)) _ = promoted.GetOrAdd(order, _ => PayOrComeBack(order, who));
    }

    /// <summary>Whose time to pay ended before the press got through stands in line again, as neighbours do.</summary>
    async Task PayOrComeBack(Guid order, Plan plan)
    {
        if (await driver.Pay(order, plan.Client, chance, plan.Node) is { Ok: true }) return;
        var gone = await Brand.Comes(async () => await driver.Brand.Sql.Number("SELECT COUNT(*) FROM orders WHERE id = @id AND lapsed_at IS NULL AND paid_at IS NULL", ("id", order)) == 0, patience);
        if (gone) await WaitInLine(plan);
    }

    Task<long> Paid() => driver.Brand.Sql.Number(
        "SELECT CAST(COALESCE(SUM(l.quantity - l.returned), 0) AS bigint) FROM orders o JOIN order_line l ON l.order_id = o.id WHERE o.deal_id = @deal AND o.paid_at IS NOT NULL AND o.cancelled_at IS NULL AND o.lapsed_at IS NULL", ("deal", deal.Id));

    /// <summary>Reads while everybody presses: at no instant is more out than there is.</summary>
    async Task Watch(CancellationToken over)
    {
        await using var connection = await driver.Brand.Sql.Open();
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!over.IsCancellationRequested)
        {
            var (taken, standing) = (await Sql.Rows(connection, """
                SELECT f.taken, (SELECT CAST(COALESCE(SUM(l.quantity - l.returned), 0) AS bigint) FROM order_line l JOIN orders o ON o.id = l.order_id WHERE l.offer_id = f.id AND o.cancelled_at IS NULL AND o.lapsed_at IS NULL)
                FROM offer f WHERE f.id = @offer
                """, row => (row.GetInt64(0), row.GetInt64(1)), ("offer", deal.Offers[0])))[0];
            seen.Count("reads");
            if (taken > limit || standing > limit) seen.Violate("oversold", $"a read saw {taken} taken and {standing} in orders of {limit}");
            if (taken != standing) seen.Violate("miscounted", $"a read saw {taken} taken and {standing} in orders");
            try { await beat.WaitForNextTickAsync(over); }
            catch (OperationCanceledException) { return; }
        }
    }
}
