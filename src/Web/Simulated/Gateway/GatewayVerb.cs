// The verb `haolin gateway`: starts the simulated gateway, says where it listens, and ends with its parent.
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using HaoLin.Kernel;

namespace HaoLin.Web.Simulated.Gateway;

public static class GatewayVerb
{
    const string Usage = "haolin gateway --port P --data DIR [--switches lose=0.5,repeat=3,delay=2s,...] [--lan IP] [--child]";

    /// <param name="args">What follows the verb. With `--child` the gateway ends when its standard input does.</param>
    public static Task<int> Run(string[] args) => Run(args, Console.OpenStandardInput(), Console.Out);

    public static async Task<int> Run(string[] args, Stream input, TextWriter output)
    {
        GatewayOptions options;
        bool child;
        try { (options, child) = Read(args); }
        catch (FormatException e)
        {
            await Console.Error.WriteLineAsync($"{e.Message}\n{Usage}");
            return 2;
        }
        try
        {
            await using var gateway = await RunningGateway.Start(options, TimeProvider.System);
            await output.WriteLineAsync($"gateway {gateway.Address.GetLeftPart(UriPartial.Authority)}");
            await output.WriteLineAsync($"switches {options.Switches}");
            await output.FlushAsync();
            // Never disposed: the thread that waits for the parent's end may outlast this method.
            var parentGone = new CancellationTokenSource();
            if (child) Child.EndsWith(input, parentGone.Cancel);
            await gateway.WaitForEnd(parentGone.Token);
            return 0;
        }
        catch (StartRefused e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    static (GatewayOptions Options, bool Child) Read(string[] args)
    {
        var (port, data, switches, lan, child) = (0, (string?)null, (string?)null, (IPAddress?)null, false);
        for (var i = 0; i < args.Length; i++)
        {
            string Value() => i + 1 < args.Length ? args[++i] : throw new FormatException($"{args[i]} needs a value.");
            switch (args[i])
            {
                case "--port": port = Port(Value()); break;
                case "--data": data = Value(); break;
                case "--switches": switches = Value(); break;
                case "--lan": lan = IPAddress.Parse(Value()); break;
                case "--child": child = true; break;
                default: throw new FormatException($"'{args[i]}' is not understood.");
            }
        }
        // Drawn when none is named, and printed, so that any run can be played again.
        var seed = (long)RandomNumberGenerator.GetInt32(int.MaxValue);
        return (new(data ?? throw new FormatException("--data DIR is needed."), port, GatewaySwitches.Parse(switches, seed), lan), child);
    }

    static int Port(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
        ? port
        : throw new FormatException($"--port takes a number from 0 to 65535, not '{text}'.");
}
