// `haolin serve`: the product on your own data, with a real gateway and a real carrier of text messages.
using System.Net;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade.WeChatPay;
using HaoLin.Web.Api;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Command;

public static class ServeVerb
{
    public static async Task<int> Run(string[] args, OpenTheHouse open, BuildTheApp build)
    {
        var flags = Flags.Read("serve", args, ["--port", "--host", "--data", "--database", "--address"]);
        var settings = Settings.Read(flags.Settings(("--port", "PORT"), ("--host", "HOST"), ("--data", "DATA"), ("--database", "DATABASE"), ("--address", "ADDRESS")), Environment.GetEnvironmentVariables());
        var address = new Uri(settings["ADDRESS"] ?? $"http://localhost:{settings.Port}");
        var folder = settings["PAYMENT__FOLDER"] ?? throw new StartRefused("set HAOLIN__PAYMENT__FOLDER to the folder with the WeChat Pay keys; `haolin demo` runs without any");
        var payment = WeChatPaySettings.ReadFolder(folder, new(settings["PAYMENT__GATEWAY"]!), new(address, PaymentNotices.PaymentPath), new(address, PaymentNotices.RefundPath));
        if (payment.Login is { } login) payment = payment with { Login = login with { Open = new(settings["PAYMENT__OPEN"]!), Api = new(settings["PAYMENT__OPENID"]!) } };
        if (payment.Faults() is { Count: > 0 } faults) throw new StartRefused(string.Join(" ", faults));
        var sms = new SmsSettings(settings["SMS__ADDRESS"] is { } sink ? new(sink) : null, settings["SMS__SECRET"] ?? "");

        using var guard = settings["DATABASE"] is null ? NodeGuard.Take(settings.Data) : null;
        await using var house = await open(settings);
        RememberDatabase(settings, flags["--database"]);
        await Console.Error.WriteLineAsync("database " + await Durability.Check(house.Store, settings.AllowWeak));
        await using var app = build(house, new(payment, sms, address, Demo: false, PhoneInbox: null, Wallet: settings.H5 ? new("https://wx.tenpay.com") : null, settings.H5));
        if (settings["BRAND__LICENCE"] is null) await Console.Error.WriteLineAsync("haolin: " + Licence.Missing);
        if (settings["BRAND__CONTACT"] is null) await Console.Error.WriteLineAsync("haolin: " + Brand.ContactMissing);
        await Start(app, settings["HOST"]!, settings.Port);
        await Console.Out.WriteLineAsync($"address {address.GetLeftPart(UriPartial.Authority)}");
        await app.WaitForShutdownAsync();
        return 0;
    }

    internal static async Task Start(WebApplication app, string host, int port)
    {
        app.Urls.Add(host is "127.0.0.1" or "localhost" ? $"http://localhost:{port}" : $"http://{host}:{port}");
        try { await app.StartAsync(); }
        catch (IOException fault) when (fault.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new StartRefused($"port {port} is taken; choose another with --port");
        }
    }

    /// <summary>DIR remembers its database, so other verbs need only --data DIR. The file is for its owner's eyes: it may hold a password.</summary>
    internal static void RememberDatabase(Settings settings, string? given)
    {
        if (given is null) return;
        SmallFile.Replace(Path.Combine(settings.Data, "haolin.json"), System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["DATABASE"] = given }));
    }

    internal static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
