// Setting when a draft opens by itself, and taking that back, on the leader's screens.
using HaoLin.Kernel;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class ScheduleOpening
{
    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("/deals/{id:guid}/schedule", Choose);
        counter.MapPost("/deals/{id:guid}/schedule", Schedule);
        counter.MapPost("/deals/{id:guid}/unschedule", TakeBack);
    }

    static async Task<IResult> Choose(Guid id, HttpContext http, Store store, Sealing sealing, TradeSettings settings)
    {
        var (keeper, watched) = (Keeper.Of(http), await Watch(id, http, store, sealing));
        if (watched.Refused) return Screens.Refuse(http, watched.Refusal!, "/leader/deals");
        // Tomorrow at eight in the morning, where the cut-off leaves room for it.
        var morning = BusinessDay.At(BusinessDay.Of(keeper.Now).AddDays(1), new(8, 0));
        var form = new DealForm { Id = new(id) };
        form.OpensAt(morning < watched.Value.Deal.CutOffAt ? morning : keeper.Now.AddHours(1));
        return await Draw(http, store, settings, watched.Value.Deal, form);
    }

    static async Task<IResult> Schedule(Guid id, HttpContext http, Store store, Sealing sealing, TradeSettings settings)
    {
        var sent = await FormSent.Read(http);
        if (sent.Refused) return Screens.Refuse(http, sent.Refusal!, $"/leader/deals/{id}/preview");
        var watched = await Watch(id, http, store, sealing);
        if (watched.Refused) return Screens.Refuse(http, watched.Refusal!, "/leader/deals");
        var form = DealForm.Read(new(id), sent.Value);
        var opens = form.ToOpening();
        if (form.Wrong.Count > 0) return await Draw(http, store, settings, watched.Value.Deal, form, 422);
        var done = await store.Write(work => ScheduleDeal.Handle(work, new(Keeper.Of(http).Visitor, new(id), opens, sent.Value["sure"] == "1"), settings));
        if (!done.Refused || (done.Refusal == Deal.WrongState && watched.Value.Deal.State == Deal.NameOf(DealState.Scheduled))) return Screens.Next($"/leader/deals/{id}?did=scheduled");
        form.Put(done.Refusal!);
        return await Draw(http, store, settings, watched.Value.Deal, form, done.Refusal!.Status);
    }

    /// <summary>Pressed twice, the second press finds the draft.</summary>
    static async Task<IResult> TakeBack(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var done = await store.Write(work => UnscheduleDeal.Handle(work, new(Keeper.Of(http).Visitor, new(id))));
        if (!done.Refused) return Screens.Next("/leader/deals?kept=1");
        var watched = await Watch(id, http, store, sealing);
        return !watched.Refused && watched.Value.Deal.State == Deal.NameOf(DealState.Draft) ? Screens.Next("/leader/deals?kept=1") : Screens.Refuse(http, done.Refusal!, $"/leader/deals/{id}");
    }

    static async Task<IResult> Draw(HttpContext http, Store store, TradeSettings settings, ShowDeal.Answer deal, DealForm form, int status = 200)
    {
        if (deal.State != Deal.NameOf(DealState.Draft)) return Screens.Next($"/leader/deals/{deal.Id}");
        var (keeper, id) = (Keeper.Of(http), new DealId(deal.Id));
        var read = await store.Read(db => ReadClaims.Handle(db, settings, new(keeper.Visitor, id)));
        return read.Refused ? Screens.Refuse(http, read.Refusal!, "/leader/deals") : Screens.Mine<SchedulePage>(http, new { Deal = deal, Form = form, Read = read.Value, keeper.Now }, status);
    }

    static Task<Outcome<WatchDeal.Answer>> Watch(Guid id, HttpContext http, Store store, Sealing sealing) =>
        store.Read(db => WatchDeal.Handle(db, sealing, new(Keeper.Of(http).Visitor, new(id))));
}
