// `haolin demo`: a seeded brand on this machine, with a simulated gateway and phone inbox, ready within a minute.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade.WeChatPay;
using HaoLin.Web.Api;
using HaoLin.Web.Shared;
using HaoLin.Web.Simulated.Gateway;
using HaoLin.Web.Simulated.PhoneInbox;

namespace HaoLin.Web.Command;

public static class DemoVerb
{
    public static async Task<int> Run(string[] args, OpenTheHouse open, BuildTheApp build)
    {
        var flags = Flags.Read("demo", args, ["--port", "--data", "--database", "--deal", "--gateway"], switches: ["--lan"]);
        var settings = Settings.Read(flags.Settings(("--port", "PORT"), ("--data", "DATA"), ("--database", "DATABASE")), Environment.GetEnvironmentVariables());
        // A folder that was somebody's real data is never turned into a demonstration.
        if (!DemoData.Is(settings.Data) && File.Exists(Path.Combine(settings.Data, "keys", "master.key"))) throw new StartRefused($"{settings.Data} holds real data; give the demo another folder with --data");
        var demo = DemoData.In(settings.Data);
        demo["kind"] = "demo";
        using var guard = settings["DATABASE"] is null ? NodeGuard.Take(settings.Data) : null;
        var port = settings.Port == 0 ? ServeVerb.FreePort() : settings.Port;

        var lan = flags.Has("--lan") ? Lan.Find(settings["ADDRESS"]) : null;
        string[] shown = lan is null ? [] : ["--lan", lan.ToString()];

        // The merchant in the wallet bears the brand's name.
        if (settings["BRAND__NAME"] is { } name) GatewayKeys.Ensure(settings.Data, Brand.NameOf(name));
        var opening = open(settings);
        var gatewayStarting = ChildVerb.Start(["gateway", "--port", demo["gateway-port"] ?? "0", "--data", settings.Data, "--switches", flags["--gateway"] ?? "", .. shown]);
        var phonesStarting = ChildVerb.Start(["phones", "--port", demo["phones-port"] ?? "0", "--data", settings.Data, .. shown]);
        await using var house = await opening;
        await using var gateway = await gatewayStarting;
        await using var phones = await phonesStarting;
        // Payment pages and notices outlive a restart, so their ports are kept.
        demo["gateway-port"] = gateway.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        demo["phones-port"] = phones.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        ServeVerb.RememberDatabase(settings, flags["--database"]);
        await Console.Error.WriteLineAsync("database " + await Durability.Check(house.Store, settings.AllowWeak));

        var address = new Uri(lan is null ? $"http://localhost:{port}" : $"https://{lan}:{port}");
        var notices = new Uri($"http://127.0.0.1:{port}");
        var wallet = lan is null ? gateway.Address : new Uri($"http://{lan}:{gateway.Address.Port}");
        var payment = WeChatPaySettings.ReadFolder(Path.Combine(settings.Data, "gateway", "keys"), gateway.Address, new(notices, PaymentNotices.PaymentPath), new(notices, PaymentNotices.RefundPath));
        // The simulated platform plays WeChat's own part too: it says who pays inside it.
        if (payment.Login is { } login) payment = payment with { Login = login with { Open = wallet, Api = gateway.Address } };
        var sms = RunningPhoneInbox.SmsTo(phones.Address, settings.Data);
        var season = await DemoSeason.Ensure(house, demo, flags.Number("--deal"));
        await DemoSeason.PayThrough(house, gateway.Address);
        await using var app = build(house, new(payment, sms, address, Demo: true, phones.Address, wallet, H5: true));
        if (lan is not null) Lan.Listen(app, address, settings.Data);
        await ServeVerb.Start(app, "localhost", port);
        await Print(house, season, address, gateway.Address, phones.Address);
        if (lan is not null) await Console.Error.WriteLineAsync(Lan.Qr(address));
        await app.WaitForShutdownAsync();
        return 0;
    }

    static async Task Print(OpenHouse house, DemoSeason.Ids season, Uri address, Uri gateway, Uri phones)
    {
        var root = new Visitor(season.Admin, [], AtHeadquarters: true);
        var links = await house.Store.Write<(string Admin, string Leader)>(async work =>
        {
            var admin = await MakeSetUpLink.Handle(work, new(root, season.Admin));
            var leader = await MakeSetUpLink.Handle(work, new(root, season.Leader));
            return (admin.Value.Path, leader.Value.Path);
        });
        var output = Console.Out;
        await output.WriteLineAsync($"address {address.GetLeftPart(UriPartial.Authority)}");
        await output.WriteLineAsync($"gateway {gateway.GetLeftPart(UriPartial.Authority)}");
        await output.WriteLineAsync($"phones {phones.GetLeftPart(UriPartial.Authority)}");
        await output.WriteLineAsync($"leader {season.LeaderPhone}");
        await output.WriteLineAsync($"leader-link {new Uri(address, links.Value.Leader)}");
        await output.WriteLineAsync($"admin {new Uri(address, links.Value.Admin)}");
        await output.WriteLineAsync($"invitation {new Uri(address, "/j/" + season.Invitation)}");
        await output.WriteLineAsync($"community {season.Community.Value}");
        await output.WriteLineAsync($"pickup-point {season.PickupPoint.Value}");
        await output.WriteLineAsync($"deal {season.Deal.Value}");
        await output.FlushAsync();
    }
}
