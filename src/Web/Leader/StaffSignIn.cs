// Signing in by password: leaders and headquarters, the first time by their one-time link, and out again.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class StaffSignIn
{
    public const string Path = "/sign-in/staff";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var app = routes.MapGroup("").ExcludeFromDescription();
        app.MapGet(Path, Ask);
        app.MapPost(Path, SignIn);
        app.MapGet("/password", (string? back, HttpContext http) => Screens.Mine<ChangePasswordPage>(http, new { Back = Own(back) }));
        app.MapPost("/password", Change);
        app.MapGet("/set-up/{secret}", Greet);
        app.MapPost("/set-up/{secret}", SetUp);
        app.MapPost("/sign-out/staff", SignOut);
    }

    /// <summary>Leads whoever has no session to the door, and back to what they wanted to read.</summary>
    public static IResult First(HttpContext http) =>
        Screens.Next($"{Path}?back={Uri.EscapeDataString(HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString : "/leader")}");

    static async Task<IResult> Ask(string? back, string? left, HttpContext http, Store store)
    {
        var visitor = await store.Read(db => SignedIn.Visitor(http, db));
        return left is null && visitor is { } known && (known.IsLeader || known.AtHeadquarters)
            ? Screens.Next(Own(back) ?? HomeOf(known))
            : Screens.Mine<StaffSignInPage>(http, new { Back = Own(back), HasLeft = left is not null });
    }

    static async Task<IResult> SignIn(HttpContext http, Store store, Sealing sealing, Tokens tokens)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, Path);
        var (phone, back) = (form.Value["phone"], Own(form.Value["back"]));
        var ticket = await SignInWithPassword.Handle(store, sealing, tokens, new(phone, form.Value["password"], AddressOf(http), form.Value["code"]));
        if (ticket.Refusal is not { } refusal) return await Enter(http, store, ticket.Value, back);
        return refusal == SignInWithPassword.MustChange
            ? Screens.Mine<ChangePasswordPage>(http, new { Phone = phone, Back = back, IsForced = true })
            : Screens.Mine<StaffSignInPage>(http, new { Phone = phone, Back = back, Refusal = refusal }, refusal.Status);
    }

    static async Task<IResult> Change(HttpContext http, Store store, Sealing sealing, Tokens tokens, Revocations revocations)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, "/password");
        var (phone, back, forced) = (form.Value["phone"], Own(form.Value["back"]), form.Value["forced"].Length > 0);
        var ticket = await ChangePassword.Handle(store, sealing, tokens, revocations, new(phone, form.Value["old"], form.Value["new"], AddressOf(http), form.Value["code"]));
        return ticket.Refusal is { } refusal
            ? Screens.Mine<ChangePasswordPage>(http, new { Phone = phone, Back = back, IsForced = forced, Refusal = refusal }, refusal.Status)
            : await Enter(http, store, ticket.Value, back);
    }

    /// <summary>Reading the link uses nothing up: chats open addresses by themselves to draw a card.</summary>
    static async Task<IResult> Greet(string secret, HttpContext http, Store store, Sealing sealing)
    {
        var now = await store.Read(store.Now);
        var link = await store.Read(db => ReadSetUpLink.Handle(db, sealing, now, new(secret)));
        return link.Refusal is { } refusal ? Screens.Mine<SetUpGonePage>(http, new { }, refusal.Status) : Screens.Mine<SetUpPage>(http, new { Link = link.Value });
    }

    static async Task<IResult> SetUp(string secret, HttpContext http, Store store, Sealing sealing, Tokens tokens, Revocations revocations)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!);
        var now = await store.Read(store.Now);
        var link = await store.Read(db => ReadSetUpLink.Handle(db, sealing, now, new(secret)));
        if (link.Refused) return Screens.Mine<SetUpGonePage>(http, new { }, link.Refusal!.Status);
        var ticket = await OpenSetUpLink.Handle(store, sealing, tokens, revocations, new(secret, form.Value["password"], form.Value["code"]));
        return ticket.Refusal is not { } refusal ? await Enter(http, store, ticket.Value, null)
            : refusal == OpenSetUpLink.NotGood ? Screens.Mine<SetUpGonePage>(http, new { }, refusal.Status)
            : Screens.Mine<SetUpPage>(http, new { Link = link.Value, Refusal = refusal }, refusal.Status);
    }

    static IResult SignOut(HttpContext http)
    {
        SignedIn.Forget(http);
        return Screens.Next(Path + "?left=1");
    }

    internal static async Task<IResult> Enter(HttpContext http, Store store, Ticket ticket, string? back)
    {
        SignedIn.Remember(http, ticket);
        return Screens.Next(back ?? HomeOf(await store.Read(db => Visitor.Of(db, ticket.Person))));
    }

    static string HomeOf(Visitor visitor) => visitor.IsLeader ? "/leader" : visitor.AtHeadquarters ? "/headquarters" : "/";

    /// <summary>Where to go afterwards; the shop front says nothing about where somebody of the staff belongs.</summary>
    internal static string? Own(string? path) => Screens.OwnPath(path) is { Length: > 1 } own ? own : null;

    internal static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";
}
