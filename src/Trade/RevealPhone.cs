// A leader or headquarters sees the whole phone of who ordered (显示号码): for a reason, for a time, and the neighbour reads who it was.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class RevealPhone
{
    /// <summary>Codes and not words: who wrote a sentence here would write about somebody.</summary>
    public static readonly IReadOnlyList<string> Reasons = ["arrival", "not-collected", "quality", "check"];

    /// <param name="Reason">One of <see cref="Reasons"/>.</param>
    public sealed record Ask(Visitor By, OrderId OrderId, string? Reason);

    /// <param name="Phone">Eleven digits.</param>
    public sealed record Answer(string Phone);

    public static readonly Refusal ReasonNeeded = new("phone.reason-needed", 422, "请选一个原因，邻居看得到", "Choose a reason; the neighbour will read it.");
    public static readonly Refusal NotNow = new("phone.not-now", 409, "截单以后到取货后几天内才能看号码，平时只显示一部分", "Phones are shown from the cut-off until some days after the pickup; otherwise a part of them.");
    public static readonly Refusal NoPhone = new("phone.none", 409, "这位邻居还没有手机号", "This neighbour has no phone yet.");

    /// <param name="lasts">For how long after the pickup a leader may still call.</param>
    public static Refusal? Decide(Deal deal, Order order, Ask ask, TimeSpan lasts, DateTimeOffset now)
    {
        if (!Reasons.Contains(ask.Reason)) return ReasonNeeded;
        // Headquarters sees to complaints, which come later.
        if (ask.By.AtHeadquarters) return null;
        return (order.PaidAt is not null || order is { PaysAtPickup: true, Stands: true }) && deal.CutOffAt is not null && now <= deal.PickupUntil + lasts ? null : NotNow;
    }

    public static async Task<Outcome<Answer>> Handle(Work work, Sealing sealing, Ask ask, TradeSettings settings)
    {
        var order = await work.Db.Set<Order>().AsNoTracking().FirstOrDefaultAsync(o => o.Id == ask.OrderId);
        var deal = order is null ? null : await work.Db.Set<Deal>().AsNoTracking().FirstAsync(d => d.Id == order.DealId);
        if (order is null || !deal!.IsLedBy(ask.By)) return Order.Missing;
        if (Decide(deal, order, ask, settings.PhonesFor, work.Now) is { } refusal) return refusal;
        var phone = (await work.Db.Set<Person>().AsNoTracking().FirstAsync(p => p.Id == order.PersonId)).Phone(sealing);
        if (phone.Length == 0) return NoPhone;
        Audit.Note(work, ask.By.Person.Value, "phone-shown", order.Id.Value, "masked", "shown", ask.Reason!, whom: order.PersonId.Value);
        return new Answer(phone);
    }
}
