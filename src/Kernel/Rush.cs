// Says when a rush is on, so that work which can wait a little lets it pass.
namespace HaoLin.Kernel;

/// <summary>Felt by whoever is in it (a full intake), asked by whoever can wait (the carriers of news). Each node knows its own.</summary>
public sealed class Rush(TimeProvider clock)
{
    /// <summary>A rush is over when nobody has felt it for so long.</summary>
    static readonly TimeSpan Lull = TimeSpan.FromMilliseconds(300);

    long felt;

    public void Feel() => Volatile.Write(ref felt, clock.GetTimestamp());

    public bool IsOn => Volatile.Read(ref felt) is not 0 and var last && clock.GetElapsedTime(last) < Lull;
}
