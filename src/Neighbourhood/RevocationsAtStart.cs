// Loads the revocations before the first request is taken: a restart must not bring a revoked token back to life for a second.
using HaoLin.Kernel;

namespace HaoLin.Neighbourhood;

public sealed class RevocationsAtStart(Revocations revocations, Store store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => revocations.Refresh(store);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
