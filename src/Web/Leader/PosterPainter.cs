// Paints a deal's poster as a PNG of 750 by 1334: our own pictures, the price, the times, and a QR that reads at half the size.
using HaoLin.Web.Shared;
using SkiaSharp;

namespace HaoLin.Web.Leader;

public sealed class PosterPainter : IDisposable
{
    public const int Width = 750;
    public const int Height = 1334;
    const float Edge = 40, PicturesEnd = 600, Footer = 980, Bottom = 1282;

    /// <summary>The widest a code may be, and the narrowest module that still reads at half the size.</summary>
    const int CodeWidth = 276, ModuleMin = 4;

    static readonly SKColor Paper = SKColor.Parse("#f4f5ea"), Card = SKColor.Parse("#fffffb"), Ink = SKColor.Parse("#1f2a1f"), Ink2 = SKColor.Parse("#55604f"), Leaf = SKColor.Parse("#1d6b3d"),
        Stripe = SKColor.Parse("#fffdf2"), Buy = SKColor.Parse("#b8330d"), Loquat = SKColor.Parse("#f7b733"), PriceInk = SKColor.Parse("#8f1f00"), Berry = SKColor.Parse("#7a2a63"), BerrySoft = SKColor.Parse("#f6e5f0");

    readonly Poster poster;
    readonly ChineseFont font;
    readonly SKSurface surface = SKSurface.Create(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));

    PosterPainter(Poster poster, ChineseFont font) => (this.poster, this.font) = (poster, font);

    SKCanvas Canvas => surface.Canvas;

    public void Dispose() => surface.Dispose();

    public static byte[] Png(Poster poster, ChineseFont font)
    {
        using var painter = new PosterPainter(poster, font);
        return painter.Paint();
    }

    byte[] Paint()
    {
        Canvas.Clear(Paper);
        Awning();
        Head();
        Pictures(new(Edge, 172, Width - Edge, PicturesEnd));
        var below = Words(poster.Title, Edge, PicturesEnd + 74, Width - 2 * Edge, 50, lines: 2, bold: true, Ink);
        Goods(below - 12, Footer - 20);
        Foot();
        // After the pictures and the title, since it lies over both.
        if (poster.Goods is [var only]) Placard(only);
        using var image = surface.Snapshot();
        using var pixels = image.PeekPixels() ?? throw new InvalidOperationException("a painted picture has pixels");
        using var png = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 9)) ?? throw new InvalidOperationException("a painted picture can be written as PNG");
        return png.ToArray();
    }

    void Awning()
    {
        const int stripes = 15;
        const float wide = (float)Width / stripes, straight = 34;
        for (var i = 0; i < stripes; i++)
        {
            using var paint = Fill(i % 2 == 0 ? Leaf : Stripe);
            Canvas.DrawRect(i * wide, 0, wide, straight, paint);
            Canvas.DrawCircle((i + .5f) * wide, straight, wide / 2, paint);
        }
    }

    void Head()
    {
        Canvas.Save();
        Canvas.Translate(Edge, 84);
        Canvas.Scale(2.1f);
        new PaintedSvg(ScenePicture.Sign).Paint(Canvas);
        Canvas.Restore();
        Say(Fit(poster.Brand, 40, true, 250), Edge + 80, 134, 40, true, Ink);
        var leader = poster.Leader.Length > 0 ? $"团长{poster.Leader}" : "";
        Say(Fit(string.Join(" · ", new[] { poster.Community, leader }.Where(t => t.Length > 0)), 30, false, 380), Width - Edge, 132, 30, false, Ink2, SKTextAlign.Right);
    }

    /// <summary>One picture fills the frame; of several, the first is the largest.</summary>
    void Pictures(SKRect frame)
    {
        const float gap = 12, round = 30;
        var kinds = poster.Goods.Select(g => g.Picture).Distinct().Take(3).DefaultIfEmpty("basket").ToArray();
        var middle = frame.Left + (frame.Width - gap) * (kinds.Length == 2 ? .5f : .62f);
        SKRect[] windows = kinds.Length switch
        {
            1 => [frame],
            2 => [new(frame.Left, frame.Top, middle, frame.Bottom), new(middle + gap, frame.Top, frame.Right, frame.Bottom)],
            _ => [new(frame.Left, frame.Top, middle, frame.Bottom), new(middle + gap, frame.Top, frame.Right, frame.MidY - gap / 2), new(middle + gap, frame.MidY + gap / 2, frame.Right, frame.Bottom)],
        };
        for (var i = 0; i < windows.Length; i++) PaintedSvg.Produce(Canvas, kinds[i], windows[i], round);
    }

    /// <summary>The price on its board, hung a little crooked, as in the shop.</summary>
    void Placard(Poster.Good good)
    {
        var yuan = good.Price.Yuan;
        var wide = Measure("¥", 44, true) + Measure(yuan[..^3], 92, true) + Measure(yuan[^3..], 50, true) + Measure("/" + good.Unit, 28, false) + 76;
        Canvas.Save();
        Canvas.Translate(0, PicturesEnd - 640);
        Canvas.RotateDegrees(-2.2f, Edge, 640);
        using (var shade = Fill(SKColor.Parse("#7a4a00").WithAlpha(70))) Canvas.DrawRoundRect(new SKRect(Edge - 14, 524, Edge - 14 + wide, 640), 18, 18, shade);
        using (var board = Fill(Loquat)) Canvas.DrawRoundRect(new SKRect(Edge - 14, 518, Edge - 14 + wide, 632), 18, 18, board);
        var x = Edge + 12;
        x += Say("¥", x, 606, 44, true, PriceInk);
        x += Say(yuan[..^3], x, 606, 92, true, PriceInk);
        x += Say(yuan[^3..], x, 606, 50, true, PriceInk) + 10;
        Say("/" + good.Unit, x, 606, 28, false, SKColor.Parse("#4b2c00"));
        Canvas.Restore();
    }

    void Goods(float top, float bottom)
    {
        var y = top + 30;
        if (poster.Goods is [var only])
        {
            Say($"合 {only.Per500G} / 500克" + (only.Was is { } was ? $"，近7天最低成交价 {was}" : ""), Edge, y, 30, false, Ink2);
            if (only.Limits.Length > 0) Say(only.Limits, Width - Edge, y, 30, false, Ink2, SKTextAlign.Right);
            y += 30;
        }
        else
        {
            const float line = 52;
            var room = (int)((bottom - top - (poster.Gifts.Count > 0 ? 66 : 0)) / line);
            var shown = poster.Goods.Count <= room ? poster.Goods.Count : Math.Max(1, room - 1);
            foreach (var good in poster.Goods.Take(shown))
            {
                Say(good.Price.ToString(), Width - Edge, y, 40, true, Buy, SKTextAlign.Right);
                Say(Fit($"{good.Name} {good.Unit}{(good.Was is { } before ? $"，近7天最低 {before}" : "")}", 32, false, Width - 2 * Edge - Measure(good.Price.ToString(), 40, true) - 20), Edge, y, 32, false, Ink);
                y += line;
            }
            if (shown < poster.Goods.Count) { Say($"还有 {poster.Goods.Count - shown} 样，扫码看", Edge, y - 4, 28, false, Ink2); y += line; }
            y -= 16;
        }
        foreach (var gift in poster.Gifts.Take(1)) Chip(Fit(gift, 30, true, Width - 2 * Edge - 96), y);
    }

    void Chip(string words, float top)
    {
        using (var ground = Fill(BerrySoft)) Canvas.DrawRoundRect(new SKRect(Edge, top, Edge + Measure(words, 30, true) + 92, top + 56), 28, 28, ground);
        using (var ribbon = Fill(Berry))
        {
            Canvas.DrawRoundRect(new SKRect(Edge + 24, top + 22, Edge + 50, top + 42), 4, 4, ribbon);
            Canvas.DrawRoundRect(new SKRect(Edge + 20, top + 15, Edge + 54, top + 24), 4, 4, ribbon);
        }
        using (var tie = Fill(BerrySoft)) Canvas.DrawRect(Edge + 35, top + 15, 4, 27, tie);
        Say(words, Edge + 66, top + 39, 30, true, Berry);
    }

    void Foot()
    {
        using (var ground = Fill(Card)) Canvas.DrawRoundRect(new SKRect(Edge - 10, Footer, Width - Edge + 10, Bottom), 30, 30, ground);
        var code = Code(Width - Edge - 4, (Footer + Bottom) / 2);
        var room = code.Left - Edge - 30;
        Say("扫码跟团接龙", Edge + 20, Footer + 66, 42, true, Leaf);
        var y = Footer + 116;
        foreach (var (head, words, lines) in new[] { ("截单", poster.CutOff, 1), ("取货", poster.Pickup, 2), ("地点", poster.Place, 2) })
        {
            if (y > Bottom - 12) break;
            Say(head, Edge + 20, y, 26, false, Ink2);
            y = Words(words, Edge + 84, y, room - 72, 28, lines, bold: true, Ink) + 12;
        }
        Say("不用下载，扫一下就能跟；截单前随时可退", Width / 2f, 1316, 24, false, Ink2, SKTextAlign.Center);
    }

    /// <summary>Whole pixels per module, so that halving keeps every edge where a scanner looks for it.</summary>
    SKRect Code(float right, float middle)
    {
        var modules = QrPicture.Modules(poster.Address);
        var size = Math.Max(ModuleMin, CodeWidth / modules.Count / 2 * 2);
        var side = size * modules.Count;
        var (left, top) = ((int)(right - side) / 2 * 2, (int)(middle - side / 2f) / 2 * 2);
        using var paper = Fill(SKColors.White);
        using var dark = new SKPaint { Color = SKColor.Parse("#10240f"), IsAntialias = false };
        Canvas.DrawRect(left, top, side, side, paper);
        for (var y = 0; y < modules.Count; y++)
            for (var x = 0; x < modules.Count; x++)
                if (modules[y][x]) Canvas.DrawRect(left + x * size, top + y * size, size, size, dark);
        return new(left, top, left + side, top + side);
    }

    /// <summary>Words in at most so many lines; answers the base line after the last.</summary>
    float Words(string words, float x, float y, float room, float size, int lines, bool bold, SKColor colour)
    {
        var rest = words.Trim();
        for (var i = 0; i < lines && rest.Length > 0; i++)
        {
            var line = i == lines - 1 ? Fit(rest, size, bold, room) : rest[..Break(rest, size, bold, room)];
            Say(line.TrimEnd(), x, y, size, bold, colour);
            rest = i == lines - 1 ? "" : rest[line.Length..].TrimStart();
            y += size * 1.32f;
        }
        return y;
    }

    /// <summary>How much goes on a line: whole words where there are any, and no line begins with a comma.</summary>
    int Break(string text, float size, bool bold, float room)
    {
        if (Measure(text, size, bold) <= room) return text.Length;
        var most = Math.Max(1, Font(size, bold).BreakText(text, room));
        var blank = text.LastIndexOfAny([' ', '、', '，', '+'], most - 1);
        var at = blank > most / 2 ? blank + 1 : most;
        if (at < text.Length && "，。、！？；：）」".Contains(text[at], StringComparison.Ordinal)) at--;
        return at > 0 && char.IsHighSurrogate(text[at - 1]) ? at - 1 : Math.Max(1, at);
    }

    string Fit(string text, float size, bool bold, float room) => Measure(text, size, bold) <= room ? text : text[..Break(text, size, bold, room - size)].TrimEnd() + "…";

    float Measure(string text, float size, bool bold)
    {
        using var face = Font(size, bold);
        return face.MeasureText(text);
    }

    float Say(string text, float x, float y, float size, bool bold, SKColor colour, SKTextAlign align = SKTextAlign.Left)
    {
        using var face = Font(size, bold);
        using var paint = Fill(colour);
        Canvas.DrawText(text, x, y, align, face, paint);
        return face.MeasureText(text);
    }

    SKFont Font(float size, bool bold) => new(bold ? font.Bold : font.Regular, size) { Edging = SKFontEdging.Antialias, Subpixel = true, Embolden = bold && ReferenceEquals(font.Bold, font.Regular) };

    static SKPaint Fill(SKColor colour) => new() { Color = colour, IsAntialias = true };
}
