// A person's own door in a community (门牌): sealed with their key and read by nobody else, beside a keyed hash by which one household is told from another.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Neighbourhood;

public sealed class Home
{
    public required PersonId PersonId { get; init; }
    public required CommunityId CommunityId { get; init; }
    /// <summary>As they wrote it.</summary>
    public required byte[] DoorSealed { get; set; }
    public required Household Household { get; set; }
    public required DateTimeOffset SaidAt { get; set; }
    /// <summary>Two families live behind this door, and this one counts for itself: a leader's word, which holds for this door alone.</summary>
    public bool Separate { get; set; }

    public static Home Of(Sealing sealing, Person person, CommunityId community, string door, Flat flat, DateTimeOffset now) => new()
    {
        PersonId = person.Id, CommunityId = community, DoorSealed = sealing.Seal(person.KeyWrapped, door.Trim()), Household = flat.Household(sealing, community), SaidAt = now,
    };

    public string Door(Sealing sealing, Person person) => sealing.Open(person.KeyWrapped, DoorSealed);

    /// <summary>Which door it is; what could be read when it was said can be read again.</summary>
    public Flat Flat(Sealing sealing, Person person) => Neighbourhood.Flat.Read(Door(sealing, person))!.Value;

    internal sealed class Mapping : IEntityTypeConfiguration<Home>
    {
        public void Configure(EntityTypeBuilder<Home> home)
        {
            home.ToTable("home").HasKey(h => new { h.PersonId, h.CommunityId });
            home.Property(h => h.Household).HasConversion(h => h.Bytes, bytes => Household.Of(bytes));
        }
    }
}
