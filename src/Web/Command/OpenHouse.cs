// The parts every verb needs: the settings, the store under its schema, and the keys.
using HaoLin.Kernel;

namespace HaoLin.Web.Command;

public sealed record OpenHouse(Settings Settings, Store Store, Sealing Sealing) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
