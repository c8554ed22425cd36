// Whether my second sign-in step is on, and since when.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ReadAuthenticator
{
    public sealed record Ask(Visitor By);

    /// <param name="TurnedOnAt">Null while no code is asked for.</param>
    public sealed record Answer(DateTimeOffset? TurnedOnAt);

    public static async Task<Answer> Handle(HaoLinDb db, Ask ask) =>
        new(await db.Set<Authenticator>().Where(a => a.PersonId == ask.By.Person).Select(a => a.TurnedOnAt).FirstOrDefaultAsync());
}
