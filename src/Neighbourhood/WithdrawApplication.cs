// A resident takes back the application that headquarters has not decided yet.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class WithdrawApplication
{
    public sealed record Ask(Visitor By);

    /// <summary>Taking back what is decided or was never sent changes nothing, and is no fault.</summary>
    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        await work.Db.Set<LeaderApplication>().Where(LeaderApplication.Waits).Where(a => a.PersonId == ask.By.Person)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.WithdrawnAt, work.Now));
        return Done.Deed;
    }
}
