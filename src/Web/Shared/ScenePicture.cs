// Small scenes for the moments when there is nothing to show: an empty basket, spilt milk, a storm, a full basket, an old clock; and the shop's sign.
using System.Collections.Frozen;

namespace HaoLin.Web.Shared;

public static class ScenePicture
{
    /// <summary>Two loquats on one twig: neighbours.</summary>
    public const string Sign =
        "<svg viewBox='0 0 32 32' aria-hidden='true'><path d='M16 5C8 8 8 12 9 15M16 5c7 2 8 6 7 9' fill='none' stroke='#8a6238' stroke-width='2' stroke-linecap='round'/>" +
        "<path d='M15 6C17 0 25 0 29 3 26 8 19 9 15 6' fill='#3f8440'/><ellipse cx='10' cy='21' rx='8' ry='8.6' fill='#e98f22'/><ellipse cx='9.3' cy='20.4' rx='7' ry='7.6' fill='#fbb83f'/>" +
        "<ellipse cx='22' cy='20' rx='8' ry='8.6' fill='#d97a12'/><ellipse cx='21.3' cy='19.4' rx='7' ry='7.6' fill='#f7a52c'/>" +
        "<path d='M5 19a5 5 0 0 1 3-4M17 18a5 5 0 0 1 3-4' fill='none' stroke='#fff' stroke-width='1.6' stroke-linecap='round' opacity='.8'/></svg>";

    /// <summary>The sign as a picture of its own, for the browser's tab.</summary>
    public static readonly string SignSvg = Sign.Replace("<svg ", "<svg xmlns='http://www.w3.org/2000/svg' width='64' height='64' ", StringComparison.Ordinal);

    static readonly FrozenDictionary<string, Action<Drawing>> All = new Dictionary<string, Action<Drawing>>
    {
        ["empty"] = Empty, ["error"] = Error, ["offline"] = Offline, ["success"] = Success, ["stale"] = Stale,
    }.ToFrozenDictionary();

    public static IEnumerable<string> Kinds => All.Keys.Order(StringComparer.Ordinal);

    public static string Known(string kind) => All.ContainsKey(kind) ? kind : "empty";

    public static string Svg(string kind)
    {
        var drawing = new Drawing();
        All.GetValueOrDefault(kind, Empty)(drawing);
        return drawing.Svg("");
    }

    static void Ground(Drawing d, string moon) =>
        d.Oval(160, 116, 104, 104, moon).Shadow(160, 208, 112, 9);

    static void Weave(Drawing d)
    {
        d.Body("M76 132H244L228 204Q160 213 92 204z", "#dcae68", "#ab7737", -6, -4);
        for (var row = 0; row < 3; row++)
            for (var i = 0; i < 7; i++) d.Line(FormattableString.Invariant($"M{92 + row * 3 + i * 19 + row % 2 * 8} {152 + row * 16}q8-7 16 0"), "#93642c", 3.2, .55);
        d.Body("M68 122H252Q259 122 258 132T250 142H70Q62 142 62 132T68 122z", "#e6bd7a", "#ab7737", 0, -6);
    }

    static void Empty(Drawing d)
    {
        Ground(d, "#e8ecd2");
        d.Line("M84 126C92 30 228 30 236 126", "#9a6c34", 10).Line("M84 126C92 30 228 30 236 126", "#cfa160", 4.5).Oval(160, 127, 88, 9, "#8a5f2c");
        Weave(d);
        d.In(182, 104, 1, 0, g => g.Line("M-4 14v10M6 14v10", "#c98a35", 3).Body("M-40 4C-30-2-26-16-8-20C10-24 24-12 22 2C20 16 0 20-14 16C-26 14-32 8-40 4z", "#b98a5a", "#7f5a34", -3, -4).Fill("M-6-2Q10 0 16 10Q0 16-14 10z", "#7f5a34", .7)
            .Ball(18, -14, 13, 12, "#a06a3c", "#6b4423").Oval(20, -10, 9, 7, "#fbf1dc").Oval(22, -17, 2.4, 2.6, "#221508").Fill("M30-14l11 3-11 4z", "#e0982f"));
        d.Leaf(262, 206, 34, -150, .36).Leaf(66, 208, 26, -30, .36);
    }

    static void Error(Drawing d)
    {
        Ground(d, "#fbe6d8");
        d.Oval(150, 150, 22, 88, "#8a5f2c", 22).In(112, 146, 1, 112, g => g.In(-160, -168, 1, 0, Weave));
        d.Ball(196, 184, 24, 23, "#fb9a2c", "#da6810").Shine(193, 185, 15, 5).Ball(246, 192, 17, 16, "#a6d459", "#649d38").Shine(244, 193, 10, 4).Ball(222, 150, 21, 20, "#e84e3d", "#b32726").Shine(219, 151, 13, 5);
        d.In(222, 150, 1, -24, g => g.Fill("M-16-6H16Q20-6 20 0T16 6H-16Q-20 6-20 0T-16-6z", "#fbe3c4").Fill("M-6-6H6V6H-6z", "#f2c795").Dots("#c9925a", 1, (-2, -2), (2, -2), (-2, 2), (2, 2)));
        d.Line("M236 112q10-10 8-22M256 124q14-4 18-16M214 108q-2-12-10-18", "#d98f5c", 4.5);
    }

    static void Offline(Drawing d)
    {
        Ground(d, "#dfe9ea");
        d.Body("M92 108C70 106 62 84 78 72C76 48 108 38 122 54C136 32 176 34 182 60C206 54 224 74 214 92C210 106 198 108 190 108z", "#f7f9f4", "#b9c9cf", -5, -5);
        d.Line("M104 122l-6 16M136 124l-8 22M168 122l-6 16M196 120l-7 20", "#7fa3b8", 5);
        d.In(176, 152, 1, 10, g => g.Line("M0-52V44Q0 58-12 58T-22 46", "#8a6238", 6).Body("M-74 2C-70-40-34-60 0-60C34-60 70-40 74 2Q62-10 49 2Q37-10 24 2Q12-10 0 2Q-12-10-24 2Q-37-10-49 2Q-62-10-74 2z", "#e84e3d", "#b32726", -5, -4)
            .Fill("M-24 2Q-20-40 0-60Q20-40 24 2Q12-10 0 2Q-12-10-24 2z", "#fbe6c8", .9).Line("M0-60v-10", "#8a6238", 5));
        d.Ball(110, 188, 22, 21, "#fb9a2c", "#da6810").Shine(108, 189, 13, 4.5).Leaf(112, 168, 26, -30);
    }

    static void Success(Drawing d)
    {
        Ground(d, "#fdeebf");
        d.Line("M84 126C92 26 228 26 236 126", "#9a6c34", 10).Line("M84 126C92 26 228 26 236 126", "#cfa160", 4.5);
        d.Leaf(108, 114, 70, -120, .4).Leaf(128, 110, 84, -76, .4).Leaf(220, 114, 72, -54, .36).Ball(108, 116, 23, 23, "#a6d459", "#649d38").Shine(106, 118, 14, 4.5);
        d.Ball(150, 104, 33, 32, "#e84e3d", "#b32726").Shine(147, 106, 20, 6).Ball(204, 108, 30, 29, "#fb9a2c", "#da6810").Shine(201, 110, 18, 6);
        Weave(d);
        d.Ball(160, 172, 27, 27, "#fffdf2", "#e0d5b5").Line("M147 172l9 10 17-20", "#1d6b3d", 7);
        d.Fill("M64 74c-8-10-24 0 0 16c24-16 8-26 0-16zM258 62c-6-8-19 0 0 13c19-13 6-21 0-13z", "#e4553c").Dots("#f2a93a", 4, (46, 124), (276, 116), (92, 40), (232, 34));
    }

    static void Stale(Drawing d)
    {
        Ground(d, "#efe6cf");
        d.Line("M108 66l-16-18M212 66l16-18", "#8a6238", 9).Ball(88, 52, 20, 17, "#e0a94f", "#a9732a", -40).Ball(232, 52, 20, 17, "#e0a94f", "#a9732a", 40).Line("M118 190l-14 18M202 190l14 18", "#8a6238", 10);
        d.Ball(160, 126, 76, 76, "#4f9a56", "#2a6a3b").Ball(160, 126, 61, 61, "#fffaf0", "#e4dcc2").Dots("#7d8a6a", 3.6, (160, 76), (160, 176), (110, 126), (210, 126)).Line("M160 126V90M160 126l28 18", "#2f3a28", 7).Ball(160, 126, 7, 7, "#e84e3d", "#b32726");
        d.Leaf(222, 204, 50, -166, .3, "#c9b25a", "#9c8536").Leaf(92, 208, 36, -16, .3, "#c9b25a", "#9c8536");
    }
}
