// A person of the neighbourhood: resident, leader or staff of headquarters; what identifies them is sealed with their own key.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Neighbourhood;

public readonly record struct PersonId(Guid Value) : IId<PersonId>
{
    public static PersonId From(Guid value) => new(value);
}

public sealed class Person
{
    public required PersonId Id { get; init; }
    /// <summary>The person's own key, wrapped by the node's master key; without it nothing sealed of them can be read again.</summary>
    public required byte[] KeyWrapped { get; set; }
    public required byte[] NameSealed { get; set; }
    /// <summary>Null for a neighbour whom a leader only wrote down: nobody can sign in as them.</summary>
    public byte[]? PhoneSealed { get; set; }
    /// <summary>Keyed hash of the whole phone number: finds the person at sign-in.</summary>
    public byte[]? PhoneLookup { get; set; }
    /// <summary>Keyed hash of the last four digits: finds them at the hand-over desk.</summary>
    public byte[]? PhoneTailLookup { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>Where they collect unless they say otherwise.</summary>
    public PickupPointId? UsualPickupPointId { get; set; }
    /// <summary>They have left: their key is gone, and what stands in its place seals no more than these words.</summary>
    public DateTimeOffset? ErasedAt { get; set; }

    public string Name(Sealing sealing) => sealing.Open(KeyWrapped, NameSealed);
    /// <summary>Eleven digits, or "" for somebody without an account.</summary>
    public string Phone(Sealing sealing) => PhoneSealed is null ? "" : sealing.Open(KeyWrapped, PhoneSealed);
    /// <summary>The last four digits, or "".</summary>
    public string PhoneTail(Sealing sealing) => PhoneSealed is null ? "" : Phone(sealing)[^4..];

    public static Person New(Sealing sealing, string phone, string name, DateTimeOffset now)
    {
        var key = sealing.NewPersonKey();
        return new()
        {
            Id = Ids.New<PersonId>(now), KeyWrapped = key, CreatedAt = now,
            NameSealed = sealing.Seal(key, name), PhoneSealed = sealing.Seal(key, phone),
            PhoneLookup = sealing.Lookup("phone", phone), PhoneTailLookup = sealing.Lookup("tail", phone[^4..]),
        };
    }

    /// <summary>A neighbour a leader writes down by name: known at the desk, without phone or account.</summary>
    public static Person WrittenDown(Sealing sealing, string name, DateTimeOffset now)
    {
        var key = sealing.NewPersonKey();
        return new() { Id = Ids.New<PersonId>(now), KeyWrapped = key, CreatedAt = now, NameSealed = sealing.Seal(key, name) };
    }

    /// <summary>From now on somebody can sign in as them.</summary>
    public void GivePhone(Sealing sealing, Phone phone)
    {
        (PhoneSealed, PhoneLookup, PhoneTailLookup) = (sealing.Seal(KeyWrapped, phone.Digits), phone.Lookup(sealing), sealing.Lookup("tail", phone.Tail));
    }

    const string Left = "已注销";

    /// <summary>Destroys the key, and with it everything sealed by it; a fresh one stands where readers look for a name.</summary>
    public void Erase(Sealing sealing, DateTimeOffset now)
    {
        KeyWrapped = sealing.NewPersonKey();
        (NameSealed, PhoneSealed, PhoneLookup, PhoneTailLookup, UsualPickupPointId, ErasedAt) = (sealing.Seal(KeyWrapped, Left), null, null, null, null, now);
    }

    /// <summary>Who has this phone, however it was typed; null when nobody or when it is no phone.</summary>
    public static async Task<Person?> ByPhone(HaoLinDb db, Sealing sealing, string? typed)
    {
        var phone = Neighbourhood.Phone.Parse(typed);
        if (phone.Refused) return null;
        var lookup = phone.Value.Lookup(sealing);
        return await db.Set<Person>().FirstOrDefaultAsync(p => p.PhoneLookup == lookup);
    }

    /// <summary>A name as neighbours may see it: the family name, then a star for each further character, at most two (李阿姨 → 李**).</summary>
    public static string Masked(string name)
    {
        var text = new System.Globalization.StringInfo(name);
        return text.LengthInTextElements switch
        {
            0 => "*",
            1 => name + "*",
            var n => text.SubstringByTextElements(0, 1) + new string('*', Math.Min(n - 1, 2)),
        };
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Person>
    {
        public void Configure(EntityTypeBuilder<Person> person)
        {
            person.ToTable("person").HasKey(p => p.Id);
            person.HasIndex(p => p.PhoneLookup).IsUnique().HasDatabaseName("person_phone");
            person.HasIndex(p => p.PhoneTailLookup).HasDatabaseName("person_phone_tail");
        }
    }
}
