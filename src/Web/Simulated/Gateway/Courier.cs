// Delivers the notices the gateway owes, on the platform's own schedule of retries and with whatever bad manners are switched on.
using System.Globalization;
using System.Net.Http.Headers;
using HaoLin.Kernel;
using Microsoft.Data.Sqlite;

namespace HaoLin.Web.Simulated.Gateway;

/// <summary>
/// It looks at the clock at least once a second and never sleeps until a notice is due: so it follows the clock wherever it is set,
/// and a slow receiver delays nobody else's notices.
/// </summary>
sealed class Courier(GatewayBooks books, OwedNotices owed, GatewayKeys keys, PlatformSeal seal, Bell newsBell, TimeProvider clock, CancellationToken stop)
{
    /// <summary>The platform waits this long for its answer.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    const int AtOnceMax = 64;

    readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    readonly Dictionary<long, Task> underWay = [];

    public async Task Run()
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                try { StartWhatIsDue(); }
                catch (SqliteException e) { Console.Error.WriteLine($"gateway: {e.Message}"); }
                await newsBell.Wait(TimeSpan.FromSeconds(1), clock, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    /// <summary>Sends all that is due by the clock now, and returns when every one has been answered or given up for this time.</summary>
    public async Task<int> FinishWhatIsDue()
    {
        var started = 0;
        while (StartWhatIsDue() is var tasks && tasks.Count > 0)
        {
            started += tasks.Count;
            await Task.WhenAll(tasks);
        }
        return started;
    }

    public (int Due, int UnderWay, int Later) Pending()
    {
        var now = clock.GetUtcNow();
        lock (underWay)
        {
            var waiting = owed.All().Where(n => n.DueAt is not null).ToList();
            var due = waiting.Count(n => n.DueAt <= now && !underWay.ContainsKey(n.Id));
            return (due, underWay.Count, waiting.Count(n => n.DueAt > now));
        }
    }

    /// <returns>Everything under way, whether started now or before.</returns>
    List<Task> StartWhatIsDue()
    {
        var now = clock.GetUtcNow();
        books.SettleRefunds(now);
        // Asked inside the lock: a list read before another round had finished would send its notices again.
        lock (underWay)
        {
            foreach (var notice in owed.Due(now))
            {
                if (underWay.Count >= AtOnceMax || stop.IsCancellationRequested) break;
                if (underWay.ContainsKey(notice.Id)) continue;
                underWay[notice.Id] = Task.Run(() => Deliver(notice));
            }
            return [.. underWay.Values];
        }
    }

    async Task Deliver(OwedNotice notice)
    {
        try
        {
            var answers = new List<string>();
            var copies = books.Switches.Repeat;
            if (copies > 1) answers.AddRange(await Task.WhenAll(Post(notice), Post(notice)));
            while (answers.Count < copies) answers.Add(await Post(notice));
            owed.Sent(notice, answers.Find(IsGood) ?? answers[0], answers.Exists(IsGood), clock.GetUtcNow());
            newsBell.Ring();
        }
        catch (SqliteException e)
        {
            // Not noted, so it is still due: the next look, a second from now, sends it again.
            Console.Error.WriteLine($"gateway: {e.Message}");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Not answered: it is still due, and the next start sends it again.
        }
        finally
        {
            lock (underWay) underWay.Remove(notice.Id);
        }
    }

    /// <summary>One more copy now, whatever the schedule says; even of a notice that was lost.</summary>
    public async Task<string> DeliverNow(OwedNotice notice)
    {
        var answer = await Post(notice);
        owed.Sent(notice, answer, IsGood(answer), clock.GetUtcNow());
        return answer;
    }

    public Task<string> Deliver(Forgery forgery, OwedNotice notice, string? otherOrder) =>
        Post(notice.Url, Letter.Forge(forgery, notice, otherOrder, keys, seal, clock.GetUtcNow()));

    Task<string> Post(OwedNotice notice) => Post(notice.Url, Letter.Write(notice, keys, seal, clock.GetUtcNow()));

    static bool IsGood(string answer) => answer is "200" or "204";

    /// <summary>The status of the answer, or in a word why there was none.</summary>
    async Task<string> Post(string url, Letter letter)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(letter.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in letter.Headers) request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return "timeout";
        }
        catch (HttpRequestException e)
        {
            return e.HttpRequestError.ToString();
        }
    }
}
