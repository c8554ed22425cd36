// Headquarters switches a campaign off: no more coupons are given; those in people's hands stay good until their day.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class EndCampaign
{
    public sealed record Ask(Visitor By, CampaignId CampaignId);

    /// <summary>Switching off twice is harmless; the first instant stays.</summary>
    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var ended = await work.Db.Set<Campaign>().Where(c => c.Id == ask.CampaignId && c.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.EndedAt, work.Now).SetProperty(c => c.EndedBy, ask.By.Person));
        if (ended == 1) Audit.Note(work, ask.By.Person.Value, "campaign", ask.CampaignId.Value, "running", "ended");
        return ended == 1 || await work.Db.Set<Campaign>().AnyAsync(c => c.Id == ask.CampaignId) ? Done.Deed : Campaign.Missing;
    }
}
