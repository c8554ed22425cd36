// How each fruit is drawn.
using static System.FormattableString;

namespace HaoLin.Web.Shared;

static class PicturesOfFruit
{
    internal static readonly Dictionary<string, (string, Action<Drawing>)> All = new()
    {
        ["loquat"] = ("枇杷", Loquat), ["mulberry"] = ("桑葚", Mulberry), ["strawberry"] = ("草莓", Strawberry),
        ["cherry"] = ("樱桃", Cherry), ["orange"] = ("橙子", Orange), ["apple"] = ("苹果", Apple),
        ["pear"] = ("梨", Pear), ["banana"] = ("香蕉", Banana), ["watermelon"] = ("西瓜", Watermelon),
        ["peach"] = ("桃子", Peach), ["grape"] = ("葡萄", Grape), ["pomelo"] = ("柚子", Pomelo),
        ["mango"] = ("芒果", Mango), ["kiwi"] = ("猕猴桃", Kiwi), ["blueberry"] = ("蓝莓", Blueberry),
        ["bayberry"] = ("杨梅", Bayberry), ["melon"] = ("哈密瓜", Melon), ["pineapple"] = ("菠萝", Pineapple), ["lychee"] = ("荔枝", Lychee),
    };

    const string Twig = "#8a6238";

    static void Loquat(Drawing d)
    {
        const string skin = "M0-36C15-36 19-26 26-9C34 12 23 39 0 39C-23 39-34 12-26-9C-19-26-15-36 0-36z";
        d.Mould("one", g => g.Body(skin, "#fbb53e", "#e38620", -6, -4).Fill("M-8 36l5-7 3 5 4-5 4 7q-8 6-16 0z", "#7d5a30")
            .Dots("#d67d17", 1.1, (10, 10), (16, -2), (4, 18), (14, 20), (-4, 24)).Shine(-8, -10, 13));
        d.Table("#b9d3a4", "#f7ecc4", "#86b076").Shadow(166, 206, 118, 9);
        d.Leaf(152, 82, 128, -158, .2, "#5f9a4c", "#3a7140").Leaf(164, 78, 138, -24, .2, "#5f9a4c", "#3a7140").Leaf(156, 80, 70, -84, .26, "#79ad55", "#4a8446");
        d.Line("M156 78Q138 90 110 100M158 78Q160 90 162 106M160 78Q192 86 218 100", Twig, 7);
        d.Set("one", 104, 142, 1.3, 14).Set("one", 222, 142, 1.26, -14).Set("one", 162, 152, 1.44);
        d.In(256, 180, 1, 26, g => g.Body(skin, "#fbb53e", "#e38620").In(0, 2, .84, 0, h => h.Body(skin, "#fee6a8", "#fbd27c"))
            .Oval(0, 8, 15, 17, "#f3b95a").Ball(-6, 4, 7.5, 12, "#9a6532", "#5b3415", 12).Ball(7, 10, 7, 11, "#9a6532", "#5b3415", -14).Shine(-8, -1, 4, 2.5));
    }

    static void Mulberry(Drawing d)
    {
        d.Mould("bead", g => g.Ball(0, 0, 9.4, 9, "#84366f", "#43133f").Shine(-.5, 0, 4.8, 2, .45));
        d.Mould("dark", g => g.Ball(0, 0, 9.4, 9, "#66265c", "#370f36").Shine(-.5, 0, 4.8, 2, .35));
        d.Mould("one", g =>
        {
            g.Line("M0-46Q-3-60 7-68", "#7da04a", 5.5).Body("M0-50C24-50 28-20 26 4C24 32 12 50 0 50C-12 50-24 32-26 4C-28-20-24-50 0-50z", "#5a2052", "#370f36");
            foreach (var (y, half, count) in new[] { (-42, 14, 3), (-31, 21, 4), (-19, 25, 4), (-7, 27, 5), (5, 26, 4), (17, 24, 4), (28, 18, 3), (38, 12, 3), (47, 4, 2) })
                for (var i = 0; i < count; i++)
                {
                    var across = (i - (count - 1) / 2.0) / ((count - 1) / 2.0);
                    g.Set(across < .3 ? "bead" : "dark", across * half, y);
                }
            g.Fill("M-20-44Q-10-60 0-48Q10-60 20-44Q10-36 0-40Q-10-36-20-44z", "#8fb85c");
        });
        d.Table("#d9c3dc", "#f8ebdf", "#b08fb8").Shadow(160, 206, 118, 9);
        d.Leaf(168, 66, 122, -12, .42).Leaf(160, 70, 108, -170, .42);
        d.Set("one", 92, 138, 1.2, 14).Set("one", 228, 136, 1.18, -16).Set("one", 160, 138, 1.36, 2);
    }

    static void Strawberry(Drawing d)
    {
        const string heart = "M0-26C22-38 44-26 40-2C36 26 16 48 0 58C-16 48-36 26-40-2C-44-26-22-38 0-26z";
        d.Mould("cap", g => { g.Line("M0-2Q2-14 10-20", "#5f9a44", 5); foreach (var turn in new[] { -8, 30, 90, 150, 188 }) g.Leaf(0, -2, 30, turn, .34); });
        d.Mould("one", g => g.Body(heart, "#e9413f", "#b71f2f", -8, -4)
            .Dots("#ffd98a", 2.1, (-20, -10), (-5, -12), (11, -11), (26, -8), (-27, 5), (-12, 5), (4, 5), (19, 6), (-19, 20), (-3, 20), (12, 21), (-10, 34), (5, 35), (-1, 48))
            .Shine(-17, -2, 14, 5, .4).Set("cap", 0, -27));
        d.Mould("cut", g => g.Body(heart, "#ee5a52", "#c42a36", -2, -2).In(0, -1, .84, 0, h => h.Body(heart, "#fcb3a3", "#f58b7d", 2, -4)).In(0, -3, .46, 0, i => i.Fill(heart, "#fff1ea"))
            .Line("M-20-2L-30-6M20-2L30-6M-16 14L-25 18M16 14L25 18M-7 28L-11 36M7 28L11 36", "#fff1ea", 2, .8).Set("cap", 0, -27, .9));
        d.Table("#bfdcd0", "#fff3df", "#8fbfae").Shadow(160, 208, 118, 9);
        d.Set("one", 98, 136, 1.22, 22).Set("one", 224, 138, 1.16, -20).Set("one", 158, 126, 1.5).Set("cut", 232, 180, .86, 30);
    }

    static void Cherry(Drawing d)
    {
        d.Table("#c9ddd3", "#fbf0df", "#8ab6a3").Shadow(150, 204, 100, 9).Shadow(246, 204, 38, 7);
        d.Line("M178 36Q112 64 102 122M178 36Q182 84 174 126M178 36Q232 60 248 132", "#7a9a3e", 5).Line("M162 34L196 39", Twig, 9);
        d.Leaf(182, 38, 118, 14, .3).Leaf(170, 36, 92, 168, .3);
        foreach (var (x, y, r) in new[] { (100.0, 156.0, 44.0), (248.0, 166, 37), (176, 156, 48) })
            d.Ball(x, y, r, r * .97, "#d42738", "#8d1027").Fill(Invariant($"M{x - 10} {y - r * .9}q10 9 20 0q-4 12-10 12t-10-12z"), "#7d0d22", .75)
                .Shine(x - 4, y + 2, r * .6, 7, .55).Oval(x + r * .42, y + r * .42, r * .16, r * .1, "#ff8f8f", -40, .5);
    }

    static void Orange(Drawing d)
    {
        d.Mould("whole", g => g.Ball(0, 0, 66, 64, "#fb9a2c", "#da6810")
            .Dots("#e0771a", 1.5, [.. Drawing.Around(11, 49, 12).Select(p => (p.X, p.Y)), .. Drawing.Around(7, 28, 40).Select(p => (p.X, p.Y))])
            .Fill("M-8-58l8-7 8 7-8 6z", "#5f8a3c").Shine(-3, 3, 45, 7, .5));
        d.Mould("half", g =>
        {
            g.Ball(0, 0, 54, 54, "#fb9a2c", "#da6810").Oval(0, 0, 49, 49, "#fff1d0").Oval(0, 0, 44, 44, "#fda93c");
            foreach (var (_, _, turn) in Drawing.Around(9, 1)) g.In(0, 0, 1, turn, s => s.Line("M5 0H45", "#fff1d0", 3).Line("M22 7l10 3M30 13l7 4", "#ffd083", 3));
            g.Oval(0, 0, 6, 6, "#fff1d0");
        });
        d.Table("#bcd8d6", "#fdf0cf", "#7fb0ae").Shadow(160, 206, 124, 9).Leaf(120, 64, 88, -24).Leaf(116, 66, 62, -146);
        d.Set("whole", 236, 152, .76).Set("whole", 118, 130, 1.14).Set("half", 198, 160, .96, -8);
    }

    static void Apple(Drawing d)
    {
        const string round = "M0-34C22-52 58-40 58-4C58 34 28 58 8 52Q0 49-8 52C-28 58-58 34-58-4C-58-40-22-52 0-34z";
        d.Table("#f3dcae", "#fff6df", "#d6ab64").Shadow(164, 206, 120, 9);
        d.In(122, 138, 1.32, -3, g => g.Body(round, "#dd3f3a", "#a71c2b", -9, -5).Line("M-30-8Q-36 12-24 32M-12-14Q-14 16-6 44M10-14Q17 10 12 38M28-10Q36 8 30 26", "#f6b063", 2.4, .5)
            .Fill("M-20-35Q0-20 20-35Q9-22 0-22T-20-35z", "#7d1622", .6).Line("M0-26Q2-44 12-54", "#6b4526", 6).Leaf(6, -44, 62, -14).Shine(-22, -4, 20, 7, .5));
        d.In(232, 158, 1, 7, g => g.Body(round, "#dd3f3a", "#a71c2b", -4, -3).In(0, 2, .9, 0, h => h.Body(round, "#fff1cb", "#f1d894", -5, -5))
            .Line("M0-26V34", "#e9cf92", 2.5).Fill("M0-12C20-10 22 18 0 24C-22 18-20-10 0-12z", "#f0d69a").Ball(-7, 5, 4.6, 8, "#7a4623", "#4d2a10", 12).Ball(7, 5, 4.6, 8, "#7a4623", "#4d2a10", -12).Line("M0-28Q2-42 10-48", "#6b4526", 5));
    }

    static void Pear(Drawing d)
    {
        const string body = "M0-62C15-62 20-46 26-28C36-6 54 6 52 34C50 60 26 68 0 68C-26 68-50 60-52 34C-54 6-36-6-26-28C-20-46-15-62 0-62z";
        d.Table("#f2cfc0", "#fff3dd", "#dc9c86").Shadow(160, 206, 122, 9);
        d.In(116, 134, 1.14, -6, g => g.Body(body, "#cdd45a", "#96a634", -8, -4).Dots("#8f9d33", 1.4, (-10, 20), (8, 2), (20, 30), (-24, 40), (2, 44), (-4, -14), (12, -30), (30, 12), (-16, 0), (14, 52))
            .Line("M0-60Q-2-78 8-86", "#6b4a26", 6).Leaf(4, -76, 70, -16).Shine(-16, 16, 24, 7, .5));
        d.In(226, 150, .92, 10, g => g.Body(body, "#cdd45a", "#96a634", -4, -3).In(0, 3, .88, 0, h => h.Body(body, "#fffbe2", "#efe7b8", -5, -5))
            .Oval(0, 30, 17, 21, "#ece0a4").Ball(-6, 30, 4.6, 8.5, "#6f4221", "#45260e", 10).Ball(7, 32, 4.6, 8.5, "#6f4221", "#45260e", -10).Line("M0-54V4", "#e4d99c", 2.4).Line("M0-60Q-2-74 8-80", "#6b4a26", 5));
    }

    static void Banana(Drawing d)
    {
        d.Mould("one", g => g.Body("M-8 0C-14 50 22 112 94 126C106 128 110 118 102 112C60 90 34 50 22-2C18-14-6-14-8 0z", "#fcd24a", "#dd9f20", -2, -7)
            .Line("M2-2C8 46 42 96 98 116", "#e3ae2e", 2.6, .8).Fill("M92 112q14 2 16 10q-2 6-14 4z", "#7a5a24").Line("M-2 26Q4 50 20 70", "#fff", 4.5, .4));
        d.Table("#bcd3e0", "#fff4d4", "#86aac0").Shadow(166, 206, 112, 9);
        d.Set("one", 122, 52, 1.14, -22).Set("one", 116, 52, 1.18, -2).Set("one", 110, 54, 1.2, 18);
        d.Body("M92 58C90 38 104 26 112 24L128 22Q134 30 146 50Q126 70 92 58z", "#c7b23c", "#937d22", -4, -3).Fill("M110 26l18-4-2-6-14 2z", "#6f5a22");
        d.Leaf(122, 34, 96, -6, .3, "#8cc057", "#5a9444");
    }

    static void Watermelon(Drawing d)
    {
        d.Table("#f3d5b8", "#fff4dc", "#dfae82").Shadow(160, 206, 128, 9);
        d.Ball(112, 122, 84, 78, "#5ea84a", "#2f6b35");
        d.Line("M112 46Q62 74 60 122T96 196M112 46Q100 80 98 122T112 198M112 46Q140 74 138 122T128 198M112 46Q172 70 174 116T150 190", "#255a30", 8, .65);
        d.Shine(104, 120, 58, 8, .35).Line("M112 46Q108 30 122 24", "#7d8f3c", 6);
        d.In(214, 148, 1.04, -10, g =>
        {
            g.Body("M-86-26A86 86 0 0 0 86-26z", "#4f9a44", "#2f6b35", 0, -5).Fill("M-79-26A79 79 0 0 0 79-26z", "#eef3c9").Fill("M-72-26A72 72 0 0 0 72-26z", "#f0504a").Fill("M-72-26A72 72 0 0 0-40 34Q-56 4-54-26z", "#ff8074", .6);
            foreach (var (x, y, turn) in new[] { (-46, -8, 30), (-24, 8, 14), (0, -10, 0), (0, 22, 0), (24, 8, -14), (46, -8, -30) }) g.Oval(x, y, 3.6, 6, "#3a1712", turn);
        });
    }

    static void Peach(Drawing d)
    {
        const string round = "M2-50C14-62 60-52 60-4C60 36 28 54 4 64C-26 54-60 36-60-4C-60-52-12-62 2-50z";
        d.Mould("one", g => g.Body(round, "#fcb48c", "#ea7466", -8, -4).Blush(22, 4, 36, 50, "#e8455c", -20, .75).Blush(-24, 18, 28, 36, "#ffe6a8", 20, .8)
            .Line("M2-50C-20-18-18 22 4 64", "#d85a58", 3, .7).Shine(-24, -2, 22, 6, .45));
        d.Table("#c3dcc0", "#fff1e0", "#92bd8e").Shadow(162, 207, 118, 9);
        d.Set("one", 226, 146, .98, 8).Leaf(120, 78, 118, -38, .2).Leaf(112, 80, 92, -150, .2).Line("M118 92Q116 76 126 62", Twig, 7).Set("one", 118, 138, 1.18, -4);
        d.In(188, 182, .56, 16, g => g.Body(round, "#f58f77", "#df6059").In(2, 3, .86, 0, h => h.Body(round, "#ffe9b8", "#fbcf8c", -4, -4)).Oval(2, 8, 20, 24, "#e0564f", 0, .5).Ball(2, 8, 15, 19, "#a5673c", "#6f3d1f").Line("M-4 0q6 8 4 16M6 2q4 6 2 14", "#6f3d1f", 2.4));
    }

    static void Grape(Drawing d)
    {
        d.Mould("red", g => g.Ball(0, 0, 17, 17, "#83427f", "#48204f").Shine(-1, 0, 9.5, 3, .5));
        d.Mould("green", g => g.Ball(0, 0, 16, 16, "#c9db6a", "#94ad3e").Shine(-1, 0, 9, 3, .65));
        d.Table("#e3d3b4", "#fdf4e0", "#c3a36b").Shadow(160, 207, 122, 9);
        foreach (var (x, y) in new[] { (216, 92), (244, 98), (204, 116), (230, 120), (256, 124), (216, 144), (242, 148), (226, 170), (250, 174), (232, 190) }) d.Set("green", x, y, 1.06);
        d.Line("M132 66Q138 44 158 34M228 80Q222 60 196 40", Twig, 6.5).Leaf(160, 50, 104, -16, .5, "#7fb24f", "#4f8a40").Leaf(144, 54, 96, -172, .5, "#7fb24f", "#4f8a40");
        foreach (var (x, y) in new[] { (82, 94), (110, 86), (140, 86), (168, 94), (96, 120), (126, 114), (156, 118), (80, 142), (110, 144), (142, 144), (168, 142), (96, 168), (126, 170), (154, 168), (112, 190), (138, 192) }) d.Set("red", x, y, 1.06);
        d.Line("M190 58q26-4 30 12t-12 14t-8-14", "#8aa845", 3);
    }

    static void Pomelo(Drawing d)
    {
        d.Mould("whole", g => g.Body("M0-76C22-76 26-58 42-38C66-12 76 8 70 34C62 64 30 70 0 70C-30 70-62 64-70 34C-76 8-66-12-42-38C-26-58-22-76 0-76z", "#e8d75c", "#b5aa35", -9, -5)
            .Dots("#c2b23c", 1.7, (-20, 10), (0, -6), (22, 4), (40, 26), (-44, 22), (-8, 36), (18, 44), (-30, 48), (6, 18), (30, -16), (-22, -24), (4, -40), (48, 4)).Shine(-18, 12, 40, 8, .5));
        d.Table("#c2dcc6", "#fff3d4", "#8dbc97").Shadow(160, 207, 126, 9);
        d.Leaf(116, 54, 96, -16).Leaf(112, 56, 66, -156).Set("whole", 114, 136, 1.0);
        d.In(222, 148, 1.02, 0, g =>
        {
            g.Ball(0, 0, 58, 57, "#e8d75c", "#b5aa35").Oval(0, 0, 53, 52, "#fdf6dc").Oval(0, 0, 40, 39, "#fbe7dc");
            foreach (var (x, y, turn) in Drawing.Around(8, 22)) g.In(x, y, 1, turn, s => s.Body("M-17 0C-6-9 8-15 15-11C20-5 20 5 15 11C8 15-6 9-17 0z", "#f28a80", "#dd5f62", -1, -3).Line("M-4-2l8-2M2 4l8-1", "#ffd0c4", 2.2, .9));
            g.Oval(0, 0, 5, 5, "#fdf6dc");
        });
    }

    static void Mango(Drawing d)
    {
        const string body = "M-66 12C-72-30-26-58 24-50C64-44 82-8 64 24C48 52-6 60-38 50C-56 44-64 30-66 12z";
        d.Table("#c8dba6", "#fff2cf", "#97b86c").Shadow(160, 206, 124, 9);
        d.Leaf(176, 68, 108, -24, .2, "#5f9a4c", "#3a7140").Leaf(166, 66, 96, -152, .2, "#5f9a4c", "#3a7140");
        d.In(136, 124, 1.24, -14, g => g.Body(body, "#fcb938", "#e0841c", -6, -6).Blush(32, -20, 38, 27, "#dc3c33", 34, .8).Blush(-30, 26, 34, 22, "#b9c64a", 20, .6)
            .Dots("#d98518", 1.3, (-20, 8), (-6, 24), (-36, 20), (8, 10), (20, 30), (-26, -12)).Shine(-22, -8, 26, 7, .5).Line("M30-50q2-10 8-14", Twig, 6));
        d.In(214, 168, .84, 4, g =>
        {
            g.Body("M-70 0C-66 40 60 44 72-4z", "#e88a22", "#c2641a", 0, -6).Body("M-72-2C-54-42 58-46 74-4C60 22-56 24-72-2z", "#fecb52", "#f3a32c", 0, -5)
                .Line("M-54-14Q4 6 62-14M-64-2Q4 20 68-2M-40-26Q4-10 48-28M-40-28Q-50-8-44 10M-14-33Q-22-8-16 15M14-34Q20-8 14 15M40-29Q52-10 46 10", "#e79324", 3.4, .9);
        });
    }

    static void Kiwi(Drawing d)
    {
        d.Mould("cut", g =>
        {
            g.Ball(0, 0, 52, 48, "#a87f48", "#6f4d26").Oval(0, 0, 47, 43, "#8fc13c").Oval(0, 0, 40, 36, "#a6d14d");
            foreach (var (x, y, turn) in Drawing.Around(22, 1)) g.In(0, 0, 1, turn, s => s.Line("M16 0H40", "#d6ec93", 1.8, .8));
            foreach (var (x, y, turn) in Drawing.Around(20, 21, 9)) g.Oval(x, y * .92, 4, 2, "#2a2118", turn);
            g.Oval(0, 0, 14, 11, "#fbf8d8");
        });
        d.Table("#f0d8a8", "#fff6e0", "#d3a95f").Shadow(162, 206, 122, 9);
        d.Ball(112, 128, 68, 60, "#a9834e", "#74522a", -14);
        d.Line("M74 100l8 4M92 86l7 6M116 80l5 7M70 124l8 2M86 142l8-1M104 108l7 4M130 98l5 6M122 130l7 1M104 160l7-3M134 156l6-4M82 166l7-3M150 126l6 0", "#6b4a24", 2.2, .55).Shine(104, 122, 44, 6, .3).Oval(54, 146, 7, 5, "#5d3f1e", -20);
        d.Set("cut", 226, 140, 1.12, 0).Set("cut", 158, 178, .66, 0);
    }

    static void Blueberry(Drawing d)
    {
        d.Mould("one", g => g.Ball(0, 0, 20, 19.5, "#6f8ac4", "#384c86").Fill("M-8-11l3 3 2-5 3 4 3-4 2 5 3-3-2 8q-6 4-12 0z", "#2b3a6b").Oval(0, -5, 4.2, 2.4, "#1f2a52").Shine(-2, 2, 12, 3, .4));
        d.Table("#f4d3c2", "#fff3e2", "#e0a48c").Shadow(160, 208, 112, 9);
        d.Leaf(180, 76, 92, -34, .34).Leaf(134, 78, 84, -146, .34);
        foreach (var (x, y, turn) in new[] { (128, 88, -20), (166, 80, 10), (200, 92, 30), (104, 110, -40), (144, 104, 15), (182, 106, -15), (216, 112, 30) }) d.Set("one", x, y, 1.1, turn);
        d.Bowl(160, 126, 86, 74, "#fdfaf0", "#cfd6d6", "#4a6ea8");
        d.Set("one", 64, 190, 1, -30).Set("one", 262, 188, 1.05, 24);
    }

    static void Bayberry(Drawing d)
    {
        d.Mould("grain", g => g.Ball(0, 0, 6.6, 6.4, "#c52f4c", "#7d1230").Oval(-1.8, -2, 1.9, 1.4, "#ffb0b0", -30, .7));
        d.Mould("deep", g => g.Ball(0, 0, 6.6, 6.4, "#94203f", "#5e0d28").Oval(-1.8, -2, 1.6, 1.2, "#f58aa0", -30, .5));
        d.Mould("one", g =>
        {
            g.Oval(0, 0, 42, 41, "#6f1230");
            for (var ring = 0; ring < 5; ring++)
                foreach (var (x, y, _) in Drawing.Around(ring == 4 ? 1 : 22 - ring * 6, 39 - ring * 9.8, ring * 11)) g.Set(x + y > 14 ? "deep" : "grain", x, y, 1 + ring * .04);
            g.Blush(12, 16, 30, 26, "#3d0618", 40, .5).Blush(-14, -16, 26, 22, "#ff9a9a", 0, .35);
        });
        d.Table("#cfe0b4", "#fbf2db", "#9dbd78").Shadow(162, 207, 122, 9);
        d.Leaf(164, 62, 132, -14, .17, "#5a9a4a", "#33703c").Leaf(154, 62, 124, -166, .17, "#5a9a4a", "#33703c").Leaf(158, 66, 56, -90, .24, "#79ad55", "#4a8446");
        d.Line("M156 64Q104 72 92 98M158 64Q164 84 162 100M160 64Q218 72 232 96", "#8a9a42", 5);
        d.Set("one", 84, 140, 1.14, 10).Set("one", 240, 138, 1.1, -20).Oval(166, 158, 60, 56, "#3d0618", 0, .3).Set("one", 162, 150, 1.34);
    }

    static void Melon(Drawing d)
    {
        const string skin = "M0-84C52-84 96-50 96 0C96 50 52 82 0 82C-52 82-96 50-96 0C-96-50-52-84 0-84z";
        d.Mould("net", g =>
        {
            g.Body(skin, "#e3cf83", "#ab9a45", -10, -6).Put($"<clipPath id='rind'><path d='{skin}'/></clipPath><g clip-path='url(#rind)'>");
            for (var i = -5; i < 6; i++) g.Line(Invariant($"M{i * 24} -90Q{i * 34} 0 {i * 22} 90"), "#fbf3cf", 2.4, .8);
            for (var i = -3; i < 4; i++) g.Line(Invariant($"M-100 {i * 25 + 8}q12-14 25-4t25 6t25-8t25 6t25-6t25 6t25-4t25 4"), "#fbf3cf", 2.4, .8);
            g.Put($"</g>").Shine(-22, -8, 62, 8, .45);
        });
        d.Table("#bfd9cf", "#fff3d4", "#84b09f").Shadow(160, 207, 130, 9).Line("M112 50Q108 32 124 26", "#7d8f3c", 7);
        d.Set("net", 122, 126, .94, -8);
        d.In(216, 158, 1.06, -8, g =>
        {
            g.Body("M-88-18C-70 52 70 52 90-22C60-44-60-42-88-18z", "#d8c673", "#9a8a3c", 0, -6).Fill("M-82-20C-62 40 64 40 83-24C56-38-56-36-82-20z", "#eef0b4").Fill("M-76-21C-56 32 58 32 76-25C50-35-50-33-76-21z", "#fbab4c")
                .Fill("M-44-23C-30 6 34 6 46-25C28-31-26-30-44-23z", "#fdc878").Line("M-60-16Q-40 18 0 20", "#fdd79a", 4, .7);
            foreach (var (x, y, turn) in new[] { (-26, -18, 20), (-10, -12, -10), (8, -14, 14), (24, -19, -24), (-4, -22, 0), (14, -24, 30) }) g.Oval(x, y, 6, 2.8, "#fff1c8", turn).Oval(x, y, 4, 1.6, "#eccf8a", turn);
        });
    }

    static void Pineapple(Drawing d)
    {
        d.Table("#bfdcdc", "#fff3d0", "#84b3b4").Shadow(160, 207, 124, 9);
        foreach (var (turn, length) in new[] { (-150, 62), (-30, 62), (-132, 78), (-48, 78), (-112, 84), (-68, 84), (-90, 92) }) d.Leaf(122, 98, length, turn, .17, "#6aa552", "#3a7a44");
        const string body = "M122 78C160 78 176 108 174 146C172 184 150 204 122 204C94 204 72 184 70 146C68 108 84 78 122 78z";
        d.Body(body, "#f6b53a", "#cf7f1c", -7, -4).Put($"<clipPath id='skin'><path d='{body}'/></clipPath><g clip-path='url(#skin)'>");
        for (var i = -4; i < 9; i++) d.Line(Invariant($"M{50 + i * 22} 60L{150 + i * 22} 220M{194 - i * 22} 60L{94 - i * 22} 220"), "#b96f18", 3, .6);
        for (var row = 0; row < 8; row++) for (var i = 0; i < 6; i++) d.Line(Invariant($"M{67 + i * 22 + row % 2 * 11} {84 + row * 17.6}l4-5"), "#7d4a12", 3, .75);
        d.Put($"</g>").Shine(112, 138, 34, 6, .4);
        d.In(228, 160, 1, 0, g =>
        {
            g.Ball(0, 0, 50, 48, "#f3b33a", "#c87c1c").Oval(0, 0, 44, 42, "#fede74");
            foreach (var (_, _, turn) in Drawing.Around(14, 1)) g.In(0, 0, 1, turn, s => s.Line("M18 0H38M26 4l8 2", "#f3bd42", 2.2, .9));
            g.Oval(0, 0, 13, 12, "#fdf0b4").Oval(0, 0, 8, 7, "#f6d878");
        });
    }

    static void Lychee(Drawing d)
    {
        d.Mould("one", g =>
        {
            g.Ball(0, 0, 42, 43, "#dc4a4f", "#9d1f35");
            for (var ring = 0; ring < 3; ring++) foreach (var (x, y, _) in Drawing.Around(13 - ring * 4, 33 - ring * 12, ring * 14)) g.Line(Invariant($"M{x - 5:0.#} {y + 1:0.#}q5-6 10 0"), "#a92538", 2.2, .6);
            g.Shine(-4, 0, 26, 5, .35);
        });
        d.Table("#cbdfc0", "#fff3e0", "#98bf8c").Shadow(162, 207, 122, 9);
        d.Leaf(158, 60, 130, -18, .22, "#5a9a4a", "#33703c").Leaf(150, 60, 116, -166, .22, "#5a9a4a", "#33703c").Line("M154 58Q118 74 108 102M156 58Q166 76 164 100M158 58Q196 70 214 96", Twig, 6);
        d.Set("one", 104, 138, 1.1, -8).Set("one", 218, 132, 1.06, 12);
        d.In(164, 152, 1.26, 0, g => g.Ball(0, 0, 40, 42, "#fdf8f0", "#e0cfc8").Shine(-4, -2, 24, 7, .95).Oval(16, 8, 9, 14, "#fff", 20, .7)
            .Body("M-42-4Q-34 8-24 0Q-14 12-4 2Q8 14 18 2Q28 12 42-4C44 28 24 44 0 44C-24 44-44 28-42-4z", "#dc4a4f", "#9d1f35", -5, -3).Line("M-26 16q5-6 10 0M-8 20q5-6 10 0M12 18q5-6 10 0M-16 30q5-6 10 0M4 32q5-6 10 0", "#a92538", 2.2, .6));
    }
}
