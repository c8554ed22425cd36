// How each vegetable is drawn, and the basket for what cannot be drawn yet.
using static System.FormattableString;

namespace HaoLin.Web.Shared;

static class PicturesOfVegetables
{
    internal static readonly Dictionary<string, (string, Action<Drawing>)> All = new()
    {
        ["tomato"] = ("番茄", Tomato), ["cucumber"] = ("黄瓜", Cucumber), ["bok-choy"] = ("青菜", BokChoy),
        ["spinach"] = ("菠菜", Spinach), ["potato"] = ("土豆", Potato), ["sweet-potato"] = ("红薯", SweetPotato),
        ["carrot"] = ("胡萝卜", Carrot), ["corn"] = ("玉米", Corn), ["pea"] = ("豌豆", Pea),
        ["broad-bean"] = ("蚕豆", BroadBean), ["lotus-root"] = ("莲藕", LotusRoot), ["ginger"] = ("生姜", Ginger),
        ["garlic"] = ("大蒜", Garlic), ["scallion"] = ("小葱", Scallion), ["mushroom"] = ("香菇", Mushroom),
        ["broccoli"] = ("西兰花", Broccoli), ["celtuce"] = ("莴笋", Celtuce), ["toon"] = ("香椿", Toon), ["shepherds-purse"] = ("荠菜", ShepherdsPurse),
        ["bamboo-shoot"] = ("春笋", BambooShoot), ["asparagus"] = ("芦笋", Asparagus),
    };

    static void Tomato(Drawing d)
    {
        d.Mould("star", g => { foreach (var turn in new[] { 8, 62, 118, 172, 205, 335 }) g.Leaf(0, 0, 36, turn, .2); });
        d.Mould("one", g => g.Body("M0-38C30-52 62-32 60 4C58 36 32 50 0 50C-32 50-58 36-60 4C-62-32-30-52 0-38z", "#e84e3d", "#b32726", -9, -5)
            .Line("M-26-36Q-42-8-30 30M26-36Q42-8 30 30", "#c9352d", 2.5, .5).Line("M0-38Q0-52 8-58", "#4f8a3c", 6).Set("star", 0, -36).Shine(-26, -2, 18, 7, .5));
        d.Table("#c6dcb6", "#fdf2d9", "#90b97d").Shadow(160, 207, 120, 9);
        d.Set("one", 228, 148, .98, 4).Set("one", 112, 136, 1.34, -3);
        d.In(180, 174, 1.06, -6, g =>
        {
            g.Ball(0, 0, 44, 35, "#e5483a", "#b32726").Oval(0, -1, 38, 29, "#f2705c");
            foreach (var (x, y, _) in Drawing.Around(4, 19, 45)) g.In(x, y * .72, 1, 0, s => s.Ball(0, 0, 13, 9, "#fbc08a", "#ee8d5f").Dots("#fff0b8", 2, (-5, -2), (3, 3), (4, -4)));
        });
    }

    static void Cucumber(Drawing d)
    {
        d.Mould("slice", g =>
        {
            g.Ball(0, 0, 32, 31, "#5aa147", "#2f6c35").Oval(0, 0, 28, 27, "#e4f2c0").Oval(0, 0, 20, 19, "#cfe79f");
            foreach (var (x, y, turn) in Drawing.Around(9, 12)) g.Oval(x, y, 4.4, 2, "#fdfbe0", turn);
        });
        d.Mould("one", g => g.Body("M-126 4C-128-18-104-26-76-24C-20-22 40-26 98-18C118-14 126-2 122 8C112 24 40 26-40 26C-80 28-122 28-126 4z", "#5aa147", "#2c6733", -3, -8)
            .Line("M-108-8Q-20-12 108-6M-112 6Q-10 4 112 4", "#a9d273", 3, .55).Dots("#2c6733", 2.6, (-84, -14), (-52, -2), (-28, -16), (0, 6), (22, -14), (50, 0), (72, -12), (92, 2), (-70, 12), (-10, -8), (36, 12)).Shine(-92, -4, 12, 5, .4)
            .Fill("M120-6l14-3q4 6 1 13l-14 1z", "#e3b53c"));
        d.Table("#f1dcb4", "#fff6df", "#d4b06c").Shadow(160, 204, 128, 9);
        d.Set("one", 166, 92, 1.04, -16).Set("one", 160, 138, 1.1, -7);
        d.Set("slice", 108, 178, 1).Set("slice", 160, 184, 1.06).Set("slice", 214, 178, .98);
    }

    static void BokChoy(Drawing d)
    {
        d.Mould("blade", g => g.Body(Drawing.Lump(.86, 42, 40, 44, 47, 44, 40, 42, 46, 50, 46), "#4f9a45", "#2a6a35", -6, -4)
            .Line("M0 44Q-2 0 0-34M0 24Q-16 10-24 2M0 24Q16 10 24 2M0 4Q-12-8-18-16M0 4Q12-8 18-16", "#d8edb4", 3, .65));
        d.Mould("stalk", g => g.Set("blade", 0, -116).Body("M-14 0C-32-26-22-64-7-88Q0-98 7-88C22-64 32-26 14 0z", "#f4f8dc", "#bfd795", -4, -2).Line("M-8-10Q-14-40-4-74M7-10Q12-40 3-74", "#cfe0a6", 2.4, .9));
        d.Table("#f3d9c5", "#fff5e2", "#dcae8b").Shadow(160, 208, 112, 9);
        foreach (var (x, scale) in new[] { (96.0, .94), (228, .9) })
            foreach (var turn in new[] { -34, 34, -16, 17, 0 }) d.Set("stalk", x, 204, scale * (turn == 0 ? 1 : .98), turn);
        foreach (var turn in new[] { -36, 36, -18, 18, 0 }) d.Set("stalk", 162, 209, 1.12, turn);
        d.Body("M136 204Q162 190 188 204Q180 218 162 218Q144 218 136 204z", "#eff3d0", "#c3d49a");
    }

    static void Spinach(Drawing d)
    {
        d.Mould("blade", g => g.Body("M-6-16C-26-30-40-22-34-6C-24-8-12-4-2-2L-2 2C-12 4-24 8-34 6C-40 22-26 30-6 16C30 40 78 30 104 0C78-30 30-40-6-16z", "#4f9a4a", "#276333", 2, -7)
            .Line("M-6 0H90M18 0l16-16M18 0l16 16M44 0l16-13M44 0l16 13M66 0l12-9M66 0l12 9", "#c5e39c", 2.6, .75));
        d.Table("#f2d2cd", "#fff3e4", "#d99e98").Shadow(166, 204, 122, 9);
        foreach (var (turn, length, scale) in new[] { (-74, 74, .78), (-4, 96, .86), (-58, 92, .86), (-18, 108, .92), (-38, 100, 1.06) })
            d.In(92, 190, 1, turn, g => g.Line(Invariant($"M0 0Q{length / 2} -8 {length + 8} 0"), "#7db356", 8).Line(Invariant($"M0-1Q{length / 2}-10 {length + 4}-2"), "#b4d883", 2.5).Set("blade", length + 24, 0, scale));
        d.In(92, 190, 1, -38, g => g.Body("M16-17C2-17-24-10-52 2C-28 14 2 17 16 17z", "#ef8d99", "#c85a72", -2, -4).Line("M-46 2q-14 2-20 10M-40 4q-8 8-10 16M-44-1q-12-4-20 0", "#d8798a", 2.2)
            .Body("M12-20Q22-24 32-20V20Q22 24 12 20z", "#e2433d", "#a8232b", -3, -3));
    }

    static void Potato(Drawing d)
    {
        d.Table("#c3d9e2", "#fdf3df", "#8fb1c2").Shadow(160, 206, 124, 9);
        One(214, 126, 1.02, 16, Drawing.Lump(1.3, 44, 48, 44, 46, 50, 44, 46, 42));
        One(114, 140, 1.24, -8, Drawing.Lump(1.3, 46, 44, 50, 46, 44, 50, 46, 48));
        d.In(222, 172, .94, -6, g => g.Body(Drawing.Lump(1.3, 44, 42, 46, 44, 42, 46, 44, 44), "#d8ac68", "#a97a3b", -2, -3).In(0, -2, .9, 0, h => h.Body(Drawing.Lump(1.3, 44, 42, 46, 44, 42, 46, 44, 44), "#fdeaae", "#f2d683", -5, -4)).Line("M-34-6Q-4-20 30-8", "#fff8d8", 3, .7));
        void One(double x, double y, double scale, double turn, string lump) => d.In(x, y, scale, turn, g => g.Body(lump, "#dcb271", "#aa7b3d", -7, -5)
            .Line("M-34-10q6-5 12 0M-6 14q6-5 12 0M18-18q6-5 12 0M26 16q5-4 10 0M-28 20q5-4 10 0", "#8d6230", 3, .75).Dots("#a97a3f", 1.4, (-18, -24), (4, -8), (-44, 6), (38, -4), (10, 30), (-10, -2)).Shine(-26, -2, 24, 6, .35));
    }

    static void SweetPotato(Drawing d)
    {
        const string body = "M-98 10C-76-20-40-38 0-36C40-36 66-18 102-8C74 10 50 34 6 38C-36 40-68 24-98 10z";
        d.Mould("one", g => g.Body(body, "#b84a60", "#7f2c45", -4, -8).Line("M-60-6q8-5 16-2M-20-22q10-4 18 0M20 12q10-4 18 0M48-12q8-3 14 1M-36 18q10-3 18 1M-2 0q8-3 14 0", "#842e48", 2.6, .7).Shine(-40, -2, 22, 5, .3).Line("M100-8q10 2 16-4M-96 10q-10 0-14 6", "#8a3a4c", 3));
        d.Mould("half", g => g.Body("M-44-36C-4-44 54-30 104 6C60 30 0 42-44 36C-60 20-60-20-44-36z", "#b84a60", "#7f2c45", 0, -6).Line("M2-22q10-4 18 0M30 14q10-4 18 0M50-8q8-3 14 1M104 6q8 4 12 0", "#842e48", 2.6, .7)
            .Oval(-44, 0, 27, 37, "#8a3550").Ball(-44, 0, 23.5, 33, "#fba63f", "#ec8526").Oval(-44, 2, 13, 19, "#fdbd60", 0, .85).Dots("#e07f22", 1.6, (-54, -12), (-36, -18), (-32, 8), (-50, 18), (-44, -2), (-58, 4)));
        d.Table("#d8e0b4", "#fff5da", "#aabb78").Shadow(164, 206, 128, 9);
        d.Set("one", 176, 92, 1.06, -14).Set("one", 128, 140, 1.12, -4).Set("half", 204, 168, .98, 6);
    }

    static void Carrot(Drawing d)
    {
        d.Mould("one", g =>
        {
            foreach (var (turn, length) in new[] { (160, 66), (200, 66), (170, 84), (190, 84), (180, 94) }) g.Leaf(-8, 0, length, turn, .15, "#7dbb4f", "#4a9244");
            g.Body("M-6-24C8-34 40-27 88-13C124-3 156 2 158 6C156 10 116 15 86 20C46 28 8 34-6 24C-18 16-18-16-6-24z", "#fb8f35", "#d65f12", -2, -8)
                .Line("M14-24Q20-15 18-8M42-20Q48-14 45-8M34 22Q40 15 38 10M68 15Q72 9 70 6M86-11Q90-6 88-2M108 9q4-4 3-6", "#d9661a", 2.6, .7).Line("M6-15Q40-21 72-13", "#fff", 4.5, .4);
        });
        d.Table("#bcd6dc", "#fbf1dc", "#82aeb9").Shadow(172, 206, 124, 9);
        d.Set("one", 116, 82, 1.02, -6).Set("one", 104, 128, 1.14, 2).Set("one", 116, 174, 1.04, 4);
    }

    static void Corn(Drawing d)
    {
        d.Mould("grain", g => g.Ball(0, 0, 9.4, 8.6, "#fbd044", "#e0a01e").Oval(-2.6, -2.6, 2.6, 1.8, "#fff7c8", -20, .8));
        d.Mould("one", g =>
        {
            foreach (var (turn, length) in new[] { (-126, 112), (-54, 112), (-106, 92), (-76, 92) }) g.Leaf(0, 86, length * 1.16, turn, .2, "#9ccf5c", "#5f9f45");
            g.Body("M0-98C28-96 42-50 40 6C38 60 26 88 0 88C-26 88-38 60-40 6C-42-50-28-96 0-98z", "#e9ad2a", "#c2821a");
            for (var row = 0; row < 14; row++)
                for (var i = 0; i < 5; i++) g.Set("grain", (i - 2) * (row is 0 ? 5 : row < 3 ? 7 + row * 2.4 : 15.6 - Math.Max(0, row - 10) * 1.2), -86 + row * 12.6, row < 2 ? .8 : 1);
            g.Leaf(-6, 92, 112, -118, .28, "#8cc552", "#559542").Leaf(6, 92, 112, -62, .28, "#8cc552", "#559542").Line("M0 90V104", "#7ba548", 10);
        });
        d.Table("#bfd8d2", "#fff3d6", "#86b0a6").Shadow(160, 207, 124, 9);
        d.Set("one", 226, 124, .84, 30).Set("one", 128, 116, 1.0, -12);
    }

    static void Pea(Drawing d)
    {
        d.Mould("pea", g => g.Ball(0, 0, 16, 15.6, "#a6d459", "#649d38").Shine(-1, 0, 9, 3, .6));
        d.Mould("pod", g =>
        {
            g.Body("M-122-6C-90-46 90-46 124-4C92 38-92 38-122-6z", "#6fb04b", "#3d7c3a", 0, -6).Fill("M-112-6C-80-32 82-32 112-4C82 22-80 22-112-6z", "#4c8f3f").Fill("M-108-4C-76-24 78-24 108-3C78 4-76 4-108-4z", "#37722f", .5);
            for (var i = 0; i < 7; i++) g.Set("pea", -78 + i * 26, -4 + Math.Abs(i - 3) * -.5, 1.16 - Math.Abs(i - 3) * .09);
            g.Body("M-122-6C-92 44 92 44 124-4C98 12-96 12-122-6z", "#8cc657", "#4f9140", 0, -6).Line("M124-4q14-6 20-2M-122-6q-12-6-24 2M-122-6q-8 6-18 4", "#5f9a44", 5);
        });
        d.Table("#f3dcc4", "#fff6e4", "#dab084").Shadow(160, 204, 126, 9);
        d.Set("pod", 166, 92, .96, -14).Set("pod", 156, 148, 1.08, -8).Set("pea", 226, 186, 1.1).Set("pea", 256, 178, 1).Set("pea", 244, 196, .94);
    }

    static void BroadBean(Drawing d)
    {
        d.Mould("bean", g => g.Body("M-24-8C-22-26 10-30 22-16C32-2 26 20 6 24C-6 26-8 14-16 12C-26 10-26 0-24-8z", "#cfe38c", "#8fb552", -4, -4).Line("M-18 10Q-26 2-22-9", "#4a5a2a", 4.5).Shine(2, -4, 12, 4, .6));
        d.Mould("pod", g =>
        {
            g.Body("M-128 2C-118-40-70-34-40-38C0-42 40-40 74-38C110-36 130-16 128 2C120 36 60 40 0 40C-60 42-122 38-128 2z", "#7fb551", "#45803c", 0, -6);
            g.Fill("M-116 2C-104-26-70-22-40-26C0-30 40-28 70-26C100-24 116-12 116 0C108 14 60 20 0 20C-60 22-108 18-116 2z", "#e8efc4").Fill("M-116 2C-104-26-70-22-40-26C0-30 40-28 70-26C100-24 116-12 116 0C60-16-60-16-116 2z", "#b9cd86", .7);
            for (var i = 0; i < 4; i++) g.Set("bean", -74 + i * 50, -3, .96, i * 6 - 8);
            g.Line("M128 2q14-4 18-14M-128 2q-10 2-16 10", "#45803c", 5.5);
        });
        d.Table("#c9ddd8", "#fdf4df", "#8fb7ad").Shadow(160, 206, 126, 9);
        d.Set("pod", 160, 106, 1.04, -9).Set("bean", 92, 178, 1.12, -14).Set("bean", 148, 186, 1.2, 20).Set("bean", 208, 178, 1.14, -30).Set("bean", 252, 188, .94, 10);
    }

    static void LotusRoot(Drawing d)
    {
        d.Mould("slice", g =>
        {
            g.Ball(0, 0, 46, 44, "#f8e3c8", "#d0a277").Oval(0, 0, 41, 39, "#fdf1df");
            foreach (var (x, y, turn) in Drawing.Around(8, 25, 10)) g.Oval(x, y * .95, 8, 5.8, "#b88a62", turn).Oval(x + 1, y * .95 + 1, 6.4, 4.4, "#94684a", turn);
            g.Oval(0, 0, 6, 5.6, "#94684a");
        });
        d.Table("#d5dfc0", "#fff4e2", "#a9bd86").Shadow(160, 206, 124, 9);
        d.In(158, 100, 1.06, -10, g => g
            .Body("M24-4C26-36 44-42 78-40C112-38 128-26 130-4C128 22 108 34 76 34C42 34 26 26 24-4z", "#f3d9b8", "#cba078", -4, -7)
            .Body("M-132-2C-130-36-102-46-62-44C-10-44 14-34 20-6C16 30-10 40-60 40C-104 40-130 30-132-2z", "#f3d9b8", "#cba078", -4, -7)
            .Fill("M12-26Q24-34 34-26Q40-6 34 18Q24 28 12 20Q22-4 12-26z", "#a97c52").Line("M22-30q4-14 14-16M26 22q0 10 8 14M20 24q-8 6-8 14M18-30q-6-8-14-10", "#8a6340", 3)
            .Dots("#c08f62", 1.6, (-100, -10), (-70, 16), (-40, -20), (-14, 8), (-84, 2), (60, -18), (92, 6), (70, 16), (106, -12)).Shine(-84, -6, 26, 6, .5));
        d.Set("slice", 106, 176, .96, 8).Set("slice", 184, 178, 1.06, -14).Set("slice", 252, 184, .7, 30);
    }

    static void Ginger(Drawing d)
    {
        d.Table("#c4dbd6", "#fff3d8", "#8cb5ac").Shadow(160, 204, 124, 9);
        Knob(244, 118, 1.0, -52, 38, 30); Knob(96, 96, 1, 58, 36, 28); Knob(178, 76, 1, 80, 40, 27); Knob(226, 158, 1, 14, 48, 36); Knob(70, 152, 1, -24, 44, 32);
        Knob(140, 136, 1, -10, 92, 46);
        d.In(224, 182, 1, -8, g => g.Ball(0, 0, 42, 26, "#d8a75c", "#a4742f").Oval(0, -1, 37, 21, "#fbe08c").Oval(0, -1, 27, 14, "#f6d06a").Dots("#d9a93e", 1.6, (-14, -4), (0, 6), (12, -3), (-4, -8), (20, 4), (-22, 3)));
        void Knob(double x, double y, double scale, double turn, double rx, double ry) => d.In(x, y, scale, turn, g =>
        {
            g.Ball(0, 0, rx, ry, "#e3b86e", "#b0803c");
            for (var i = -1; i < 2; i++) g.Line(Invariant($"M{i * rx * .42} {-ry * .84 + Math.Abs(i) * 4:0.#}Q{i * rx * .42 + 9:0.#} 0 {i * rx * .42} {ry * .84 - Math.Abs(i) * 4:0.#}"), "#a97a38", 2.2, .6);
            g.Oval(rx * .8, 0, rx * .13, ry * .34, "#f8e2a6", 0, .9);
        });
    }

    static void Garlic(Drawing d)
    {
        d.Mould("bulb", g => g.Body("M-4-86Q6-90 10-84C4-54 12-38 34-26C64-8 64 38 34 50Q2 60-30 50C-62 38-62-8-30-26C-10-38-4-56-4-86z", "#fdf8f0", "#d8c4cd", -7, -3)
            .Line("M2-44C-16-20-22 14-12 52M4-44C22-20 26 14 18 52M0-40C-38-20-46 16-34 46M6-40C40-20 48 14 40 44", "#c9a9bb", 2.4, .75).Blush(18, 24, 36, 34, "#b5779f", 0, .35).Line("M-16 54q2 6-2 8M-2 56v7M12 55q0 6 4 8", "#a58a6a", 2.2).Shine(-26, 8, 16, 6, .8));
        d.Mould("clove", g => g.Body("M-4-40C18-30 30-6 20 18C14 32-14 34-22 22C-32 4-18-26-4-40z", "#fbf1e2", "#d9bfae", -4, -3).Line("M-4-36Q-16-4-8 24", "#d9b8a6", 2.2, .8));
        d.Table("#cbd9b4", "#fdf3dd", "#9ab27a").Shadow(160, 207, 120, 9);
        d.Set("bulb", 222, 140, .98, 8).Set("bulb", 118, 136, 1.24, -4).Set("clove", 178, 180, .86, 30).Set("clove", 250, 186, .74, -70);
    }

    static void Scallion(Drawing d)
    {
        d.Mould("one", g => g.Body("M84-8.5C140-9 190-14 236-22C196 0 140 8 84 8.5z", "#5aa548", "#2f7438", 0, -5).Body("M84-8.5C130-8 170 0 210 22C164 16 124 10 84 8.5z", "#6bb04e", "#3c8440", 0, -4).Line("M6 0H78", "#eef3d2", 16).Line("M70 0H100", "#8fc466", 15.5).Line("M62 0H80", "#c6dea0", 15.5).Line("M6-4H92", "#fff", 4, .7)
            .Ball(0, 0, 15, 13, "#fdfaf0", "#d5dcb8").Line("M-12-4q-12-2-20-10M-14 0h-20M-12 4q-10 4-18 12M-13 2q-10 2-17 5", "#cdb987", 2.2));
        d.Table("#f4d9cc", "#fff5e4", "#dcab94").Shadow(164, 204, 124, 9);
        foreach (var (y, turn) in new[] { (104, -2), (182, -32), (120, -9), (168, -24), (142, -16) }) d.Set("one", 78 + (y - 112) * .12, y, 1.06, turn);
        d.In(152, 122, 1, -16, g => g.Body("M-10-42Q0-47 10-42V42Q0 47-10 42z", "#e2433d", "#a8232b", -3, -3)
            .Body("M0-2C-14-24-34-24-36-12C-36 2-16 6 0 2C16 6 36 2 36-12C34-24 14-24 0-2z", "#ea5248", "#b32a2f", -2, -3).Line("M-4 4l-12 28M4 4l14 24", "#e2433d", 6).Ball(0, 0, 8, 8, "#e2433d", "#a8232b"));
    }

    static void Mushroom(Drawing d)
    {
        d.Mould("cap", g => g.Body("M-20 6C-18 30-26 50-16 58Q0 66 16 58C26 50 18 30 20 6z", "#f8ecd4", "#d5b98e", -4, -2)
            .Body("M-66 10C-70-34-34-56 0-56C34-56 70-34 66 10Q34 26 0 26Q-34 26-66 10z", "#a8713f", "#6f4420", -8, -6)
            .Line("M-4-46L2-14M2-14L-22 6M2-14L28 4M2-26L-18-30M2-26L24-32M-30-24L-44-6M34-24L46-4", "#f5dfb6", 5.5, .9).Line("M-60 13Q0 32 60 13", "#e9cfa2", 4, .9).Shine(-26, -10, 26, 6, .35));
        d.Table("#c9dcc0", "#fdf3df", "#95b98a").Shadow(160, 207, 122, 9);
        d.Set("cap", 214, 122, .92, 12).Set("cap", 112, 136, 1.14, -6);
        d.In(214, 170, 1, 0, g =>
        {
            g.Ball(0, 0, 52, 38, "#a8713f", "#6f4420").Oval(0, 0, 45, 31, "#f3e0ba");
            foreach (var (x, y, _) in Drawing.Around(28, 1)) g.Line(Invariant($"M{x * 14:0.#} {y * 10:0.#}L{x * 42:0.#} {y * 29:0.#}"), "#d3b683", 1.8);
            g.Ball(0, -2, 14, 12, "#f8ecd4", "#d5b98e").Oval(-1, -4, 9, 7, "#e6d0a6");
        });
    }

    static void BambooShoot(Drawing d)
    {
        d.Mould("sheath", g => g.Body("M0-58C26-40 44-8 46 22Q0 44-46 22C-44-8-26-40 0-58z", "#c1965c", "#815528", -5, -4)
            .Line("M0-46Q-4-8-2 30M-10-34Q-24-6-24 26M10-34Q24-6 22 26M-22-16Q-34 4-36 20M22-16Q34 4 36 20", "#8a5f34", 1.8, .6).Leaf(0, -54, 22, -90, .34, "#b3c45a", "#7f9a3e"));
        d.Mould("one", g =>
        {
            g.Body("M-50 56C-54 40-50 20-46 8H46C50 20 54 40 50 56Q0 74-50 56z", "#f5e4b0", "#d8bd78", -4, -4).Dots("#b0604e", 2.6, (-38, 50), (-22, 57), (-4, 60), (14, 59), (31, 54), (43, 47));
            foreach (var (x, y, scale, turn) in new[] { (0, -66, .5, 4), (-8, -48, .66, -10), (9, -32, .78, 10), (-10, -10, .92, -10), (11, 8, 1.0, 10), (-11, 26, 1.04, -9) }) g.Set("sheath", x, y, scale, turn);
        });
        d.Mould("heart", g => g.Body("M2-74C16-50 36 0 38 40Q0 56-38 40C-36 0-14-50 2-74z", "#fbf1c6", "#dcc277", -5, -3).Line("M-32 18Q0 32 33 18M-26-6Q0 6 28-6M-18-30Q2-20 21-30M-9-52Q2-46 11-52", "#d9b86a", 2.8, .9));
        d.Table("#b7d0ae", "#f9f0d6", "#83aa77").Shadow(164, 208, 122, 9);
        d.Set("one", 96, 134, 1.08, -8).Set("one", 186, 142, .98, 6).Set("heart", 256, 162, .92, 14).Set("heart", 142, 182, .56, -4);
    }

    static void Asparagus(Drawing d)
    {
        d.Mould("one", g => g.Body("M-9 96C-10 20-11-40-9-64C-8-84-3-98 1-104C6-96 11-82 11-62C12-36 11 20 10 96z", "#93c45a", "#4b8a40", -5, 0)
            .Fill("M-9-60Q-4-84 1-104Q7-88 11-60Q2-48-9-60z", "#6d7fa0", .45).Line("M-7-56l6-20M9-56l-7-20M-3-48l4-20M6-74l-4-14M-5-76l4-12", "#4b6a4c", 2.4, .7)
            .Fill("M-9 2l9-13 2 13zM10 34l-9-13-2 13zM-9 62l9-13 2 13zM10-16l-9-13-2 13z", "#5d4f86", .5));
        d.Table("#f0dcb0", "#fff6de", "#d0ab63").Shadow(160, 208, 104, 9);
        foreach (var (x, y, turn) in new[] { (112, 108, -13), (208, 108, 13), (130, 102, -8), (190, 102, 8), (148, 98, -3), (172, 98, 4), (120, 118, -10), (200, 118, 10), (160, 106, 0), (140, 116, -5), (180, 116, 5) }) d.Set("one", x, y, 1, turn);
        d.Body("M116 136Q160 146 204 136L202 160Q160 170 118 160z", "#d94a3f", "#a32a2c", -3, -3).Line("M160 152q-26-18-30-4t30 6q26-20 32-6t-32 4l-12 24M162 156l14 22", "#f06a58", 4.5);
    }

    static void Broccoli(Drawing d)
    {
        d.Mould("bud", g => g.Body(Drawing.Lump(1, 20, 23, 20, 22, 19, 22, 20, 23), "#5da04c", "#2f6b35", -4, -4).Dots("#a6d37d", 1.7, (-8, -8), (2, -12), (-12, 2), (-2, -2), (8, -4), (-6, 8), (4, 8)));
        d.Mould("one", g =>
        {
            g.Body("M-20 84C-16 50-34 30-60 8L60 8C34 30 18 50 22 84Q0 92-20 84z", "#cfe29b", "#93b863", -6, -2).Line("M-14 74Q-10 40-34 14M4 78Q4 40 0 12M16 72Q14 44 36 14", "#a9c979", 3.4, .9);
            foreach (var (x, y, scale) in new[] { (-58, -4, 1.1), (58, -4, 1.1), (-34, -36, 1.15), (34, -36, 1.15), (0, -52, 1.2), (-66, -22, .8), (66, -22, .8), (-30, 2, 1.1), (30, 2, 1.1), (0, -18, 1.3), (-48, -24, .95), (48, -24, .95), (0, 10, 1), (-14, -42, .8), (18, -44, .8) }) g.Set("bud", x, y, scale);
        });
        d.Table("#f2d9c0", "#fff5e0", "#dcae80").Shadow(162, 207, 120, 9);
        d.Set("one", 226, 132, .76, 10).Set("one", 122, 118, 1.08, -6).Set("one", 204, 186, .32, -20);
    }

    static void Celtuce(Drawing d)
    {
        d.Mould("blade", g => g.Body("M0 0C-18-22-20-64 0-92C20-64 18-22 0 0z", "#7ab84f", "#4a8d3f", -4, -2).Line("M0-4V-80M0-28l-9-12M0-28l9-12M0-50l-8-12M0-50l8-12", "#d6ebab", 2.4, .75));
        d.Mould("one", g =>
        {
            foreach (var turn in new[] { 40, 140, 62, 118, 90 }) g.Set("blade", 122, 0, 1.02, turn);
            g.Body("M-118-12C-120-26-104-30-88-28C-20-26 60-22 128-16Q136 0 128 16C60 24-20 28-88 30C-104 32-120 26-118 12Q-124 0-118-12z", "#c5dc93", "#86ad58", -3, -8)
                .Line("M-84-14l9 6l-9 6M-50 8l9 6l-9 6M-20-16l9 6l-9 6M12 4l9 6l-9 6M42-14l9 6l-9 6M72 2l9 6l-9 6", "#7fa653", 3, .8).Line("M-80-20Q0-18 90-12", "#fff", 5, .4).Oval(-115, 1, 9, 24, "#eef3cf").Oval(-115, 1, 5, 15, "#d3e3a2");
        });
        d.Mould("slice", g => g.Ball(0, 0, 28, 27, "#b5d27f", "#7ba34f").Oval(0, 0, 24, 23, "#dcecb2").Oval(0, 0, 12, 11, "#c7e094"));
        d.Table("#f4d6cc", "#fff5e6", "#dfa896").Shadow(164, 206, 128, 9);
        d.Set("one", 126, 96, .84, -12).Set("one", 124, 142, .9, -4).Set("slice", 190, 184, 1).Set("slice", 228, 188, .94).Set("slice", 262, 182, .86);
    }

    static void Toon(Drawing d)
    {
        d.Mould("sprig", g =>
        {
            g.Line("M0 0Q6-60 0-118", "#a34a3e", 6).Line("M-1-4Q4-60-1-110", "#d98a6a", 2);
            foreach (var (y, length) in new[] { (-46, 44), (-64, 48), (-82, 48), (-98, 42) }) g.Leaf(3, y, length, -26 - y * .1, .24, y > -70 ? "#7d9a44" : "#b5583f", y > -70 ? "#4f7432" : "#7f2f2c").Leaf(3, y, length, 206 + y * .1, .24, y > -70 ? "#7d9a44" : "#b5583f", y > -70 ? "#4f7432" : "#7f2f2c");
            g.Leaf(0, -114, 44, -90, .26, "#c96a48", "#8c3430").Leaf(0, -112, 38, -58, .24, "#c96a48", "#8c3430").Leaf(0, -112, 38, -122, .24, "#c96a48", "#8c3430");
        });
        d.Table("#c9dfc9", "#fdf4dc", "#93b995").Shadow(160, 208, 92, 9);
        foreach (var (x, turn, scale) in new[] { (150, -44, 1.0), (170, 44, 1.0), (154, -22, 1.12), (166, 22, 1.12), (160, 0, 1.22) }) d.Set("sprig", x, 204, scale, turn);
        d.Body("M142 162Q160 168 178 162L180 190Q160 198 140 190z", "#e3bd72", "#b5883f", -3, -3).Line("M144 170Q160 176 176 170M143 180Q160 187 177 180", "#fbe3ae", 3, .8).Line("M176 176q20-4 26 8M176 180q14 4 14 18", "#d6a557", 4);
    }

    static void ShepherdsPurse(Drawing d)
    {
        d.Mould("blade", g => g.Body("M0 4L26 3L30-12L44 0L54 1L60-18L74-1L84 0L92-20C112-18 122-6 124 2C122 12 112 22 92 22L84 5L74 6L60 22L54 6L44 7L30 18L26 6L0 7z", "#6fae4c", "#3d7f3c", -2, -5).Line("M2 4Q60 2 114 2", "#d3eaaf", 3, .8));
        d.Mould("plant", g =>
        {
            g.Body("M-8 0Q-4 30-16 66Q0 40 2 0z", "#f3ead0", "#d3c298", -2, -2).Line("M-8 30q-10 6-18 4M-10 44q8 6 16 4", "#d3c298", 2.2);
            foreach (var turn in new[] { -8, -172, -34, -146, -62, -118, -90 }) g.Set("blade", -2, -2, turn is -90 or -62 or -118 ? .98 : .9, turn);
            g.Line("M0-8Q6-70 2-112M4-60L22-84M4-74L-14-96", "#86b552", 3.4).Dots("#fffdf2", 4.2, (2, -116), (-5, -110), (9, -110), (24, -88), (-16, -100), (30, -82), (-20, -92)).Dots("#f2cf57", 1.8, (2, -116), (24, -88), (-16, -100));
        });
        d.Table("#c6d6ea", "#fdf5e2", "#8fa9cb").Shadow(162, 206, 118, 8);
        d.Set("plant", 96, 146, .66, -14).Set("plant", 230, 146, .64, 12).Set("plant", 164, 152, .84, 0);
    }

    internal static void Basket(Drawing d)
    {
        d.Table("#cadcae", "#fdf3d4", "#97b773").Shadow(160, 210, 112, 9);
        d.Line("M78 124C86 18 234 18 242 124", "#9a6c34", 10).Line("M78 124C86 18 234 18 242 124", "#cfa160", 4.5);
        d.Leaf(108, 112, 84, -114, .38).Leaf(128, 108, 96, -78, .38).Leaf(222, 112, 80, -52, .36).Ball(106, 112, 25, 25, "#a6d459", "#649d38").Shine(104, 114, 15, 5);
        d.Ball(152, 100, 36, 35, "#e84e3d", "#b32726").Shine(148, 102, 22, 6).Ball(206, 106, 31, 30, "#fb9a2c", "#da6810").Shine(203, 108, 19, 6).Ball(236, 120, 16, 16, "#83427f", "#48204f").Shine(235, 120, 9, 3);
        d.Body("M68 128H252L234 206Q160 216 86 206z", "#dcae68", "#ab7737", -6, -4);
        for (var row = 0; row < 4; row++)
            for (var i = 0; i < 8 - row / 3; i++) d.Line(Invariant($"M{82 + row * 4 + i * 19 + row % 2 * 8} {147 + row * 16}q8-7 16 0"), "#93642c", 3.2, .55);
        d.Body("M62 118H258Q266 118 264 129T256 140H64Q56 140 56 129T62 118z", "#e6bd7a", "#ab7737", 0, -6);
    }
}
