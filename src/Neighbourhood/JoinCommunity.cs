// A resident opens a leader's invitation and joins the community; the first leader stays unless the resident confirms a change.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class JoinCommunity
{
    /// <param name="ChangeLeader">The resident was asked and wants the inviting leader from now on.</param>
    public sealed record Ask(Visitor By, string? Code, bool ChangeLeader = false);

    /// <param name="LeaderId">Whose resident the person is now.</param>
    /// <param name="KeptFirstLeader">The invitation was another leader's and changed nothing: the page may ask whether to change.</param>
    public sealed record Answer(CommunityId CommunityId, PersonId LeaderId, bool KeptFirstLeader);

    public static readonly Refusal UnknownInvitation = new("invitation.unknown", 404, "这个邀请码不存在，请向团长要一个新的", "There is no such invitation; ask the leader for a new one.");
    public static readonly Refusal LeaderLeft = new("invitation.leader-left", 410, "这位团长已不再带团", "This leader no longer leads here.");

    /// <returns>The leader whose resident the person is afterwards.</returns>
    public static Outcome<PersonId> Decide(Invitation? invitation, bool stillLeads, Membership? member, Ask ask)
    {
        if (invitation is null) return UnknownInvitation;
        if (!stillLeads) return LeaderLeft;
        return member is null || ask.ChangeLeader ? invitation.LeaderId : member.LeaderId;
    }

    public static async Task<Outcome<Answer>> Handle(Work work, Ask ask)
    {
        var invitation = await Invitation.ByCode(work.Db, ask.Code);
        var stillLeads = invitation is not null && await invitation.LeaderStillLeads(work.Db);
        var member = invitation is null
            ? null
            : await work.Db.Set<Membership>().FirstOrDefaultAsync(m => m.CommunityId == invitation.CommunityId && m.PersonId == ask.By.Person);
        var decided = Decide(invitation, stillLeads, member, ask);
        if (decided.Refused) return decided.Refusal!;
        if (member is null) await Membership.Add(work, invitation!.CommunityId, ask.By.Person, decided.Value);
        else member.LeaderId = decided.Value;
        return new Answer(invitation!.CommunityId, decided.Value, KeptFirstLeader: decided.Value != invitation.LeaderId);
    }
}
