// The secret that the house and the simulated carrier share: made by whichever of them comes first.
using System.Security.Cryptography;

namespace HaoLin.Web.Simulated.PhoneInbox;

public static class PhoneInboxSecret
{
    /// <summary>Reads DIR/phones/secret, making it when it is not there.</summary>
    public static string Ensure(string dataFolder)
    {
        var folder = Directory.CreateDirectory(Path.Combine(dataFolder, "phones")).FullName;
        var file = Path.Combine(folder, "secret");
        if (!File.Exists(file))
        {
            var fresh = Path.Combine(folder, Path.GetRandomFileName());
            var asOwner = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) asOwner.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var writer = new StreamWriter(fresh, asOwner)) writer.Write(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
            // Whoever moves first wins, and the other takes the winner's.
            try { File.Move(fresh, file, overwrite: false); }
            catch (IOException) when (File.Exists(file)) { File.Delete(fresh); }
        }
        return File.ReadAllText(file).Trim();
    }
}
