// Lets `demo --lan` be opened from phones nearby, over HTTPS with a certificate made here, since a camera wants a secure page.
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HaoLin.Kernel;
using QRCoder;

namespace HaoLin.Web.Command;

public static class Lan
{
    static readonly TimeSpan ValidFor = TimeSpan.FromDays(397);

    /// <summary>The address that the setting names, as a computer on several networks needs it; otherwise the one by which it reaches its network. Nothing is sent to find it.</summary>
    /// <exception cref="StartRefused">It is on none, or what is set is no address of a computer.</exception>
    public static IPAddress Find(string? set)
    {
        if (set is not null)
            return Uri.TryCreate(set, UriKind.Absolute, out var named) && IPAddress.TryParse(named.Host, out var host) && host.AddressFamily == AddressFamily.InterNetwork
                ? host : throw new StartRefused($"with --lan, ADDRESS is this computer's own, such as https://192.168.1.20, and not {set}");
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try { probe.Connect(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 9)); }
        catch (SocketException) { throw new StartRefused("this computer is on no network; leave out --lan"); }
        return ((IPEndPoint)probe.LocalEndPoint!).Address;
    }

    /// <summary>Listens on the network beside the loopback; phones are warned once that nobody vouches for the certificate.</summary>
    public static void Listen(WebApplication app, Uri address, string dataFolder)
    {
        app.Configuration["Kestrel:Certificates:Default:Path"] = Certificate(IPAddress.Parse(address.Host), Path.Combine(dataFolder, "keys", "lan.pfx"), TimeProvider.System.GetUtcNow());
        app.Urls.Add(address.GetLeftPart(UriPartial.Authority));
    }

    /// <summary>The kept certificate while it is valid for this address, otherwise a new one.</summary>
    public static string Certificate(IPAddress address, string file, DateTimeOffset now)
    {
        if (File.Exists(file))
        {
            using var kept = X509CertificateLoader.LoadPkcs12FromFile(file, null);
            if (kept.MatchesHostname(address.ToString()) && kept.NotAfter.ToUniversalTime() > now.UtcDateTime.AddDays(1)) return file;
        }
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=HaoLin demo", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "TLS server")], critical: false));
        using var made = request.CreateSelfSigned(now.AddHours(-1), now + ValidFor);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var output = new FileStream(file, options);
        output.Write(made.Export(X509ContentType.Pkcs12));
        return file;
    }

    /// <summary>For the terminal: held before the screen, a phone reads it.</summary>
    public static string Qr(Uri address)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(address.ToString(), QRCodeGenerator.ECCLevel.L);
        using var drawn = new AsciiQRCode(data);
        return drawn.GetGraphicSmall();
    }
}
