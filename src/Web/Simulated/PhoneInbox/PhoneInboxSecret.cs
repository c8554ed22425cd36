// The secret that the house and the simulated carrier share: made by whichever of them comes first.
using System.Security.Cryptography;
using HaoLin.Kernel;

namespace HaoLin.Web.Simulated.PhoneInbox;

public static class PhoneInboxSecret
{
    /// <summary>Reads DIR/phones/secret, making it when it is not there.</summary>
    public static string Ensure(string dataFolder)
    {
        var folder = Directory.CreateDirectory(Path.Combine(dataFolder, "phones")).FullName;
        return SmallFile.MakeOnce(Path.Combine(folder, "secret"), () => Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
    }
}
