// The rules of an evening once more, in memory and as plainly as they can be said: what random evenings are compared with.
namespace HaoLin.Tests.Trade;

public sealed class ModelOrder
{
    public required int Sequence { get; init; }
    public required int Who { get; init; }
    public required int[] Goods { get; set; }
    public required DateTimeOffset HoldUntil { get; set; }
    public bool Gift { get; set; }
    public bool Paid { get; set; }
    public bool Cancelled { get; set; }
    public bool Lapsed { get; set; }
    public bool Refunding { get; set; }
    public DateTimeOffset? HandedOver { get; set; }
    /// <summary>What the open payment asks for, in fen; none is open when null.</summary>
    public long? Asked { get; set; }

    public bool Stands => !Cancelled && !Lapsed;
    public long Fen => (Goods[0] * ModelEvening.Prices[0]) + (Goods[1] * ModelEvening.Prices[1]);
    public string State => Refunding ? "refunding" : Cancelled ? "cancelled" : Lapsed ? "lapsed" : HandedOver is not null ? "handed-over" : Paid ? "paid" : "awaiting-payment";
}

/// <summary>One deal with two offers and a gift for the first few. Every deed answers "yes" or the code of the refusal.</summary>
/// <param name="opened">The instant it begins.</param>
/// <param name="forgets">A rule that this model leaves out, to see that a comparison notices; empty for none.</param>
public sealed class ModelEvening(DateTimeOffset opened, string forgets = "")
{
    public static readonly long[] Prices = [5980, 2500];
    public static readonly int[] Limits = [6, 9];
    public const int PerPerson = 3, GiftForFirst = 3;
    public static readonly TimeSpan Hold = TimeSpan.FromMinutes(15), Grace = TimeSpan.FromMinutes(10), OpenFor = TimeSpan.FromMinutes(90);

    readonly DateTimeOffset cutOffDue = opened + OpenFor;
    bool cutOff;
    int last;

    public DateTimeOffset Now { get; private set; } = opened;
    public List<ModelOrder> Orders { get; } = [];
    public List<(int Who, int[] Goods)> Waiting { get; } = [];
    /// <summary>All that was ever paid, and what of it came too late for its order.</summary>
    public (long All, long Late) Came { get; private set; }

    public bool IsCutOff => cutOff;
    bool IsOpen => !cutOff && Now < cutOffDue;
    public int Taken(int offer) => Orders.Where(o => o.Stands).Sum(o => o.Goods[offer]);
    public int Gifts => Orders.Count(o => o.Stands && o.Gift);
    int Has(int who, int offer) => Orders.Where(o => o.Stands && o.Who == who).Sum(o => o.Goods[offer]);
    bool HasGift(int who) => Orders.Any(o => o.Stands && o.Gift && o.Who == who);

    public void Pass(TimeSpan time) => Now += time;

    /// <summary>Whether these goods could be had just now.</summary>
    string MayJoin(int who, int[] goods)
    {
        if (!IsOpen) return "trade.deal-closed";
        if (goods.All(g => g == 0)) return "trade.no-lines";
        for (var offer = 0; offer < 2; offer++)
        {
            if (goods[offer] == 0) continue;
            if (offer == 0 && Has(who, 0) + goods[0] > PerPerson && forgets != "limit") return "trade.limit-reached";
            if (Taken(offer) + goods[offer] > Limits[offer]) return "trade.sold-out";
        }
        return "yes";
    }

    public string Join(int who, int[] goods)
    {
        if (MayJoin(who, goods) is var answer && answer != "yes") return answer;
        var gift = Gifts < GiftForFirst && !HasGift(who);
        Orders.Add(new() { Sequence = ++last, Who = who, Goods = goods, Gift = gift, HoldUntil = Now + Hold < cutOffDue ? Now + Hold : cutOffDue });
        return "yes";
    }

    public string Wait(int who, int[] goods)
    {
        if (IsOpen && Waiting.Any(w => w.Who == who)) return "trade.waitlist-already";
        switch (MayJoin(who, goods))
        {
            case "yes": return "trade.waitlist-not-needed";
            case "trade.sold-out": Waiting.Add((who, goods)); return "yes";
            case var refused: return refused;
        }
    }

    public string StopWaiting(int who) => Waiting.RemoveAll(w => w.Who == who) > 0 ? "yes" : "trade.waitlist-not-waiting";

    /// <summary>Goods came back: first the gifts go on, by number and one a person, then whoever waits gets what they wanted.</summary>
    void GoOn()
    {
        if (forgets != "gift")
            foreach (var order in Orders)
                if (Gifts < GiftForFirst && order.Stands && !order.Refunding && order.HandedOver is null && !HasGift(order.Who)) order.Gift = true;
        if (!IsOpen || forgets == "waiters") return;
        foreach (var waiter in Waiting.ToList())
            if (Join(waiter.Who, waiter.Goods) == "yes") Waiting.Remove(waiter);
    }

    string MayCancel(ModelOrder order) => !order.Stands || order.Refunding || order.HandedOver is not null ? "trade.order-ended" : IsOpen ? "yes" : "trade.cancel-too-late";

    public string Cancel(ModelOrder order)
    {
        if (MayCancel(order) is var answer && answer != "yes") return answer;
        (order.Cancelled, order.Refunding) = (true, order.Paid);
        GoOn();
        return "yes";
    }

    public string Change(ModelOrder order, int[] goods)
    {
        if (MayCancel(order) is var answer && answer != "yes") return answer;
        if (!goods.SequenceEqual(order.Goods))
        {
            if (order.Paid) return "trade.change-paid";
            if (order.Asked is not null) return "trade.change-being-paid";
        }
        var (before, gift) = (order.Goods, order.Gift);
        (order.Goods, order.Gift) = ([0, 0], false);
        if (MayJoin(order.Who, goods) is var refused && refused != "yes")
        {
            (order.Goods, order.Gift) = (before, gift);
            return refused;
        }
        (order.Goods, order.Gift) = (goods, Gifts < GiftForFirst && !HasGift(order.Who));
        GoOn();
        return "yes";
    }

    public string StartPaying(ModelOrder order)
    {
        if (order.Paid || order.Cancelled) return "trade.pay-nothing";
        if (order.Lapsed || Now >= order.HoldUntil) return "trade.pay-hold-ended";
        order.Asked ??= order.Fen;
        return "yes";
    }

    /// <summary>The open payment is made: it pays for an order that stands unpaid; otherwise the money goes back.</summary>
    public void IsPaid(ModelOrder order)
    {
        var fen = order.Asked!.Value;
        var late = !order.Stands || order.Paid || order.Fen != fen;
        order.Asked = null;
        Came = (Came.All + fen, Came.Late + (late ? fen : 0));
        if (!late) order.Paid = true;
    }

    bool HasLapsed(ModelOrder order, bool anyHold) =>
        order is { Stands: true, Paid: false } && (anyHold || order.HoldUntil <= Now) && (order.Asked is null || order.HoldUntil <= Now - Grace);

    public void LapseHolds()
    {
        var due = Orders.Where(o => HasLapsed(o, anyHold: false)).ToList();
        foreach (var order in due) order.Lapsed = true;
        if (due.Count > 0) GoOn();
    }

    public string CutOff(bool byClock)
    {
        if (cutOff) return "trade.deal-state";
        if (byClock && Now < cutOffDue) return "trade.cut-off-not-due";
        cutOff = true;
        foreach (var order in Orders.Where(o => HasLapsed(o, anyHold: true)).ToList()) order.Lapsed = true;
        GoOn();
        foreach (var order in Orders.Where(o => o.Stands && !o.Paid && o.HoldUntil > Now + Hold)) order.HoldUntil = Now + Hold;
        Waiting.Clear();
        return "yes";
    }

    public string HandOver(ModelOrder order)
    {
        if (order.HandedOver is not null) return "trade.hand-over-already";
        if (order.Refunding) return "trade.hand-over-refunded";
        if (!order.Paid || !order.Stands) return "trade.hand-over-not-paid";
        if (!cutOff) return "trade.hand-over-not-cut-off";
        order.HandedOver = Now;
        return "yes";
    }

    public string UndoHandOver(ModelOrder order)
    {
        if (order.HandedOver is not { } at || order.Refunding) return "trade.undo-not-handed-over";
        if (Day(at) != Day(Now)) return "trade.undo-not-today";
        order.HandedOver = null;
        return "yes";
    }

    static DateTime Day(DateTimeOffset instant) => instant.ToOffset(TimeSpan.FromHours(8)).Date;

    public string Refund(ModelOrder order)
    {
        if (!order.Paid) return "trade.refund-not-paid";
        if (order.Refunding) return "trade.refund-already";
        order.Refunding = true;
        if (!cutOff)
        {
            order.Cancelled = true;
            GoOn();
        }
        return "yes";
    }

    /// <summary>What the books must say: what came, what is owed in goods, what is earned, what is owed back.</summary>
    public (long Clearing, long Prepaid, long Revenue, long RefundsDue) Books =>
        (Came.All, -Sum(o => o.HandedOver is null), -Sum(o => o.HandedOver is not null), -Orders.Where(o => o.Refunding).Sum(o => o.Fen) - Came.Late);

    long Sum(Func<ModelOrder, bool> which) => Orders.Where(o => o.Paid && !o.Refunding && which(o)).Sum(o => o.Fen);
}
