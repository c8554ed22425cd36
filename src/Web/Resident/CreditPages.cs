// A resident's credit on a page of its own.
using HaoLin.Kernel;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Resident;

public static class CreditPages
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/credit", Mine);

    static async Task<IResult> Mine(HttpContext http, Store store) => SignedIn.Person(http) is not { } me
        ? Screens.SignInFirst(http)
        : Screens.Mine<CreditPage>(http, new { Credit = await store.Read(db => ReadMyCredit.Handle(db, new(me))), Now = store.Clock.GetUtcNow() });
}
