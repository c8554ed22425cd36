// What Neighbourhood tells: ids only, each under a written-out name that never changes.
using HaoLin.Kernel;

namespace HaoLin.Facts;

/// <summary>A pickup point rests for some days, for other days than before, or not any more.</summary>
[FactName("neighbourhood.pickup-point-rests")]
public sealed record PickupPointRests(Guid PickupPointId) : IFact;
