// Reads a pasted 接龙 text as orders of one deal: no line is dropped, and every guess carries its reason.
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HaoLin.Kernel;

namespace HaoLin.Trade;

/// <summary>Pure: text and offers in, one row for each line that is not blank out. What is only a guess is marked, and what is doubtful is not kept unless the leader says so.</summary>
public static partial class ReadPastedList
{
    public const int TextMax = 20_000;
    public const int LinesMax = 500;
    const int LineMax = 500;

    public static readonly Refusal Nothing = new("trade.pasted-nothing", 422, "请先把群里的接龙粘贴进来", "Paste the group's list first.");
    public static readonly Refusal TooLong = new("trade.pasted-too-long", 422, "接龙太长了，一次最多 2 万字，请分两次粘贴", "The list is too long: at most 20,000 characters at a time.");
    public static readonly Refusal TooManyLines = new("trade.pasted-too-many-lines", 422, "接龙行数太多了，一次最多 500 行，请分两次粘贴", "The list has too many lines: at most 500 at a time.");

    /// <summary>What is on sale, as the reader needs to know it.</summary>
    public sealed record Goods(OfferId OfferId, string Name, Weight NetWeight);

    /// <param name="Line">The line in the text, from 1.</param>
    /// <param name="Kind">order, more (goods of the order above), header, chat or unclear.</param>
    /// <param name="Number">The number written before it, if any; such numbers are repeated and skipped by hand.</param>
    /// <param name="Keep">Whether it is to become an order unless the leader says otherwise.</param>
    public sealed record Row(int Line, string Text, string Kind, int? Number, string Name, string Place, IReadOnlyList<Item> Items, string Note, IReadOnlyList<Mark> Marks, bool Keep)
    {
        /// <summary>How the neighbour is called when there is no account to ask: name and door, which tells two 李 apart.</summary>
        public string Called => Name.Length > 0 && Place.Length > 0 ? $"{Name} {Place}" : Name + Place;
    }

    public sealed record Item(OfferId OfferId, int Quantity);

    /// <param name="Code">unsure-product, unsure-quantity, unsure-name, no-name, no-number, looks-cancelled, not-understood, same-as-above, repeated, replaced or repeated-number.</param>
    public sealed record Mark(string Code, string Reason);

    /// <summary>Marks after which a line waits for the leader's word.</summary>
    static readonly HashSet<string> Doubtful = ["unsure-product", "looks-cancelled", "not-understood", "repeated", "replaced", "no-number"];

    public static Outcome<IReadOnlyList<Row>> Of(string? text, IReadOnlyList<Goods> goods)
    {
        if (string.IsNullOrWhiteSpace(text)) return Nothing;
        var plain = text.ReplaceLineEndings("\n");
        if (plain.Length > TextMax) return TooLong;
        var lines = plain.Split('\n');
        if (lines.Count(l => !string.IsNullOrWhiteSpace(l)) > LinesMax) return TooManyLines;
        var shelf = new PastedGoods(goods);
        var rows = new List<Row>();
        var begun = false;
        for (var i = 0; i < lines.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i])) continue;
            var last = rows.FindLastIndex(r => r.Kind is "order" or "unclear");
            var row = lines[i].Length > LineMax
                ? new(i + 1, lines[i], "unclear", null, "", "", [], "", [new("not-understood", "这一行太长了，没有读")], Keep: false)
                : ReadLine(i + 1, lines[i], shelf, begun, last < 0 ? null : rows[last]);
            begun |= row.Number is not null && row.Kind != "header";
            if (row.Kind == "more") rows[last] = Finished(rows[last] with { Kind = "order", Items = row.Items, Marks = [.. rows[last].Marks.Where(m => m.Code != "not-understood"), .. row.Marks] });
            rows.Add(row);
        }
        Compare(rows);
        return Outcome<IReadOnlyList<Row>>.Yes(rows);
    }

    /// <param name="begun">Whether the numbered list has begun; what stands before it is the header.</param>
    /// <param name="above">The last line that was an order or might have been one.</param>
    static Row ReadLine(int at, string raw, PastedGoods shelf, bool begun, Row? above)
    {
        var plain = Plain(raw, out var struck);
        var (number, rest) = TakeNumber(plain);
        var marks = new List<Mark>();
        var cancelled = struck || Cancelled().IsMatch(rest);
        var notes = new List<string>();
        rest = TakeNotes(rest, notes, shelf);
        var place = Place().Match(rest);
        if (place.Success) rest = string.Concat(rest.AsSpan(0, place.Index), " ", rest.AsSpan(place.Index + place.Length));
        var said = PastedGoods.Read(rest, shelf, marks);
        if (number is null && IsOutside(rest, said, begun, above, place.Success) is { } kind)
            return kind == "more" ? new(at, raw, kind, null, "", "", said.Items, "", marks, Keep: false) : new(at, raw, kind, null, "", "", [], "", [], Keep: false);
        if (shelf.IsPriceList(rest, said)) return new(at, raw, "header", number, "", "", [], "", [], Keep: false);
        if (Question().IsMatch(rest) && !said.HasQuantity)
        {
            // Goods in a question are not wanted yet.
            said = said with { Items = [] };
            marks.Clear();
        }
        if (number is null) marks.Add(new("no-number", "没有编号，可能只是聊天"));

        var items = said.Items;
        if (items.Count == 0 && SameAsAbove().IsMatch(rest) && above is { Items.Count: > 0 })
        {
            items = above.Items;
            marks.Add(new("same-as-above", $"写的是同上，照第 {above.Line} 行"));
        }
        var name = NameOf(SameAsAbove().Replace(Cancelled().Replace(said.Before, ""), ""), said.After, notes, marks, items.Count > 0);
        if (items.Count == 0 && !cancelled && shelf.Only is { } only && name.Length > 0 && !said.HasQuantity && marks.TrueForAll(m => m.Code != "unsure-product") && !Question().IsMatch(rest) && !Polite().IsMatch(rest))
        {
            items = [new(only.OfferId, 1)];
            marks.Add(new("unsure-quantity", "没写数量，先按 1 份"));
        }
        if (cancelled) marks.Add(new("looks-cancelled", "像是取消了"));
        else if (items.Count == 0) marks.Add(new("not-understood", name.Length + place.Length == 0 ? "没有读懂" : "没看出要什么、要几份"));
        var door = place.Success ? Blank().Replace(place.Value, "").Trim('-') : "";
        if (name.Length == 0 && items.Count > 0) marks.Add(new("no-name", door.Length > 0 ? "没写名字，先用门牌称呼" : "没写名字"));
        return Finished(new(at, raw, items.Count > 0 ? "order" : "unclear", number, name, door, items, string.Join("，", notes.Where(n => n.Length > 0)), marks, Keep: false));
    }

    /// <summary>A line without a number is an order only when it names goods, how many and who; or it goes on with the order above it.</summary>
    static string? IsOutside(string rest, PastedGoods.Said said, bool begun, Row? above, bool hasPlace)
    {
        if (!begun && (rest.StartsWith('#') || rest.StartsWith('例'))) return "header";
        var goods = said is { Items.Count: > 0, HasQuantity: true } && !Question().IsMatch(rest);
        if (goods && begun && !hasPlace && Trim(said.Before).Length == 0 && Trim(said.After).Length == 0 && above is { Kind: "unclear", Items.Count: 0 } && above.Name.Length + above.Place.Length > 0) return "more";
        if (goods && said.NamesGoods && !Price().IsMatch(rest) && (hasPlace || Trim(said.Before).Length is > 0 and <= 10)) return null;
        return begun ? "chat" : "header";
    }

    static Row Finished(Row row) => row with { Keep = row.Items.Count > 0 && row.Called.Length > 0 && !row.Marks.Any(m => Doubtful.Contains(m.Code)) };

    /// <summary>Looks at the lines together: a list pasted twice, one neighbour in two lines, two neighbours under one number.</summary>
    static void Compare(List<Row> rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i] is not { Kind: "order", Called.Length: > 0 } row) continue;
            var before = rows.FindIndex(0, i, r => r.Kind == "order" && r.Called.Equals(row.Called, StringComparison.OrdinalIgnoreCase) && r.Marks.All(m => m.Code is not "replaced"));
            if (before >= 0 && row.Number is not null && rows[before].Number == row.Number)
                rows[before] = Marked(rows[before], "replaced", $"第 {row.Line} 行又写了一遍，以后面的为准");
            else if (before >= 0)
                rows[i] = rows[before].Items.SequenceEqual(row.Items)
                    ? Marked(row, "repeated", $"和第 {rows[before].Line} 行一样，像是重复了")
                    : Marked(row, "same-neighbour", $"这位邻居第 {rows[before].Line} 行已有一单");
            else if (row.Number is { } number && rows.FindIndex(0, i, r => r.Kind == "order" && r.Number == number) is >= 0 and var same)
                rows[i] = Marked(row, "repeated-number", $"和第 {rows[same].Line} 行同号，接龙号会重新排");
        }
    }

    static Row Marked(Row row, string code, string reason) => Finished(row with { Marks = [.. row.Marks, new(code, reason)] });

    /// <summary>Full-width signs made plain, emoji left out, circled and keycap numbers spelled; a line struck through says so.</summary>
    internal static string Plain(string raw, out bool struck)
    {
        struck = false;
        var plain = new StringBuilder(raw.Length);
        foreach (var rune in raw.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case 0x336 or 0x335: struck = true; continue;
                case 0x274C or 0x2718: plain.Append("取消"); continue;
                case 0x20E3: plain.Append('.'); continue;
                case >= 0x2460 and <= 0x2473: plain.Append(rune.Value - 0x245F).Append('.'); continue;
                case 0x2795 or 0xFE62: plain.Append('+'); continue;
                case 0x2716 or 0x2715 or 0xD7 or 0x2A09: plain.Append('x'); continue;
                case 0x2013 or 0x2014 or 0x2212 or 0xFF5E or 0x2010: plain.Append(rune.Value == 0xFF5E ? '~' : '-'); continue;
                case 0x3010 or 0x3014 or 0xFF3B or '[': plain.Append('('); continue;
                case 0x3011 or 0x3015 or 0xFF3D or ']': plain.Append(')'); continue;
                case >= 0xFF01 and <= 0xFF5D: plain.Append((char)(rune.Value - 0xFEE0)); continue;
            }
            if (Rune.IsWhiteSpace(rune)) plain.Append(' ');
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.OtherSymbol or UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
                or UnicodeCategory.ModifierSymbol or UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned) && rune.Value != 0xFFFD) plain.Append(rune.ToString());
        }
        var text = plain.ToString().Trim();
        if (!Struck().IsMatch(text)) return text;
        struck = true;
        return text.Replace("~~", " ", StringComparison.Ordinal);
    }

    static (int? Number, string After) TakeNumber(string plain)
    {
        if (Date().IsMatch(plain) || LeadingNumber().Match(plain) is not { Success: true } found) return (null, plain);
        return (int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture), plain[found.Length..]);
    }

    /// <summary>Takes out what stands in brackets, what follows 备注, and phone numbers; brackets round a door, goods or a quantity are only ornament.</summary>
    static string TakeNotes(string rest, List<string> notes, PastedGoods shelf)
    {
        var kept = Brackets().Replace(rest, found =>
        {
            var inside = found.Groups[1].Value.Trim();
            if (inside.Length == 0) return " ";
            if (Cancelled().IsMatch(inside)) return " ";
            if (Place().IsMatch(inside) || OnlyQuantity().IsMatch(inside) || shelf.Names(inside) && !NoteLike().IsMatch(inside)) return " " + inside + " ";
            notes.Add(inside);
            return " ";
        });
        kept = Remark().Replace(kept, found => { notes.Add(found.Groups[1].Value.Trim()); return " "; });
        return PhoneLike().Replace(kept, found => { notes.Add(found.Value.Trim()); return " "; });
    }

    /// <summary>The first word before the goods; where nothing stands there, a short word after them.</summary>
    static string NameOf(string before, string after, List<string> notes, List<Mark> marks, bool hasGoods)
    {
        var words = before.Split(' ', ',', '，', ';', '、', '。', ':', '/', '|').Select(Trim).Where(w => w.Length > 0).ToList();
        var later = after.Split(' ', ',', '，', ';', '、', '。', ':', '/', '|').Select(w => Cancelled().Replace(w, "")).Select(Trim).Where(w => w.Length > 0).ToList();
        var name = words.FirstOrDefault("");
        if (name.Length == 0 && hasGoods && later is [{ Length: <= 6 } only] && !NoteLike().IsMatch(only))
        {
            (name, later) = (only, []);
            marks.Add(new("unsure-name", $"名字写在后面，先当作「{only}」"));
        }
        notes.InsertRange(0, [.. words.Skip(1), .. later]);
        if (name.Length <= 10) return name;
        marks.Add(new("unsure-name", "名字太长，像是一句话"));
        notes.Insert(0, name);
        return Texts.Start(name, 10);
    }

    /// <summary>A word without the signs and verbs around it: 我是老陈要 is 老陈.</summary>
    internal static string Trim(string word) => Ornament().Replace(word, "") is { Length: > 0 } kept && Verb().Replace(kept, "") is { Length: > 0 } name && name != "我" ? name : "";

    [GeneratedRegex(@"^\(?\s*(\d{1,4})\s*(?:\.(?!\d{1,2}\s*元)|[、。,)]|:(?!\d)|号(?![楼院])|\s(?!\s*(?:号|栋|幢|座|单元|楼)))\s*")]
    private static partial Regex LeadingNumber();

    [GeneratedRegex(@"^\d{1,2}[.月]\d{1,2}[日号]?\s*(?:周|星期|到货|截|开团|上午|下午|晚)")]
    private static partial Regex Date();

    [GeneratedRegex(@"取消|不要[了啦]|不[订定接拼买]了|划掉|删除|删了|作废|退出|退了|不需要了|算了")]
    private static partial Regex Cancelled();

    [GeneratedRegex("~~.+~~")]
    private static partial Regex Struck();

    [GeneratedRegex(@"同上|同楼上|跟上面一样|和上面一样|跟楼上一样|和楼上一样")]
    private static partial Regex SameAsAbove();

    [GeneratedRegex(@"\(([^()]*)\)")]
    private static partial Regex Brackets();

    [GeneratedRegex(@"备注[:\s]*(.*)$")]
    private static partial Regex Remark();

    [GeneratedRegex(@"(?<!\d)1[3-9]\d{9}(?!\d)|尾号\s*\d{4}")]
    private static partial Regex PhoneLike();

    [GeneratedRegex(@"^\s*(?:共|要|来)?[+x*]?\s*[\d一二两三四五六七八九十]{1,4}\s*(?:" + PastedGoods.Units + @")?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex OnlyQuantity();

    [GeneratedRegex(@"(?:(?<![\d.])\d{1,3}|(?<![a-z])[a-z]\d?|[一二三四五六七八九十]{1,3})\s*(?:号楼|号院|栋|幢|座|#楼?)(?:\s*-?\s*\d{1,2}\s*(?:单元|门))?(?:\s*-?\s*\d{1,2}-\d{2,4}(?!\d)|-?\d{3,4}(?!\d)|\s\d{3,4}(?=室|房))?(?:室|房)?"
        + @"|(?<![\d.-])\d{1,2}\s*单元\s*-?\d{3,4}(?:室|房)?|(?<![\d.-])(?:[a-z]?\d{1,3}-\d{1,2}-\d{2,4}|[a-z]?\d{1,3}-\d{2,4})(?:室|房)?(?!\d|\s*(?:" + PastedGoods.Units + @"|点|月|日|号))"
        + @"|(?<![\d.])\d{3,4}(?:室|房)|^\s*\d{3,4}(?=\s*\p{Lo})(?!\s*(?:" + PastedGoods.Units + "))", RegexOptions.IgnoreCase)]
    private static partial Regex Place();

    [GeneratedRegex(@"[?吗]|请问|什么时候|多少钱|甜不甜")]
    private static partial Regex Question();

    [GeneratedRegex(@"谢谢|收到|辛苦|@")]
    private static partial Regex Polite();

    [GeneratedRegex(@"[¥￥]\s*\d|\d\s*(?:元|块)")]
    internal static partial Regex Price();

    [GeneratedRegex(@"要|不|点|送|拿|取|放|熟|冰|谢|帮|好|挑|选")]
    private static partial Regex NoteLike();

    [GeneratedRegex(@"^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$")]
    private static partial Regex Ornament();

    [GeneratedRegex(@"^(?:我是|我叫|我家是|业主)|(?:我?想?[要订定买拿接报]|来|再?加|共|一共)$")]
    private static partial Regex Verb();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
