// Headquarters gives a leader's neighbours to another leader of the same community (换团长); every one of them is told.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class PassNeighboursOn
{
    /// <param name="From">The role of the leader whose neighbours go on, standing or ended.</param>
    /// <param name="To">Who leads them from now on.</param>
    public sealed record Ask(Visitor By, RoleId From, PersonId To);

    /// <param name="Neighbours">How many went on.</param>
    public sealed record Answer(int Neighbours);

    public static readonly Refusal Unknown = EndRole.Unknown;
    public static readonly Refusal NoLeaderHere = new("leader.no-leader-here", 409, "接手的人要是这个小区的团长", "Whoever takes them must lead this community.");

    /// <param name="leadsHere">Whoever takes them leads the community now.</param>
    public static Refusal? Decide(Ask ask, Role? from, bool leadsHere) =>
        !ask.By.AtHeadquarters ? Visitor.NotAllowed
        : from is not { Kind: Role.Leader, CommunityId: not null } ? Unknown
        : leadsHere && from.PersonId != ask.To ? null : NoLeaderHere;

    public static async Task<Outcome<Answer>> Handle(Work work, Ask ask)
    {
        var from = await work.Db.Set<Role>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == ask.From);
        var here = from?.CommunityId;
        var leadsHere = here is { } there && await Role.Leads(work.Db, ask.To, there);
        if (Decide(ask, from, leadsHere) is { } refusal) return refusal;
        var (leader, community, stays) = (from!.PersonId, here!.Value, from.EndedAt is null);
        // Who still leads here goes on being their own neighbour.
        var theirs = work.Db.Set<Membership>().Where(m => m.LeaderId == leader && m.CommunityId == community && !(stays && m.PersonId == leader));
        var moved = await theirs.Select(m => m.PersonId).ToListAsync();
        await theirs.ExecuteUpdateAsync(set => set.SetProperty(m => m.LeaderId, ask.To));
        await work.Db.Set<AwaitedMember>().Where(m => m.LeaderId == leader && m.CommunityId == community).ExecuteUpdateAsync(set => set.SetProperty(m => m.LeaderId, ask.To));
        if (moved.Count == 0) return new Answer(0);
        Audit.Note(work, ask.By.Person.Value, "neighbours-passed-on", from.Id.Value, "", $"{moved.Count}", whom: ask.To.Value);
        await SendMessages.Handle(work, [.. moved.Where(p => p != ask.To).Select(p => new SendMessages.Ask(p, "leader-changed", from.Id.Value, "您小区换团长了，以后由新团长带您。接龙、取货照旧，下过的单不受影响", "/me")),
            new SendMessages.Ask(ask.To, "leader-changed", from.Id.Value, $"总部把 {moved.Count} 位邻居交给您带了", "/leader")]);
        return new Answer(moved.Count);
    }
}
