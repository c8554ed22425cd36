// The vocabulary our pictures are drawn in: bodies with one soft shade, leaves, shines and shadows on a small table.
using System.Globalization;
using System.Text;

namespace HaoLin.Web.Shared;

/// <summary>One picture of 320 by 240. All of it is computed from its arguments, so the same picture is always the same text.</summary>
public sealed class Drawing
{
    public const int Width = 320;
    public const int Height = 240;

    readonly StringBuilder defs = new();
    readonly StringBuilder body = new();
    readonly HashSet<string> glows = [];
    int clips;

    public string Svg(string label) =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" " +
        $"role=\"img\" aria-label=\"{label}\"><defs>{defs}</defs>{body}</svg>";

    public Drawing Put(FormattableString svg)
    {
        body.Append(svg.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>The wall, a pale moon behind the goods, and the checked cloth they lie on.</summary>
    public Drawing Table(string wall, string moon, string cloth)
    {
        defs.Append(CultureInfo.InvariantCulture, $"<pattern id='cloth' width='26' height='26' patternUnits='userSpaceOnUse' patternTransform='rotate(-4) skewX(-24)'><path d='M0 0h13v26H0z' fill='#fff' opacity='.2'/><path d='M0 0h26v13H0z' fill='#fff' opacity='.2'/></pattern>");
        return Put($"<path fill='{wall}' d='M0 0h320v240H0z'/><circle cx='160' cy='114' r='106' fill='{moon}'/>")
            .Put($"<path fill='{cloth}' d='M0 184q160-8 320 0v56H0z'/><path fill='url(#cloth)' d='M0 184q160-8 320 0v56H0z'/>");
    }

    public Drawing Shadow(double x, double y, double rx, double ry = 8) =>
        Put($"<ellipse cx='{x:0.#}' cy='{y:0.#}' rx='{rx:0.#}' ry='{ry:0.#}' fill='#2a2410' opacity='.2'/>");

    /// <summary>Any body: its shade shows where the lit copy, moved toward the light, leaves it bare.</summary>
    public Drawing Body(string path, string lit, string shade, double dx = -6, double dy = -5)
    {
        var clip = $"c{++clips}";
        return Put($"<clipPath id='{clip}'><path id='p{clip}' d='{path}'/></clipPath><use href='#p{clip}' fill='{shade}'/>")
            .Put($"<g clip-path='url(#{clip})'><use href='#p{clip}' fill='{Glow(lit)}' x='{dx:0.#}' y='{dy:0.#}'/></g>");
    }

    /// <summary>A round body; the lit disc touches the rim at the light and leaves a crescent of shade.</summary>
    public Drawing Ball(double x, double y, double rx, double ry, string lit, string shade, double turn = 0) =>
        In(x, y, 1, turn, d => d
            .Put($"<ellipse rx='{rx:0.#}' ry='{ry:0.#}' fill='{shade}'/>")
            .Put($"<ellipse cx='{-rx * .1:0.#}' cy='{-ry * .08:0.#}' rx='{rx * .9:0.#}' ry='{ry * .91:0.#}' fill='{Glow(lit)}'/>"));

    /// <summary>A breath of another colour on a skin, fading to nothing.</summary>
    public Drawing Blush(double x, double y, double rx, double ry, string colour, double turn = 0, double opacity = .6)
    {
        var name = $"b{colour[1..]}";
        if (glows.Add(name))
            defs.Append(CultureInfo.InvariantCulture, $"<radialGradient id='{name}'><stop stop-color='{colour}'/><stop offset='1' stop-color='{colour}' stop-opacity='0'/></radialGradient>");
        return Put($"<ellipse cx='{x:0.#}' cy='{y:0.#}' rx='{rx:0.#}' ry='{ry:0.#}' fill='url(#{name})' opacity='{opacity:0.##}' transform='rotate({turn:0.#} {x:0.#} {y:0.#})'/>");
    }

    /// <summary>Draws a thing once and keeps it, to be set down many times with <see cref="Set"/>.</summary>
    public Drawing Mould(string name, Action<Drawing> draw)
    {
        var from = body.Length;
        draw(this);
        var drawn = body.ToString(from, body.Length - from);
        body.Length = from;
        defs.Append(CultureInfo.InvariantCulture, $"<g id='{name}'>{drawn}</g>");
        return this;
    }

    public Drawing Set(string name, double x, double y, double scale = 1, double turn = 0) =>
        Put($"<use href='#{name}' transform='translate({x:0.#} {y:0.#}) rotate({turn:0.#}) scale({scale:0.###})'/>");

    /// <summary>A colour that is a little lighter where the light falls.</summary>
    string Glow(string colour)
    {
        var name = $"g{colour[1..]}";
        if (glows.Add(name))
            defs.Append(CultureInfo.InvariantCulture, $"<radialGradient id='{name}' cx='.34' cy='.28' r='.8'><stop stop-color='{Lighter(colour)}'/><stop offset='.75' stop-color='{colour}'/></radialGradient>");
        return $"url(#{name})";
    }

    static string Lighter(string colour)
    {
        int Part(int at) => Convert.ToInt32(colour.Substring(at, 2), 16);
        static int Mix(int part, int to) => part + (to - part) * 30 / 100;
        return $"#{Mix(Part(1), 255):x2}{Mix(Part(3), 246):x2}{Mix(Part(5), 200):x2}";
    }

    public Drawing Oval(double x, double y, double rx, double ry, string fill, double turn = 0, double opacity = 1) =>
        Put($"<ellipse cx='{x:0.#}' cy='{y:0.#}' rx='{rx:0.#}' ry='{ry:0.#}' fill='{fill}' opacity='{opacity:0.##}' transform='rotate({turn:0.#} {x:0.#} {y:0.#})'/>");

    public Drawing Fill(string path, string fill, double opacity = 1) => Put($"<path d='{path}' fill='{fill}' opacity='{opacity:0.##}'/>");

    public Drawing Line(string path, string colour, double width = 3, double opacity = 1) =>
        Put($"<path d='{path}' fill='none' stroke='{colour}' stroke-width='{width:0.#}' stroke-linecap='round' stroke-linejoin='round' opacity='{opacity:0.##}'/>");

    /// <summary>The glint on a round skin: a short arc toward the light.</summary>
    public Drawing Shine(double x, double y, double r, double width = 5, double opacity = .55) =>
        Line(string.Create(CultureInfo.InvariantCulture, $"M{x - r:0.#} {y + r * .25:0.#}A{r:0.#} {r:0.#} 0 0 1 {x - r * .1:0.#} {y - r * .95:0.#}"), "#fff", width, opacity);

    /// <summary>A leaf growing from (x, y): one half in light, one in shade, a vein between.</summary>
    public Drawing Leaf(double x, double y, double length, double turn, double width = .3, string lit = "#6fae4a", string shade = "#3f8440")
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"l{width * 100:0}{lit[1..]}");
        if (glows.Add(name))
            Mould(name, d => d
                .Put($"<path fill='{shade}' d='M0 0C20 {140 * width:0.#} 66 {130 * width:0.#} 100 0C66 {-130 * width:0.#} 20 {-140 * width:0.#} 0 0z'/>")
                .Put($"<path fill='{Glow(lit)}' d='M0 0C20 {-140 * width:0.#} 66 {-130 * width:0.#} 100 0Q50 6 0 0z'/>")
                .Line("M2 0Q50 6 90 1", "#fff", 2.2, .4).Line("M24 3l12-14M46 3l14-15M68 2l10-10M26 3l11 11M48 4l12 11", "#fff", 1.6, .22));
        return Set(name, x, y, length / 100, turn);
    }

    /// <summary>Seeds, pores and hairs: the same mark at many places.</summary>
    public Drawing Dots(string colour, double r, params ReadOnlySpan<(double X, double Y)> at)
    {
        Put($"<g fill='{colour}'>");
        foreach (var (x, y) in at) Put($"<circle cx='{x:0.#}' cy='{y:0.#}' r='{r:0.#}'/>");
        return Put($"</g>");
    }

    /// <summary>A china bowl with a painted band; (x, y) is the middle of its rim.</summary>
    public Drawing Bowl(double x, double y, double half, double deep, string lit, string shade, string paint) => In(x, y, half / 100, 0, d => d
        .Body(string.Create(CultureInfo.InvariantCulture, $"M-100 0Q0 14 100 0C100 {deep * .7:0.#} 64 {deep:0.#} 40 {deep + 6:0.#}L36 {deep + 16:0.#}H-36L-40 {deep + 6:0.#}C-64 {deep:0.#}-100 {deep * .7:0.#}-100 0z"), lit, shade, -8, -3)
        .Line("M-98 12Q0 28 98 12", paint, 3.4, .9)
        .Line("M-72 42q14-18 28 0q-14 16-28 0zM-14 48q14-18 28 0q-14 16-28 0zM44 42q14-18 28 0q-14 16-28 0zM-40 46q12 6 22 0M18 46q12 6 22 0", paint, 3, .8));

    /// <summary>Draws in a place of its own: moved, scaled, turned.</summary>
    public Drawing In(double x, double y, double scale, double turn, Action<Drawing> draw)
    {
        Put($"<g transform='translate({x:0.#} {y:0.#}) rotate({turn:0.#}) scale({scale:0.###})'>");
        draw(this);
        return Put($"</g>");
    }

    /// <summary>A soft closed outline through radii set evenly around the middle; how potatoes and caps get their lumps.</summary>
    public static string Lump(double stretch, params ReadOnlySpan<double> radii)
    {
        var n = radii.Length;
        var points = new (double X, double Y)[n];
        for (var i = 0; i < n; i++)
        {
            var angle = Math.Tau * i / n;
            points[i] = (radii[i] * Math.Cos(angle) * stretch, radii[i] * Math.Sin(angle));
        }
        var path = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"M{points[0].X:0.#} {points[0].Y:0.#}"));
        for (var i = 0; i < n; i++)
        {
            var (before, from, to, after) = (points[(i + n - 1) % n], points[i], points[(i + 1) % n], points[(i + 2) % n]);
            path.Append(CultureInfo.InvariantCulture, $"C{from.X + (to.X - before.X) / 6:0.#} {from.Y + (to.Y - before.Y) / 6:0.#} {to.X - (after.X - from.X) / 6:0.#} {to.Y - (after.Y - from.Y) / 6:0.#} {to.X:0.#} {to.Y:0.#}");
        }
        return path.Append('z').ToString();
    }

    /// <summary>Places around a centre, for petals, segments and seeds.</summary>
    public static IEnumerable<(double X, double Y, double Turn)> Around(int count, double r, double start = 0)
    {
        for (var i = 0; i < count; i++)
        {
            var degrees = start + 360.0 * i / count;
            yield return (r * Math.Cos(degrees * Math.PI / 180), r * Math.Sin(degrees * Math.PI / 180), degrees);
        }
    }
}
