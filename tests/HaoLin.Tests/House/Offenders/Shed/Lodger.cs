// A type in a folder that is none of the floors.
namespace HaoLin.Tests.House.Offenders.Shed;

public static class Lodger;
