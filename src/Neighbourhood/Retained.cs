// What the law keeps of somebody who has left: name and phone, for as long as their orders must be kept, under a key of its own.
using System.Text.Json;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Neighbourhood;

/// <summary>The E-Commerce Law (电子商务法 §31) keeps a trade's records three years from its end. Nothing in the product reads this but <see cref="OpenRetained"/>.</summary>
public sealed class Retained
{
    public static readonly int Years = 3;

    public required PersonId PersonId { get; init; }
    /// <summary>Sealed with the retention key, which is no person's and no page's.</summary>
    public required byte[] Sealed { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public required DateTimeOffset KeptUntil { get; init; }

    public sealed record Content(string Name, string Phone);

    public static Retained Of(Sealing sealing, Person person, DateTimeOffset until, DateTimeOffset now) => new()
    {
        PersonId = person.Id, MadeAt = now, KeptUntil = until, Sealed = sealing.Retain(JsonSerializer.Serialize(new Content(person.Name(sealing), person.Phone(sealing)))),
    };

    public Content Opened(Sealing sealing) => JsonSerializer.Deserialize<Content>(sealing.OpenRetained(Sealed))!;

    /// <summary>The daily run: what need be kept no longer is gone.</summary>
    public static Task Forget(Work work) => work.Db.Set<Retained>().Where(r => r.KeptUntil <= work.Now).ExecuteDeleteAsync();

    internal sealed class Mapping : IEntityTypeConfiguration<Retained>
    {
        public void Configure(EntityTypeBuilder<Retained> retained)
        {
            retained.ToTable("retained").HasKey(r => r.PersonId);
            retained.HasIndex(r => r.KeptUntil).HasDatabaseName("retained_until");
        }
    }
}
