// Interfaces nobody needs, beside two that are shared.
namespace HaoLin.Tests.House.Offenders;

public interface ILonely;

public interface IForgotten;

public interface ISharedByDescent;

public interface IShared : ISharedByDescent;

public sealed class Hermit : ILonely;

public class Neighbour : IShared;

public sealed class OtherNeighbour : Neighbour;
