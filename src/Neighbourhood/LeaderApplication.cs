// A resident asks to lead their community (申请当团长); headquarters accepts or says why not.
using System.Linq.Expressions;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Neighbourhood;

public readonly record struct LeaderApplicationId(Guid Value) : IId<LeaderApplicationId>
{
    public static LeaderApplicationId From(Guid value) => new(value);
}

public sealed class LeaderApplication
{
    public const int WordsLengthMax = 500;

    public required LeaderApplicationId Id { get; init; }
    public required PersonId PersonId { get; init; }
    public required CommunityId CommunityId { get; init; }
    /// <summary>Why, and when they are at home: theirs, sealed with their own key; gone once they leave.</summary>
    public byte[]? WordsSealed { get; set; }
    public required DateTimeOffset AppliedAt { get; init; }
    public DateTimeOffset? WithdrawnAt { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
    public bool? Accepted { get; set; }
    /// <summary>Told word for word; "" where it was accepted without a word.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Neither decided nor taken back; the unique index of the table says the same.</summary>
    internal static readonly Expression<Func<LeaderApplication, bool>> Waits = a => a.DecidedAt == null && a.WithdrawnAt == null;

    public string State => WithdrawnAt is not null ? "withdrawn" : DecidedAt is null ? "waiting" : Accepted == true ? "accepted" : "refused";

    internal sealed class Mapping : IEntityTypeConfiguration<LeaderApplication>
    {
        public void Configure(EntityTypeBuilder<LeaderApplication> application)
        {
            application.ToTable("leader_application").HasKey(a => a.Id);
            application.HasOne<Person>().WithMany().HasForeignKey(a => a.PersonId);
            application.HasIndex(a => a.PersonId).IsUnique().HasDatabaseName("leader_application_waiting").HasFilter("decided_at IS NULL AND withdrawn_at IS NULL");
            application.HasIndex(a => new { a.PersonId, a.AppliedAt }).HasDatabaseName("leader_application_person");
        }
    }
}
