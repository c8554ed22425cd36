// A leader's standing invitation to a community: the code in the link and QR that neighbours open.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class InviteNeighbours
{
    public sealed record Ask(Visitor By, CommunityId CommunityId);

    /// <param name="Path">What follows the brand's address in the link: /j/CODE.</param>
    public sealed record Answer(string Code, string Path);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;

    public static Outcome<Done> Decide(Ask ask) => ask.By.Leads.Contains(ask.CommunityId) ? Done.Deed : NotAllowed;

    public static async Task<Outcome<Answer>> Handle(Work work, Ask ask)
    {
        var decided = Decide(ask);
        if (decided.Refused) return decided.Refusal!;
        var fresh = Invitation.NewCode();
        // Pressed twice at once, the first code stays: one leader has one invitation to a community.
        await work.Db.Database.ExecuteSqlAsync($"""
            INSERT INTO invitation (code, leader_id, community_id, created_at)
            VALUES ({fresh}, {ask.By.Person.Value}, {ask.CommunityId.Value}, {work.Now.UtcTicks})
            ON CONFLICT (leader_id, community_id) DO NOTHING
            """);
        var code = await work.Db.Set<Invitation>().Where(i => i.LeaderId == ask.By.Person && i.CommunityId == ask.CommunityId).Select(i => i.Code).FirstAsync();
        return new Answer(code, "/j/" + code);
    }
}
