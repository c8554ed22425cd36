// Deliberate faults for negative controls: they exist only in a build made with -p:Breakable=true.
namespace HaoLin.Kernel;

/// <summary>In a breakable build HAOLIN_BREAK names the one fault to switch on; in every other build nothing can.</summary>
public static class Break
{
#if BREAKABLE
    static readonly string Chosen = Environment.GetEnvironmentVariable("HAOLIN_BREAK") ?? "";
    public static bool Is(string fault) => Chosen == fault;
#else
    public static bool Is(string fault) => false;
#endif
}
