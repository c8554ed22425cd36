// How rice, eggs, tofu, meat and fish are drawn.
using static System.FormattableString;

namespace HaoLin.Web.Shared;

static class PicturesOfLarder
{
    internal static readonly Dictionary<string, (string, Action<Drawing>)> All = new()
    {
        ["tofu"] = ("豆腐", Tofu), ["egg"] = ("鸡蛋", Egg), ["pork"] = ("猪肉", Pork), ["chicken"] = ("鸡", Chicken),
        ["fish"] = ("鱼", Fish), ["shrimp"] = ("虾", Shrimp), ["rice"] = ("大米", Rice),
    };

    static void Tofu(Drawing d)
    {
        d.Mould("cube", g => g.Fill("M-60-30L20-44L66-18L-16 0z", "#fffdf4").Body("M-60-30L-16 0V52L-58 22Q-61 20-61 16z", "#e9dcb4", "#d4c48f", 3, 0).Body("M-16 0L66-18V30Q66 34 62 35L-16 52z", "#f8f0d6", "#e2d3a4", -4, -4)
            .Dots("#d8c99c", 2, (0, 24), (22, 12), (40, 26), (54, 4), (14, 38), (-40, 4), (-30, 26), (-50, 10)).Line("M-52-29L18-41", "#fff", 4, .9));
        d.Table("#c3d8e2", "#fdf3df", "#8cb0c4").Shadow(160, 210, 130, 9);
        d.Ball(160, 186, 138, 26, "#fdfbf2", "#b9c9cf").Oval(158, 183, 112, 18, "#eef1ea").Line("M26 182Q40 206 160 210T294 182", "#4a6ea8", 3, .7);
        d.Set("cube", 150, 128, 1.28).Set("cube", 240, 164, .5, 2).Set("cube", 84, 176, .46, -4);
        foreach (var (x, y, turn) in new[] { (120, 96, 20), (160, 84, -30), (186, 96, 10), (146, 104, 60), (98, 92, -14), (206, 102, 44), (170, 110, -50) }) d.In(x, y, 1, turn, g => g.Oval(0, 0, 7, 4.6, "#5da345").Oval(0, -.5, 4, 2.2, "#d4ecb0"));
    }

    static void Egg(Drawing d)
    {
        const string shell = "M0-46C24-46 38-10 38 10C38 32 20 44 0 44C-20 44-38 32-38 10C-38-10-24-46 0-46z";
        d.Mould("brown", g => g.Body(shell, "#e9b688", "#bd8153", -6, -4).Dots("#c98d5e", 1.5, (-10, -10), (8, 0), (-16, 14), (14, 20), (2, 30), (-4, -26), (20, -2)).Shine(-8, -6, 18, 6, .55));
        d.Mould("pale", g => g.Body(shell, "#fbeada", "#d9b795", -6, -4).Shine(-8, -6, 18, 6, .8));
        d.Table("#cfdcb0", "#fff5dc", "#a2b873").Shadow(160, 210, 124, 9);
        d.Set("pale", 118, 104, 1, -14).Set("brown", 204, 100, 1.02, 14).Set("brown", 84, 138, 1.02, -24).Set("pale", 240, 138, 1, 22).Set("brown", 134, 134, 1.12, -4).Set("pale", 188, 138, 1.08, 8);
        d.Body("M38 150Q160 186 282 150Q276 196 224 208Q160 218 96 208Q44 196 38 150z", "#dfae62", "#a9763a", -4, -4);
        foreach (var (x, y, turn) in Enumerable.Range(0, 40).Select(i => (44 + i * 37 % 232, 158 + i * 23 % 46, i * 29 % 50 - 25)))
            d.In(x, y + (x is < 70 or > 250 ? -6 : 2), 1, turn, g => g.Line("M-17 0Q0-6 17 0", (x + y) % 3 == 0 ? "#8e5f2a" : "#f1cf8c", 2.8, .75));
        d.Line("M30 152q14-10 30-4M290 150q-16-10-32-2M60 206q-16 6-26 2M262 204q14 8 24 4M40 170l-18 4M284 172l16 6", "#d6a557", 3.4);
    }

    static void Pork(Drawing d)
    {
        d.Mould("slice", g =>
        {
            const string piece = "M-70-22C-40-34 0-26 34-32C60-34 76-24 76-8C78 10 66 24 42 26C8 30-30 24-58 28C-78 28-84 4-82-6C-82-14-78-20-70-22z";
            g.Put($"<clipPath id='piece'><path d='{piece}'/></clipPath>").Fill(piece, "#c9605c").Put($"<g clip-path='url(#piece)' transform='translate(0 -4)'>").Fill(piece, "#fbe3d6")
                .Fill("M-90-22C-40-34 0-26 34-32C60-34 76-24 90-30V-50H-90z", "#dca878").Fill("M-90-10Q-50-20-10-13T90-16V-6Q40-4 0-2T-90 2z", "#de6a66").Fill("M-90 10Q-40 2 0 8T90 4V12Q40 18 0 16T-90 18z", "#d65a5b").Line("M-56-8q14-4 24 0M-4-7q18-4 30 0M46-9h14M-40 12q14-4 26 0M10 12q18-3 34-1", "#f9cfc4", 2.2, .8).Put($"</g>");
        });
        d.Table("#cfdcc8", "#fff3e2", "#9db894").Shadow(160, 214, 136, 8);
        d.Body("M22 168Q160 146 298 168Q312 184 298 202Q160 218 22 202Q8 184 22 168z", "#dcab68", "#9c6a34", -2, -7).Line("M40 182Q160 166 280 180M50 194Q160 184 266 192", "#b98245", 2.4, .6);
        d.In(122, 112, 1, -5, g =>
        {
            g.Body("M-78-36L-44-66Q40-78 104-62L78-34z", "#ebc093", "#c98f5c", -2, -3).Body("M78-34L104-62Q110-20 104 34L80 64z", "#c2595a", "#93393f", -3, -2).Line("M87-13L101-29M87 13L102-3M86 37L101 21", "#f6cfc2", 6, .85);
            const string face = "M-80-36Q0-44 80-34Q86 10 80 62Q0 72-78 62Q-86 10-80-36z";
            g.Put($"<clipPath id='face'><path d='{face}'/></clipPath><g clip-path='url(#face)'>").Fill(face, "#fbe3d6").Fill("M-90-50H90V-28Q0-36-90-28z", "#dca878");
            foreach (var (y, tall, colour) in new[] { (-12, 17, "#e07470"), (14, 10, "#da6463"), (34, 34, "#cf5557") })
                g.Fill(Invariant($"M-90 {y + 4}C-50 {y - 9} -24 {y + 7} 6 {y}S60 {y - 7} 92 {y + 2}V{y + tall}C60 {y + tall - 7} 30 {y + tall + 8} 0 {y + tall}S-50 {y + tall - 6} -90 {y + tall + 3}z"), colour);
            g.Line("M-66-4q16-5 28 0M-14-3q18-5 34 0M42-5q12-3 22 0M-50 18q16-4 28 0M16 19q18-4 32-1M-64 46q16-5 30 0M-20 50q20-5 36 0M34 46q14-4 28 0M-44 60h26M12 60h30", "#fad3c8", 2.6, .75).Put($"</g>");
        });
        d.Set("slice", 226, 166, .78, 6).Set("slice", 214, 186, .84, -2);
        d.Leaf(52, 190, 54, -18, .22).Leaf(50, 192, 44, 16, .22).Ball(108, 192, 10, 9.5, "#e84e3d", "#b32726").Ball(124, 198, 8, 7.5, "#e84e3d", "#b32726");
    }

    static void Chicken(Drawing d)
    {
        d.Table("#bfd9dc", "#fff3d8", "#f3d9a0").Shadow(160, 210, 96, 9);
        d.Line("M140 190V210M180 190V210M140 210l-12 4M140 210l10 5M180 210l-12 5M180 210l12 4", "#e08f2c", 5.5);
        d.Body("M84 112C66 96 54 78 60 62C72 70 82 66 84 58C94 70 104 64 108 56C116 84 124 92 138 92z", "#a65a2c", "#6f3517", -3, -4);
        d.Body("M96 100C120 96 150 110 176 104C190 98 188 62 212 56C240 54 250 78 244 96C240 120 250 140 238 164C222 194 150 206 112 182C76 160 72 112 96 100z", "#e0a05a", "#b56d2c", -8, -4);
        d.Body("M110 126C140 112 182 122 196 144C186 176 132 180 112 160Q100 144 110 126z", "#c57a3a", "#8f4d1f", -5, -4).Line("M124 142q12 8 24 0M150 140q12 8 24 0M134 156q12 8 24 0M160 154q10 7 20 0", "#8f4d1f", 3, .8);
        d.Line("M206 104q8 8 16 0M222 112q8 8 14 0M208 122q8 8 16 0M226 130q6 6 12 0M210 144q8 8 16 0", "#c07b38", 2.8, .8);
        d.Body("M204 62C198 48 204 38 212 44C214 32 226 32 226 44C234 36 242 46 234 62z", "#dd3b36", "#a01e2a", -2, -2).Body("M236 96C248 100 248 118 238 122C230 118 230 102 236 96z", "#dd3b36", "#a01e2a", -2, -2);
        d.Body("M242 78L266 88L242 96z", "#f3b23c", "#c77f1c", -1, -3).Oval(226, 78, 5.5, 6, "#2a1a10").Oval(224, 76, 1.8, 1.8, "#fff");
        foreach (var (x, y) in new[] { (66, 204), (90, 212), (252, 208), (272, 200), (232, 214) }) d.Oval(x, y, 3.6, 2.2, "#b98a3a", -20);
    }

    static void Fish(Drawing d)
    {
        d.Table("#f4d6c4", "#fff5e4", "#df9f83").Shadow(160, 206, 136, 9);
        d.Ball(160, 164, 150, 50, "#fdfbf2", "#b9c9cf").Oval(158, 160, 124, 37, "#eef2ee").Line("M12 168Q40 208 160 212T308 168", "#4a6ea8", 3.2, .7).Line("M20 178Q60 216 160 219T300 178", "#4a6ea8", 1.8, .5);
        d.Leaf(60, 184, 66, -20, .24).Leaf(74, 192, 60, 8, .24).In(248, 182, 1, 0, g => g.Ball(0, 0, 22, 16, "#fbd24c", "#d9a026").Oval(0, 0, 17, 12, "#fff3b8").Line("M0 0L14-4M0 0L-13-5M0 0L2-11M0 0L8 9M0 0L-9 8", "#f0c23c", 2));
        d.In(150, 130, 1.16, -4, g =>
        {
            g.Body("M-24-38C0-64 40-58 54-32z", "#7fa0ad", "#4c6d7c", -3, -3).Body("M-6 34C4 54 26 54 34 38z", "#7fa0ad", "#4c6d7c", -3, -3);
            const string body = "M-112 2C-90-44 0-58 70-16L112-44Q106-10 116 36L70 16C0 50-90 46-112 2z";
            g.Body(body, "#a9c4cc", "#62838f", -3, -8).Put($"<clipPath id='fish'><path d='{body}'/></clipPath><g clip-path='url(#fish)'>").Fill("M-112 6C-60 24 20 26 74 8L70 60H-120z", "#f4f5ea", .75);
            for (var row = 0; row < 6; row++) for (var i = 0; i < 9; i++) g.Line(Invariant($"M{-52 + i * 14 + row % 2 * 7} {-38 + row * 12}q8 6 0 12"), "#587a87", 1.8, .55);
            g.Line("M76-8L108-30M78 0H110M76 8L108 26", "#587a87", 2.4, .6).Put($"</g>").Line("M-62-32Q-48 0-62 30", "#587a87", 3.4, .8).Body("M-48 0Q-24-4-22 14Q-40 18-48 0z", "#86a6b2", "#4c6d7c", -2, -2)
                .Oval(-84, -7, 8.5, 8.5, "#fdfbf2").Oval(-85, -7, 4.6, 4.8, "#1f2a30").Oval(-86.5, -9, 1.6, 1.6, "#fff").Line("M-108 10q8 5 15 1", "#4c6d7c", 2.6).Shine(-40, -8, 30, 4, .5);
        });
    }

    static void Shrimp(Drawing d)
    {
        d.Mould("one", g =>
        {
            g.Line("M66-30Q104-74 60-92M62-34Q92-66 112-58M64-24Q100-36 118-14", "#e0653c", 2.6);
            g.Leaf(-46, 62, 38, 118, .3, "#fb9a6c", "#dc5a38").Leaf(-46, 62, 40, 152, .3, "#fb9a6c", "#dc5a38").Leaf(-46, 62, 36, 84, .3, "#fb9a6c", "#dc5a38");
            g.Line("M14 20q2 16-6 24M0 30q0 14-10 22M-14 40q0 12-10 20M28 8q6 14 0 22M40-4q8 10 6 20", "#ea7b50", 4);
            foreach (var (x, y, rx, ry, turn) in new[] { (-42, 50, 17, 13, -32), (-48, 30, 21, 17, -64), (-44, 6, 23, 20, -92), (-30, -16, 25, 23, -126), (-8, -31, 27, 25, -152), (18, -36, 29, 26, 176) }) g.Ball(x, y, rx, ry, "#fb9c6e", "#e0623c", turn).Line(Invariant($"M{x - 2} {y - ry * .7:0.#}q6 {ry * .6:0.#} 0 {ry * 1.3:0.#}"), "#fff0df", 3, turn is > 170 or < -140 ? .55 : 0);
            g.Body("M18-62C48-66 70-52 86-26C70-14 48-6 24-10Q4-36 18-62z", "#fa8f60", "#d9562f", -3, -5).Line("M40-58L92-34M36-50Q46-34 38-16", "#d9562f", 2.8, .8).Oval(64, -36, 5, 5.4, "#2a1410").Oval(62.5, -38, 1.6, 1.6, "#fff").Shine(34, -38, 14, 4, .6);
        });
        d.Table("#bfd9de", "#fdf4e0", "#86b2bd").Shadow(160, 208, 130, 9);
        d.Ball(160, 176, 146, 38, "#fdfbf2", "#b9c9cf").Oval(158, 172, 120, 27, "#eef2ee").Line("M16 178Q40 208 160 212T304 178", "#4a6ea8", 3.2, .7);
        d.Leaf(238, 184, 54, -12, .26).Leaf(240, 188, 46, 14, .26).Set("one", 210, 118, .82, 6).Set("one", 118, 134, 1.0, -6);
    }

    static void Rice(Drawing d)
    {
        d.Mould("grain", g => g.Oval(.8, 1, 7.4, 3.6, "#cfc4a4").Oval(0, 0, 7, 3.2, "#fffefa"));
        d.Mould("ear", g =>
        {
            g.Line("M0 120C4 60 10 20 40-14", "#a9a24a", 4);
            for (var i = 0; i < 11; i++) g.In(40 - i * 3.9, -14 + i * 8.4, 1, i % 2 == 0 ? -96 + i * 3 : -20 - i * 3, s => s.Body("M0 0C6-8 18-8 24 0C18 8 6 8 0 0z", "#f3c95c", "#bd8a26", -2, -2).Line("M24 0l10-2", "#c9a240", 1.6));
        });
        d.Table("#a9cbb9", "#f6dfa6", "#6f9f8a").Shadow(160, 208, 116, 9);
        d.Set("ear", 250, 92, 1.04, -2).Set("ear", 278, 120, .94, 20).Leaf(262, 206, 124, -100, .1, "#a8bd58", "#75923c");
        d.Body("M66 118C70 66 112 40 154 40C196 40 238 66 242 118z", "#fdfbf2", "#d9cfb2", -6, -5);
        for (var i = 0; i < 64; i++)
        {
            var (out_, turn) = (Math.Sqrt(i + .5) * 10.2, i * 137.5);
            var (x, y) = (154 + out_ * 1.06 * Math.Cos(turn * Math.PI / 180), 104 + out_ * .74 * Math.Sin(turn * Math.PI / 180));
            if (y < 114 && x is > 78 and < 230) d.Set("grain", x, y, 1, turn * 2 % 180);
        }
        d.Bowl(154, 112, 100, 90, "#fdfaf0", "#bccad0", "#3f659f").Line("M122 28q-8-9 0-17M154 22q-8-9 0-17M186 28q-8-9 0-17", "#fff", 4.5, .9);
        foreach (var (x, y, turn) in new[] { (44, 200, 20), (60, 210, -30), (32, 212, 60), (268, 214, -10), (246, 216, 40) }) d.Set("grain", x, y, 1.1, turn);
    }
}
