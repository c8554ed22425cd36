// Drops sign-in records that can matter no more: a daily run.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ForgetSignInRecords
{
    public static async Task Handle(Work work)
    {
        var dayAgo = work.Now - TimeSpan.FromDays(1);
        await work.Db.Set<SignInCode>().Where(c => c.ExpiresAt < dayAgo).ExecuteDeleteAsync();
        await work.Db.Set<Attempt>().Where(a => a.WindowStart < dayAgo).ExecuteDeleteAsync();
        await work.Db.Set<SetUpLink>().Where(l => l.ExpiresAt < dayAgo).ExecuteDeleteAsync();
        // Long enough for the list of who did what to say whose it was that somebody still tries.
        var longRemoved = work.Now - Tokens.ValidFor;
        await work.Db.Set<Passkey>().Where(p => p.RemovedAt < longRemoved).ExecuteDeleteAsync();
        // A token older than this is void by its age.
        var lastToken = work.Now - Tokens.ValidFor - TimeSpan.FromDays(1);
        await work.Db.Set<Revocation>().Where(r => r.Before < lastToken).ExecuteDeleteAsync();
    }
}
