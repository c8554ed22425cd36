// An evening of payments whose notices the test itself delivers: many copies, out of order, late, forged, or right before a kill.
using System.Globalization;
using System.Text.Json;

namespace HaoLin.Tests.Faults.Rig;

public sealed class Payments(Driver driver, Notifier notifier, Random chance)
{
    readonly Verdict verdict = new();
    readonly Brand brand = driver.Brand;

    sealed record Told(string OutTradeNo, string? TransactionId, long TotalFen, DateTimeOffset? PaidAt, string PayUrl);

    sealed record Refund(string OutRefundNo, string RefundId, string OutTradeNo, string Status, long RefundFen);

    /// <summary>A payment begun at the gateway and not yet made.</summary>
    sealed record Begun(Guid Order, int Client, string OutTradeNo, long Fen, string PayUrl);

    /// <summary>Of every twenty orders twelve are paid, three also refunded with the payment told again after it, three cancelled before they are paid, and two never told of.</summary>
    public async Task<Verdict> Run(int orders)
    {
        var deal = await brand.OpenDeal((1_000_000, null));
        await Parallel.ForAsync(0, orders, new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (client, _) =>
        {
            var begun = await Begin(deal, client, 1 + client % 3);
            await ((client % 20) switch
            {
                < 12 => Tell(begun, copies: Draw(1, 12)),
                < 15 => TellOfRefund(begun),
                < 18 => PayLate(begun),
                _ => Press(begun),
            });
        });
        verdict.Add(await Effects.MoneyAtRest(brand, TimeSpan.FromSeconds(180)));
        await brand.Quiet();
        await CheckLate();
        verdict.Add(await Effects.Messages(brand.Sql, [deal]));
        verdict.Add(await Invariants.Check(brand.Sql));
        return verdict;
    }

    async Task<Begun> Begin(Deal deal, int client, int quantity)
    {
        var order = (await driver.Send(driver.Join(deal, client, Key(), quantity))).Id("orderId");
        var started = await driver.Send(driver.StartPayment(order, client, Key()));
        var payment = (await brand.Sql.Rows("SELECT id, amount FROM payment WHERE order_id = @order", row => (row.GetGuid(0), row.GetInt64(1)), ("order", order)))[0];
        return new(order, client, payment.Item1.ToString("N"), payment.Item2, started.Field("payUrl") ?? throw new InvalidOperationException($"{started.Http} {started.Body}"));
    }

    /// <summary>Presses the button; the notice of it is the test's to send.</summary>
    async Task<System.Text.Json.Nodes.JsonObject> Press(Begun begun)
    {
        var pressed = await driver.Send(driver.PressPay(begun.Order, begun.Client, begun.PayUrl));
        if (!pressed.Ok) throw new InvalidOperationException($"the gateway took no money: {pressed.Http}");
        var told = await Ask<Told>($"/control/orders/{begun.OutTradeNo}");
        return notifier.Paid(begun.OutTradeNo, told.TotalFen, told.TransactionId!);
    }

    async Task Tell(Begun begun, int copies)
    {
        var paid = await Press(begun);
        await SendCopies(() => notifier.Write(paid.DeepClone().AsObject()), copies, refund: false);
        var state = await brand.Sql.Number("SELECT COUNT(*) FROM orders WHERE id = @id AND paid_at IS NOT NULL", ("id", begun.Order));
        if (state != 1) verdict.Violate("unheard", $"order {begun.Order} is not paid after {copies} true notices");
    }

    /// <summary>Three in ten times all copies at once, otherwise one after the other.</summary>
    async Task SendCopies(Func<Notice> write, int copies, bool refund)
    {
        List<int> answers = [];
        if (Draw(0, 10) < 3) answers.AddRange(await Task.WhenAll(Enumerable.Range(0, copies).Select(_ => notifier.Send(write(), refund))));
        else
            for (var copy = 0; copy < copies; copy++) answers.Add(await notifier.Send(write(), refund));
        foreach (var answer in answers.Where(a => a != 204)) verdict.Violate("refused", string.Create(CultureInfo.InvariantCulture, $"a true notice was answered {answer}"));
    }

    async Task TellOfRefund(Begun begun)
    {
        await Tell(begun, copies: Draw(1, 4));
        var cancelled = await driver.Send(driver.Cancel(begun.Order, begun.Client, Key()));
        if (!cancelled.Ok)
        {
            verdict.Violate("refused", $"the cancellation of a paid order was answered {cancelled.Http} {cancelled.Body}");
            return;
        }
        var refund = await RefundOf(begun);
        var told = await Ask<Told>($"/control/orders/{begun.OutTradeNo}");
        var word = notifier.Refunded(begun.OutTradeNo, refund.OutRefundNo, refund.RefundId, refund.RefundFen, told.TransactionId!);
        await SendCopies(() => notifier.Write(word.DeepClone().AsObject()), Draw(1, 6), refund: true);
        // The payment's own notice once more, long after what came of it.
        var paid = notifier.Paid(begun.OutTradeNo, told.TotalFen, told.TransactionId!);
        await SendCopies(() => notifier.Write(paid.DeepClone().AsObject()), Draw(1, 4), refund: false);
    }

    /// <summary>The order is cancelled while its payment is open, then paid all the same: the money goes back by itself and no goods come out of nowhere.</summary>
    async Task PayLate(Begun begun)
    {
        await driver.Send(driver.Cancel(begun.Order, begun.Client, Key()));
        var pressed = await driver.Send(driver.PressPay(begun.Order, begun.Client, begun.PayUrl));
        // The janitor may have closed it in between, and then nobody can pay.
        if (!pressed.Ok) return;
        var told = await Ask<Told>($"/control/orders/{begun.OutTradeNo}");
        lock (late) late.Add(begun.Order);
        var paid = notifier.Paid(begun.OutTradeNo, told.TotalFen, told.TransactionId!);
        await SendCopies(() => notifier.Write(paid.DeepClone().AsObject()), Draw(1, 8), refund: false);
    }

    readonly List<Guid> late = [];

    async Task CheckLate()
    {
        foreach (var order in late)
        {
            var (stands, refunded) = (await brand.Sql.Rows("SELECT CASE WHEN o.cancelled_at IS NULL THEN 1 ELSE 0 END, (SELECT COUNT(*) FROM refund r WHERE r.order_id = o.id AND r.succeeded_at IS NOT NULL) FROM orders o WHERE o.id = @id", row => (row.GetInt64(0), row.GetInt64(1)), ("id", order)))[0];
            verdict.Count("late");
            if (stands == 1) verdict.Violate("resurrected", $"order {order} was cancelled and stands again since it was paid");
            if (refunded != 1) verdict.Violate("kept", $"order {order} was paid after it was cancelled and its money went back {refunded} times");
        }
    }

    /// <summary>Lies about orders nobody paid for; then the truth about each, which must still be heard.</summary>
    public async Task<Verdict> Forge(int lies, int orders)
    {
        var deal = await brand.OpenDeal((1_000, null));
        var begun = new List<Begun>();
        for (var client = 0; client < orders; client++) begun.Add(await Begin(deal, client, 1 + client));
        for (var sent = 0; sent < lies;)
        {
            var (victim, other) = (begun[chance.Next(orders / 2)], begun[^1]);
            foreach (var (name, notice) in notifier.Lies(victim.OutTradeNo, victim.Fen, other.OutTradeNo))
            {
                if (sent++ >= lies) break;
                verdict.Count("forged");
                var answer = await notifier.Send(notice);
                var effects = await brand.Sql.Number("SELECT (SELECT COUNT(*) FROM orders WHERE deal_id = @deal AND paid_at IS NOT NULL) + (SELECT COUNT(*) FROM payment p JOIN orders o ON o.id = p.order_id WHERE o.deal_id = @deal AND p.paid_at IS NOT NULL)", ("deal", deal.Id));
                if (effects > 0) { verdict.Violate("believed", $"{name}: answered {answer}, and an order is paid"); return verdict; }
                if (answer >= 500) verdict.Violate("broke", $"{name}: answered {answer}");
                if (answer is >= 200 and < 300 && name != "not paid") verdict.Violate("accepted", $"{name}: answered {answer}");
            }
        }
        foreach (var one in begun) await Tell(one, copies: 2);
        await Replay(begun[0]);
        await brand.Quiet();
        verdict.Add(await Effects.MoneyAtRest(brand, TimeSpan.FromSeconds(10)));
        verdict.Add(await Invariants.Check(brand.Sql));
        return verdict;
    }

    /// <summary>An old notice, caught and sent again: within its window it changes nothing, after it nobody listens.</summary>
    async Task Replay(Begun begun)
    {
        var told = await Ask<Told>($"/control/orders/{begun.OutTradeNo}");
        var fresh = notifier.Write(notifier.Paid(begun.OutTradeNo, told.TotalFen, told.TransactionId!));
        for (var copy = 0; copy < 5; copy++)
            if (await notifier.Send(fresh) != 204) verdict.Violate("refused", "the same true notice, byte for byte, was refused");
        var old = notifier.Write(notifier.Paid(begun.OutTradeNo, told.TotalFen, told.TransactionId!), at: History.Now.AddMinutes(-6));
        if (await notifier.Send(old) is var answer && answer is >= 200 and < 300) verdict.Violate("accepted", "a notice signed six minutes ago was accepted");
    }

    public async Task<Verdict> KillAfterYes(int kills)
    {
        for (var kill = 0; kill < kills; kill++)
        {
            var begun = await Begin(await brand.OpenDeal((10, null)), kill, 1);
            var paid = await Press(begun);
            if (await notifier.Send(notifier.Write(paid)) == 204)
            {
                await brand.Server.Kill();
                verdict.Count("killed");
                await brand.Server.StartAgain();
                var state = await brand.Sql.Number("SELECT COUNT(*) FROM orders WHERE id = @id AND paid_at IS NOT NULL", ("id", begun.Order));
                if (state != 1) verdict.Violate("forgotten", $"we said yes to the payment of {begun.Order} and do not know of it after the kill");
            }
            else verdict.Violate("refused", "a true notice was refused");
        }
        return verdict;
    }

    /// <summary>From the gateway's instant of a payment to ours.</summary>
    public static async Task<List<TimeSpan>> Waits(Brand brand, Deal deal)
    {
        using var http = new HttpClient { BaseAddress = brand.Gateway };
        var theirs = JsonSerializer.Deserialize<List<Told>>(await http.GetStringAsync("/control/orders"), JsonSerializerOptions.Web)!.Where(o => o.PaidAt is not null).ToDictionary(o => o.OutTradeNo, o => o.PaidAt!.Value);
        var ours = await brand.Sql.Rows("SELECT p.id, p.paid_at FROM payment p JOIN orders o ON o.id = p.order_id WHERE o.deal_id = @deal AND p.paid_at IS NOT NULL", row => (row.GetGuid(0), row.GetInt64(1)), ("deal", deal.Id));
        return [.. ours.Where(p => theirs.ContainsKey(p.Item1.ToString("N"))).Select(p => new DateTimeOffset(p.Item2, TimeSpan.Zero) - theirs[p.Item1.ToString("N")])];
    }

    async Task<Refund> RefundOf(Begun begun)
    {
        Refund? found = null;
        using var http = new HttpClient { BaseAddress = brand.Gateway };
        await Brand.Until(async () => (found = JsonSerializer.Deserialize<List<Refund>>(await http.GetStringAsync("/control/refunds"), JsonSerializerOptions.Web)!.FirstOrDefault(r => r.OutTradeNo == begun.OutTradeNo && r.Status == "SUCCESS")) is not null,
            $"the gateway paid {begun.OutTradeNo} back", TimeSpan.FromSeconds(120));
        return found!;
    }

    async Task<T> Ask<T>(string path)
    {
        using var http = new HttpClient { BaseAddress = brand.Gateway };
        return JsonSerializer.Deserialize<T>(await http.GetStringAsync(path), JsonSerializerOptions.Web)!;
    }

    int Draw(int least, int below)
    {
        lock (chance) return chance.Next(least, below);
    }

    string Key() => Request.NewKey(chance);
}
