// A resident who would like to lead: asks, sees how far it is, takes it back.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Resident;

public static class LeadPages
{
    const string Path = "/me/lead";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, (HttpContext http, Store store, Sealing sealing) => Draw(http, store, sealing, null, ""));
        pages.MapPost(Path, Send);
        pages.MapPost(Path + "/withdraw", Withdraw);
    }

    static async Task<IResult> Draw(HttpContext http, Store store, Sealing sealing, Refusal? refusal, string words)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.SignInFirst(http);
        return await store.Read(async db =>
        {
            var by = await Visitor.Of(db, me);
            var myself = await ReadMyself.Handle(db, sealing, new(by));
            if (myself.Refused) return Screens.SignInFirst(http);
            var applications = await ReadMyApplications.Handle(db, sealing, new(by));
            return Screens.Mine<LeadPage>(http, new { myself.Value.Communities, Last = applications.Items.Count > 0 ? applications.Items[0] : null, by.Leads, Words = words, Refusal = refusal }, refusal?.Status ?? 200);
        });
    }

    static async Task<IResult> Send(HttpContext http, Store store, Sealing sealing)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Fme%2Flead");
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, Path);
        var words = form.Value["words"];
        var sent = await store.Write<LeaderApplicationId>(async work => await ApplyToLead.Handle(work, sealing, new(await Visitor.Of(work.Db, me), new(form.Value.Id("community") ?? Guid.Empty), words)));
        return sent.Refused ? await Draw(http, store, sealing, sent.Refusal, words) : Screens.Next(Path);
    }

    static async Task<IResult> Withdraw(HttpContext http, Store store)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Fme%2Flead");
        await store.Write(work => WithdrawApplication.Handle(work, new(new(me, [], false))));
        return Screens.Next(Path);
    }
}
