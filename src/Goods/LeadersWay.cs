// The one product that is no goods: a leader's way to a neighbour's door, which stands in no library and has no stock of its own.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Goods;

public static class LeadersWay
{
    public static readonly ProductId Id = new(new("0e000000-0000-7000-8000-00000000d00a"));

    public const string Name = "送货上门";

    /// <summary>There before an offer names it; two deals may write it at once. Retired from its first day, so that no list of goods shows it.</summary>
    public static Task BeThere(Work work) => work.Db.Database.ExecuteSqlAsync($"""
        INSERT INTO product (id, name, english_name, picture, origin, storage, shelf_life_days, unit, net_weight, price, created_at, retired_at)
        VALUES ({Id.Value}, {Name}, {"To the door"}, {"basket"}, {""}, {""}, 1, {""}, 1, 0, {work.Now.UtcTicks}, {work.Now.UtcTicks}) ON CONFLICT (id) DO NOTHING
        """);
}
