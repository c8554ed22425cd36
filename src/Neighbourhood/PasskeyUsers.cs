// What the framework's passkey handler asks of a store of users, answered from our own rows; it writes nothing.
using HaoLin.Kernel;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

/// <summary>Somebody as the handler knows them: by the id that their device keeps beside the key.</summary>
sealed record PasskeyHolder(PersonId Person)
{
    public string Id => Person.Value.ToString("N");

    public static PasskeyHolder? Of(string id) => Guid.TryParseExact(id, "N", out var person) ? new(new PersonId(person)) : null;
}

sealed class PasskeyUsers(HaoLinDb db) : IUserPasskeyStore<PasskeyHolder>
{
    public Task<string> GetUserIdAsync(PasskeyHolder user, CancellationToken cancellationToken) => Task.FromResult(user.Id);

    /// <summary>Whether there is such a person is asked with the passkey, in one question.</summary>
    public Task<PasskeyHolder?> FindByIdAsync(string userId, CancellationToken cancellationToken) => Task.FromResult(PasskeyHolder.Of(userId));

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyHolder user, CancellationToken cancellationToken) =>
        [.. (await Passkey.Standing(db, user.Person).AsNoTracking().ToListAsync(cancellationToken)).Select(Told)];

    /// <summary>A removed one counts here too: what was taken away once is not let in again under the same name.</summary>
    public async Task<PasskeyHolder?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await db.Set<Passkey>().AsNoTracking().FirstOrDefaultAsync(p => p.CredentialId == credentialId, cancellationToken) is { } passkey ? new(passkey.PersonId) : null;

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(PasskeyHolder user, byte[] credentialId, CancellationToken cancellationToken) =>
        await Passkey.Standing(db, user.Person).AsNoTracking().FirstOrDefaultAsync(p => p.CredentialId == credentialId, cancellationToken) is { } passkey ? Told(passkey) : null;

    /// <summary>The count is told as none: whether it went back is decided where it is written, so that of two who show the same number at once one is refused.</summary>
    static UserPasskeyInfo Told(Passkey passkey) => new(passkey.CredentialId, passkey.PublicKey, passkey.AddedAt, signCount: 0,
        passkey.Transports.Split(' ', StringSplitOptions.RemoveEmptyEntries), isUserVerified: true, passkey.IsBackupEligible, passkey.IsBackedUp, attestationObject: [], clientDataJson: []);

    public void Dispose() { }

    public Task AddOrUpdatePasskeyAsync(PasskeyHolder user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw new NotSupportedException(Elsewhere);
    public Task RemovePasskeyAsync(PasskeyHolder user, byte[] credentialId, CancellationToken cancellationToken) => throw new NotSupportedException(Elsewhere);
    public Task<string?> GetUserNameAsync(PasskeyHolder user, CancellationToken cancellationToken) => throw new NotSupportedException(Elsewhere);
    public Task SetUserNameAsync(PasskeyHolder user, string? userName, CancellationToken cancellationToken) => throw new NotSupportedException(Elsewhere);
    public Task<string?> GetNormalizedUserNameAsync(PasskeyHolder user, CancellationToken cancellationToken) => throw new NotSupportedException(Elsewhere);
    public Task SetNormalizedUserNameAsync(PasskeyHolder user, string? normalizedName, CancellationToken cancellationToken) => throw new NotSupportedException(Elsewhere);
    public Task<PasskeyHolder?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => throw new NotSupportedException(Elsewhere);
    public Task<IdentityResult> CreateAsync(PasskeyHolder user, CancellationToken cancellationToken) => throw new NotSupportedException(Elsewhere);
    public Task<IdentityResult> UpdateAsync(PasskeyHolder user, CancellationToken cancellationToken) => throw new NotSupportedException(Elsewhere);
    public Task<IdentityResult> DeleteAsync(PasskeyHolder user, CancellationToken cancellationToken) => throw new NotSupportedException(Elsewhere);

    const string Elsewhere = "people and their passkeys are written by the use cases";
}
