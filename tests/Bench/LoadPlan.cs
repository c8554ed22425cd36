// What the generator is asked to send and what it found, as they pass between the two processes.
using System.Text.Json;

namespace HaoLin.Bench;

/// <summary>A closed loop: each client sends its next request when its last one is answered.</summary>
/// <param name="Head">The request's first line and headers, each ended by CRLF, with {token} and {key} where those go.</param>
/// <param name="Requests">How many are sent at most; each takes a token and a key of its own.</param>
/// <param name="Seconds">No request is sent after that time: a slow machine sends fewer.</param>
/// <param name="WarmUp">So many answers are left out of the figures.</param>
/// <param name="FirstToken">Where in the file of tokens to begin.</param>
/// <param name="AtOnce">Every client sends one request, all in the same moment.</param>
public sealed record LoadPlan(int Port, int Clients, string Head, string Body, int Requests, double Seconds, int WarmUp, string? TokensFile, int FirstToken, bool AtOnce)
{
    public static LoadPlan Read(TextReader input) => JsonSerializer.Deserialize<LoadPlan>(input.ReadToEnd())!;

    public string ToJson() => JsonSerializer.Serialize(this);
}

/// <param name="PerSecond">Counted answers by the time they took, from the end of the warm-up to the last request sent.</param>
/// <param name="Statuses">All answers, the warm-up's too, by their status; 0 is a connection that broke.</param>
/// <param name="CpuSeconds">What the generator itself used.</param>
public sealed record LoadResult(double PerSecond, int Counted, double Seconds, double P50, double P99, double Slowest, Dictionary<int, int> Statuses, double CpuSeconds, int Sent)
{
    public int Of(int status) => Statuses.GetValueOrDefault(status);

    public double CpuMicrosPerRequest => CpuSeconds * 1e6 / Sent;
}
