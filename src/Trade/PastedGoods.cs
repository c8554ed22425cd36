// What of a pasted line are goods and quantities: a deal's offers by name, by part of a name or as the only one.
using System.Globalization;
using System.Text.RegularExpressions;
using HaoLin.Kernel;

namespace HaoLin.Trade;

/// <summary>A deal's offers as neighbours call them: 福建枇杷 is also 枇杷.</summary>
internal sealed partial class PastedGoods
{
    internal const string Units = "份|盒|箱|公斤|斤|kg|袋|包|个|瓶|罐|只|条|把|件|提|筐|篮|单|套|板|棵|串|桶|颗";
    const int PartMax = 12;
    const long GramsPerJin = 500;

    readonly IReadOnlyList<ReadPastedList.Goods> goods;
    readonly Dictionary<string, List<int>> parts = new(StringComparer.OrdinalIgnoreCase);
    readonly int longest;

    public PastedGoods(IReadOnlyList<ReadPastedList.Goods> goods)
    {
        this.goods = goods;
        for (var i = 0; i < goods.Count; i++)
        {
            Add(ReadPastedList.Plain(goods[i].Name, out _), i);
            foreach (Match run in Letters().Matches(ReadPastedList.Plain(goods[i].Name, out _)))
                for (var from = 0; from < run.Length - 1; from++)
                    for (var length = 2; length <= Math.Min(PartMax, run.Length - from); length++)
                        if (!OnlyUnits().IsMatch(run.Value.AsSpan(from, length))) Add(run.Value.Substring(from, length), i);
        }
        longest = parts.Keys.Select(p => p.Length).DefaultIfEmpty(0).Max();
    }

    void Add(string part, int offer)
    {
        if (part.Length == 0) return;
        if (!parts.TryGetValue(part, out var offers)) parts[part] = offers = [];
        if (!offers.Contains(offer)) offers.Add(offer);
    }

    public ReadPastedList.Goods? Only => goods.Count == 1 ? goods[0] : null;

    public bool Names(string text) => Enumerable.Range(0, text.Length).Any(at => At(text, at) is not null);

    /// <summary>A numbered line of the header: goods with their price and nobody who wants them.</summary>
    public bool IsPriceList(string rest, Said said) => said.NamesGoods && ReadPastedList.Price().IsMatch(rest) && ReadPastedList.Trim(said.Before).Length == 0;

    /// <param name="Items">What is wanted, merged by offer.</param>
    /// <param name="Before">The words before the first of them, a name as a rule.</param>
    /// <param name="After">The words after it.</param>
    internal sealed record Said(IReadOnlyList<ReadPastedList.Item> Items, string Before, string After, bool NamesGoods, bool HasQuantity);

    enum Sort { Word, Gap, Goods, Quantity, Each, All, Change }

    sealed record Token(Sort Sort, string Text)
    {
        public int Offer { get; init; } = -1;
        public decimal Number { get; init; }
        public string Unit { get; init; } = "";
        public bool Adds { get; init; }
        /// <summary>A number that stands alone: a quantity only where goods are near.</summary>
        public bool Bare { get; init; }
        /// <summary>Why these may be other goods; null when the name is clear.</summary>
        public string? Doubt { get; init; }
    }

    public static Said Read(string rest, PastedGoods shelf, List<ReadPastedList.Mark> marks)
    {
        var tokens = shelf.Split(rest);
        shelf.UnnameNames(tokens);
        shelf.Guess(tokens, marks);
        var wanted = shelf.Bind(tokens, marks);
        var items = wanted.GroupBy(w => w.Offer).Select(g => new ReadPastedList.Item(shelf.goods[g.Key].OfferId, (int)Math.Min(9999, g.Sum(w => (long)w.Quantity)))).ToList();
        foreach (var twice in wanted.GroupBy(w => w.Offer).Where(g => g.Count() > 1))
            marks.Add(new("unsure-quantity", $"「{shelf.goods[twice.Key].Name}」写了几次，加起来了"));
        var first = tokens.FindIndex(t => t.Sort is Sort.Goods or Sort.All || t.Sort == Sort.Quantity && !t.Bare || t.Sort == Sort.Quantity && wanted.Count > 0);
        var before = string.Concat(tokens.Take(first < 0 ? tokens.Count : first).Select(t => t.Text));
        var after = first < 0 ? "" : string.Concat(tokens.Skip(first).Select(t => t is { Sort: Sort.Word } or { Sort: Sort.Gap, Text.Length: 1 } ? t.Text : " "));
        return new(items, before, after, tokens.Exists(t => t.Sort is Sort.Goods or Sort.All), tokens.Exists(t => t.Sort == Sort.Quantity && (!t.Bare || wanted.Count > 0)));
    }

    /// <summary>The longest name or part of one that stands here.</summary>
    (string Text, List<int> Offers)? At(string text, int at)
    {
        for (var length = Math.Min(longest, text.Length - at); length > 0; length--)
            if (parts.TryGetValue(text.Substring(at, length), out var offers)) return (text.Substring(at, length), offers);
        return null;
    }

    List<Token> Split(string text)
    {
        var tokens = new List<Token>();
        for (var at = 0; at < text.Length;)
        {
            var near = tokens.FindLastIndex(t => t.Sort != Sort.Gap);
            var token = One(text, at, near < 0 ? Sort.Gap : tokens[near].Sort);
            if (token.Sort == Sort.Word && tokens is [.., { Sort: Sort.Word } word]) tokens[^1] = word with { Text = word.Text + token.Text };
            else tokens.Add(token);
            at += token.Text.Length;
        }
        return tokens;
    }

    Token One(string text, int at, Sort near)
    {
        if (At(text, at) is var (named, offers)) return new(Sort.Goods, named) { Offer = offers[0], Doubt = DoubtOf(named, offers) };
        if (Packing().Match(text, at) is { Success: true } packing) return new(Sort.Gap, packing.Value);
        if (Changing().Match(text, at) is { Success: true } changing) return new(Sort.Change, changing.Value);
        if (Everything().Match(text, at) is { Success: true } all) return new(Sort.All, all.Value);
        if (text[at] == '各') return new(Sort.Each, "各");
        if (Amount().Match(text, at) is { Success: true } amount && (at == 0 || !char.IsAsciiDigit(text[at - 1])) && Number(amount.Groups["n"].Value) is { } number)
        {
            var (mark, unit, digits) = (amount.Groups["m"].Value, amount.Groups["u"].Value, char.IsAsciiDigit(amount.Groups["n"].Value[0]));
            var end = at + amount.Length;
            var free = end == text.Length || Breaks(text[end]);
            var goodsNear = near is Sort.Goods or Sort.Each or Sort.All or Sort.Change;
            var marked = mark.Length > 0 && !(mark is "x" or "X" && at > 0 && char.IsAsciiLetter(text[at - 1]));
            if (marked || unit.Length > 0 || goodsNear && (digits || free) || digits && (free || At(text, end) is not null))
                return new(Sort.Quantity, amount.Value) { Number = number, Unit = unit, Adds = mark == "+", Bare = !marked && unit.Length == 0 && !goodsNear };
            return new(Sort.Word, amount.Value);
        }
        return new(Breaks(text[at]) ? Sort.Gap : Sort.Word, text[at].ToString());
    }

    static bool Breaks(char sign) => char.IsWhiteSpace(sign) || !char.IsLetterOrDigit(sign) && !char.IsSurrogate(sign);

    /// <summary>A part at the end of a name names the goods (福建枇杷 is 枇杷); its beginning may be only where they come from.</summary>
    string? DoubtOf(string named, List<int> offers)
    {
        if (offers.Count > 1 && offers.Where(o => goods[o].Name.Equals(named, StringComparison.OrdinalIgnoreCase)).ToList() is not [_])
            return $"「{named}」有 {offers.Count} 种：{string.Join("、", offers.Take(3).Select(o => goods[o].Name))}";
        return named.Length >= 3 || Letters().Matches(goods[offers[0]].Name).Any(run => run.Value.EndsWith(named, StringComparison.OrdinalIgnoreCase)) ? null : $"「{named}」是{goods[offers[0]].Name}吗";
    }

    /// <summary>李子涵 wants 李子 2: goods without a quantity that are named again with one were part of a name.</summary>
    void UnnameNames(List<Token> tokens)
    {
        var named = tokens.Select((t, i) => (t, i)).Where(p => p.t.Sort == Sort.Goods).ToList();
        for (var k = 0; k + 1 < named.Count; k++)
        {
            var (token, at) = named[k];
            var quantified = at + 1 < tokens.Count && tokens[at + 1].Sort is Sort.Quantity;
            var touches = at + 1 < tokens.Count && tokens[at + 1].Sort == Sort.Word || at > 0 && tokens[at - 1].Sort == Sort.Word;
            if (!quantified && touches && named.Skip(k + 1).Any(n => n.t.Offer == token.Offer)) tokens[at] = new(Sort.Word, token.Text);
        }
    }

    /// <summary>A quantity of something this deal does not call so: 批杷2份 is taken for 枇杷 and says so; what is like nothing is said too.</summary>
    void Guess(List<Token> tokens, List<ReadPastedList.Mark> marks)
    {
        for (var i = 1; i < tokens.Count; i++)
        {
            if (tokens[i] is not { Sort: Sort.Quantity, Unit.Length: > 0 } && tokens[i] is not { Sort: Sort.Quantity, Bare: false }) continue;
            var at = i - 1;
            while (at > 0 && tokens[at].Sort == Sort.Gap) at--;
            if (tokens[at].Sort != Sort.Word || !tokens.Take(at).Any(t => t.Sort is Sort.Word or Sort.Quantity or Sort.Goods)) continue;
            if (i + 1 < tokens.Count && tokens[i + 1].Sort == Sort.Goods) continue;
            var word = ReadPastedList.Trim(tokens[at].Text);
            if (word.Length is 0 or > 8) continue;
            var like = Enumerable.Range(0, goods.Count).Where(g => goods[g].Name.Any(c => c > 127 && word.Contains(c))).ToList();
            if (like is [var one]) tokens[at] = new(Sort.Goods, tokens[at].Text) { Offer = one, Doubt = $"「{word}」是{goods[one].Name}吗" };
            else if (goods.Count == 1) tokens[at] = new(Sort.Goods, tokens[at].Text) { Offer = 0, Doubt = $"「{word}」是{goods[0].Name}吗" };
            else
            {
                marks.Add(new("unsure-product", $"这个团里没有「{word}」"));
                tokens.RemoveAt(i);
            }
        }
    }

    readonly record struct Wanted(int Offer, int Quantity);

    List<Wanted> Bind(List<Token> tokens, List<ReadPastedList.Mark> marks)
    {
        var wanted = new List<Wanted>();
        var waiting = new List<Token>();
        var (each, changes) = (false, false);
        void Take(Token named, int quantity)
        {
            wanted.Add(new(named.Offer, quantity));
            if (named.Doubt is { } doubt) marks.Add(new("unsure-product", doubt));
        }
        var significant = tokens.Where(t => t.Sort is Sort.Goods or Sort.Quantity).ToList();
        if (AmountsComeFirst(significant))
        {
            for (var i = 0; i < significant.Count; i += 2) Take(significant[i + 1], Count(significant[i], significant[i + 1].Offer, marks));
            return wanted;
        }
        foreach (var token in tokens)
        {
            switch (token.Sort)
            {
                case Sort.Goods: waiting.Add(token); changes = false; break;
                case Sort.Each: each = true; break;
                case Sort.All: waiting.AddRange(Enumerable.Range(0, goods.Count).Select(o => new Token(Sort.Goods, token.Text) { Offer = o })); each = true; break;
                case Sort.Change: changes = true; break;
                case Sort.Quantity when waiting.Count > 0:
                    for (var w = 0; w < waiting.Count; w++)
                        Take(waiting[w], each || w == waiting.Count - 1 ? Count(token, waiting[w].Offer, marks) : One(waiting[w], marks));
                    waiting.Clear();
                    each = false;
                    break;
                case Sort.Quantity when wanted.Count > 0 && (changes || token.Adds):
                    var last = wanted[^1];
                    var amount = Count(token, last.Offer, []);
                    wanted[^1] = last with { Quantity = changes ? amount : last.Quantity + amount };
                    marks.Add(new("unsure-quantity", changes ? $"改过数量，取后面的 {amount}" : $"后面又加了 {amount}"));
                    changes = false;
                    break;
                case Sort.Quantity when goods.Count == 1 && wanted.Count == 0:
                    wanted.Add(new(0, Count(token, 0, marks)));
                    if (token.Bare) marks.Add(new("unsure-quantity", $"「{token.Text.Trim()}」当作份数"));
                    break;
                case Sort.Quantity when !token.Bare:
                    marks.Add(wanted.Count > 0 ? new("unsure-quantity", $"还有「{token.Text.Trim()}」没看懂") : new("unsure-product", $"只写了「{token.Text.Trim()}」，没写要哪样"));
                    break;
            }
        }
        foreach (var named in waiting) Take(named, One(named, marks));
        return wanted;
    }

    /// <summary>两盒枇杷 一盒桑葚: each quantity stands before its goods.</summary>
    static bool AmountsComeFirst(List<Token> tokens) =>
        tokens.Count > 0 && tokens.Count % 2 == 0 && tokens.Select((t, i) => t.Sort == (i % 2 == 0 ? Sort.Quantity : Sort.Goods)).All(right => right);

    int One(Token named, List<ReadPastedList.Mark> marks)
    {
        marks.Add(new("unsure-quantity", $"「{goods[named.Offer].Name}」没写数量，先按 1 份"));
        return 1;
    }

    /// <summary>Pieces; what is said in 斤 is turned into pieces where the net weight divides it, and said to be a guess either way.</summary>
    int Count(Token token, int offer, List<ReadPastedList.Mark> marks)
    {
        var number = token.Number;
        if (token.Unit is "斤" or "公斤" or "kg" or "KG" or "Kg")
        {
            var grams = number * GramsPerJin * (token.Unit == "斤" ? 1 : 2);
            var piece = goods[offer].NetWeight.Grams;
            var whole = piece > 0 && grams >= piece && grams % piece == 0 ? (int?)Math.Min(9999, grams / piece) : null;
            var pieces = whole ?? (int)Math.Clamp(Math.Floor(number), 1, 9999);
            marks.Add(new("unsure-quantity", $"写的是「{token.Text.Trim()}」，先按 {pieces} 份"));
            return pieces;
        }
        var count = (int)Math.Clamp(Math.Floor(number), 1, 9999);
        if (number == 0) marks.Add(new("looks-cancelled", "写的是 0 份"));
        else if (count != number) marks.Add(new("unsure-quantity", $"「{token.Text.Trim()}」不是整数份，先按 {count} 份"));
        else if (count > JoinDeal.QuantityMax) marks.Add(new("unsure-quantity", $"{count} 份太多了，一单最多 {JoinDeal.QuantityMax} 份"));
        return count;
    }

    const string Digits = "零一二三四五六七八九";

    /// <summary>2, 2.5, 两, 俩, 十二, 三十, 一百二十; null when it is no number.</summary>
    internal static decimal? Number(string text)
    {
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var plain)) return plain;
        if (text == "半") return 0.5m;
        var (sum, digit, last) = (0, -1, false);
        foreach (var sign in text.Replace('两', '二').Replace('俩', '二').Replace('仨', '三'))
        {
            var value = Digits.IndexOf(sign, StringComparison.Ordinal);
            if (sign is '十' or '百')
            {
                sum += (digit < 0 ? 1 : digit) * (sign == '十' ? 10 : 100);
                (digit, last) = (-1, false);
            }
            else if (value < 0 || last && value > 0 && digit > 0) return null;
            else (digit, last) = (value, true);
        }
        return sum + Math.Max(0, digit);
    }

    [GeneratedRegex(@"[\p{L}\p{M}]+")]
    private static partial Regex Letters();

    [GeneratedRegex("^(?:" + Units + "|[一二两三四五六七八九十半大小中号装新鲜现摘礼精品]|有机)+$", RegexOptions.IgnoreCase)]
    private static partial Regex OnlyUnits();

    [GeneratedRegex(@"\G(?:\d+(?:\.\d+)?|[一二两三四五六七八九十半]+)\s*(?:" + Units + ")装", RegexOptions.IgnoreCase)]
    private static partial Regex Packing();

    [GeneratedRegex(@"\G(?:改成|改为|改要|改|变成|换成|→|->|=>)")]
    private static partial Regex Changing();

    [GeneratedRegex(@"\G(?:每样|每种|全都要|全要|都要|都来|全部|所有)")]
    private static partial Regex Everything();

    [GeneratedRegex(@"\G(?<m>[+xX*]\s*)?(?<n>\d{1,5}(?:\.\d{1,2})?(?![\d])|[零一二两三四五六七八九十百俩仨半]{1,5})(?:\s*(?<u>" + Units + "))?", RegexOptions.IgnoreCase)]
    private static partial Regex Amount();
}
