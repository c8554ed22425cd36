// What a deal's text may not say, or only with something behind it: the words, the law that says so, and what to do instead.
using System.Text.RegularExpressions;
using HaoLin.Goods;

namespace HaoLin.Trade;

/// <param name="Forbidden">Not to be said at all; otherwise the leader answers for it.</param>
/// <param name="Words">What is looked for, as a pattern over the text without its blanks.</param>
/// <param name="Unless">A product of the deal that bears the claim out; null where none can.</param>
public sealed record ClaimRule(string Code, bool Forbidden, Regex Words, string Law, string Chinese, string English, Func<Product, string, bool>? Unless = null)
{
    /// <summary>Best-by words are no boast.</summary>
    const string Boasts = "国家级|世界级|最高级|最佳(?!赏味|食用|保存|风味期)|第一品牌|全国第一|全网第一|全网最低|史上最低|顶级|极品|绝无仅有";

    public static readonly IReadOnlyList<ClaimRule> All =
    [
        new("health", true, Of("治疗|治病|治愈|根治|疗效|药效|药到病除|包治|包好|降血糖|降血压|降血脂|降三高|降糖|降压|抗癌|防癌|抗肿瘤|抗病毒|消炎|止咳|化痰|通便|壮阳|补肾|增强免疫力|提高免疫力|预防疾病|延年益寿"),
            "广告法第十七条、食品安全法第七十三条", "食品不是药，不能说能治病、防病。请删掉，只说味道、产地和怎么吃。", "Food is no medicine: nothing may be said of curing or preventing illness. Take it out; tell of taste, origin and how to eat it."),
        new("boast", true, Of(Boasts),
            "广告法第九条第三项", "“最”“第一”“国家级”这类绝对的话不能说。请换成您自己看到、尝到的。", "Absolute words may not be used. Say what you saw and tasted yourself."),
        new("price", false, Of("(?:原价|市场价|超市价|专柜价|门市价|零售价|划线价|日常价)[^0-9０-９]{0,6}[0-9０-９]+(?:[.．][0-9０-９]+)?"),
            "明码标价和禁止价格欺诈规定第十六、十七条", "比价要有依据：原价是本店七天内真的成交过的价。拿不出依据就删掉。", "A compared price needs its basis: one at which this shop sold within seven days. Without one, take it out."),
        new("organic", false, Of("有机(?!会|遇)|绿色食品|富硒|地理标志"),
            "有机产品认证管理办法、农产品质量安全法", "这是要证书的话。商品资料里没有写，拿不出证书就删掉。", "This needs a certificate. The product's own text does not bear it out; without one, take it out.",
            (product, words) => product.Name.Contains(words, StringComparison.Ordinal) || product.Origin.Contains(words, StringComparison.Ordinal)),
        new("additives", false, Of("零添加|0添加|无添加|不含防腐剂|零农药|0农药|无农药|无公害"),
            "食品安全法第七十一条、GB 7718—2025", "没有检测报告，谁也说不准是“零”。拿不出报告就删掉。", "Nobody knows that it is none without a test. Without a report, take it out.",
            (product, words) => product.Name.Contains(words, StringComparison.Ordinal)),
        new("sugar", false, Of("低糖|无糖|零糖|0糖"),
            "GB 28050（每 100 克含糖：低糖不超过 5 克，无糖不超过 0.5 克）", "要有含糖量的数。商品资料里没有测过，或者测出来不够低，请删掉。", "This needs a measured figure of sugars. None is there, or it is not low enough: take it out.",
            (product, words) => Figures(product)?.SugarsG is { } sugars && sugars <= (words == "低糖" ? 5m : 0.5m)),
        new("fat", false, Of("低脂|零脂|0脂|脱脂"),
            "GB 28050（每 100 克含脂肪：低脂不超过 3 克，零脂不超过 0.5 克）", "要有脂肪含量的数。商品资料里没有测过，或者测出来不够低，请删掉。", "This needs a measured figure of fat. None is there, or it is not low enough: take it out.",
            (product, words) => Figures(product)?.FatG is { } fat && fat <= (words == "低脂" ? 3m : 0.5m)),
        new("vitamins", false, Of("高钙|高蛋白|富含蛋白|高纤维|富含膳食纤维|富含维生素|高维C|高维生素"),
            "GB 28050", "要有含量的数才能说“高”“富含”。拿不出数就删掉。", "Rich in something needs its figure. Without one, take it out.",
            (product, words) => words is "富含维生素" or "高维C" or "高维生素" && Figures(product)?.VitaminCMg >= 30m),
    ];

    static Regex Of(string pattern) => new(pattern, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    static Nutrition? Figures(Product product) => product.NutritionJson is { } json ? System.Text.Json.JsonSerializer.Deserialize<Nutrition>(json) : null;
}

/// <param name="Field">title or story.</param>
/// <param name="Start">Where the words begin in the text as it stands, blanks and all.</param>
public sealed record Claim(string Code, bool Forbidden, string Field, int Start, int Length, string Words, string Law, string Chinese, string English);

public static class Claims
{
    /// <summary>Reads a deal's text by the rules, in the order of the text. Blanks and dots between the letters hide nothing.</summary>
    public static IReadOnlyList<Claim> In(string title, string story, IReadOnlyCollection<Product> products) => [.. Of("title", title, products), .. Of("story", story, products)];

    static IEnumerable<Claim> Of(string field, string text, IReadOnlyCollection<Product> products)
    {
        var (bare, at) = WithoutBlanks(text);
        return ClaimRule.All.SelectMany(rule => rule.Words.Matches(bare).Select(found => (Rule: rule, Found: found)))
            .Where(f => f.Rule.Unless is not { } borneOut || !products.Any(p => borneOut(p, f.Found.Value)))
            .Select(f => (f.Rule, Start: at[f.Found.Index], End: at[f.Found.Index + f.Found.Length - 1] + 1))
            .OrderBy(f => f.Start)
            .Select(f => new Claim(f.Rule.Code, f.Rule.Forbidden, field, f.Start, f.End - f.Start, text[f.Start..f.End], f.Rule.Law, f.Rule.Chinese, f.Rule.English));
    }

    /// <summary>The letters alone, and where each stands.</summary>
    static (string Bare, List<int> At) WithoutBlanks(string text)
    {
        var at = Enumerable.Range(0, text.Length).Where(i => !char.IsWhiteSpace(text[i]) && text[i] is not ('·' or '*' or '_' or '~' or '\u200b' or '\u200c' or '\u200d' or '\ufeff')).ToList();
        return (string.Concat(at.Select(i => text[i])), at);
    }
}
