// Typed ids over UUID version 7: sortable by time, made only here, never mixed up.
namespace HaoLin.Kernel;

/// <summary>An id of one kind of thing. Each noun declares its own as a record struct.</summary>
public interface IId<TSelf> where TSelf : struct, IId<TSelf>
{
    Guid Value { get; }
    static abstract TSelf From(Guid value);
}

public static class Ids
{
    public static TId New<TId>(DateTimeOffset now) where TId : struct, IId<TId> => TId.From(NewGuid(now));

    public static Guid NewGuid(DateTimeOffset now) => Guid.CreateVersion7(now);
}
