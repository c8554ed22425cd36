// Tells open pages that a deal has changed (Server-Sent Events), so that they fetch its list anew.
using System.Globalization;
using HaoLin.Kernel;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Resident;

public static class DealEvents
{
    /// <summary>Stands for what a list shows.</summary>
    public static string MarkOf(ShowDeal.Answer deal) => string.Create(CultureInfo.InvariantCulture,
        $"{deal.State}-{deal.Joined}-{deal.Waiting}-{deal.Offers.Sum(o => o.Taken)}-{deal.Gifts.Sum(g => g.Given)}");

    public static async Task Listen(HttpContext http, Guid id, string? seen, Store store, DealBoard board)
    {
        var first = await board.Show(new(id));
        if (first.Refused) await Respond.Refuse(http, first.Refusal!);
        else await ChangeEvents.Tell(http, store, id, seen ?? MarkOf(first.Value), async () => (await board.Show(new(id))).Match(MarkOf, _ => "gone"));
    }
}
