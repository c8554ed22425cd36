// Headquarters' desktop: Blazor interactive pages behind one guard; whoever has not signed in is sent to the door, whoever is not at headquarters is told so.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Web.Shared;
using Microsoft.AspNetCore.DataProtection;
using MudBlazor.Services;

namespace HaoLin.Web.Headquarters;

public static class HeadquartersPages
{
    public const string Path = "/headquarters";

    public static void Add(IServiceCollection services, string dataFolder)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices(mud =>
        {
            mud.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomCenter;
            mud.SnackbarConfiguration.VisibleStateDuration = 4000;
        });
        services.AddTransient<MudBlazor.MudLocalizer, ChineseMud>();
        services.AddAntiforgery();
        services.AddSingleton<Desk>();
        // Who works in a page travels sealed in the page itself; the seal's keys are the brand's, so any node can open it.
        services.AddDataProtection().SetApplicationName("haolin").PersistKeysToFileSystem(Directory.CreateDirectory(System.IO.Path.Combine(dataFolder, "keys", "pages")));
    }

    public static void Map(WebApplication app) => app.MapRazorComponents<HeadquartersApp>().AddInteractiveServerRenderMode();

    /// <summary>Looks the role up at every page load; the pages look it up again at every deed.</summary>
    public static async Task Guard(HttpContext http, RequestDelegate next)
    {
        if (!http.Request.Path.StartsWithSegments(Path)) { await next(http); return; }
        var store = http.RequestServices.GetRequiredService<Store>();
        var visitor = await store.Read(db => SignedIn.Visitor(http, db));
        if (visitor is { AtHeadquarters: true }) await next(http);
        else if (visitor is null) http.Response.Redirect("/sign-in/staff?back=" + Uri.EscapeDataString(http.Request.Path));
        // Whoever has signed in elsewhere in the house would be led from here to the door and back for ever.
        else await Screens.Mine<NotAtHeadquartersPage>(http, new { Home = visitor.IsLeader ? "/leader" : "/" }, Visitor.NotAllowed.Status).ExecuteAsync(http);
    }
}

/// <summary>What every headquarters page needs: who works here, and a way to ask and to do.</summary>
public sealed class Desk(Store store, Sealing sealing, Revocations revocations)
{
    public Revocations Revocations { get; } = revocations;
    public Sealing Sealing { get; } = sealing;
    public Store Store { get; } = store;

    public Task<T> Ask<T>(PersonId person, Func<HaoLinDb, Visitor, Task<T>> question) =>
        Store.Read(async db => await question(db, await Visitor.Of(db, person)));

    public Task<Outcome<T>> Do<T>(PersonId person, Func<Work, Visitor, Task<Outcome<T>>> deed) =>
        Store.Write(async work => await deed(work, await Visitor.Of(work.Db, person)));
}
