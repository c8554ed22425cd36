// Who invites to which community, so that the page of an invitation can say so before anybody signs in.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ReadInvitation
{
    public sealed record Ask(string? Code);

    public sealed record Answer(string Code, CommunityId CommunityId, string CommunityName, PersonId LeaderId, string LeaderName);

    public static readonly Refusal UnknownInvitation = JoinCommunity.UnknownInvitation;
    public static readonly Refusal LeaderLeft = JoinCommunity.LeaderLeft;

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        var invitation = await Invitation.ByCode(db, ask.Code);
        if (invitation is null) return UnknownInvitation;
        if (!await invitation.LeaderStillLeads(db)) return LeaderLeft;
        var community = await db.Set<Community>().AsNoTracking().FirstAsync(c => c.Id == invitation.CommunityId);
        var leader = await db.Set<Person>().AsNoTracking().FirstAsync(p => p.Id == invitation.LeaderId);
        return new Answer(invitation.Code, community.Id, community.Name, leader.Id, leader.Name(sealing));
    }
}
