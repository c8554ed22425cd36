// Text messages leave the house here: one JSON POST to the configured address, with a shared secret in its header.
using System.Net.Http.Json;
using HaoLin.Kernel;

namespace HaoLin.Neighbourhood;

/// <summary>The outside edge: whoever carries text messages for the brand.</summary>
public interface ISmsSender
{
    /// <summary>Sends one text; false when it is certain or likely that it did not leave.</summary>
    /// <param name="id">Names this text, so that a carrier who gets it twice can tell.</param>
    Task<bool> Send(Guid id, Phone phone, string text, CancellationToken stop = default);
}

/// <param name="Address">Where texts are posted; null means the brand has no carrier yet, and every sending fails.</param>
public sealed record SmsSettings(Uri? Address, string Secret);

public sealed class HttpSms(HttpClient http, SmsSettings settings) : ISmsSender
{
    public const string SecretHeader = "X-Sms-Secret";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What is posted.</summary>
    public sealed record Posted(Guid Id, string Phone, string Text);

    public async Task<bool> Send(Guid id, Phone phone, string text, CancellationToken stop = default)
    {
        if (settings.Address is null) return false;
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limited.CancelAfter(Patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, settings.Address) { Content = JsonContent.Create(new Posted(id, phone.Digits, text)) };
            request.Headers.Add(SecretHeader, settings.Secret);
            using var answer = await http.SendAsync(request, limited.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException) { return false; }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested) { return false; }
    }
}
