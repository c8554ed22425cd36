// Reads a QR code off a picture as a stranger's phone would: zbar, which shares nothing with what drew it.
using System.Diagnostics;

namespace HaoLin.Tests.Cast;

public static class CodeScanner
{
    /// <summary>What the picture's code says; empty when nothing can be read.</summary>
    public static async Task<string> Read(string picture)
    {
        using var scanner = Process.Start(new ProcessStartInfo("zbarimg", ["--quiet", "--raw", picture]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var read = await scanner.StandardOutput.ReadToEndAsync();
        await scanner.WaitForExitAsync();
        return read.Trim();
    }
}
