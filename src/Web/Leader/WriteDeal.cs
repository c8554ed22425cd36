// Writing a deal down: copy or pick, one form that loses nothing, a look at it as residents see it, and opening it.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class WriteDeal
{
    const int ShelfMax = 120;

    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("/open", Choose);
        counter.MapGet("/open/new", Start);
        counter.MapGet("/deals/{id:guid}/edit", Edit);
        counter.MapPost("/deals/{id:guid}/edit", Take);
        counter.MapGet("/deals/{id:guid}/preview", (Guid id, HttpContext http, Store store, Sealing sealing, TradeSettings settings) => Preview(new(id), http, store, sealing, settings, null));
        counter.MapPost("/deals/{id:guid}/review", Review);
        counter.MapPost("/deals/{id:guid}/open", Open);
        counter.MapPost("/deals/{id:guid}/drop", Drop);
    }

    static async Task<IResult> Choose(string? q, Guid[]? p, HttpContext http, Store store)
    {
        var keeper = Keeper.Of(http);
        var picked = await Products(store, p ?? []);
        var found = await store.Read(db => ListProducts.Handle(db, new(Search: q, Limit: ShelfMax)));
        var deals = await store.Read(db => ListLedDeals.Handle(db, new(keeper.Visitor)));
        return Screens.Mine<OpenPage>(http, new { Deals = deals, Picked = picked, Found = found.Items, Search = q, keeper.Now });
    }

    static async Task<IResult> Start(Guid[]? p, HttpContext http, Store store, Sealing sealing)
    {
        var keeper = Keeper.Of(http);
        var products = await Products(store, p ?? []);
        var deals = await store.Read(db => ListLedDeals.Handle(db, new(keeper.Visitor)));
        var before = deals.Count == 0 ? null : (ShowDeal.Answer?)(await store.Read(db => ShowDeal.Handle(db, sealing, deals[0].Id))).Value;
        var points = await store.Read(db => ListCommunities.Handle(db, new(Writes(keeper))));
        var form = DealForm.From(Ids.New<DealId>(keeper.Now), products, before, points.Items.SelectMany(c => c.PickupPoints), keeper.Now);
        return await Draw(http, store, form);
    }

    static async Task<IResult> Edit(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var deal = await store.Read(db => WatchDeal.Handle(db, sealing, new(Keeper.Of(http).Visitor, new(id))));
        if (deal.Refused) return Screens.Refuse(http, deal.Refusal!, "/leader/deals");
        if (deal.Value.Published) return Screens.Next("/leader/shared");
        return deal.Value.Deal.State == Deal.NameOf(DealState.Draft) ? await Draw(http, store, DealForm.Of(deal.Value.Deal)) : Screens.Next($"/leader/deals/{id}");
    }

    /// <summary>The form's buttons: add or take away a row (nothing is kept yet), keep the draft, or keep it and look.</summary>
    static async Task<IResult> Take(Guid id, HttpContext http, Store store)
    {
        var sent = await FormSent.Read(http);
        if (sent.Refused) return Screens.Refuse(http, sent.Refusal!, "/leader/open");
        var (keeper, form) = (Keeper.Of(http), DealForm.Read(new(id), sent.Value));
        switch (sent.Value["do"].Split(':'))
        {
            case ["add" or "gift", var product] when Guid.TryParse(product, out var wanted):
                if (await Products(store, [wanted]) is [var found]) form.Add(found, isGift: sent.Value["do"].StartsWith("gift", StringComparison.Ordinal));
                return await Draw(http, store, form);
            case ["drop", var at] when int.TryParse(at, out var row) && row >= 0 && row < form.Items.Count:
                form.Items.RemoveAt(row);
                return await Draw(http, store, form);
            case ["drop-gift", var at] when int.TryParse(at, out var row) && row >= 0 && row < form.Gifts.Count:
                form.Gifts.RemoveAt(row);
                return await Draw(http, store, form);
            case ["find"]:
                return await Draw(http, store, form);
        }
        if (form.ToAsk(keeper.Visitor) is not { } ask) return await Draw(http, store, form, 422);
        var kept = await store.Write(work => DraftDeal.Handle(work, ask, http.RequestServices.GetRequiredService<TradeSettings>()));
        if (kept.Refused && kept.Refusal!.Code == Deal.Missing.Code) return Screens.Refuse(http, kept.Refusal!, "/leader/deals");
        if (kept.Refused)
        {
            form.Put(kept.Refusal!);
            return await Draw(http, store, form, kept.Refusal!.Status);
        }
        return Screens.Next(sent.Value["do"] == "keep" ? "/leader/deals?kept=1" : $"/leader/deals/{id}/preview");
    }

    static async Task<IResult> Preview(DealId id, HttpContext http, Store store, Sealing sealing, TradeSettings settings, Refusal? refusal)
    {
        var keeper = Keeper.Of(http);
        var deal = await store.Read(db => WatchDeal.Handle(db, sealing, new(keeper.Visitor, id)));
        if (deal.Refused) return Screens.Refuse(http, deal.Refusal!, "/leader/deals");
        var read = await store.Read(db => ReadClaims.Handle(db, settings, new(keeper.Visitor, id)));
        if (read.Refused) return Screens.Refuse(http, read.Refusal!, "/leader/deals");
        if (deal.Value.Published) return Screens.Next("/leader/shared");
        return deal.Value.Deal.State == Deal.NameOf(DealState.Draft)
            ? Screens.Mine<PreviewPage>(http, new { Deal = deal.Value.Deal, Read = read.Value, MayPublish = keeper.Visitor.AtHeadquarters, keeper.Now, Refusal = refusal }, refusal?.Status ?? 200)
            : Screens.Next($"/leader/deals/{id.Value}");
    }

    /// <summary>Pressed twice, the second press finds the deal open and leads to the same page.</summary>
    static async Task<IResult> Open(Guid id, HttpContext http, Store store, Sealing sealing, TradeSettings settings)
    {
        var visitor = Keeper.Of(http).Visitor;
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/leader/deals/{id}/preview");
        var opened = await store.Write(work => OpenDeal.Handle(work, new(visitor, new(id), form.Value["sure"] == "1"), settings));
        if (!opened.Refused) return Screens.Next($"/leader/deals/{id}/share?new=1");
        var deal = await store.Read(db => WatchDeal.Handle(db, sealing, new(visitor, new(id))));
        if (!deal.Refused && deal.Value.Deal.State == Deal.NameOf(DealState.Open)) return Screens.Next($"/leader/deals/{id}/share?new=1");
        return await Preview(new(id), http, store, sealing, settings, opened.Refusal);
    }

    /// <summary>Pressed twice, the second press finds that headquarters has been asked.</summary>
    static async Task<IResult> Review(Guid id, HttpContext http, Store store, Sealing sealing, TradeSettings settings)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/leader/deals/{id}/preview");
        var asked = await store.Write(work => AskForReview.Handle(work, new(Keeper.Of(http).Visitor, new(id), form.Value["why"])));
        return !asked.Refused || asked.Refusal == AskForReview.AskedAlready ? Screens.Next($"/leader/deals/{id}/preview") : await Preview(new(id), http, store, sealing, settings, asked.Refusal);
    }

    /// <summary>Puts a draft into the recycle bin; nobody has seen it, so nobody need be told why.</summary>
    static async Task<IResult> Drop(Guid id, HttpContext http, Store store)
    {
        var visitor = Keeper.Of(http).Visitor;
        var shelf = await store.Read(db => ListLedDeals.Handle(db, new(visitor)));
        if (shelf.Any(d => d.Id.Value == id && d.State == DealState.Draft))
        {
            var dropped = await store.Write(work => BinDraft.Handle(work, new(visitor, new(id), In: true)));
            if (dropped.Refused) return Screens.Refuse(http, dropped.Refusal!, "/leader/deals");
        }
        return Screens.Next("/leader/deals");
    }

    static async Task<IResult> Draw(HttpContext http, Store store, DealForm form, int status = 200)
    {
        var keeper = Keeper.Of(http);
        var named = await Products(store, [.. form.Items.Concat(form.Gifts).Select(r => r.Product)]);
        var found = await store.Read(db => ListProducts.Handle(db, new(Search: form.Find, Limit: ShelfMax, WithCommission: true)));
        var communities = await store.Read(db => ListCommunities.Handle(db, new(Writes(keeper))));
        return Screens.Mine<WriteDealPage>(http, new { Form = form, Named = named.ToDictionary(p => p.Id.Value), Found = found.Items, Communities = communities.Items, keeper.Now, Trade = http.RequestServices.GetRequiredService<TradeSettings>() }, status);
    }

    /// <summary>For which communities: a leader for their own, headquarters for all.</summary>
    static IReadOnlyList<CommunityId>? Writes(Keeper keeper) => keeper.Visitor.AtHeadquarters ? null : keeper.Visitor.Leads;

    /// <summary>These products of the library, in the order asked for.</summary>
    static async Task<IReadOnlyList<Product>> Products(Store store, IReadOnlyList<Guid> wanted)
    {
        if (wanted.Count == 0) return [];
        var found = await store.Read(db => ListProducts.Handle(db, new(Limit: ListProducts.LimitMax, Only: [.. wanted.Distinct().Take(DraftDeal.OffersMax).Select(p => new ProductId(p))], WithCommission: true)));
        return [.. wanted.Distinct().Select(id => found.Items.FirstOrDefault(p => p.Id.Value == id)).OfType<Product>()];
    }
}
