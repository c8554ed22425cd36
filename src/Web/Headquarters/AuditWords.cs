// What the kinds of the audit are called on a screen, and where the thing of a line is looked at.
using HaoLin.Neighbourhood;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Headquarters;

public static class AuditWords
{
    public static readonly IReadOnlyList<(string Code, string Words)> Kinds =
    [
        ("refund", "退款"), ("credit-given", "补余额"), ("credit-taken-back", "收回余额"), ("campaign", "优惠券活动"), ("coupons-handed-out", "发券"), ("signal-answered", "看过的信号"), ("deal", "团的进展"), ("deal-drafted", "写团（价格、库存、限购）"), ("deal-arranged", "置顶或隐藏"), ("deal-copied", "再来一团"), ("deal-binned", "回收站"), ("closing", "休市"),
        ("hand-over-undone", "撤销交货"), ("uncollected", "没来取的货"), ("dispute-settled", "处理没收到"), ("pickup-slots", "取货时段"), ("order-cancelled", "代人取消"), ("order-changed", "代人改单"), ("orders-written-down", "代接龙"), ("neighbour-adopted", "认领"), ("neighbour-phone", "记手机号"),
        ("role-given", "给权限"), ("role-ended", "收权限"), ("leader-application", "申请当团长"), ("leader-grade", "团长级别"), ("leader-rests", "团长休息"), ("leader-paper", "团长材料"), ("neighbours-passed-on", "邻居换团长"), ("set-up-link", "设置链接"), ("password-reset", "重置密码"), ("authenticator", "动态码"), ("passkey", "通行密钥"), ("passkey-refused", "通行密钥没打开门"), ("signed-out-everywhere", "全部退出登录"),
        ("product-added", "加商品"), ("product-changed", "改商品"), ("product-retired", "下架商品"), ("community-opened", "开小区"), ("pickup-point", "自提点"), ("webhook", "对接"), ("machine-token", "接口令牌"), ("import", "导入表格"), ("table-taken", "下载名单"), ("phone-shown", "显示号码"), ("erased", "注销账号"), ("retained-opened", "打开法定留存"),
    ];

    public static string Of(string kind) => Kinds.FirstOrDefault(k => k.Code == kind).Words is { } words ? Tongue.T(words) : kind;

    public static string? Address(SearchAudit.Row row) => row.Kind switch
    {
        "refund" or "credit-given" or "credit-taken-back" or "hand-over-undone" or "order-cancelled" or "order-changed" => $"/leader/orders/{row.Subject}",
        "deal" or "deal-drafted" or "deal-arranged" or "deal-copied" or "deal-binned" or "orders-written-down" => $"/headquarters/deals/{row.Subject}",
        _ => null,
    };
}
