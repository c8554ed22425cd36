// Which tabs stand at the foot of a resident's and of a leader's screen, and where each leads.
namespace HaoLin.Web.Shared;

public enum Tab { None, Today, Orders, Me, LeaderToday, OpenDeal, LeaderDeals, HandOver }

public static class Tabs
{
    public readonly record struct Item(Tab Tab, string Href, string Icon, string Words);

    static readonly Item[] Resident =
    [
        new(Tab.Today, "/", "stall", "今日"),
        new(Tab.Orders, "/orders", "basket", "订单"),
        new(Tab.Me, "/me", "face", "我的"),
    ];

    static readonly Item[] Leader =
    [
        new(Tab.LeaderToday, "/leader", "list", "今日"),
        new(Tab.OpenDeal, "/leader/open", "raise", "开团"),
        new(Tab.LeaderDeals, "/leader/deals", "people", "团"),
        new(Tab.HandOver, "/leader/desk", "hand", "交货"),
    ];

    public static IReadOnlyList<Item> BesideOf(Tab tab) => IsLeaders(tab) ? Leader : Resident;

    public static string HomeOf(Tab tab) => IsLeaders(tab) ? "/leader" : "/";

    static bool IsLeaders(Tab tab) => tab >= Tab.LeaderToday;
}
