// A costly request is done once for its key, whoever repeats it and however.
using System.Security.Cryptography;
using System.Text;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Kernel;

public sealed class IdempotencyTests
{
    static readonly Refusal SoldOut = new("test.sold-out", 409, "卖完了", "Sold out.");

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("\"abc\"", "abc")]
    [InlineData("  \"a b\"  ", null)]
    [InlineData("\"\"", null)]
    [InlineData("\"", "\"")]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("枇杷", null)]
    [InlineData("a\tb", null)]
    public void A_key_is_taken_quoted_or_bare(string? header, string? key) => Assert.Equal(key, Idempotency.Parse(header));

    [Fact]
    public void A_key_has_at_most_255_characters()
    {
        Assert.NotNull(Idempotency.Parse(new string('k', 255)));
        Assert.Null(Idempotency.Parse(new string('k', 256)));
    }

    [Theory, OnEachDatabase]
    public async Task Li_a_yi_gets_the_same_answer_when_she_presses_twice(Database on)
    {
        await using var village = await Village.Open(on);
        var first = await Press(village, village.Zhang, "k", "one box");
        var second = await Press(village, village.Zhang, "k", "one box");
        Assert.Equal((201, first.Value.Body, true), (second.Value.Status, second.Value.Body, second.Value.Replayed));
        Assert.False(first.Value.Replayed);
        Assert.Equal(1, await Done(village));
    }

    [Theory, OnEachDatabase]
    public async Task The_same_key_with_another_body_is_refused_and_another_key_or_another_person_is_a_request_of_its_own(Database on)
    {
        await using var village = await Village.Open(on);
        var first = await Press(village, village.Zhang, "k", "one box");
        Assert.Equal(Idempotency.KeyReused, (await Press(village, village.Zhang, "k", "two boxes")).Refusal);
        Assert.Equal(1, await Done(village));
        var others = await Press(village, village.Wang, "k", "one box");
        Assert.NotEqual(first.Value.Body, others.Value.Body);
        Assert.NotEqual(first.Value.Body, (await Press(village, village.Zhang, "K", "one box")).Value.Body);
        Assert.Equal(3, await Done(village));
    }

    [Theory, OnEachDatabase]
    public async Task Twenty_copies_at_once_are_done_once_and_none_of_them_is_told_anything_else(Database on)
    {
        await using var village = await Village.Open(on);
        var answers = await Village.AtOnce(20, _ => Press(village, village.Zhang, "k", "one box"));
        Assert.Equal(1, await Done(village));
        var last = await Press(village, village.Zhang, "k", "one box");
        Assert.All(answers, answer => Assert.True(answer.Refused ? answer.Refusal == Idempotency.InFlight : answer.Value.Body == last.Value.Body));
        Assert.Contains(answers, answer => !answer.Refused);
    }

    [Fact, Trait("needs", "postgresql")]
    public async Task When_another_node_was_first_its_answer_is_given_and_ours_never_happened()
    {
        await using var village = await Village.Open(Database.PostgreSql);
        var request = Request(village.Zhang, "k", "one box");
        var outcome = await Idempotency.Once(village.Store, request, async work =>
        {
            await Deed(village, work);
            // The other node commits while this one is still at work.
            await village.Store.Write(other =>
            {
                other.Db.Add(new IdempotencyRow { Principal = request.Principal, Key = request.Key, Fingerprint = request.Fingerprint, Status = 201, Body = "the other's", At = other.Now });
                return Task.CompletedTask;
            });
            return (201, "ours");
        }, Say);
        Assert.Equal(("the other's", true), (outcome.Value.Body, outcome.Value.Replayed));
        Assert.Equal(0, await Done(village));
    }

    [Theory, OnEachDatabase]
    public async Task A_refusal_is_remembered_and_a_fault_is_not(Database on)
    {
        await using var village = await Village.Open(on);
        var request = Request(village.Zhang, "k", "one box");
        var asked = 0;
        async Task<Outcome<(int, string)>> Refuse(Work work)
        {
            asked++;
            await Deed(village, work);
            return SoldOut;
        }
        for (var i = 0; i < 3; i++)
        {
            var refused = await Idempotency.Once(village.Store, request, Refuse, Say);
            Assert.Equal((409, "test.sold-out", i > 0), (refused.Value.Status, refused.Value.Body, refused.Value.Replayed));
        }
        Assert.Equal((1, 0), (asked, await Done(village)));

        var other = Request(village.Zhang, "k2", "one box");
        await Assert.ThrowsAsync<InvalidDataException>(() => Idempotency.Once(village.Store, other, _ => throw new InvalidDataException(), Say));
        Assert.False((await Press(village, village.Zhang, "k2", "one box")).Value.Replayed);
    }

    [Theory, OnEachDatabase]
    public async Task An_answer_is_kept_for_seven_days(Database on)
    {
        await using var village = await Village.Open(on);
        await Press(village, village.Zhang, "k", "one box");
        await village.Pass(TimeSpan.FromDays(7));
        await village.Store.Write(Idempotency.Forget);
        Assert.True((await Press(village, village.Zhang, "k", "one box")).Value.Replayed);
        await village.Pass(TimeSpan.FromMilliseconds(1));
        await village.Store.Write(Idempotency.Forget);
        Assert.False((await Press(village, village.Zhang, "k", "one box")).Value.Replayed);
        Assert.Equal(2, await Done(village));
    }

    static IdempotentRequest Request(Visitor by, string key, string body) => new(by.Person.Value, key, SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    static Task<Outcome<RememberedAnswer>> Press(Village village, Visitor by, string key, string body) => Idempotency.Once(village.Store, Request(by, key, body), async work =>
    {
        await Deed(village, work);
        return (201, $"answer {Ids.NewGuid(work.Now)}");
    }, Say);

    static (int, string) Say(Refusal refusal) => (refusal.Status, refusal.Code);

    static Task Deed(Village village, Work work) => SendMessages.Handle(work, new SendMessages.Ask(village.Zhang.Person, "order", village.Sunshine.Value, "下单", "/"));

    static Task<int> Done(Village village) => village.Asking(db => db.Set<Message>().CountAsync());
}
