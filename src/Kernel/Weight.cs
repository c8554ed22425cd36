// A net weight in whole grams.
namespace HaoLin.Kernel;

public readonly record struct Weight(long Grams)
{
    public override string ToString() => Grams >= 1000 && Grams % 100 == 0 ? $"{Grams / 1000m:0.#} kg" : $"{Grams} g";
}
