// A leader puts a deal on top of the lists (置顶), or takes it out of them (隐藏); whoever has its address still finds it.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public static class ArrangeDeal
{
    /// <param name="Pinned">Null leaves it as it is.</param>
    /// <param name="Hidden">Null leaves it as it is.</param>
    public sealed record Ask(Visitor By, DealId DealId, bool? Pinned = null, bool? Hidden = null);

    public static Refusal? Decide(Deal deal) => deal.State is DealState.Draft or DealState.Cancelled ? Deal.WrongState : null;

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        if (Decide(deal) is { } refusal) return refusal;
        var before = Places(deal);
        if (ask.Pinned is { } pinned) deal.PinnedAt = pinned ? deal.PinnedAt ?? work.Now : null;
        if (ask.Hidden is { } hidden) deal.HiddenAt = hidden ? deal.HiddenAt ?? work.Now : null;
        Audit.Note(work, ask.By.Person.Value, "deal-arranged", deal.Id.Value, before, Places(deal));
        work.Stir(deal.Id.Value);
        return Done.Deed;
    }

    static string Places(Deal deal) => $"{(deal.PinnedAt is null ? "" : "pinned ")}{(deal.HiddenAt is null ? "shown" : "hidden")}";
}
