// Pickup points from a table, for the communities there are, by the rule of adding one.
using System.Globalization;
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ImportPickupPoints
{
    const int Place = 0, Name = 1, Directions = 2, Opens = 3, Closes = 4;

    const string NoCommunity = "小区：没有这个小区，请先开这个小区，名字要一样", NoTime = "要写成 15:00 这样的时间", Known = "自提点：这个小区已经有同名的自提点";

    public static readonly ImportKind Kind = new("pickup-points", "自提点",
    [
        new("小区", "已经开好的小区的名字", Width: 20), new("自提点", "最多 40 个字，同一个小区里不能同名", Width: 20), new("怎么走", "3 号楼架空层，快递柜旁", Needed: false, Width: 36),
        new("几点开", "15:00", Width: 10, IsNumber: true), new("几点关", "20:00，要晚于几点开", Width: 10, IsNumber: true),
    ],
    [[ImportKind.ExampleMark + "阳光花园", "3 号楼", "架空层，快递柜旁", "15:00", "20:00"]],
    ["以「例：」开头的行不会导入。", "小区要先在「小区与团长」里开好。"],
        async (db, person, _) => (await Visitor.Of(db, new(person))).AtHeadquarters ? null : Visitor.NotAllowed,
        row => $"{row.Text(Place)}\n{row.Text(Name)}".ToUpperInvariant(), Do);

    static async Task<IReadOnlyList<string?>> Do(Work work, ImportCall call, IReadOnlyList<ImportRow> rows)
    {
        var by = await Visitor.Of(work.Db, new(call.Person));
        var names = rows.Select(r => r.Text(Place)).Distinct().ToArray();
        var communities = (await work.Db.Set<Community>().AsNoTracking().Where(c => names.Contains(c.Name)).OrderBy(c => c.CreatedAt).ToListAsync()).GroupBy(c => c.Name).ToDictionary(g => g.Key, g => g.First().Id);
        var ids = communities.Values.ToArray();
        var points = (await work.Db.Set<PickupPoint>().AsNoTracking().Where(p => ids.Contains(p.CommunityId)).Select(p => new { p.CommunityId, p.Name }).ToListAsync()).ToLookup(p => p.CommunityId, p => p.Name);
        var added = new Dictionary<CommunityId, int>();
        var said = new List<string?>(rows.Count);
        foreach (var row in rows)
        {
            if (!communities.TryGetValue(row.Text(Place), out var community)) { said.Add(NoCommunity); continue; }
            if (points[community].Contains(row.Text(Name))) { said.Add(Known); continue; }
            if (Minute(row.Plain(Opens)) is not { } opens) { said.Add("几点开：" + NoTime); continue; }
            if (Minute(row.Plain(Closes)) is not { } closes) { said.Add("几点关：" + NoTime); continue; }
            var decided = AddPickupPoint.Decide(true, points[community].Count() + added.GetValueOrDefault(community), new(by, community, row.Text(Name), row.Text(Directions), opens, closes), work.Now);
            if (!decided.Refused)
            {
                work.Db.Add(decided.Value);
                added[community] = added.GetValueOrDefault(community) + 1;
            }
            said.Add(decided.Match<string?>(_ => null, refusal => ImportKind.Why(refusal, refusal.Detail switch { "name" => "自提点", "directions" => "怎么走", _ => null })));
        }
        return said;
    }

    /// <summary>15:00, 15：00, 15点, 15点30分 or 15; midnight at the end of the day is 24:00.</summary>
    static int? Minute(string typed)
    {
        var parts = typed.Replace('点', ':').Replace("时", ":", StringComparison.Ordinal).Replace("分", "", StringComparison.Ordinal).TrimEnd(':').Split(':');
        if (parts.Length is 0 or > 3 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var hour) || hour > 24) return null;
        var minute = 0;
        return parts.Length > 1 && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out minute) || minute > 59) ? null : hour * 60 + minute;
    }
}
