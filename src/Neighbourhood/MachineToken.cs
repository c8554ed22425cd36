// A token for a machine (令牌): whose it is, what it may be used for, until when; listed, so that it can be seen and revoked alone.
using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Neighbourhood;

public readonly record struct MachineTokenId(Guid Value) : IId<MachineTokenId>
{
    public static MachineTokenId From(Guid value) => new(value);
}

public sealed class MachineToken
{
    public const int NameLengthMax = 40, DaysMax = 365;
    /// <summary>So that it is told from a session's at a glance; no browser's cookie is ever one.</summary>
    public const string Prefix = "hlm_";

    public required MachineTokenId Id { get; init; }
    public required PersonId PersonId { get; init; }
    /// <summary>What uses it: 仓库系统.</summary>
    public required string Name { get; init; }
    /// <summary>Bits by the places in <see cref="Scope.All"/>.</summary>
    public required long Scopes { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public required DateTimeOffset EndsAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }

    const byte Version = 2;
    const int IdAt = 1, PersonAt = 17, MadeAtAt = 33, EndsAtAt = 41, ScopesAt = 49, MacAt = 53, Bytes = 69;

    /// <summary>What a request is told of a token that holds.</summary>
    public readonly record struct Held(MachineTokenId Id, PersonId Person, uint Scopes);

    /// <summary>The token itself; the same row makes the same text, and the database holds none of it.</summary>
    public string Text(Sealing sealing)
    {
        Span<byte> content = stackalloc byte[Bytes];
        Span<byte> mac = stackalloc byte[32];
        content[0] = Version;
        Id.Value.TryWriteBytes(content[IdAt..], bigEndian: true, out _);
        PersonId.Value.TryWriteBytes(content[PersonAt..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(content[MadeAtAt..], MadeAt.UtcTicks);
        BinaryPrimitives.WriteInt64BigEndian(content[EndsAtAt..], EndsAt.UtcTicks);
        BinaryPrimitives.WriteUInt32BigEndian(content[ScopesAt..], (uint)Scopes);
        sealing.Sign(content[..MacAt], mac);
        mac[..(Bytes - MacAt)].CopyTo(content[MacAt..]);
        return Prefix + Base64Url.EncodeToString(content);
    }

    /// <summary>Whose it is and what for, or null when it is forged, over or revoked. Asks no database.</summary>
    public static Held? Read(ReadOnlySpan<char> token, Sealing sealing, Revocations revocations, DateTimeOffset now)
    {
        if (token.Length != Prefix.Length + Bytes / 3 * 4 || !token.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        Span<byte> content = stackalloc byte[Bytes];
        if (Base64Url.DecodeFromChars(token[Prefix.Length..], content, out _, out var written) != OperationStatus.Done || written != Bytes || content[0] != Version) return null;
        Span<byte> mac = stackalloc byte[32];
        sealing.Sign(content[..MacAt], mac);
        if (!CryptographicOperations.FixedTimeEquals(mac[..(Bytes - MacAt)], content[MacAt..]) || BinaryPrimitives.ReadInt64BigEndian(content[EndsAtAt..]) <= now.UtcTicks) return null;
        var held = new Held(new(new Guid(content.Slice(IdAt, 16), bigEndian: true)), new(new Guid(content.Slice(PersonAt, 16), bigEndian: true)), BinaryPrimitives.ReadUInt32BigEndian(content[ScopesAt..]));
        return revocations.Voids(held.Id) || revocations.Voids(held.Person, BinaryPrimitives.ReadInt64BigEndian(content[MadeAtAt..])) ? null : held;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<MachineToken>
    {
        public void Configure(EntityTypeBuilder<MachineToken> token)
        {
            token.ToTable("machine_token").HasKey(t => t.Id);
            token.HasOne<Person>().WithMany().HasForeignKey(t => t.PersonId);
            token.HasIndex(t => t.PersonId).HasDatabaseName("machine_token_person");
            token.HasIndex(t => t.RevokedAt).HasDatabaseName("machine_token_revoked").HasFilter("revoked_at IS NOT NULL");
        }
    }
}
