// Machines' tokens over HTTP: made, listed and revoked by people; no token makes another.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Api;

public static class TokensApi
{
    /// <param name="Name">What uses it.</param>
    /// <param name="Scopes">Names from /tokens/scopes.</param>
    /// <param name="Days">How long it lasts, 1 to 365.</param>
    public sealed record MachineTokenRequest(string Name, IReadOnlyList<string> Scopes, int Days = 90);

    /// <param name="Token">In this answer and in no other.</param>
    public sealed record MachineTokenAnswer(Guid Id, string Name, IReadOnlyList<string> Scopes, Guid PersonId, DateTimeOffset MadeAt, DateTimeOffset EndsAt, string? Token);

    public sealed record ScopeRow(string Name, string Says);
    public sealed record ScopeRows(IReadOnlyList<ScopeRow> Items);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/headquarters/tokens").WithTags("tokens").Scoped(ScopeMark.Session);
        api.Ask("", "The tokens that machines have, newest first; ?after= the next page.", (db, by, http) => ListMachineTokens.Handle(db, PeopleApi.Of<Sealing>(http), new(by, Cursor.Read(http.Request.Query["after"]))));
        api.Ask("scopes", "What a token may be used for.", (_, by, _) => Task.FromResult<Outcome<ScopeRows>>(by.AtHeadquarters ? new ScopeRows([.. Scope.All.Select(s => new ScopeRow(s.Name, s.Says))]) : Visitor.NotAllowed));
        api.Do<MachineTokenRequest, MachineTokenAnswer>("", 201, "Make a token for a machine, with your own rights as far as its scopes go. The answer holds it, once.", async (work, by, _, body, _) =>
            (await MakeMachineToken.Handle(work, new(by, by.Person, body.Name, body.Scopes, body.Days))).Match<Outcome<MachineTokenAnswer>>(t => new MachineTokenAnswer(t.Id.Value, t.Name, Scope.Names((uint)t.Scopes), t.PersonId.Value, t.MadeAt, t.EndsAt, null), refusal => refusal),
            (kept, services) => kept with { Token = Made(kept).Text(services.GetRequiredService<Sealing>()) });
        api.Do<NoBody, DoneAnswer>("{id:guid}/revoke", 200, "Revoke a token; it is void at once.", async (work, by, id, _, s) => PeopleApi.Said(await RevokeMachineToken.Handle(work, s.GetRequiredService<Revocations>(), new(by, new(id)))));
    }

    /// <summary>As it was made, so that its text can be made again for the answer; none of it is kept.</summary>
    static MachineToken Made(MachineTokenAnswer kept) => new() { Id = new(kept.Id), PersonId = new(kept.PersonId), Name = kept.Name, Scopes = Scope.Bits(kept.Scopes) ?? 0, MadeAt = kept.MadeAt, EndsAt = kept.EndsAt };
}
