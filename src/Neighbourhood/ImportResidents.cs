// Residents from a table: sealed like everybody, known by their phone, and members only once they sign in themselves.
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ImportResidents
{
    const int Name = 0, PhoneTyped = 1, Place = 2, Door = 3;

    const string NoCommunity = "小区：没有这个小区，名字要一样", NotYours = "小区：这个小区不是您带的", NoLeader = "小区：这个小区还没有团长", IsMember = "手机：这个号码已经是这个小区的邻居", IsAwaited = "手机：这个号码已经导入过这个小区",
        TooLong = "称呼：称呼和门牌加起来最多 20 个字";

    public static readonly ImportKind Kind = new("residents", "居民",
    [
        new("称呼", "邻居怎么叫：李阿姨", Width: 14), new("手机", "11 位手机号", Width: 16), new("小区", "已经开好的小区的名字", Width: 20), new("门牌", "5栋302，跟在称呼后面，好分清两位李阿姨", Needed: false, Width: 14),
    ],
    [[ImportKind.ExampleMark + "李阿姨", "13700000062", "阳光花园", "5栋302"]],
    ["以「例：」开头的行不会导入。", "导入的人自己用手机号登录以后，才成为小区里的邻居，才会收到消息。登录之前什么都不会发给他们。", "同一个手机号在一个小区里只算一位。"],
        async (db, person, _) => await Visitor.Of(db, new(person)) is { AtHeadquarters: false, IsLeader: false } ? Visitor.NotAllowed : null,
        row => $"{Phone.Parse(row.Plain(PhoneTyped)).Match(p => p.Digits, _ => row.Plain(PhoneTyped))}\n{row.Text(Place)}", Do);

    static async Task<IReadOnlyList<string?>> Do(Work work, ImportCall call, IReadOnlyList<ImportRow> rows)
    {
        var by = await Visitor.Of(work.Db, new(call.Person));
        var places = await Places(work.Db, by, [.. rows.Select(r => r.Text(Place)).Distinct()]);
        var phones = rows.Select(r => Phone.Parse(r.Plain(PhoneTyped))).ToList();
        var lookups = phones.Where(p => !p.Refused).Select(p => p.Value.Lookup(call.Sealing)).ToArray();
        var people = (await work.Db.Set<Person>().AsNoTracking().Where(p => lookups.Contains(p.PhoneLookup!)).Select(p => new { p.Id, p.PhoneLookup }).ToListAsync()).ToDictionary(p => Convert.ToHexString(p.PhoneLookup!), p => p.Id);
        var ids = people.Values.ToArray();
        var members = (await work.Db.Set<Membership>().Where(m => ids.Contains(m.PersonId)).Select(m => new { m.CommunityId, m.PersonId }).ToListAsync()).Select(m => (m.CommunityId, m.PersonId)).ToHashSet();
        var awaited = (await work.Db.Set<AwaitedMember>().Where(m => ids.Contains(m.PersonId)).Select(m => new { m.CommunityId, m.PersonId }).ToListAsync()).Select(m => (m.CommunityId, m.PersonId)).ToHashSet();
        return [.. rows.Select((row, i) =>
        {
            if (phones[i].Refused) return ImportKind.Why(phones[i].Refusal!, "手机");
            if (!places.TryGetValue(row.Text(Place), out var place)) return NoCommunity;
            if (place.Wrong is { } wrong) return wrong;
            var name = Texts.Required(row.Text(Name), SignInWithCode.NameLengthMax);
            if (name.Refused) return ImportKind.Why(name.Refusal!, "称呼");
            var called = Texts.Required($"{row.Text(Name)} {row.Text(Door)}", SignInWithCode.NameLengthMax);
            if (called.Refused) return TooLong;
            var key = Convert.ToHexString(phones[i].Value.Lookup(call.Sealing));
            if (people.TryGetValue(key, out var known))
            {
                if (members.Contains((place.Id, known))) return IsMember;
                if (awaited.Contains((place.Id, known))) return IsAwaited;
            }
            else
            {
                var person = Person.New(call.Sealing, phones[i].Value.Digits, called.Value, work.Now);
                work.Db.Add(person);
                people[key] = known = person.Id;
            }
            work.Db.Add(new AwaitedMember { CommunityId = place.Id, PersonId = known, LeaderId = place.Leader, At = work.Now });
            return null;
        })];
    }

    sealed record Home(CommunityId Id, PersonId Leader, string? Wrong);

    /// <summary>A leader's residents are theirs; headquarters' belong to whoever has led the community longest.</summary>
    static async Task<Dictionary<string, Home>> Places(HaoLinDb db, Visitor by, string[] names)
    {
        var communities = await db.Set<Community>().AsNoTracking().Where(c => names.Contains(c.Name)).OrderBy(c => c.CreatedAt).ToListAsync();
        var ids = communities.Select(c => c.Id).ToArray();
        var leaders = (await Role.Leaders(db).AsNoTracking().Where(r => r.CommunityId != null).OrderBy(r => r.GrantedAt).ToListAsync())
            .Where(r => ids.Contains(r.CommunityId!.Value)).ToLookup(r => r.CommunityId!.Value, r => r.PersonId);
        var places = new Dictionary<string, Home>();
        foreach (var community in communities)
            places.TryAdd(community.Name, by.Leads.Contains(community.Id) ? new(community.Id, by.Person, null)
                : !by.AtHeadquarters ? new(community.Id, default, NotYours)
                : leaders[community.Id].FirstOrDefault() is var leader && leader != default ? new(community.Id, leader, null) : new(community.Id, default, NoLeader));
        return places;
    }
}
