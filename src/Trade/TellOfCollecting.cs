// What residents and leaders are told about goods nobody came for and hand-overs that are disputed: one hearer per fact.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class TellOfCollecting
{
    /// <summary>A dispute waits for its leader no longer than this.</summary>
    static readonly TimeSpan SettleWithin = TimeSpan.FromDays(1);

    public static async Task OfReminder(Work work, PickupReminded fact)
    {
        var deal = await work.Db.Set<Deal>().AsNoTracking().FirstAsync(d => d.Id == new DealId(fact.DealId));
        var until = deal.PickupUntil > work.Now ? $"，{TellNeighbours.Time(deal.PickupUntil)} 前都可以" : "，请尽快联系团长";
        await SendMessages.Handle(work, [.. fact.Neighbours.Select(n => new SendMessages.Ask(new(n.PersonId), "uncollected", n.OrderId, $"「{deal.Title}」的货还在等您取{until}", $"/orders/{n.OrderId}"))]);
    }

    public static async Task OfDecision(Work work, UncollectedDecided fact)
    {
        var choice = await work.Db.Set<Uncollected>().AsNoTracking().FirstAsync(u => u.Id == fact.ChoiceId);
        var text = choice switch
        {
            { Kind: Uncollected.Tomorrow } => $"您没来取的货，团长给您留到 {TellNeighbours.Time(choice.KeptUntil!.Value)}",
            // A name is no message's business; the order shows it to whoever may see it.
            { Kind: Uncollected.Neighbour } => "您没来取的货，团长交给邻居代收了，是哪位邻居请看订单",
            { RefundDue: { } due } => $"您没来取的货已经处理了，钱全额退给您，最晚 {TellNeighbours.Time(due)} 开始退",
            { Pays: Uncollected.ByResident } => "您没来取的货放不住，已经处理了。按本店规定，这一单不退款；有疑问请联系团长",
            _ => "您没来取的货已经处理了",
        };
        await Tell(work, fact.PersonId, "uncollected", fact.OrderId, text);
    }

    public static Task OfUndoing(Work work, UncollectedUndone fact) => Tell(work, fact.PersonId, "uncollected", fact.OrderId, "团长撤销了刚才的处理，您的货还在等您取");

    public static async Task OfDispute(Work work, HandOverDisputed fact)
    {
        var order = await work.Db.Set<Order>().AsNoTracking().FirstAsync(o => o.Id == new OrderId(fact.OrderId));
        var receipt = await work.Db.Set<Receipt>().AsNoTracking().FirstAsync(r => r.HandOverId == fact.HandOverId);
        var handOver = await work.Db.Set<HandOverRow>().AsNoTracking().FirstAsync(h => h.Id == fact.HandOverId);
        await GiveTask.Handle(work, new(new(fact.LeaderId), DisputeHandOver.TaskKind, fact.HandOverId,
            $"{order.Sequence} 号说没取到：取货台记的是 {TellNeighbours.Time(handOver.SaidAt ?? handOver.At)} 取走，邻居 {TellNeighbours.Time(receipt.DisputedAt!.Value)} 说没有", $"/leader/orders/{fact.OrderId}", receipt.DisputedAt.Value + SettleWithin));
    }

    public static async Task OfSettling(Work work, DisputeSettled fact)
    {
        var takenBack = await work.Db.Set<HandOverRow>().AnyAsync(h => h.Id == fact.HandOverId && h.UndoneAt != null);
        await Tell(work, fact.PersonId, "settled", fact.OrderId, takenBack ? "团长核对过了：这一单没有取走，您的货还在等您取" : "团长核对过了您说没取到的那一单，回复在订单里");
    }

    static Task Tell(Work work, Guid person, string kind, Guid order, string text) => SendMessages.Handle(work, new SendMessages.Ask(new(person), kind, order, text, $"/orders/{order}"));
}
