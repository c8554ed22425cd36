// What a keeper's phone may keep of the desk for an evening without a line: who collects what, and no code in clear.
using System.Security.Cryptography;
using System.Text;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class PackDesk
{
    public sealed record Ask(Visitor By);

    /// <param name="Keeper">Whose desk it is; deeds done with it are signed by nobody else.</param>
    /// <param name="KeepUntil">When the phone deletes it at the latest.</param>
    /// <param name="Rounds">Of PBKDF2 with SHA-256, by which a code is turned into its mark.</param>
    public sealed record Answer(Guid Keeper, DateTimeOffset At, DateTimeOffset KeepUntil, int Rounds, IReadOnlyList<PackedDeal> Deals);

    /// <param name="Salt">In hex; another one for each deal.</param>
    public sealed record PackedDeal(Guid DealId, string Title, DateTimeOffset PickupFrom, DateTimeOffset PickupUntil, string Salt, IReadOnlyList<PackedOrder> Orders);

    /// <param name="Neighbour">The same number for the orders of one neighbour, and good within this answer alone.</param>
    /// <param name="CodeMark">Of the pickup code, in hex: checks a code that is shown and does not tell it.</param>
    /// <param name="HandOverId">The hand-over that stands.</param>
    /// <param name="Door">Where it is to be brought; null when it is collected.</param>
    /// <param name="Slot">When they chose to come, 16:00–17:00, or "".</param>
    /// <param name="Collector">Who may collect it instead; "" when nobody was named.</param>
    public sealed record PackedOrder(Guid OrderId, int Sequence, int Neighbour, string Name, string PhoneTail, IReadOnlyList<PackedLine> Goods, string Point, string CodeMark, DateTimeOffset? HandedOverAt, Guid? HandOverId, string Collector, string CollectorTail, string? Door = null, string Slot = "");

    public sealed record PackedLine(string Name, string Unit, int Quantity, bool Gift);

    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(48);
    public const int Rounds = 2000, MarkBytes = 16;

    /// <summary>The desks one stands at alone, deals that are being collected or ended within two days: headquarters, who may look at every desk, takes none along.</summary>
    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask, DateTimeOffset now)
    {
        if (ask.By.Desks.Count == 0) return Visitor.NotAllowed;
        var desks = ask.By.Desks.ToArray();
        var since = now - KeptFor;
        var deals = await db.Set<Deal>().AsNoTracking().Where(d => desks.Contains(d.LeaderId) && d.CutOffAt != null && d.CancelledAt == null && d.CompletedAt == null && d.PickupUntil >= since).OrderBy(d => d.PickupFrom).ToListAsync();
        var ids = deals.Select(d => d.Id).ToArray();
        var orders = await db.Set<Order>().AsNoTracking().Include(o => o.Lines).Where(Order.IsPaid).Where(o => ids.Contains(o.DealId)).OrderBy(o => o.Sequence).ToListAsync();
        var people = orders.Select(o => o.PersonId).Distinct().ToArray();
        var persons = await db.Set<Person>().AsNoTracking().Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id);
        var numbers = people.Select((id, at) => (id, at)).ToDictionary(p => p.id, p => p.at + 1);
        var offers = await db.Set<Offer>().AsNoTracking().Where(o => ids.Contains(o.DealId)).ToDictionaryAsync(o => o.Id);
        var pointIds = orders.Select(o => o.PickupPointId).Distinct().ToArray();
        var points = await db.Set<PickupPoint>().AsNoTracking().Where(p => pointIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name);
        var orderIds = orders.Where(o => o.HandedOverAt is not null).Select(o => o.Id).ToArray();
        var handed = await db.Set<HandOverRow>().AsNoTracking().Where(h => orderIds.Contains(h.OrderId) && h.UndoneAt == null).ToDictionaryAsync(h => h.OrderId, h => h.Id);
        var (doors, slots) = (await Door.Of(db, sealing, [.. orders.Select(o => o.Id)]), await SlotChosen.Of(db, [.. orders.Select(o => o.Id)]));
        var collectors = await CollectorSeen.Of(db, sealing, [.. orders.Select(o => o.Id)]);
        return new Answer(ask.By.Person.Value, now, now + KeptFor, Rounds, [.. deals.Select(d =>
        {
            var salt = SaltOf(sealing, d.Id);
            return new PackedDeal(d.Id.Value, d.Title, d.PickupFrom, d.PickupUntil, Convert.ToHexStringLower(salt), [.. orders.Where(o => o.DealId == d.Id).Select(o => new PackedOrder(
                o.Id.Value, o.Sequence, numbers[o.PersonId], ask.By.OnlyHelps(d.LeaderId) ? Person.Masked(persons[o.PersonId].Name(sealing)) : persons[o.PersonId].Name(sealing), persons[o.PersonId].PhoneTail(sealing),
                [.. o.Lines.Where(l => l.Left > 0 && !offers[l.OfferId].IsDelivery).OrderBy(l => offers[l.OfferId].Position).Select(l => new PackedLine(offers[l.OfferId].Name, offers[l.OfferId].Unit, l.Left, offers[l.OfferId].IsGift))],
                points[o.PickupPointId], MarkOf(o.PickupCode!, salt), o.HandedOverAt, handed.TryGetValue(o.Id, out var id) ? id : null, collectors.GetValueOrDefault(o.Id)?.Name ?? "", collectors.GetValueOrDefault(o.Id)?.PhoneTail ?? "",
                o.Lines.Any(l => l.Left > 0 && offers[l.OfferId].IsDelivery) ? doors.GetValueOrDefault(o.Id, "") : null, slots.TryGetValue(o.Id, out var slot) ? slot.Hours : ""))]);
        })]);
    }

    static byte[] SaltOf(Sealing sealing, DealId deal) => sealing.Lookup("desk", deal.Value.ToString("N"))[..MarkBytes];

    /// <summary>Eight digits can be tried through, so each try is made to cost something; who has the phone and its owner's session can hand over anyway.</summary>
    public static string MarkOf(string code, byte[] salt) =>
        Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(code), salt, Rounds, HashAlgorithmName.SHA256, MarkBytes));
}
