// SQLite's one writer: every write transaction of this node takes this fair lane, because the driver's own busy retry sleeps 150 ms.
namespace HaoLin.Kernel;

public sealed class Lane(bool single)
{
    readonly SemaphoreSlim? turn = single ? new(1, 1) : null;

    public async ValueTask<Turn> Enter(CancellationToken stop = default)
    {
        if (turn is not null) await turn.WaitAsync(stop);
        return new(turn);
    }

    public readonly struct Turn(SemaphoreSlim? turn) : IDisposable
    {
        public void Dispose() => turn?.Release();
    }
}
