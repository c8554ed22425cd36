// A simulator started by the demo must not outlive it: it ends when its standard input does.
namespace HaoLin.Web.Simulated;

public static class Child
{
    /// <summary>Stops the process when the parent's end of the pipe closes, which a kill -9 of the parent does too.</summary>
    public static void EndsWithItsInput(IHostApplicationLifetime lifetime) => EndsWith(Console.OpenStandardInput(), lifetime.StopApplication);

    public static void EndsWith(Stream input, Action stop) => new Thread(() =>
    {
        Span<byte> heard = stackalloc byte[64];
        try { while (input.Read(heard) > 0) { } }
        catch (IOException) { }
        stop();
    })
    { IsBackground = true, Name = "waits for the parent's end" }.Start();
}
