// Types of a pretended upper floor; they may use the lower one, and do.
using HaoLin.Tests.House.Offenders.Kernel;

namespace HaoLin.Tests.House.Offenders.Trade;

public class Sale : Ground;

public sealed class Refused : Exception;
