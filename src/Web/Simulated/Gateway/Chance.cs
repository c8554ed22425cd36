// Chance that can be played again: each choice is drawn from the seed and the name of what it is about.
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HaoLin.Web.Simulated.Gateway;

static class Chance
{
    /// <summary>A number from 0 up to 1 that depends on nothing but the seed and the name, so that no race between requests changes it.</summary>
    public static double Of(long seed, string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed}/{name}")));
        return (BinaryPrimitives.ReadUInt64LittleEndian(hash) >> 11) / (double)(1UL << 53);
    }
}
