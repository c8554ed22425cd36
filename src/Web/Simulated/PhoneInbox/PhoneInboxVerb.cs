// haolin phones --port P --data DIR [--child]: a carrier that delivers to a page instead of to phones, for demonstrations and tests.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using HaoLin.Neighbourhood;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HaoLin.Web.Simulated.PhoneInbox;

public static class PhoneInboxVerb
{
    /// <summary>Where texts are posted and read.</summary>
    public const string TextsPath = "/api/messages";
    const int PageMax = 200;

    sealed record Settings(int Port, string DataFolder, bool Child);

    public sealed record TextsAnswer(IReadOnlyList<ReceivedText> Items);

    public static async Task<int> Run(string[] args)
    {
        if (Parse(args) is not { } settings)
        {
            await Console.Error.WriteLineAsync("usage: haolin phones --port P --data DIR [--child]");
            return 2;
        }
        try
        {
            using var texts = new ReceivedTexts(settings.DataFolder);
            await using var app = Build(settings, texts);
            await app.StartAsync();
            Console.WriteLine("phones " + app.Urls.First());
            if (settings.Child) Child.EndsWithItsInput(app.Lifetime);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (IOException fault)
        {
            await Console.Error.WriteLineAsync("the phone inbox cannot start: " + fault.Message);
            return 1;
        }
    }

    static Settings? Parse(string[] args)
    {
        int? port = null;
        string? folder = null;
        var child = false;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--child") child = true;
            else if (args[i] == "--port" && i + 1 < args.Length && ushort.TryParse(args[++i], CultureInfo.InvariantCulture, out var p)) port = p;
            else if (args[i] == "--data" && i + 1 < args.Length) folder = args[++i];
            else return null;
        }
        return port is { } chosen && folder is not null ? new(chosen, folder, child) : null;
    }

    static WebApplication Build(Settings settings, ReceivedTexts texts)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, settings.Port);
            kestrel.Limits.MaxRequestBodySize = 16 * 1024;
        });
        // Chinese as it is, not as numbered entities three times as long.
        builder.Services.AddRouting().AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)).AddRazorComponents();
        var app = builder.Build();
        var secret = Encoding.ASCII.GetBytes(PhoneInboxSecret.Ensure(settings.DataFolder));

        app.MapPost(TextsPath, Results<UnauthorizedHttpResult, BadRequest, NoContent> (HttpSms.Posted posted, HttpRequest request) =>
        {
            var given = Encoding.ASCII.GetBytes(request.Headers[HttpSms.SecretHeader].ToString());
            if (!CryptographicOperations.FixedTimeEquals(given, secret)) return TypedResults.Unauthorized();
            if (Phone.Parse(posted.Phone).Refused || string.IsNullOrEmpty(posted.Text)) return TypedResults.BadRequest();
            texts.Receive(posted, TimeProvider.System.GetUtcNow());
            return TypedResults.NoContent();
        });
        app.MapGet(TextsPath, (string? phone) => TypedResults.Ok(new TextsAnswer(texts.Search(phone, PageMax))));
        app.MapGet("/", (string? phone) => new RazorComponentResult<PhoneInboxPage>(new { Phone = phone ?? "" }));
        app.MapGet("/list", (string? phone) => new RazorComponentResult<PhoneInboxList>(new { Phone = phone ?? "", Texts = texts.Search(phone, PageMax) }));
        return app;
    }
}
