// haolin phones --port P --data DIR [--lan IP] [--child]: a carrier that delivers to a page instead of to phones, for demonstrations and tests.
using System.Globalization;
using System.Net;

namespace HaoLin.Web.Simulated.PhoneInbox;

public static class PhoneInboxVerb
{
    sealed record Settings(int Port, string DataFolder, IPAddress? Lan, bool Child);

    public static async Task<int> Run(string[] args)
    {
        if (Parse(args) is not { } settings)
        {
            await Console.Error.WriteLineAsync("usage: haolin phones --port P --data DIR [--lan IP] [--child]");
            return 2;
        }
        try
        {
            await using var inbox = await RunningPhoneInbox.Start(settings.DataFolder, settings.Port, TimeProvider.System, settings.Lan);
            Console.WriteLine("phones " + inbox.Address.GetLeftPart(UriPartial.Authority));
            if (settings.Child) Child.EndsWithItsInput(inbox.Lifetime);
            await inbox.UntilStopped();
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
        IPAddress? lan = null;
        var child = false;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--child") child = true;
            else if (args[i] == "--port" && i + 1 < args.Length && ushort.TryParse(args[++i], CultureInfo.InvariantCulture, out var p)) port = p;
            else if (args[i] == "--lan" && i + 1 < args.Length && IPAddress.TryParse(args[++i], out var ip)) lan = ip;
            else if (args[i] == "--data" && i + 1 < args.Length) folder = args[++i];
            else return null;
        }
        return port is { } chosen && folder is not null ? new(chosen, folder, lan, child) : null;
    }
}
