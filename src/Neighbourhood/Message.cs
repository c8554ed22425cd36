// An in-app message to one person, and a task for a leader.
using System.Diagnostics.CodeAnalysis;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Neighbourhood;

/// <summary>Each is written by the hearer of one fact, which hears it once; so nobody is told twice.</summary>
public sealed class Message
{
    public required Guid Id { get; init; }
    public required PersonId PersonId { get; init; }
    /// <summary>What it tells of, for example "joined" or "cut-off".</summary>
    public required string Kind { get; init; }
    /// <summary>The order or deal it is about.</summary>
    public required Guid Subject { get; init; }
    public required string Text { get; init; }
    /// <summary>Where a tap leads, a path of our own.</summary>
    public required string Link { get; init; }
    public required DateTimeOffset At { get; init; }
    public DateTimeOffset? ReadAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Message>
    {
        public void Configure(EntityTypeBuilder<Message> message)
        {
            message.ToTable("message").HasKey(m => m.Id);
            message.HasIndex(m => new { m.PersonId, m.At }).HasDatabaseName("message_person");
        }
    }
}

/// <summary>A path of our own, to which a message, a task or a finished form leads.</summary>
public static class OwnLink
{
    /// <summary>"//host" and "/\\host" would lead a browser to somebody else.</summary>
    public static bool Is([NotNullWhen(true)] string? link) => link is ['/', ..] and not ['/', '/' or '\\', ..];

    /// <exception cref="ArgumentException">It is none.</exception>
    public static string Required(string link) => Is(link) ? link : throw new ArgumentException($"{link} is no path of our own", nameof(link));
}

/// <summary>Something for a leader to do, with its deadline; one per (leader, kind, subject).</summary>
public sealed class LeaderTask
{
    public required Guid Id { get; init; }
    public required PersonId LeaderId { get; init; }
    public required string Kind { get; init; }
    public required Guid Subject { get; init; }
    public required string Text { get; init; }
    public required string Link { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset DueAt { get; init; }
    public DateTimeOffset? DoneAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<LeaderTask>
    {
        public void Configure(EntityTypeBuilder<LeaderTask> task)
        {
            task.ToTable("leader_task").HasKey(t => t.Id);
            task.HasIndex(t => new { t.LeaderId, t.Kind, t.Subject }).IsUnique().HasDatabaseName("leader_task_once");
        }
    }
}
