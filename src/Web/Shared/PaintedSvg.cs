// Paints our own drawings on a canvas, so that a poster shows the very pictures of the page; it knows what Drawing writes and no more.
using System.Globalization;
using System.Xml.Linq;
using SkiaSharp;

namespace HaoLin.Web.Shared;

public sealed class PaintedSvg
{
    readonly XElement root;
    readonly Dictionary<string, XElement> named;

    public PaintedSvg(string svg)
    {
        root = XElement.Parse(svg);
        named = root.Descendants().Where(e => e.Attribute("id") is not null).GroupBy(e => e.Attribute("id")!.Value).ToDictionary(g => g.Key, g => g.First());
    }

    /// <summary>The picture of a kind of produce, painted into a square or any other window; what does not fit is cut off around the middle.</summary>
    public static void Produce(SKCanvas canvas, string kind, SKRect into, float round)
    {
        var scale = Math.Max(into.Width / Drawing.Width, into.Height / Drawing.Height);
        canvas.Save();
        using var window = new SKRoundRect(into, round);
        canvas.ClipRoundRect(window, SKClipOperation.Intersect, antialias: true);
        canvas.Translate(into.MidX - Drawing.Width * scale / 2, into.MidY - Drawing.Height * scale / 2);
        canvas.Scale(scale);
        new PaintedSvg(ProducePicture.Svg(kind)).Paint(canvas);
        canvas.Restore();
    }

    public void Paint(SKCanvas canvas)
    {
        foreach (var child in root.Elements()) Paint(canvas, child, "#000");
    }

    void Paint(SKCanvas canvas, XElement element, string fill)
    {
        if (element.Name.LocalName is "defs" or "clipPath" or "pattern" or "radialGradient") return;
        canvas.Save();
        if (Text(element, "transform") is { } transform) canvas.Concat(Matrix(transform));
        fill = Text(element, "fill") ?? fill;
        switch (element.Name.LocalName)
        {
            case "g":
                if (Text(element, "clip-path") is { } clip) Clip(canvas, Named(clip));
                foreach (var child in element.Elements()) Paint(canvas, child, fill);
                break;
            case "use":
                canvas.Translate(Number(element, "x"), Number(element, "y"));
                if (Named(Text(element, "href")!) is { } shown) Paint(canvas, shown, fill);
                break;
            default:
                using (var shape = Shape(element)) if (shape is not null) Paint(canvas, element, shape, fill);
                break;
        }
        canvas.Restore();
    }

    void Paint(SKCanvas canvas, XElement element, SKPath shape, string fill)
    {
        var alpha = (byte)Math.Round(255 * Number(element, "opacity", 1));
        using var paint = new SKPaint { IsAntialias = true };
        if (fill != "none")
        {
            using var shader = fill.StartsWith("url(", StringComparison.Ordinal) ? Shader(Named(fill)!, shape.TightBounds) : null;
            (paint.Shader, paint.Color) = (shader, (shader is null ? SKColor.Parse(fill) : SKColors.Black).WithAlpha(alpha));
            canvas.DrawPath(shape, paint);
            paint.Shader = null;
        }
        if (Text(element, "stroke") is not { } stroke) return;
        (paint.Style, paint.Color, paint.StrokeWidth) = (SKPaintStyle.Stroke, SKColor.Parse(stroke).WithAlpha(alpha), Number(element, "stroke-width", 1));
        (paint.StrokeCap, paint.StrokeJoin) = (SKStrokeCap.Round, SKStrokeJoin.Round);
        canvas.DrawPath(shape, paint);
    }

    static SKPath? Shape(XElement element)
    {
        if (element.Name.LocalName == "path") return SKPath.ParseSvgPathData(Text(element, "d"));
        var (rx, ry) = element.Name.LocalName == "circle" ? (Number(element, "r"), Number(element, "r")) : (Number(element, "rx"), Number(element, "ry"));
        var (x, y) = (Number(element, "cx"), Number(element, "cy"));
        using var oval = new SKPathBuilder();
        oval.AddOval(new(x - rx, y - ry, x + rx, y + ry));
        return oval.Detach();
    }

    static void Clip(SKCanvas canvas, XElement? clip)
    {
        if (clip?.Elements().FirstOrDefault() is not { } element) return;
        using var shape = Shape(element);
        if (shape is not null) canvas.ClipPath(shape, SKClipOperation.Intersect, antialias: true);
    }

    SKShader Shader(XElement element, SKRect bounds)
    {
        if (element.Name.LocalName == "pattern") return Pattern(element);
        var stops = element.Elements().ToList();
        var colours = stops.Select(s => SKColor.Parse(Text(s, "stop-color")!).WithAlpha((byte)Math.Round(255 * Number(s, "stop-opacity", 1)))).ToArray();
        var places = stops.Select(s => Number(s, "offset")).ToArray();
        // Like the browser's: measured in the box around what is filled.
        var box = SKMatrix.CreateScale(Math.Max(bounds.Width, .01f), Math.Max(bounds.Height, .01f)).PostConcat(SKMatrix.CreateTranslation(bounds.Left, bounds.Top));
        return SKShader.CreateRadialGradient(new(Number(element, "cx", .5f), Number(element, "cy", .5f)), Number(element, "r", .5f), colours, places, SKShaderTileMode.Clamp, box);
    }

    SKShader Pattern(XElement pattern)
    {
        var tile = new SKRect(0, 0, Number(pattern, "width"), Number(pattern, "height"));
        using var recorder = new SKPictureRecorder();
        var canvas = recorder.BeginRecording(tile);
        foreach (var child in pattern.Elements()) Paint(canvas, child, "#000");
        using var picture = recorder.EndRecording();
        return picture.ToShader(SKShaderTileMode.Repeat, SKShaderTileMode.Repeat, SKFilterMode.Linear, Matrix(Text(pattern, "patternTransform")!), tile);
    }

    XElement? Named(string reference) => named.GetValueOrDefault(reference.Trim().Replace("url(", "", StringComparison.Ordinal).Trim('#', ')'));

    static SKMatrix Matrix(string transform)
    {
        var whole = SKMatrix.Identity;
        foreach (var step in transform.Split(')', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (name, rest) = step.Split('(') is [var n, var r] ? (n, r) : (step, "");
            var by = rest.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(Number).ToArray();
            whole = whole.PreConcat((name, by) switch
            {
                ("translate", [var x, var y]) => SKMatrix.CreateTranslation(x, y),
                ("translate", [var x]) => SKMatrix.CreateTranslation(x, 0),
                ("rotate", [var turn]) => SKMatrix.CreateRotationDegrees(turn),
                ("rotate", [var turn, var x, var y]) => SKMatrix.CreateRotationDegrees(turn, x, y),
                ("scale", [var by1]) => SKMatrix.CreateScale(by1, by1),
                ("scale", [var x, var y]) => SKMatrix.CreateScale(x, y),
                ("skewX", [var lean]) => SKMatrix.CreateSkew(MathF.Tan(lean * MathF.PI / 180), 0),
                _ => throw new FormatException($"our drawings have no transform {step})"),
            });
        }
        return whole;
    }

    static string? Text(XElement element, string name) => element.Attribute(name)?.Value;

    static float Number(XElement element, string name, float otherwise = 0) => Text(element, name) is { } text ? Number(text) : otherwise;

    static float Number(string text) => float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
