// Finds a font on this machine that can write Chinese; the product ships none, and says so where one is missing.
using SkiaSharp;

namespace HaoLin.Web.Shared;

public sealed record ChineseFont(SKTypeface Regular, SKTypeface Bold)
{
    /// <summary>Enough of what a poster says to tell a Chinese font from one that merely has some signs.</summary>
    const string Sample = "好邻枇杷桑葚截单自提";

    /// <summary>Where operating systems keep fonts, the operator's own folder first.</summary>
    static readonly string[] Folders =
    [
        Path.Combine(AppContext.BaseDirectory, "fonts"), "/usr/local/share/fonts", "/usr/share/fonts", "/System/Library/Fonts", "/Library/Fonts",
        Environment.GetFolderPath(Environment.SpecialFolder.Fonts), Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/share/fonts"),
    ];

    /// <summary>Pairs of file names, the best looking first. In a collection the face is the one for simplified Chinese.</summary>
    static readonly (string Regular, string Bold, int Face)[] Known =
    [
        ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", 2), ("NotoSansCJKsc-Regular.otf", "NotoSansCJKsc-Bold.otf", 0), ("NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf", 0),
        ("SourceHanSansSC-Regular.otf", "SourceHanSansSC-Bold.otf", 0), ("PingFang.ttc", "PingFang.ttc", 0), ("Hiragino Sans GB.ttc", "Hiragino Sans GB.ttc", 0),
        ("msyh.ttc", "msyhbd.ttc", 0), ("wqy-microhei.ttc", "wqy-microhei.ttc", 0), ("wqy-zenhei.ttc", "wqy-zenhei.ttc", 0), ("DroidSansFallbackFull.ttf", "DroidSansFallbackFull.ttf", 0),
        ("uming.ttc", "uming.ttc", 0),
    ];

    static readonly Lazy<ChineseFont?> Looked = new(Look);

    /// <summary>The font, or null when this machine has none that can write Chinese.</summary>
    public static ChineseFont? Here => Looked.Value;

    /// <summary>What an operator can do about a missing font, in one sentence.</summary>
    public const string Remedy = "apt-get install fonts-noto-cjk";

    static ChineseFont? Look()
    {
        var files = Folders.Where(Directory.Exists).SelectMany(FilesIn).GroupBy(Path.GetFileName, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key!, g => g.First(), StringComparer.OrdinalIgnoreCase);
        foreach (var (regular, bold, face) in Known)
        {
            if (!files.TryGetValue(regular, out var file) || Open(file, face) is not { } found) continue;
            return new(found, files.TryGetValue(bold, out var heavy) && Open(heavy, face) is { } weight ? weight : found);
        }
        return null;
    }

    static IEnumerable<string> FilesIn(string folder) =>
        Directory.EnumerateFiles(folder, "*.*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 5 });

    static SKTypeface? Open(string file, int face)
    {
        var typeface = SKTypeface.FromFile(file, face) ?? SKTypeface.FromFile(file);
        if (typeface is null) return null;
        using var font = new SKFont(typeface);
        if (font.ContainsGlyphs(Sample)) return typeface;
        typeface.Dispose();
        return null;
    }
}
