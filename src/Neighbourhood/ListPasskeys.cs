// My passkeys: what I call each, when it was added and when it last opened my account.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ListPasskeys
{
    public sealed record Ask(Visitor By);

    public sealed record Answer(IReadOnlyList<Item> Items);

    /// <param name="LastUsedAt">Null while it has opened nothing.</param>
    /// <param name="IsBackedUp">The device's maker keeps a copy, so that it comes along to a new device.</param>
    public sealed record Item(PasskeyId Id, string Name, DateTimeOffset AddedAt, DateTimeOffset? LastUsedAt, bool IsBackedUp);

    public static async Task<Answer> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        var rows = await Passkey.Standing(db, ask.By.Person).AsNoTracking().OrderBy(p => p.AddedAt).ToListAsync();
        if (rows.Count == 0) return new([]);
        var key = await db.Set<Person>().Where(p => p.Id == ask.By.Person).Select(p => p.KeyWrapped).FirstAsync();
        return new([.. rows.Select(p => new Item(p.Id, sealing.Open(key, p.NameSealed), p.AddedAt, p.LastUsedAt, p.IsBackedUp))]);
    }
}
