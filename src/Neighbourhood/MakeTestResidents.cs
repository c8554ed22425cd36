// Makes residents for demonstrations and load tests, with phone numbers 19900000001 onwards; refused on real data.
using System.Globalization;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class MakeTestResidents
{
    /// <param name="From">The number of the first one (1 is 19900000001): those who exist already are taken as they are. Null makes new ones after the last.</param>
    /// <param name="OnTestData">Whether the data folder is marked as demo or test data.</param>
    public sealed record Ask(CommunityId CommunityId, int Count, bool OnTestData, int? From = null);

    public static readonly Refusal RealData = new("test-residents.real-data", 409, "这是真实数据，不能生成测试居民", "These are real data; test residents are made in demo and test data only.");
    public static readonly Refusal WrongCount = new("test-residents.wrong-count", 422, "数量须在 1 到 200000 之间", "The count must be 1 to 200,000.");
    public static readonly Refusal NoLeader = new("test-residents.no-leader", 409, "这个小区还没有团长", "This community has no leader yet.");

    const int CountMax = 200_000;
    const int PerTransaction = 1_000;

    public static Outcome<Done> Decide(Ask ask)
    {
        if (!ask.OnTestData) return RealData;
        return ask.Count is < 1 or > CountMax || ask.From is < 1 or > 90_000_000 ? WrongCount : Done.Deed;
    }

    /// <summary>Takes the store, since so many people are made in several transactions.</summary>
    /// <returns>The residents, in the order of their numbers.</returns>
    public static async Task<Outcome<IReadOnlyList<PersonId>>> Handle(Store store, Sealing sealing, Ask ask)
    {
        var decided = Decide(ask);
        if (decided.Refused) return decided.Refusal!;
        var leader = await store.Read(db => Role.Leaders(db).Where(r => r.CommunityId == ask.CommunityId)
            .OrderBy(r => r.GrantedAt).Select(r => (PersonId?)r.PersonId).FirstOrDefaultAsync());
        if (leader is null) return NoLeader;
        var made = new List<PersonId>(ask.Count);
        var next = ask.From ?? await store.Read(db => FirstFree(db, sealing));
        while (made.Count < ask.Count)
        {
            var numbers = Enumerable.Range(next, Math.Min(PerTransaction, ask.Count - made.Count)).ToArray();
            var batch = await store.Write(async work => (Outcome<List<PersonId>>)await MakeSome(work, sealing, ask, leader.Value, numbers));
            made.AddRange(batch.Value);
            next += numbers.Length;
        }
        return made;
    }

    static async Task<List<PersonId>> MakeSome(Work work, Sealing sealing, Ask ask, PersonId leader, int[] numbers)
    {
        var lookups = numbers.Select(n => PhoneOf(n).Lookup(sealing)).ToArray();
        var known = await Known(work.Db, lookups);
        // A number taken in between by another process belongs to whoever took it.
        if (ask.From is null) numbers = [.. numbers.Where((_, i) => !known.ContainsKey(Convert.ToHexString(lookups[i])))];
        var people = new List<PersonId>(numbers.Length);
        foreach (var number in numbers)
        {
            var phone = PhoneOf(number);
            if (!known.TryGetValue(Convert.ToHexString(phone.Lookup(sealing)), out var id))
            {
                var person = Person.New(sealing, phone.Digits, NameOf(number), work.Now);
                work.Db.Add(person);
                id = person.Id;
            }
            people.Add(id);
        }
        var members = (await work.Db.Set<Membership>().Where(m => m.CommunityId == ask.CommunityId && people.Contains(m.PersonId)).Select(m => m.PersonId).ToListAsync()).ToHashSet();
        work.Db.AddRange(people.Where(p => !members.Contains(p))
            .Select(p => new Membership { CommunityId = ask.CommunityId, PersonId = p, LeaderId = leader, JoinedAt = work.Now }));
        return people;
    }

    static async Task<Dictionary<string, PersonId>> Known(HaoLinDb db, byte[][] lookups) =>
        (await db.Set<Person>().Where(p => lookups.Contains(p.PhoneLookup!)).Select(p => new { p.PhoneLookup, p.Id }).ToListAsync())
        .ToDictionary(p => Convert.ToHexString(p.PhoneLookup!), p => p.Id);

    /// <summary>The numbers are taken from 1 upwards without gaps, so the first free one is found by doubling and halving.</summary>
    static async Task<int> FirstFree(HaoLinDb db, Sealing sealing)
    {
        async Task<bool> Taken(int number)
        {
            var lookup = PhoneOf(number).Lookup(sealing);
            return await db.Set<Person>().AnyAsync(p => p.PhoneLookup == lookup);
        }
        int taken = 0, free = 1;
        while (await Taken(free)) (taken, free) = (free, free * 2);
        while (free - taken > 1)
        {
            var middle = taken + (free - taken) / 2;
            if (await Taken(middle)) taken = middle;
            else free = middle;
        }
        return free;
    }

    public static Phone PhoneOf(int number) => new((19_900_000_000L + number).ToString(CultureInfo.InvariantCulture));

    const string FamilyNames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余";

    static readonly string[] CalledNames =
    [
        "阿姨", "姐", "大哥", "奶奶", "叔叔", "先生", "女士", "老师", "晓燕", "建国", "丽华", "志强", "秀英", "子涵", "雨桐", "浩然",
        "桂芳", "文静", "海波", "佳怡", "国庆", "美玲", "俊杰", "小梅", "思远", "春兰", "永康", "欣悦", "立新", "玉珍", "晨曦", "宝妈",
    ];

    static string NameOf(int number) => FamilyNames[number * 7 % FamilyNames.Length] + CalledNames[number * 13 / FamilyNames.Length % CalledNames.Length];
}
