// Serves the shop's own style sheet and scripts from inside the program, under an address that changes with their content.
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace HaoLin.Web.Shared;

public static class OwnFiles
{
    const string Prefix = "wwwroot/";
    static readonly FrozenDictionary<string, Packed> All = ReadAll();

    /// <summary>One version for the whole set, so that a module's relative imports stay inside it.</summary>
    public static string Version { get; } = VersionOf(All);

    /// <summary>The address of css/haolin.css, js/countdown.js and the like, good for a year.</summary>
    public static string Url(string path) => All.ContainsKey(path)
        ? $"/own/{Version}/{path}"
        : throw new ArgumentOutOfRangeException(nameof(path), path, "No such file is inside the program");

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/own/{version}/{**path}", (string version, string path, HttpContext http) =>
            All.TryGetValue(path, out var file)
                ? file.Send(http, version == Version ? Packed.Forever : Packed.ForAMinute)
                : Results.NotFound()).ExcludeFromDescription();
        // A service worker rules only what lies beneath its own address, so this one stands at the root.
        app.MapGet("/sw.js", (HttpContext http) => All["js/sw.js"].Send(http, "no-cache")).ExcludeFromDescription();
        app.MapGet("/leader/desk-sw.js", (HttpContext http) => All["js/desk-sw.js"].Send(http, "no-cache")).ExcludeFromDescription();
    }

    static FrozenDictionary<string, Packed> ReadAll()
    {
        var assembly = typeof(OwnFiles).Assembly;
        var files = new Dictionary<string, Packed>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var plain = new byte[stream.Length];
            stream.ReadExactly(plain);
            var kind = name.EndsWith(".css", StringComparison.Ordinal) ? "text/css" : "text/javascript";
            files.Add(name[Prefix.Length..].Replace('\\', '/'), new($"{kind}; charset=utf-8", plain));
        }
        return files.ToFrozenDictionary();
    }

    static string VersionOf(FrozenDictionary<string, Packed> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, file) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path));
            hash.AppendData(file.Plain);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
