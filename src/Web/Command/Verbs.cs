// What `haolin VERB` can do; each verb prints only its result on standard output.
using HaoLin.Kernel;
using HaoLin.Web.Simulated.Gateway;
using HaoLin.Web.Simulated.PhoneInbox;

namespace HaoLin.Web.Command;

public delegate Task<OpenHouse> OpenTheHouse(Settings settings);
public delegate WebApplication BuildTheApp(OpenHouse house, Outside outside);

public static class Verbs
{
    const string Usage = """
        haolin demo     a seeded brand with simulated payments and phones   [--port P] [--data DIR] [--database "Host=…"] [--deal N] [--gateway lose=0.5,repeat=3,delay=2s] [--lan]
        haolin serve    the product on your own data                        [--port P] [--data DIR] [--database "Host=…"]
        haolin token    a bearer token for a person, or for new test people [--data DIR] --phone P | --new N --community C
        haolin openapi  the API's description, for generating a client
        haolin config check   every setting with its value and its source   [--data DIR]
        haolin gateway | phones   the simulated payment gateway and phone inbox, which demo starts by itself
        """;

    public static async Task<int> Run(string[] args, OpenTheHouse open, BuildTheApp build)
    {
        try
        {
            return args switch
            {
                ["demo", .. var rest] => await DemoVerb.Run(rest, open, build),
                ["serve", .. var rest] => await ServeVerb.Run(rest, open, build),
                ["token", .. var rest] => await TokenVerb.Run(rest, open),
                ["openapi", .. var rest] => await OpenApiVerb.Run(rest, open, build),
                ["config", "check", .. var rest] => ConfigCheck(rest),
                ["gateway", .. var rest] => await GatewayVerb.Run(rest),
                ["phones", .. var rest] => await PhoneInboxVerb.Run(rest),
                _ => Fail(Usage),
            };
        }
        catch (StartRefused refused) { return Fail("haolin: " + refused.Message); }
        catch (Exception fault) when (fault is Npgsql.NpgsqlException or System.Net.Sockets.SocketException)
        {
            return Fail("haolin: the database cannot be reached: " + fault.Message);
        }
    }

    static int ConfigCheck(string[] args)
    {
        var flags = Flags.Read("config check", args, ["--data"]);
        foreach (var line in Settings.Read(flags.Settings(("--data", "DATA")), Environment.GetEnvironmentVariables()).Describe()) Console.WriteLine(line);
        return 0;
    }

    static int Fail(string why)
    {
        Console.Error.WriteLine(why);
        return 2;
    }
}
