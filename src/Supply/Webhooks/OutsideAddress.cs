// Which addresses the house speaks to by itself: those of the public internet, so that nobody can send it knocking at its own doors.
using System.Net;
using System.Net.Sockets;
using HaoLin.Kernel;

namespace HaoLin.Supply.Webhooks;

public static class OutsideAddress
{
    public static readonly Refusal NotUsable = new("webhook.address", 422, "地址要以 https:// 开头，是公网上的，不带账号密码，也不带 #", "The address must be https, on the public internet, without a user name or a fragment.");

    /// <summary>What can be said of an address before anybody looks its name up; the look-up is checked at every connection.</summary>
    public static Outcome<string> Read(string? typed, bool loopback)
    {
        var text = typed?.Trim() ?? "";
        if (text.Length > Webhook.AddressLengthMax || text.Any(c => c is <= ' ' or '\u007f') || !Uri.TryCreate(text, UriKind.Absolute, out var address) || address.UserInfo.Length > 0 || address.Fragment.Length > 0 || address.IdnHost.Length == 0) return NotUsable;
        var isName = !IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out var literal);
        var isLoopback = isName ? address.IdnHost is "localhost" : IPAddress.IsLoopback(literal!);
        if (loopback && isLoopback) return address.Scheme is "http" or "https" ? text : NotUsable;
        if (address.Scheme != "https" || isLoopback || isName && !address.IdnHost.Contains('.', StringComparison.Ordinal)) return NotUsable;
        return isName || IsPublic(literal!) ? text : NotUsable;
    }

    /// <summary>Neither this machine, nor its network, nor the addresses under which clouds tell their secrets, nor any that are nobody's.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return IsPublic(address.MapToIPv4());
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return !closed4.Any(net => net.Contains(address));
        return open6.Contains(address) && !closed6.Any(net => net.Contains(address));
    }

    static readonly IPNetwork[] closed4 =
    [
        .. new[] { "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4" }.Select(IPNetwork.Parse),
    ];

    static readonly IPNetwork open6 = IPNetwork.Parse("2000::/3");

    /// <summary>Documentation, and the ways in which a version 4 address can be hidden in one of version 6.</summary>
    static readonly IPNetwork[] closed6 = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    /// <summary>A client that looks the name up itself at each connection and connects to what it has looked at: a name that changes its mind in between gains nothing.</summary>
    public static HttpClient Client(bool loopback, TimeSpan patience) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, UseProxy = false, MaxResponseHeadersLength = 16, AutomaticDecompression = DecompressionMethods.None,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1), PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20), ConnectTimeout = patience, MaxConnectionsPerServer = 8,
        ConnectCallback = async (context, stop) =>
        {
            var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
            var found = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, stop);
            var allowed = found.Where(a => Break.Is("webhook-inside") || IsPublic(a) || loopback && IPAddress.IsLoopback(a)).ToArray();
            // One inside address among outside ones is no oversight of an honest partner.
            if (allowed.Length == 0 || allowed.Length < found.Length) throw new NotOutside();
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(allowed, port, stop);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    }) { Timeout = patience };

    /// <summary>The name leads to an address that is not of the public internet.</summary>
    public sealed class NotOutside() : Exception("the name leads to an address inside");
}
