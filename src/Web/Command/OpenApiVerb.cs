// `haolin openapi`: prints the API's description for whoever generates a client; it needs no data of yours and serves nobody.
using HaoLin.Neighbourhood;
using HaoLin.Trade.WeChatPay;
using HaoLin.Web.Api;
using HaoLin.Web.Simulated.Gateway;

namespace HaoLin.Web.Command;

public static class OpenApiVerb
{
    public static async Task<int> Run(string[] args, OpenTheHouse open, BuildTheApp build)
    {
        Flags.Read("openapi", args, []);
        // The house wants a folder and a merchant's papers before it can be looked at, so it gets some for the moment.
        var folder = Directory.CreateTempSubdirectory("haolin-openapi-").FullName;
        try
        {
            GatewayKeys.Ensure(folder);
            Uri nowhere = new("http://localhost");
            var payment = WeChatPaySettings.ReadFolder(Path.Combine(folder, "gateway", "keys"), nowhere, nowhere, nowhere);
            await using var house = await open(Settings.Read(new Dictionary<string, string> { ["DATA"] = folder }, new Dictionary<string, string>()));
            await using var app = build(house, new(payment, new SmsSettings(null, ""), nowhere, Demo: true, null, null));
            await Console.Out.WriteLineAsync(await ApiDocument.Text(app));
        }
        finally { Directory.Delete(folder, recursive: true); }
        return 0;
    }
}
