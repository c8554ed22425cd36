// Carries what is due to the partners' addresses: each address on its own, so that a slow one holds up nobody; again and again until it is taken or given up.
using System.Security.Cryptography;
using System.Text;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HaoLin.Supply.Webhooks;

public sealed class WebhookCourier(Store store, Sealing sealing, WebhookSettings settings, ILogger<WebhookCourier> log) : BackgroundService
{
    const int BatchMax = 16, AtOnce = 4;
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    /// <summary>Longer than a whole batch can take; what a dead node had claimed is tried by another after it.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    static readonly TimeSpan[] pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8),
    ];

    readonly HttpClient http = OutsideAddress.Client(settings.Loopback, Patience);
    readonly Dictionary<WebhookId, Task> carrying = [];

    sealed record Heard(int TookMs, int? Status, string? Problem, string Answer)
    {
        public bool Taken => Status is >= 200 and < 300;
    }

    /// <summary>How long after its nth try something is tried again; up to a fifth more or less, so that what failed together does not come back together.</summary>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan PauseAfter(int attempts, double chance) => pauses[Math.Clamp(attempts, 1, pauses.Length) - 1] * (0.8 + 0.4 * chance);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Poll, store.Clock, stoppingToken);
                await CarryWhatIsDue(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { break; }
            catch (Exception fault) { log.LogError(fault, "the webhooks could not be read; trying again"); }
        }
        await Task.WhenAll(carrying.Values);
    }

    /// <summary>Begins with every address that has something due and is not being served already; answers what it began.</summary>
    public async Task<Task> CarryWhatIsDue(CancellationToken stop)
    {
        foreach (var done in carrying.Where(c => c.Value.IsCompleted).Select(c => c.Key).ToList()) carrying.Remove(done);
        foreach (var webhook in await store.Read(db => db.Set<Webhook>().Where(w => w.RemovedAt == null && w.OffAt == null).Select(w => w.Id).ToListAsync(stop)))
            if (!carrying.ContainsKey(webhook)) carrying[webhook] = Task.Run(() => CarryTo(webhook, stop), CancellationToken.None);
        return Task.WhenAll(carrying.Values);
    }

    async Task CarryTo(WebhookId id, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested && await store.Read(db => db.Set<Webhook>().FirstOrDefaultAsync(w => w.Id == id && w.RemovedAt == null && w.OffAt == null, stop)) is { } webhook
                && await Claim(id) is { Count: > 0 } due)
                await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (delivery, cancel) => await Deliver(webhook, delivery, cancel));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
        catch (Exception fault) { log.LogError(fault, "webhook {Id} could not be served; trying again", id.Value); }
    }

    async Task<List<WebhookDelivery>> Claim(WebhookId id)
    {
        using var turn = await store.Lane.Enter();
        await using var db = store.Open();
        var now = (await store.Now(db)).UtcTicks;
        var skip = store.PostgreSql is null ? "" : "FOR UPDATE SKIP LOCKED";
#pragma warning disable EF1002 // the text is ours; only the locking clause differs between the databases
        return await db.Set<WebhookDelivery>().FromSqlRaw(
            $$"""
            UPDATE webhook_delivery SET due_at = {0}, attempts = attempts + 1
            WHERE webhook_id = {1} AND event_id IN (SELECT event_id FROM webhook_delivery WHERE webhook_id = {1} AND due_at <= {2} ORDER BY due_at LIMIT {3} {{skip}})
            RETURNING *
            """, now + Lease.Ticks, id.Value, now, BatchMax).AsNoTracking().ToListAsync();
#pragma warning restore EF1002
    }

    async Task Deliver(Webhook webhook, WebhookDelivery delivery, CancellationToken stop)
    {
        var told = await store.Read(db => db.Set<WebhookEvent>().FirstAsync(e => e.Id == delivery.EventId, stop));
        if (Break.Is("webhook-once")) await Keep(webhook, delivery, new(0, 200, null, ""));
        var heard = await Send(webhook, told, stop);
        await Keep(webhook, delivery, heard);
    }

    async Task<Heard> Send(Webhook webhook, WebhookEvent told, CancellationToken stop)
    {
        var (began, at, id) = (store.Clock.GetTimestamp(), store.Clock.GetUtcNow(), Break.Is("webhook-id") ? Ids.NewGuid(store.Clock.GetUtcNow()) : told.Id);
        var body = $$"""{"type":"{{told.Name}}","timestamp":"{{told.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}}","data":{{told.Body}}}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Address) { Content = new StringContent(body, new UTF8Encoding(false), "application/json") };
        request.Headers.Add("webhook-id", id.ToString());
        request.Headers.Add("webhook-timestamp", $"{at.ToUnixTimeSeconds()}");
        request.Headers.Add("webhook-signature", WebhookSignature.Of(sealing, webhook, id, at, body));
        request.Headers.Add("User-Agent", "HaoLin-Webhooks/1");
        int Took() => (int)store.Clock.GetElapsedTime(began).TotalMilliseconds;
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limited.CancelAfter(Patience);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited.Token);
            return new(Took(), (int)answer.StatusCode, null, await FirstBytes(answer, limited.Token));
        }
        catch (HttpRequestException fault) { return new(Took(), null, fault.InnerException is OutsideAddress.NotOutside ? "address" : "connection", ""); }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested) { return new(Took(), null, "timeout", ""); }
    }

    /// <summary>As text that any database keeps; how much more there is does not matter, and it is not read.</summary>
    static async Task<string> FirstBytes(HttpResponseMessage answer, CancellationToken stop)
    {
        var bytes = new byte[WebhookAttempt.AnswerBytesMax];
        try
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(stop);
            var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, stop);
            return string.Concat(Encoding.UTF8.GetString(bytes, 0, read).Where(c => !char.IsControl(c) || c is '\n' or '\t')).TrimEnd('\uFFFD');
        }
        // The status has been heard; a body that does not come changes nothing.
        catch (Exception fault) when (fault is IOException or HttpRequestException or OperationCanceledException) { return ""; }
    }

    Task Keep(Webhook webhook, WebhookDelivery delivery, Heard heard) => store.Write(async work =>
    {
        work.Db.Add(new WebhookAttempt { Id = Ids.NewGuid(work.Now), WebhookId = webhook.Id, EventId = delivery.EventId, At = work.Now, TookMs = heard.TookMs, Status = heard.Status, Problem = heard.Problem, Answer = heard.Answer });
        // Asked for once more while this try was under way, it stays due.
        var ours = work.Db.Set<WebhookDelivery>().Where(d => d.WebhookId == delivery.WebhookId && d.EventId == delivery.EventId);
        var asClaimed = ours.Where(d => d.DueAt == delivery.DueAt);
        if (heard.Taken)
        {
            await ours.Where(d => d.DeliveredAt == null).ExecuteUpdateAsync(set => set.SetProperty(d => d.DeliveredAt, work.Now));
            await asClaimed.ExecuteUpdateAsync(set => set.SetProperty(d => d.DueAt, (DateTimeOffset?)null));
            await work.Db.Set<Webhook>().Where(w => w.Id == webhook.Id && w.FailingSince != null).ExecuteUpdateAsync(set => set.SetProperty(w => w.FailingSince, (DateTimeOffset?)null));
            return;
        }
        // The last try is made when the time is up.
        var next = work.Now + PauseAfter(delivery.Attempts, RandomNumberGenerator.GetInt32(1_000) / 1_000.0);
        if (next > delivery.GiveUpAt) next = delivery.GiveUpAt;
        if (work.Now < delivery.GiveUpAt) await asClaimed.ExecuteUpdateAsync(set => set.SetProperty(d => d.DueAt, next));
        else await asClaimed.ExecuteUpdateAsync(set => set.SetProperty(d => d.DueAt, (DateTimeOffset?)null).SetProperty(d => d.ParkedAt, work.Now));
        await work.Db.Set<Webhook>().Where(w => w.Id == webhook.Id && w.FailingSince == null).ExecuteUpdateAsync(set => set.SetProperty(w => w.FailingSince, work.Now));
        await SwitchOff(work, webhook, heard.Status == 410);
    });

    static async Task SwitchOff(Work work, Webhook webhook, bool gone)
    {
        var longAgo = work.Now - Webhook.FailingMax;
        var off = await work.Db.Set<Webhook>().Where(w => w.Id == webhook.Id && w.OffAt == null && (gone || w.FailingSince <= longAgo))
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.OffAt, work.Now).SetProperty(w => w.OffBecause, gone ? Webhook.Gone : Webhook.Failing));
        if (off == 0) return;
        var staff = await work.Db.Set<Role>().Where(r => r.Kind == Role.Headquarters && r.EndedAt == null).Select(r => r.PersonId).Distinct().ToListAsync();
        var why = gone ? "对方说这个地址不再用了（410）" : "三天里一次也没有送到";
        await SendMessages.Handle(work, [.. staff.Select(person => new SendMessages.Ask(person, "webhook-off", webhook.Id.Value, $"订阅「{webhook.Name}」已停：{why}。修好后在「对接」里打开，再把停掉的那段时间重发。", "/headquarters/partners"))]);
    }

    /// <summary>Forgets what is older than thirty days; a daily run.</summary>
    public static async Task Forget(Work work)
    {
        var before = work.Now - WebhookEvent.KeptFor;
        await work.Db.Set<WebhookAttempt>().Where(a => a.At < before).ExecuteDeleteAsync();
        var old = work.Db.Set<WebhookEvent>().Where(e => e.At < before).Select(e => e.Id);
        await work.Db.Set<WebhookDelivery>().Where(d => d.DueAt == null && old.Contains(d.EventId)).ExecuteDeleteAsync();
        await work.Db.Set<WebhookEvent>().Where(e => e.At < before && !work.Db.Set<WebhookDelivery>().Any(d => d.EventId == e.Id)).ExecuteDeleteAsync();
    }

    public override void Dispose()
    {
        http.Dispose();
        base.Dispose();
    }
}
