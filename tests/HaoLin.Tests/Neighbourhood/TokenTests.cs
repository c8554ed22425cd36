// A bearer token says who it is of, and nothing else does.
using System.Buffers.Text;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.Extensions.Time.Testing;

namespace HaoLin.Tests.Neighbourhood;

public sealed class TokenTests
{
    static readonly DateTimeOffset Evening = new(2026, 4, 18, 12, 0, 0, TimeSpan.Zero);
    static readonly PersonId Li = Ids.New<PersonId>(Evening);

    readonly FakeTimeProvider clock = new(Evening);
    readonly Revocations revocations = new();
    readonly Tokens tokens;

    public TokenTests() => tokens = Of(7);

    Tokens Of(byte master) => new(Sealing.Of([.. Enumerable.Repeat(master, 32)]), revocations, clock);

    [Fact]
    public void Li_a_yis_token_is_hers_for_ninety_days()
    {
        var token = tokens.Make(Li, Evening);
        Assert.StartsWith("hl_", token);
        Assert.Equal(58, token.Length);
        Assert.Equal(Li, tokens.Holder(token));
        clock.Advance(Tokens.ValidFor);
        Assert.Equal(Li, tokens.Holder(token));
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(tokens.Holder(token));
    }

    [Fact]
    public void A_token_changed_in_any_bit_is_nobodys()
    {
        var token = tokens.Make(Li, Evening);
        var bytes = Base64Url.DecodeFromChars(token.AsSpan(3));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.Null(tokens.Holder("hl_" + Base64Url.EncodeToString(changed)));
        }
        // The negative control: the same path with nothing changed.
        Assert.Equal(Li, tokens.Holder("hl_" + Base64Url.EncodeToString(bytes)));
    }

    [Fact]
    public void Another_brands_token_and_plain_rubbish_are_nobodys()
    {
        Assert.Null(tokens.Holder(Of(8).Make(Li, Evening)));
        var own = tokens.Make(Li, Evening);
        foreach (var rubbish in new[] { "", "hl_", own[..^1], own + "A", own[3..], "HL_" + own[3..], "hl_" + new string('A', 55), "hl_" + new string('=', 55), own[..40] + "\0" + own[41..], own[..40] + "中" + own[41..] })
            Assert.Null(tokens.Holder(rubbish));
    }

    [Fact]
    public void Checking_a_token_allocates_nothing()
    {
        var token = tokens.Make(Li, Evening);
        for (var i = 0; i < 100; i++) tokens.Holder(token);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) tokens.Holder(token);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
