// The certificate of a demonstration on the local network: kept while it is good, made anew when it is not.
using System.Net;
using System.Security.Cryptography.X509Certificates;
using HaoLin.Tests.Cast;
using HaoLin.Web.Command;

namespace HaoLin.Tests.Web.Command;

public sealed class LanTests
{
    static readonly DateTimeOffset now = new(2026, 3, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_certificate_is_for_this_address_and_nobody_else_can_read_its_key()
    {
        using var made = Read(Lan.Certificate(IPAddress.Parse("192.168.1.20"), Path.Combine(Scratch.Folder("lan"), "lan.pfx"), now), out var file);
        Assert.True(made.MatchesHostname("192.168.1.20"));
        Assert.False(made.MatchesHostname("192.168.1.21"));
        Assert.True(made.HasPrivateKey);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void It_is_kept_until_the_address_changes_or_its_time_is_up()
    {
        var (here, there) = (IPAddress.Parse("192.168.1.20"), IPAddress.Parse("192.168.1.21"));
        var file = Path.Combine(Scratch.Folder("lan"), "lan.pfx");
        var first = Thumbprint(here, now);
        Assert.Equal(first, Thumbprint(here, now.AddDays(300)));
        var moved = Thumbprint(there, now.AddDays(300));
        Assert.NotEqual(first, moved);
        Assert.NotEqual(moved, Thumbprint(there, now.AddDays(697)));

        string Thumbprint(IPAddress address, DateTimeOffset at)
        {
            using var certificate = Read(Lan.Certificate(address, file, at), out _);
            return certificate.Thumbprint;
        }
    }

    static X509Certificate2 Read(string made, out string file) => X509CertificateLoader.LoadPkcs12FromFile(file = made, null);
}
