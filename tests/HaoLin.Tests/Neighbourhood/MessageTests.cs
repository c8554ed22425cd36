// What the house tells a person and what it asks a leader to do.
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Neighbourhood;

public sealed class MessageTests
{
    static readonly Guid Loquats = new("019d9f00-0000-7000-8000-000000000001");

    [Theory, OnEachDatabase]
    public async Task A_message_or_task_leads_nowhere_but_to_our_own_pages(Database on)
    {
        await using var village = await Village.Open(on);
        foreach (var foreign in new[] { "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "" })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => village.Store.Write(work => SendMessages.Handle(work, new SendMessages.Ask(village.Zhang.Person, "joined", Loquats, "跟团成功", foreign))));
            await Assert.ThrowsAsync<ArgumentException>(() => village.Store.Write(work => GiveTask.Handle(work, new(village.Zhang.Person, "hand-over", Loquats, "今晚取货", foreign, Village.FirstEvening))));
        }
        Assert.Empty(await Read(village, village.Zhang));
    }

    [Theory, OnEachDatabase]
    public async Task Messages_come_newest_first_page_by_page_without_gap_or_double(Database on)
    {
        await using var village = await Village.Open(on);
        var li = await village.Resident(Village.LisPhone, "李阿姨");
        for (var i = 0; i < 25; i++)
        {
            // Five at one instant each, so that a page must end between equals.
            if (i % 5 == 0) await village.Pass(TimeSpan.FromMinutes(1));
            await Tell(village, li, $"第 {i} 条");
        }
        var all = await Read(village, li);
        Assert.Equal(25, all.Count);
        Assert.Equal(all.Select(m => m.At).OrderDescending(), all.Select(m => m.At));
        var pages = new List<Message>();
        string? cursor = null;
        do
        {
            var page = await village.Asking(db => ReadMessages.Handle(db, new(li, cursor, Limit: 3)));
            Assert.InRange(page.Items.Count, 1, 3);
            pages.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(all.Select(m => m.Id), pages.Select(m => m.Id));
    }

    [Theory, OnEachDatabase]
    public async Task What_comes_while_she_reads_stays_unread(Database on)
    {
        await using var village = await Village.Open(on);
        var li = await village.Resident(Village.LisPhone, "李阿姨");
        await Tell(village, li, "旧的");
        await Tell(village, village.Zhang, "给老张的");
        var shown = (await Read(village, li))[0].At;
        await village.Pass(TimeSpan.FromSeconds(1));
        await Tell(village, li, "新的");
        await village.Do(work => MarkMessagesRead.Handle(work, new(li, shown)));
        var page = await village.Asking(db => ReadMessages.Handle(db, new(li)));
        Assert.Equal(1, page.Unread);
        Assert.Equal(["新的"], page.Items.Where(m => m.ReadAt is null).Select(m => m.Text));
        Assert.Equal(1, (await village.Asking(db => ReadMessages.Handle(db, new(village.Zhang)))).Unread);
    }

    [Theory, OnEachDatabase]
    public async Task Lao_zhang_is_given_a_task_once_and_ticks_it_off(Database on)
    {
        await using var village = await Village.Open(on);
        var morning = village.Clock.GetUtcNow();
        var ask = new GiveTask.Ask(village.Zhang.Person, "hand-over", Loquats, "今晚 7 点取货，共 50 盒", "/leader/desk", morning.AddHours(10));
        await Village.AtOnce(3, _ => village.Store.Write(work => GiveTask.Handle(work, ask)));
        await village.Store.Write(work => GiveTask.Handle(work, ask with { Kind = "call", Text = "给李阿姨打电话", DueAt = morning.AddHours(2) }));
        var tasks = await village.Asking(db => ListTasks.Handle(db, new(village.Zhang, morning)));
        Assert.Equal(["给李阿姨打电话", "今晚 7 点取货，共 50 盒"], tasks.Open.Select(t => t.Text));

        Assert.Equal(FinishTask.Unknown, await village.Refused(work => FinishTask.Handle(work, new(village.Wang, tasks.Open[0].Id))));
        await village.Do(work => FinishTask.Handle(work, new(village.Zhang, tasks.Open[0].Id)));
        await village.Pass(TimeSpan.FromHours(1));
        await village.Do(work => FinishTask.Handle(work, new(village.Zhang, tasks.Open[0].Id)));
        tasks = await village.Asking(db => ListTasks.Handle(db, new(village.Zhang, morning)));
        Assert.Equal("今晚 7 点取货，共 50 盒", tasks.Open.Single().Text);
        Assert.Equal(morning, tasks.Finished.Single().DoneAt);
        Assert.Empty((await village.Asking(db => ListTasks.Handle(db, new(village.Zhang, morning.AddDays(1))))).Finished);
    }

    [Theory, OnEachDatabase]
    public async Task Sign_in_records_that_can_matter_no_more_are_forgotten(Database on)
    {
        await using var village = await Village.Open(on);
        var li = await village.Resident(Village.LisPhone, "李阿姨");
        await village.Do(work => SignOutEverywhere.Handle(work, village.Revocations, new(li, li.Person)));
        await village.Pass(TimeSpan.FromDays(2));
        await village.Resident(Village.LinsPhone, "小林");
        await village.Store.Write(ForgetSignInRecords.Handle);
        Assert.Equal(1, await village.Asking(db => db.Set<SignInCode>().CountAsync()));
        Assert.Equal(1, await village.Asking(db => db.Set<Revocation>().CountAsync()));
        // 老张 has seven days for his link; 王总's quarter of an hour is long over.
        Assert.Equal(1, await village.Asking(db => db.Set<SetUpLink>().CountAsync()));
        await village.Pass(TimeSpan.FromDays(91));
        await village.Store.Write(ForgetSignInRecords.Handle);
        Assert.Equal(0, await village.Asking(async db => await db.Set<Revocation>().CountAsync() + await db.Set<Attempt>().CountAsync() + await db.Set<SetUpLink>().CountAsync()));
    }

    static Task Tell(Village village, Visitor who, string text) => village.Store.Write(work => SendMessages.Handle(work, new SendMessages.Ask(who.Person, "note", Loquats, text, "/")));

    static async Task<IReadOnlyList<Message>> Read(Village village, Visitor who) => (await village.Asking(db => ReadMessages.Handle(db, new(who, Limit: 100)))).Items;
}
