// What a token for a machine may be used for: read or write, by area. The list only ever grows at its end, since tokens hold places in it.
namespace HaoLin.Neighbourhood;

/// <param name="Name">read:orders, say.</param>
/// <param name="Says">In headquarters' words.</param>
public sealed record Scope(string Name, string Says)
{
    public static readonly IReadOnlyList<Scope> All =
    [
        new("read:deals", "看团、进度、审核和休市"), new("write:deals", "写团、开团、截单、审核、休市"),
        new("read:orders", "看订单"), new("write:orders", "下单、改单、取消、付款"),
        new("read:desk", "看取货台"), new("write:desk", "核销取货"),
        new("read:money", "看收入和账"), new("write:money", "退款"),
        new("read:goods", "看商品和导入"), new("write:goods", "改商品，导入表格"),
        new("read:people", "看小区、团长、助手和自己的消息"), new("write:people", "改小区、团长、助手和自己的设置"),
        new("read:webhooks", "看订阅和投递记录"), new("write:webhooks", "改订阅，重发"),
    ];

    /// <summary>The bits of these scopes; null when one of them is none of ours.</summary>
    public static uint? Bits(IEnumerable<string> names)
    {
        var bits = 0u;
        foreach (var name in names)
        {
            if (Place(name) is not { } place) return null;
            bits |= 1u << place;
        }
        return bits;
    }

    public static IReadOnlyList<string> Names(uint bits) => [.. All.Where((_, place) => (bits & 1u << place) != 0).Select(s => s.Name)];

    public static bool Has(uint bits, string name) => Place(name) is { } place && (bits & 1u << place) != 0;

    static int? Place(string name)
    {
        for (var place = 0; place < All.Count; place++) if (All[place].Name == name) return place;
        return null;
    }
}
