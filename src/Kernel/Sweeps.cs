// Work that falls due: set-based sweeps that every node may run, and daily runs that one node leases.
using Cronos;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HaoLin.Kernel;

/// <summary>A sweep looks at an indexed column and handles what has fallen due; it must be safe to run on several nodes at once.</summary>
public sealed record Sweep(string Name, TimeSpan Every, Func<IServiceProvider, CancellationToken, Task> Run)
{
    /// <summary>Does the deed for each that is due. One that fails does not hold up the others; its fault is told at the end.</summary>
    public static async Task Each<T>(IReadOnlyCollection<T> due, Func<T, Task> deed)
    {
        List<Exception>? faults = null;
        foreach (var one in due)
        {
            try { await deed(one); }
            catch (Exception fault) { (faults ??= []).Add(fault); }
        }
        if (faults is not null) throw new AggregateException($"{faults.Count} of {due.Count} failed", faults);
    }
}

/// <summary>A run at a time of day in Asia/Shanghai (cron text); exactly one node does it.</summary>
public sealed record DailyRun(string Name, string Cron, Func<Work, Task> Run);

/// <summary>Which node may do a named run, and when the run was last done.</summary>
public sealed class Lease
{
    public required string Name { get; init; }
    public required DateTimeOffset DoneUntil { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Lease>
    {
        public void Configure(EntityTypeBuilder<Lease> lease) => lease.ToTable("lease").HasKey(l => l.Name);
    }
}

public sealed class DueWork(Store store, IServiceProvider services, IEnumerable<Sweep> sweeps, IEnumerable<DailyRun> runs, ILogger<DueWork> log) : BackgroundService
{
    static readonly TimeSpan RunsEvery = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([.. sweeps.Select(s => Loop(s.Name, s.Every, stop => s.Run(services, stop), stoppingToken)),
                      Loop("daily runs", RunsEvery, _ => RunWhatIsDue(), stoppingToken)]);

    async Task Loop(string name, TimeSpan every, Func<CancellationToken, Task> run, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(every, store.Clock, stop);
                await run(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested) { return; }
            catch (Exception fault) { log.LogError(fault, "{Sweep} failed; it runs again", name); }
        }
    }

    async Task RunWhatIsDue()
    {
        foreach (var run in runs)
            await store.Write(work => RunOnce(work, run));
    }

    /// <summary>The lease row is updated in the run's own transaction, so a run that dies is done again and a done one is not.</summary>
    public static async Task RunOnce(Work work, DailyRun run)
    {
        var leases = work.Db.Set<Lease>();
        var lease = await leases.FirstOrDefaultAsync(l => l.Name == run.Name);
        if (lease is null)
        {
            leases.Add(new() { Name = run.Name, DoneUntil = work.Now });
            return;
        }
        var next = CronExpression.Parse(run.Cron).GetNextOccurrence(lease.DoneUntil.ToOffset(BusinessDay.Offset), Shanghai);
        if (next is null || next > work.Now) return;
        var taken = await leases.Where(l => l.Name == run.Name && l.DoneUntil == lease.DoneUntil)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.DoneUntil, work.Now));
        if (taken == 1) await run.Run(work);
    }

    static readonly TimeZoneInfo Shanghai = TimeZoneInfo.CreateCustomTimeZone("Asia/Shanghai", BusinessDay.Offset, "Asia/Shanghai", "Asia/Shanghai");
}
