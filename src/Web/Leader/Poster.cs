// What a deal's poster and its text for the group say: in Chinese whatever the leader reads, with dates written out, because both live in a chat long after today.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HaoLin.Kernel;
using HaoLin.Trade;
using HaoLin.Web.Shared;
using static HaoLin.Web.Shared.Tongue;

namespace HaoLin.Web.Leader;

/// <param name="Address">The whole address of the deal, which the QR holds.</param>
public sealed record Poster(string Title, IReadOnlyList<Poster.Good> Goods, IReadOnlyList<string> Gifts, string CutOff, string Pickup, string Place, string Leader, string Community, string Address, string Brand, int? MinimumOrders = null, string? Opens = null, string? Promised = null)
{
    public sealed record Good(string Name, string Unit, Money Price, Money Per500G, int? Limit, int? PerPerson, string Picture, Money? Was = null, int? PerHousehold = null)
    {
        /// <summary>What one may have of it, in the words of the group.</summary>
        public string Limits => string.Join("，", new[] { Limit is { } all ? $"共 {all} 份" : "", PerPerson is { } most ? $"每人限 {most} 份" : "", PerHousehold is { } together ? $"每户限 {together} 份" : "" }.Where(l => l.Length > 0));
    }


    public static string PathOf(Guid deal) => $"/deals/{deal}";

    public static Poster Of(ShowDeal.Answer deal, Uri publicAddress, string brand) => new(deal.Title,
        [.. deal.Offers.Select(o => new Good(o.Name, o.Unit, new(o.PriceFen), new(o.Per500GFen), o.Limit, o.PerPerson, o.Picture, o.FormerPriceFen is { } was ? new Money(was) : null, o.PerHousehold))],
        [.. deal.Gifts.Select(g => $"前 {g.ForFirst} 位送{g.Name} {g.Unit}")],
        InChinese(() => $"{When.Words(BusinessDay.Of(deal.CutOffAt))} {When.Time(deal.CutOffAt)}"),
        InChinese(() => $"{When.Words(BusinessDay.Of(deal.PickupFrom))} {When.Time(deal.PickupFrom)}–{When.Time(deal.PickupUntil)}"),
        string.Join("、", deal.PickupPoints.Select(p => p.Name)), deal.LeaderName, string.Join("、", deal.Communities.Select(c => c.Name)),
        new Uri(publicAddress, PathOf(deal.Id)).AbsoluteUri, brand, deal.MinimumOrders,
        deal.OpensAt is { } opens ? InChinese(() => $"{When.Words(BusinessDay.Of(opens))} {When.Time(opens)}") : null,
        deal.PromisedOn is null ? null : InChinese(() => When.Words(deal.ArrivesOn)));

    /// <summary>The text a leader pastes into the group: numbered, short, with the address last, where a thumb finds it.</summary>
    public string ForTheGroup()
    {
        var text = new StringBuilder();
        void Line(string line) => text.Append(line).Append('\n');
        Line(Opens is null ? $"【接龙】{Title}" : $"【预告】{Title}");
        if (Opens is not null) Line($"开团：{Opens}");
        foreach (var (good, i) in Goods.Select((g, i) => (g, i)))
        {
            Line($"{i + 1}. {good.Name} {good.Unit} {good.Price}{(good.Was is { } was ? $"（近7天最低成交价 {was}）" : "")}");
            if (good.Limits.Length > 0) Line("　" + good.Limits);
        }
        foreach (var gift in Gifts) Line("★ " + gift);
        if (MinimumOrders is { } least) Line($"付款满 {least} 单成团，不成团全额退款");
        if (Promised is { } day) Line($"预售：{day} 到货，推迟了您可以全额退款");
        Line($"截单：{CutOff}");
        Line($"取货：{Pickup}");
        Line($"地点：{Place}");
        Line("点这里跟团：");
        text.Append(Address);
        return text.ToString();
    }

    /// <summary>The same poster has the same name, so a browser that has it need not fetch it again.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
        [Title, CutOff, Pickup, Promised ?? "", Place, Leader, Community, Address, Brand, .. Gifts, .. Goods.Select(g => string.Create(CultureInfo.InvariantCulture, $"{g}"))]))))[..16];
}
