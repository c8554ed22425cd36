// The face of the Neighbourhood: its tables, what it hears, what falls due, what it offers.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class NeighbourhoodModule
{
    public static void Map(ModelBuilder model)
    {
        model.ApplyConfiguration(new Person.Mapping());
        model.ApplyConfiguration(new Community.Mapping());
        model.ApplyConfiguration(new PickupPoint.Mapping());
        model.ApplyConfiguration(new Membership.Mapping());
        model.ApplyConfiguration(new AwaitedMember.Mapping());
        model.ApplyConfiguration(new Home.Mapping());
        model.ApplyConfiguration(new Role.Mapping());
        model.ApplyConfiguration(new Message.Mapping());
        model.ApplyConfiguration(new LeaderTask.Mapping());
        model.ApplyConfiguration(new Credential.Mapping());
        model.ApplyConfiguration(new Authenticator.Mapping());
        model.ApplyConfiguration(new Passkey.Mapping());
        model.ApplyConfiguration(new SignInCode.Mapping());
        model.ApplyConfiguration(new SetUpLink.Mapping());
        model.ApplyConfiguration(new Invitation.Mapping());
        model.ApplyConfiguration(new Revocation.Mapping());
        model.ApplyConfiguration(new MachineToken.Mapping());
        model.ApplyConfiguration(new Attempt.Mapping());
        model.ApplyConfiguration(new Retained.Mapping());
        model.ApplyConfiguration(new Consent.Mapping());
        model.ApplyConfiguration(new LeaderApplication.Mapping());
        model.ApplyConfiguration(new LeaderFile.Mapping());
        model.ApplyConfiguration(new LeaderPaper.Mapping());
    }

    /// <summary>What this module falls due to do.</summary>
    public static IEnumerable<Sweep> Sweeps =>
    [
        new("revocations", TimeSpan.FromSeconds(1), (services, _) =>
            services.GetRequiredService<Revocations>().Refresh(services.GetRequiredService<Store>())),
    ];

    public static IEnumerable<DailyRun> DailyRuns => [new("forget sign-in records", "40 3 * * *", ForgetSignInRecords.Handle), new("forget retained", "0 4 * * *", Retained.Forget), new("warn of papers", "30 8 * * *", WarnOfPapers.Handle)];
}
