// Types of a pretended lower floor, each of which needs the floor above it in a way that is easy to overlook.
using HaoLin.Tests.House.Offenders.Trade;

namespace HaoLin.Tests.House.Offenders.Kernel;

public class Ground;

public sealed class HearsByBase : Ground, IWanted<Sale>;

[Marked(typeof(Sale))]
public sealed class HearsByAttribute;

public sealed class HearsByTypeArgument
{
    readonly Dictionary<int, List<Sale?>> kept = [];

    public int Count => kept.Count;
}

public sealed class HearsByConstraint
{
    public static int Of<T>() where T : Sale => 0;
}

public sealed class HearsInLambda
{
    public static Func<object> Later() => () => new Sale();
}

public sealed class HearsInAsyncMethod
{
    public static async Task<int> Count()
    {
        await Task.Yield();
        return new Sale().GetHashCode();
    }
}

public sealed class HearsByCatching
{
    public static void Try(Action deed)
    {
        try { deed(); }
        catch (Refused) { throw new InvalidOperationException(); }
    }
}

public sealed class HearsByArray
{
    public static Array Made(int length) => new Sale[length][];
}

public sealed class UsesTheRoof
{
    public static int Sum() => Homeless.TooLong(0);
}

public interface IWanted<T>;

public interface IWanted : IWanted<int>;

[AttributeUsage(AttributeTargets.Class)]
public sealed class MarkedAttribute(Type with) : Attribute
{
    public Type With { get; } = with;
}
