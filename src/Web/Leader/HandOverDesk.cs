// The hand-over desk: find the neighbour, hand the goods over with one tap, undo a mistake; and the page behind a pickup code's QR.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class HandOverDesk
{
    const int CodeLength = 8;

    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("/desk", Show);
        // Holds nothing of anybody, for it stays on the phone.
        counter.MapGet("/desk/pocket", (HttpContext http) => Screens.Mine<PocketPage>(http, new { IsAssistant = IsAssistant(http) }));
        counter.MapPost("/desk/hand", HandMany);
        counter.MapPost("/desk/{id:guid}/hand", Hand);
        counter.MapPost("/desk/{id:guid}/undo", Undo);
    }

    /// <summary>Stands outside the counter, because anybody's camera may open a code.</summary>
    public static void MapCode(IEndpointRouteBuilder app) => app.MapGet("/h/{code}", Scanned).ExcludeFromDescription();

    static Task<IResult> Show(string? q, Guid? deal, Guid? done, Guid? undone, string? many, string? left, HttpContext http, Store store, Sealing sealing) =>
        Draw(http, store, sealing, new(q ?? "", deal) { Done = done, Undone = undone, Many = Several(many), Left = Several(left) });

    /// <summary>What the desk is to show beside who waits.</summary>
    sealed record Shown(string Words, Guid? Deal)
    {
        public Guid? Done { get; init; }
        public Guid? Undone { get; init; }
        public IReadOnlyList<Guid> Many { get; init; } = [];
        public IReadOnlyList<Guid> Left { get; init; } = [];
        public Guid? Twice { get; init; }
        public SyncHandOvers.Standing? First { get; init; }
        public Refusal? Refusal { get; init; }
    }

    static async Task<IResult> Draw(HttpContext http, Store store, Sealing sealing, Shown shown)
    {
        var keeper = Keeper.Of(http);
        // A code has its own page, which also says why a bag must not go out yet.
        if (CodeIn(shown.Words) is { } code) return Screens.Next("/h/" + code);
        var deals = await store.Read(db => ListDesks.Handle(db, new(keeper.Visitor)));
        DealId? deal = shown.Deal is { } id && deals.Any(d => d.Id.Value == id) ? new(id) : null;
        var waiting = await store.Read(db => FindAtDesk.Handle(db, sealing, new(keeper.Visitor, deal, "")));
        if (waiting.Refused) return Screens.Refuse(http, waiting.Refusal!, "/leader");
        var found = shown.Words.Trim().Length == 0 ? waiting : await store.Read(db => FindAtDesk.Handle(db, sealing, new(keeper.Visitor, deal, shown.Words)));
        var left = waiting.Value.Where(o => o.HandedOverAt is null).ToList();
        Task<ShowOrder.Answer?> See(Guid? order) => One(store, sealing, keeper.Visitor, order);
        return Screens.Mine<DeskPage>(http, new
        {
            Deals = deals, Deal = deal?.Value, Words = shown.Words.Trim(), Waiting = left, Found = found.Value, Done = await See(shown.Done), Undone = await See(shown.Undone), keeper.Now, shown.Refusal,
            IsAssistant = IsAssistant(http), Keeper = keeper.Visitor.Person.Value, Together = await store.Read(db => GroupByNeighbour.Handle(db, new(keeper.Visitor, [.. left.Where(o => o.State == "paid").Select(o => o.OrderId)]))),
            Many = await All(shown.Many, See, o => o.HandedOverAt is not null), Left = await All(shown.Left, See, _ => true), Twice = (await See(shown.Twice), shown.First),
        }, shown.Refusal?.Status ?? (shown.First is null ? 200 : HandOver.Already.Status));
    }

    /// <summary>Each form carries its deed's own id, so pressing twice is once, and a phone that got no answer may tell it again.</summary>
    static async Task<IResult> Hand(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, "/leader/desk");
        var told = await Tell(DeskDeed.Hand, [(new(id), form.Value.Id("deed"))], http, store, sealing);
        var (whyNot, first) = told.Match(done => (done.Results[0].WhyNot, done.Results[0].Standing), refusal => (refusal, null));
        if (whyNot is null) return Screens.Next($"/leader/desk?done={id}{And(form.Value)}");
        var twice = whyNot.Code == HandOver.Already.Code && first is not null;
        return await Draw(http, store, sealing, new("", form.Value.Id("deal")) { Twice = twice ? id : null, First = twice ? first : null, Refusal = twice ? null : whyNot });
    }

    /// <summary>Everything that was ticked, or all that one neighbour has: each by itself, so one that cannot go holds nothing up.</summary>
    static async Task<IResult> HandMany(HttpContext http, Store store, Sealing sealing)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, "/leader/desk");
        var ticked = form.Value.All("order").Select(pair => pair.Split('.')).Where(pair => pair.Length == 2 && Guid.TryParse(pair[0], out _) && Guid.TryParse(pair[1], out _))
            .Select(pair => (new OrderId(Guid.Parse(pair[0])), (Guid?)Guid.Parse(pair[1]))).ToList();
        var told = await Tell(DeskDeed.Hand, ticked, http, store, sealing);
        if (told.Refused) return await Draw(http, store, sealing, new("", form.Value.Id("deal")) { Refusal = told.Refusal });
        string Ids(bool done) => string.Join('.', told.Value.Results.Where(r => r.WhyNot is null == done).Select(r => r.OrderId.Value.ToString("N")));
        return Screens.Next($"/leader/desk?many={Ids(true)}&left={Ids(false)}{And(form.Value)}");
    }

    static async Task<IResult> Undo(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, "/leader/desk");
        var whyNot = (await Tell(DeskDeed.Undo, [(new(id), form.Value.Id("deed"))], http, store, sealing)).Match(done => done.Results[0].WhyNot, refusal => refusal);
        return whyNot is null || whyNot == UndoHandOver.NotHandedOver
            ? Screens.Next($"/leader/desk?undone={id}{And(form.Value)}")
            : await Draw(http, store, sealing, new("", form.Value.Id("deal")) { Refusal = whyNot });
    }

    static Task<Outcome<SyncHandOvers.Answer>> Tell(string kind, IReadOnlyList<(OrderId Order, Guid? Deed)> deeds, HttpContext http, Store store, Sealing sealing)
    {
        var keeper = Keeper.Of(http);
        return store.Write(work => SyncHandOvers.Handle(work, sealing, new(keeper.Visitor, null, [.. deeds.Select(d => new SyncHandOvers.Deed(d.Deed ?? Ids.NewGuid(work.Now), kind, d.Order, work.Now))])));
    }

    static async Task<IResult> Scanned(string code, HttpContext http, Store store, Sealing sealing)
    {
        var visitor = await store.Read(db => SignedIn.Visitor(http, db));
        // Nothing of the code is looked up for anybody else, so the page says the same of every code.
        if (visitor is not { HasDesk: true } known)
            return Screens.Mine<KindCodePage>(http, new { Back = "/h/" + Uri.EscapeDataString(code) });
        var shown = await store.Read(db => ShowAtDesk.Handle(db, sealing, new(known, code)));
        return shown.Refused
            ? Screens.Mine<NoSuchCodePage>(http, new { Refusal = shown.Refusal!, Code = code }, shown.Refusal!.Status)
            : Screens.Mine<CodePage>(http, new { shown.Value.Order, shown.Value.WhyNot, Now = store.Clock.GetUtcNow(), IsAssistant = !known.IsLeader && !known.AtHeadquarters });
    }

    static async Task<ShowOrder.Answer?> One(Store store, Sealing sealing, Visitor visitor, Guid? id)
    {
        if (id is not { } known) return null;
        var order = await store.Read(db => FindAtDesk.Handle(db, sealing, new(visitor, null, "", [new(known)])));
        return order.Refused ? null : order.Value.FirstOrDefault();
    }

    static async Task<List<ShowOrder.Answer>> All(IReadOnlyList<Guid> ids, Func<Guid?, Task<ShowOrder.Answer?>> see, Func<ShowOrder.Answer, bool> which)
    {
        var seen = new List<ShowOrder.Answer>();
        foreach (var id in ids) if (await see(id) is { } order && which(order)) seen.Add(order);
        return seen;
    }

    static IReadOnlyList<Guid> Several(string? ids) => [.. (ids ?? "").Split('.').Take(SyncHandOvers.DeedsMax).Select(id => Guid.TryParse(id, out var known) ? known : Guid.Empty).Where(id => id != Guid.Empty)];

    static string And(FormSent form) => form.Id("deal") is { } deal ? $"&deal={deal}" : "";

    static bool IsAssistant(HttpContext http) => Keeper.Of(http).Visitor is { IsLeader: false, AtHeadquarters: false };

    static string? CodeIn(string words) => Phone.AsciiDigits(words) is { Length: CodeLength } code && code.All(char.IsAsciiDigit) ? code : null;
}
