// Bytes of our own that never change while the program runs, packed once in each coding a browser may ask for.
using System.IO.Compression;
using System.Text;
using HaoLin.Kernel;

namespace HaoLin.Web.Shared;

public sealed class Packed(string contentType, byte[] plain)
{
    public const string Forever = "public, max-age=31536000, immutable";
    public const string ForAMinute = "public, max-age=60";

    readonly Lazy<byte[]> gzip = new(() => Pack(plain, packed => new GZipStream(packed, CompressionLevel.Optimal)));
    readonly Lazy<byte[]> brotli = new(() => Pack(plain, packed => new BrotliStream(packed, CompressionLevel.Optimal)));

    public Packed(string contentType, string text) : this(contentType, Encoding.UTF8.GetBytes(text)) { }

    public ReadOnlySpan<byte> Plain => plain;

    public IResult Send(HttpContext http, string cache)
    {
        var accepted = Break.Is("unpacked") ? "" : http.Request.Headers.AcceptEncoding.ToString();
        http.Response.Headers.CacheControl = cache;
        http.Response.Headers.Vary = "Accept-Encoding";
        var (coding, bytes) = accepted.Contains("br", StringComparison.Ordinal) ? ("br", brotli.Value)
            : accepted.Contains("gzip", StringComparison.Ordinal) ? ("gzip", gzip.Value)
            : ("", plain);
        if (coding.Length > 0) http.Response.Headers.ContentEncoding = coding;
        return Results.Bytes(bytes, contentType);
    }

    static byte[] Pack(byte[] plain, Func<Stream, Stream> by)
    {
        using var packed = new MemoryStream();
        using (var packer = by(packed)) packer.Write(plain);
        return packed.ToArray();
    }
}
