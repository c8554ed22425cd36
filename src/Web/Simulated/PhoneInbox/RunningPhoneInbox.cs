// The inbox while it runs: takes texts from whoever knows the secret, and shows them as a page and as JSON.
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using HaoLin.Neighbourhood;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HaoLin.Web.Simulated.PhoneInbox;

public sealed class RunningPhoneInbox : IAsyncDisposable
{
    /// <summary>Where texts are posted and read.</summary>
    public const string TextsPath = "/api/messages";
    const int PageMax = 200;

    readonly WebApplication app;
    readonly ReceivedTexts texts;

    RunningPhoneInbox(WebApplication app, ReceivedTexts texts) => (this.app, this.texts) = (app, texts);

    public sealed record TextsAnswer(IReadOnlyList<ReceivedText> Items);

    public Uri Address => new(app.Urls.First());

    public IHostApplicationLifetime Lifetime => app.Lifetime;

    /// <summary>What the house needs to post its texts here.</summary>
    public static SmsSettings SmsTo(Uri address, string dataFolder) => new(new(address, TextsPath), PhoneInboxSecret.Ensure(dataFolder));

    /// <param name="lan">Where phones on the network reach it; this computer only when null.</param>
    /// <exception cref="IOException">Another inbox keeps this folder, or the port is taken.</exception>
    public static async Task<RunningPhoneInbox> Start(string dataFolder, int port, TimeProvider clock, IPAddress? lan = null)
    {
        var texts = new ReceivedTexts(dataFolder);
        try
        {
            var inbox = new RunningPhoneInbox(Build(dataFolder, port, lan, texts, clock), texts);
            await inbox.app.StartAsync();
            return inbox;
        }
        catch
        {
            texts.Dispose();
            throw;
        }
    }

    static WebApplication Build(string dataFolder, int port, IPAddress? lan, ReceivedTexts texts, TimeProvider clock)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(lan ?? IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = 16 * 1024;
        });
        // Chinese as it is, not as numbered entities three times as long.
        builder.Services.AddRouting().AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)).AddRazorComponents();
        var app = builder.Build();
        var secret = Encoding.ASCII.GetBytes(PhoneInboxSecret.Ensure(dataFolder));

        app.MapPost(TextsPath, Results<UnauthorizedHttpResult, BadRequest, NoContent> (HttpSms.Posted posted, HttpRequest request) =>
        {
            var given = Encoding.ASCII.GetBytes(request.Headers[HttpSms.SecretHeader].ToString());
            if (!CryptographicOperations.FixedTimeEquals(given, secret)) return TypedResults.Unauthorized();
            if (Phone.Parse(posted.Phone).Refused || string.IsNullOrEmpty(posted.Text)) return TypedResults.BadRequest();
            texts.Receive(posted, clock.GetUtcNow());
            return TypedResults.NoContent();
        });
        app.MapGet(TextsPath, (string? phone) => TypedResults.Ok(new TextsAnswer(texts.Search(phone, PageMax))));
        app.MapGet("/", (string? phone) => new RazorComponentResult<PhoneInboxPage>(new { Phone = phone ?? "" }));
        app.MapGet("/list", (string? phone) => new RazorComponentResult<PhoneInboxList>(new { Phone = phone ?? "", Texts = texts.Search(phone, PageMax) }));
        return app;
    }

    public Task UntilStopped() => app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        texts.Dispose();
    }
}
