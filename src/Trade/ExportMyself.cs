// Everything the house keeps of a resident (导出我的资料), in one piece: for them to read and to take elsewhere.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ExportMyself
{
    const int PageRows = 500;

    public sealed record Ask(Visitor By);

    /// <param name="KnownAs">Names under which a leader wrote them down before they had an account.</param>
    public sealed record Answer(DateTimeOffset At, Me Person, IReadOnlyList<Belonging> Communities, IReadOnlyList<Held> Roles, IReadOnlyList<ShowOrder.Answer> Orders, IReadOnlyList<Paid> Payments,
        IReadOnlyList<Collected> HandOvers, IReadOnlyList<Wait> Waits, IReadOnlyList<Told> Messages, IReadOnlyList<Noted> WhatWasDone, IReadOnlyList<string> KnownAs, IReadOnlyList<Uploaded> Imports, IReadOnlyList<Had> Coupons, ReadMyCredit.Answer Credit, IReadOnlyList<ReadConsents.Line> Consents, IReadOnlyList<ReadMyApplications.Item> Applications, IReadOnlyList<ReadHomes.Item> Homes);

    public sealed record Me(Guid Id, string Name, string Phone, DateTimeOffset Since, string? UsualPickupPoint);
    public sealed record Belonging(string Community, string Leader, DateTimeOffset? JoinedAt);
    public sealed record Held(string Kind, DateTimeOffset GrantedAt, DateTimeOffset? EndedAt);
    /// <param name="CreditFen">What of it credit bore.</param>
    public sealed record Paid(Guid OrderId, long AmountFen, long CreditFen, DateTimeOffset BegunAt, DateTimeOffset? PaidAt, string? TransactionId);
    public sealed record Collected(Guid OrderId, DateTimeOffset At, DateTimeOffset? UndoneAt);
    public sealed record Wait(string Deal, DateTimeOffset AskedAt, string Note, int Pieces, DateTimeOffset? PromotedAt, DateTimeOffset? EndedAt);
    public sealed record Told(DateTimeOffset At, string Text, DateTimeOffset? ReadAt);
    /// <param name="ByMe">I did it; otherwise it was done about me.</param>
    public sealed record Noted(DateTimeOffset At, string Kind, bool ByMe, Guid Subject, string Before, string After, string Reason);
    public sealed record Uploaded(DateTimeOffset At, string Kind, string FileName, int Rows);

    public sealed record Had(string Name, DateTimeOffset IssuedAt, DateTimeOffset? UsedAt, DateTimeOffset? GoneAt);

    public static readonly Refusal SignInFirst = Visitor.SignInFirst;

    public static async Task<Outcome<Answer>> Handle(Store store, Sealing sealing, Ask ask)
    {
        var (id, raw) = (ask.By.Person, ask.By.Person.Value);
        var found = await store.Read(async db => await db.Set<Person>().AsNoTracking().FirstOrDefaultAsync(p => p.Id == id));
        if (found is not { ErasedAt: null } me) return SignInFirst;
        var orders = await Orders(store, sealing, id);
        return await store.Read<Outcome<Answer>>(async db =>
        {
            var places = db.Set<PickupPoint>().AsNoTracking();
            var usual = me.UsualPickupPointId is { } point ? await places.Where(p => p.Id == point).Select(p => p.Name).FirstOrDefaultAsync() : null;
            var belongings = await (from m in db.Set<Membership>() join c in db.Set<Community>() on m.CommunityId equals c.Id join l in db.Set<Person>() on m.LeaderId equals l.Id where m.PersonId == id orderby m.JoinedAt
                                    select new { c.Name, Leader = l, m.JoinedAt }).AsNoTracking().ToListAsync();
            var awaited = await (from m in db.Set<AwaitedMember>() join c in db.Set<Community>() on m.CommunityId equals c.Id join l in db.Set<Person>() on m.LeaderId equals l.Id where m.PersonId == id
                                 select new { c.Name, Leader = l }).AsNoTracking().ToListAsync();
            var mine = db.Set<Order>().AsNoTracking().Where(o => o.PersonId == id);
            var waits = await (from w in db.Set<WaitlistEntry>().AsNoTracking().Include(w => w.Lines) join d in db.Set<Deal>() on w.DealId equals d.Id where w.PersonId == id orderby w.AskedAt select new { Wait = w, d.Title }).ToListAsync();
            var lines = await db.Set<AuditLine>().AsNoTracking().Where(l => l.Whom == raw || l.By == raw).OrderBy(l => l.At).ToListAsync();
            var old = await db.Set<Person>().AsNoTracking().Where(p => p.Id != id && db.Set<Adoption>().Any(a => a.AdoptedBy == id && a.WrittenDown == p.Id)).ToListAsync();
            return new Answer(await store.Now(db), new(raw, me.Name(sealing), me.Phone(sealing), me.CreatedAt, usual),
                [.. belongings.Select(b => new Belonging(b.Name, b.Leader.Name(sealing), b.JoinedAt)), .. awaited.Select(b => new Belonging(b.Name, b.Leader.Name(sealing), null))],
                await db.Set<Role>().AsNoTracking().Where(r => r.PersonId == id).OrderBy(r => r.GrantedAt).Select(r => new Held(r.Kind, r.GrantedAt, r.EndedAt)).ToListAsync(),
                orders,
                [.. (await db.Set<Payment>().AsNoTracking().Where(p => mine.Any(o => o.Id == p.OrderId)).OrderBy(p => p.CreatedAt).ToListAsync()).Select(p => new Paid(p.OrderId.Value, p.Amount.Fen, p.Credit.Fen, p.CreatedAt, p.PaidAt, p.TransactionId))],
                [.. (await db.Set<HandOverRow>().AsNoTracking().Where(h => mine.Any(o => o.Id == h.OrderId)).OrderBy(h => h.At).ToListAsync()).Select(h => new Collected(h.OrderId.Value, h.At, h.UndoneAt))],
                [.. waits.Select(w => new Wait(w.Title, w.Wait.AskedAt, w.Wait.NoteSealed is null ? "" : sealing.Open(me.KeyWrapped, w.Wait.NoteSealed), w.Wait.Lines.Sum(l => l.Quantity), w.Wait.PromotedAt, w.Wait.EndedAt))],
                await db.Set<Message>().AsNoTracking().Where(m => m.PersonId == id).OrderBy(m => m.At).Select(m => new Told(m.At, m.Text, m.ReadAt)).ToListAsync(),
                [.. lines.Select(l => new Noted(l.At, l.Kind, l.By == raw, l.Subject, l.Before, l.After, l.Reason))],
                [.. old.Select(p => p.Name(sealing))],
                await db.Set<Kernel.Sheets.Import>().AsNoTracking().Where(i => i.PersonId == raw).OrderBy(i => i.CreatedAt).Select(i => new Uploaded(i.CreatedAt, i.Kind, i.FileName, i.Rows)).ToListAsync(),
                await (from c in db.Set<Coupon>().AsNoTracking() join k in db.Set<Campaign>() on c.CampaignId equals k.Id where c.PersonId == id orderby c.IssuedAt select new Had(k.Name, c.IssuedAt, c.UsedAt, c.GoneAt)).ToListAsync(),
                await ReadMyCredit.Handle(db, new(id, int.MaxValue)),
                (await ReadConsents.Handle(db, new(ask.By))).Lines, (await ReadMyApplications.Handle(db, sealing, new(ask.By))).Items, (await ReadHomes.Handle(db, sealing, new(id))).Items);
        });
    }

    /// <summary>All of them, some hundreds at a time.</summary>
    static async Task<IReadOnlyList<ShowOrder.Answer>> Orders(Store store, Sealing sealing, PersonId me)
    {
        var shown = new List<ShowOrder.Answer>();
        for (OrderId? after = null; ;)
        {
            var page = await store.Read(async db =>
            {
                var mine = db.Set<Order>().AsNoTracking().Include(o => o.Lines).Where(o => o.PersonId == me);
                if (after is { } last) mine = mine.Where(o => o.Id > last);
                var orders = await mine.OrderBy(o => o.Id).Take(PageRows).ToListAsync();
                return orders.Count == 0 ? [] : (await ShowOrder.Of(db, sealing, orders), orders[^1].Id) is var (rows, id) ? rows.Select(r => (r, id)).ToList() : [];
            });
            shown.AddRange(page.Select(p => p.r));
            if (page.Count < PageRows) return shown;
            after = page[^1].id;
        }
    }
}
