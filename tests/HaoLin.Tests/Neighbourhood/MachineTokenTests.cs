// A machine's token says whose it is and what for, and nothing that is changed in it is believed.
using System.Buffers.Text;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Tests.Neighbourhood;

public sealed class MachineTokenTests
{
    static readonly DateTimeOffset Evening = new(2026, 4, 18, 12, 0, 0, TimeSpan.Zero);
    static readonly Sealing Seal = Sealing.Of([.. Enumerable.Repeat((byte)7, 32)]);
    static readonly Visitor Wang = new(Ids.New<PersonId>(Evening), [], AtHeadquarters: true);

    readonly Revocations revocations = new();

    static MachineToken Made(params string[] scopes) => new() { Id = Ids.New<MachineTokenId>(Evening), PersonId = Wang.Person, Name = "仓库系统", Scopes = Scope.Bits(scopes)!.Value, MadeAt = Evening, EndsAt = Evening.AddDays(1) };

    [Fact]
    public void It_holds_until_its_end_with_the_scopes_it_was_made_with()
    {
        var token = Made("read:orders", "write:webhooks");
        var held = MachineToken.Read(token.Text(Seal), Seal, revocations, Evening.AddDays(1).AddTicks(-1))!.Value;
        Assert.Equal((token.Id, Wang.Person), (held.Id, held.Person));
        Assert.Equal(["read:orders", "write:webhooks"], Scope.Names(held.Scopes));
        Assert.Null(MachineToken.Read(token.Text(Seal), Seal, revocations, Evening.AddDays(1)));
    }

    [Fact]
    public void Changed_in_any_bit_or_revoked_it_is_nobodys()
    {
        var token = Made("read:orders");
        var bytes = Base64Url.DecodeFromChars(token.Text(Seal).AsSpan(MachineToken.Prefix.Length));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.Null(MachineToken.Read(MachineToken.Prefix + Base64Url.EncodeToString(changed), Seal, revocations, Evening));
        }
        foreach (var rubbish in new[] { "", "hlm_", token.Text(Seal)[..^1], token.Text(Seal) + "A", "hl_" + token.Text(Seal)[4..], "hlm_" + new string('=', 92) }) Assert.Null(MachineToken.Read(rubbish, Seal, revocations, Evening));
        Assert.Null(MachineToken.Read(token.Text(Seal), Sealing.Of(new byte[32]), revocations, Evening));
        Assert.NotNull(MachineToken.Read(token.Text(Seal), Seal, revocations, Evening));
        revocations.Void(token.Id);
        Assert.Null(MachineToken.Read(token.Text(Seal), Seal, revocations, Evening));
    }

    [Fact]
    public void Nobody_makes_one_with_anothers_rights_and_only_with_scopes_that_exist()
    {
        MakeMachineToken.Ask good = new(Wang, Wang.Person, "仓库系统", ["read:orders"], 30);
        Assert.False(MakeMachineToken.Decide(good).Refused);
        Assert.Equal(Visitor.NotAllowed, MakeMachineToken.Decide(good with { For = Ids.New<PersonId>(Evening) }).Refusal);
        Assert.Equal(Visitor.NotAllowed, MakeMachineToken.Decide(good with { By = new(Wang.Person, [], false) }).Refusal);
        Assert.False(MakeMachineToken.Decide(good with { By = Visitor.Operator }).Refused);
        Assert.Equal(MakeMachineToken.NoScopes, MakeMachineToken.Decide(good with { Scopes = [] }).Refusal);
        Assert.Equal(MakeMachineToken.UnknownScope, MakeMachineToken.Decide(good with { Scopes = ["read:orders", "read:all"] }).Refusal);
        Assert.Equal(MakeMachineToken.BadDays, MakeMachineToken.Decide(good with { Days = 0 }).Refusal);
        Assert.Equal(MakeMachineToken.BadDays, MakeMachineToken.Decide(good with { Days = 366 }).Refusal);
    }

    /// <summary>Tokens hold places in the list: whoever sorts it gives every token other rights.</summary>
    [Fact]
    public void The_list_of_scopes_grows_at_its_end_only() => Assert.Equal(
        ["read:deals", "write:deals", "read:orders", "write:orders", "read:desk", "write:desk", "read:money", "write:money", "read:goods", "write:goods", "read:people", "write:people", "read:webhooks", "write:webhooks"],
        Scope.All.Take(14).Select(s => s.Name));
}
