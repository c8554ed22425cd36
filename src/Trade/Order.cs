// A neighbour's order in a deal (跟团): its lines, its number in the list, and what has happened to it.
using System.Linq.Expressions;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public readonly record struct OrderId(Guid Value) : IId<OrderId>
{
    public static OrderId From(Guid value) => new(value);

    // For lists that go on after an order: the database compares.
    public static bool operator <(OrderId a, OrderId b) => a.Value < b.Value;
    public static bool operator >(OrderId a, OrderId b) => a.Value > b.Value;
}

public sealed class Order
{
    public static readonly Refusal Missing = new("trade.order-missing", 404, "没有找到这个订单", "There is no such order.");

    public required OrderId Id { get; init; }
    public required DealId DealId { get; init; }
    /// <summary>Changes once at most: when a neighbour written down by name turns out to be somebody.</summary>
    public required PersonId PersonId { get; set; }
    public required PickupPointId PickupPointId { get; set; }
    /// <summary>The number in the list (接龙号).</summary>
    public required int Sequence { get; init; }
    public required Money Amount { get; set; }
    /// <summary>The resident's note, sealed with their key; null when there is none.</summary>
    public byte[]? NoteSealed { get; set; }
    public required DateTimeOffset PlacedAt { get; init; }
    /// <summary>The leader who wrote it down for the neighbour; null when the neighbour ordered.</summary>
    public PersonId? PlacedBy { get; init; }
    /// <summary>The household it counts for, as it was when it was ordered, so that what it gives back is taken from the same; null where nothing in it is limited per household.</summary>
    public Household? Household { get; set; }
    /// <summary>Until when the goods are held for an unpaid order.</summary>
    public required DateTimeOffset HoldUntil { get; set; }
    /// <summary>It is paid when it is collected (取货时付), and stands unpaid until then.</summary>
    public bool PaysAtPickup { get; set; }
    public DateTimeOffset? PaidAt { get; set; }
    public DateTimeOffset? CancelledAt { get; set; }
    public DateTimeOffset? LapsedAt { get; set; }
    /// <summary>Of the money it was paid with, what has gone back or is on its way.</summary>
    public Money Refunded { get; set; }
    /// <summary>All of it goes back; while only a part did, the order stays what it was.</summary>
    public DateTimeOffset? RefundAskedAt { get; set; }
    public DateTimeOffset? RefundedAt { get; set; }
    /// <summary>When its goods left the desk: collected, given to a neighbour, or disposed of because nobody came.</summary>
    public DateTimeOffset? HandedOverAt { get; set; }
    /// <summary>Nobody came, and the goods were disposed of then.</summary>
    public DateTimeOffset? DisposedAt { get; set; }
    /// <summary>What its leader earns of it is to be paid; until then it is expected.</summary>
    public DateTimeOffset? CommissionPayableAt { get; set; }
    /// <summary>Whose commission it stays although another leads the deal now; null is whoever leads it.</summary>
    public PersonId? EarnedBy { get; set; }
    /// <summary>Eight digits shown at the hand-over; given when the order is paid.</summary>
    public string? PickupCode { get; set; }
    public List<OrderLine> Lines { get; init; } = [];

    /// <summary>Holds its goods: neither lapsed nor cancelled.</summary>
    public bool Stands => CancelledAt is null && LapsedAt is null;

    /// <summary>What a coupon bore of it when it was paid.</summary>
    public Money CouponOff => Lines.Aggregate(Money.Zero, (sum, line) => sum + line.CouponShare);

    /// <summary>What it is still worth: paid and not going back.</summary>
    public Money Left => Amount - Refunded;

    public bool AwaitsPayment => Stands && PaidAt is null;

    public bool AwaitsHandOver => Stands && PaidAt is not null && RefundAskedAt is null && HandedOverAt is null;

    public string State => this switch
    {
        { RefundedAt: not null } => "refunded",
        { RefundAskedAt: not null } => "refunding",
        { CancelledAt: not null } => "cancelled",
        { LapsedAt: not null } => "lapsed",
        { DisposedAt: not null } => "disposed",
        { HandedOverAt: not null } => "handed-over",
        { PaidAt: not null } => "paid",
        _ => "awaiting-payment",
    };

    /// <summary>Whether somebody may look at it, pay and cancel it as its resident: the neighbour, or the leader who wrote it down, for as long as they lead.</summary>
    public async Task<bool> IsOf(HaoLinDb db, PersonId person) =>
        PersonId == person || (PlacedBy == person && await Role.Leads(db, person));

    /// <summary>Paid for or to be paid at the pickup, and kept, collected already or not: what is packed, listed and counted.</summary>
    public static readonly Expression<Func<Order, bool>> IsKept = o => (o.PaidAt != null || o.PaysAtPickup) && o.CancelledAt == null && o.LapsedAt == null && o.RefundAskedAt == null;

    /// <summary>Paid for and kept: what money may be counted by, and what may be handed over.</summary>
    public static readonly Expression<Func<Order, bool>> IsPaid = o => o.PaidAt != null && o.CancelledAt == null && o.LapsedAt == null && o.RefundAskedAt == null;

    /// <summary>Standing, and to be paid before anything is packed: somebody may be paying this very moment.</summary>
    public static readonly Expression<Func<Order, bool>> IsUnpaid = o => o.PaidAt == null && !o.PaysAtPickup && o.CancelledAt == null && o.LapsedAt == null;

    /// <summary>The order that a yes makes.</summary>
    public static Order From(JoinDeal.Ask ask, JoinDeal.Joined joined, byte[]? noteSealed, DateTimeOffset now, PersonId? placedBy = null)
    {
        var order = new Order
        {
            Id = Ids.New<OrderId>(now), DealId = ask.DealId, PersonId = ask.PersonId, PickupPointId = ask.PickupPointId, Sequence = joined.Sequence,
            Amount = joined.Amount, NoteSealed = noteSealed, PlacedAt = now, PlacedBy = placedBy, HoldUntil = joined.HoldUntil, Household = joined.Household,
        };
        order.Lines.AddRange(joined.Lines.Select(l => new OrderLine { OrderId = order.Id, OfferId = l.Offer, Quantity = l.Quantity, Price = l.Price }));
        return order;
    }

    public static async Task<DealId?> DealOf(HaoLinDb db, OrderId id) => await db.Set<Order>().Where(o => o.Id == id).Select(o => (DealId?)o.DealId).FirstOrDefaultAsync();

    /// <summary>Locks one order against the payment that may arrive for it, and loads it with its lines.</summary>
    public static async Task<Order?> Lock(Work work, OrderId id)
    {
        if (work.Db.Database.IsNpgsql())
            await work.Db.Database.ExecuteSqlAsync($"SELECT 1 FROM orders WHERE id = {id.Value} FOR UPDATE");
        return await work.Db.Set<Order>().Include(o => o.Lines).FirstOrDefaultAsync(o => o.Id == id);
    }

    /// <summary>Locks an order's deal and then the order, as everybody does who needs both; null when there is no such order.</summary>
    public static async Task<(Deal Deal, Order Order)?> LockWithDeal(Work work, OrderId id)
    {
        var found = await work.Db.Set<Order>().AsNoTracking().Where(o => o.Id == id).Select(o => new { o.DealId }).FirstOrDefaultAsync();
        if (found is null) return null;
        var deal = await Deal.Lock(work, found.DealId);
        return (deal!, (await Lock(work, id))!);
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Order>
    {
        public void Configure(EntityTypeBuilder<Order> order)
        {
            order.ToTable("orders").HasKey(o => o.Id);
            order.Property(o => o.Household).HasConversion(h => h!.Value.Bytes, bytes => Neighbourhood.Household.Of(bytes));
            order.HasMany(o => o.Lines).WithOne().HasForeignKey(l => l.OrderId).HasConstraintName("order_line_order");
            order.HasIndex(o => new { o.DealId, o.Sequence }).IsUnique().HasDatabaseName("orders_sequence");
            order.HasIndex(o => o.PersonId).HasDatabaseName("orders_person");
            order.HasIndex(o => new { o.DealId, o.PaidAt }).HasDatabaseName("orders_sold").HasFilter("paid_at IS NOT NULL");
            order.HasIndex(o => o.HoldUntil).HasDatabaseName("orders_hold").HasFilter("paid_at IS NULL AND cancelled_at IS NULL AND lapsed_at IS NULL");
            order.HasIndex(o => o.HandedOverAt).HasDatabaseName("orders_commission").HasFilter("handed_over_at IS NOT NULL AND commission_payable_at IS NULL AND refund_asked_at IS NULL");
            order.HasIndex(o => o.PlacedBy).HasDatabaseName("orders_placed_by").HasFilter("placed_by IS NOT NULL");
            order.HasIndex(o => o.PickupCode).IsUnique().HasDatabaseName("orders_pickup_code").HasFilter("pickup_code IS NOT NULL");
        }
    }
}

public sealed class OrderLine
{
    public required OrderId OrderId { get; init; }
    public required OfferId OfferId { get; init; }
    public required int Quantity { get; set; }
    /// <summary>The price of one piece at the moment of ordering.</summary>
    public required Money Price { get; init; }
    /// <summary>Pieces that were refunded and are handed over no more.</summary>
    public int Refunded { get; set; }
    /// <summary>Of those, the pieces that went back on the shelf, because the deal was still open.</summary>
    public int Returned { get; set; }
    /// <summary>What a coupon bore of the line when the order was paid.</summary>
    public Money CouponShare { get; set; }
    /// <summary>So many would do (几份就够), where more are taken only to fill a case; null is all of them.</summary>
    public int? Enough { get; set; }

    public Money Total => Price * Quantity;
    /// <summary>Pieces to hand over.</summary>
    public int Left => Quantity - Refunded;
    /// <summary>Pieces that the shelf counts as taken while the order stands.</summary>
    public int Held => Quantity - Returned;

    /// <summary>What the coupon bore of so much of the line's price. Rounded down, so that giving the line back in any parts ends at exactly its share.</summary>
    public Money CouponOf(Money gone) => Total == Money.Zero ? Money.Zero : new((long)((Int128)CouponShare.Fen * gone.Fen / Total.Fen));

    internal sealed class Mapping : IEntityTypeConfiguration<OrderLine>
    {
        public void Configure(EntityTypeBuilder<OrderLine> line) => line.ToTable("order_line").HasKey(l => new { l.OrderId, l.OfferId });
    }
}
