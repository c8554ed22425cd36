// The leader settles what a neighbour disputed: the hand-over stands, or it is taken back and the goods wait again; the neighbour reads why.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class SettleDispute
{
    /// <param name="TakeBack">The neighbour is right: the order waits at the desk again.</param>
    /// <param name="Answer">Told to the neighbour word for word.</param>
    public sealed record Ask(Visitor By, OrderId OrderId, bool TakeBack, string Answer);

    public static readonly Refusal NothingDisputed = new("trade.dispute-none", 409, "这一单没有要核对的事", "Nothing about this order is disputed.");

    /// <param name="receipt">What was said of the hand-over that stands.</param>
    public static Refusal? Decide(Deal deal, Receipt? receipt, Ask ask)
    {
        if (receipt is not { DisputedAt: not null, SettledAt: null }) return NothingDisputed;
        return ask.TakeBack && deal.State != DealState.CutOff ? UndoHandOver.DealOver : null;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Sealing sealing, Ask ask)
    {
        var answer = Texts.Required(ask.Answer, Receipt.WordsLengthMax);
        if (answer.Refused) return answer.Refusal!.With("answer");
        if (await Order.LockWithDeal(work, ask.OrderId) is not var (deal, order) || !deal.IsLedBy(ask.By)) return Order.Missing;
        var (_, receipt) = await Receipt.Of(work, order.Id);
        if (Decide(deal, receipt, ask) is { } refusal) return refusal;
        (receipt!.SettledAt, receipt.SettledBy) = (work.Now, ask.By.Person);
        receipt.AnswerSealed = sealing.Seal((await work.Db.Set<Person>().AsNoTracking().FirstAsync(p => p.Id == order.PersonId)).KeyWrapped, answer.Value);
        if (ask.TakeBack && order.RefundAskedAt is null)
        {
            await Uncollected.End(work, receipt.HandOverId, ask.By.Person);
            await UndoHandOver.TakeBack(work, order, await work.Db.Set<HandOverRow>().FirstAsync(h => h.Id == receipt.HandOverId), ask.By.Person);
        }
        await FinishTask.About(work, deal.LeaderId, DisputeHandOver.TaskKind, receipt.HandOverId);
        Audit.Note(work, ask.By.Person.Value, "dispute-settled", order.Id.Value, "disputed", ask.TakeBack ? "taken back" : "stands", whom: order.PersonId.Value);
        work.Tell(new DisputeSettled(deal.Id.Value, order.Id.Value, order.PersonId.Value, receipt.HandOverId));
        work.Stir(deal.Id.Value);
        return Done.Deed;
    }
}
