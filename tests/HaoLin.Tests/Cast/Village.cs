// A small brand on a fresh database for story tests: one community, 老张 its leader, 王总 at headquarters; time stands still until told.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Supply;
using HaoLin.Trade;
using Microsoft.Extensions.Time.Testing;

namespace HaoLin.Tests.Cast;

public sealed class Village : IAsyncDisposable
{
    public static readonly DateTimeOffset FirstEvening = new(2026, 4, 18, 19, 30, 0, BusinessDay.Offset);

    public static readonly Mappings Mappings = new([NeighbourhoodModule.Map, GoodsModule.Map, TradeModule.Map, SupplyModule.Map]);

    readonly string folder;

    Village(string folder, string? postgreSql, DateTimeOffset now)
    {
        this.folder = folder;
        Clock = new(now);
        Store = new(new(folder, postgreSql), Mappings, Clock);
        Tokens = new(Sealing, Revocations, Clock);
    }

    public FakeTimeProvider Clock { get; }
    public Store Store { get; }
    public Sealing Sealing { get; } = Sealing.Of([.. Enumerable.Repeat((byte)7, 32)]);
    public Revocations Revocations { get; } = new();
    public Tokens Tokens { get; }
    public SmsInMemory Sms { get; } = new();

    /// <summary>王总 runs the brand.</summary>
    public Visitor Wang { get; private set; } = null!;
    /// <summary>老张 leads 阳光花园.</summary>
    public Visitor Zhang { get; private set; } = null!;
    public CommunityId Sunshine { get; private set; }

    public const string ZhangsPhone = "13800000001", WangsPhone = "13900000001", LisPhone = "13700000062", LinsPhone = "13600000028";

    public static async Task<Village> Open(Database on)
    {
        var postgreSql = on == Database.PostgreSql ? await PostgresCluster.Shared.Fresh("village") + ";Search Path=\"public,pg_catalog\"" : null;
        var village = new Village(Scratch.Folder("village"), postgreSql, FirstEvening);
        if (on == Database.PostgreSql) await village.TakeOverTheDatabasesClock();
        await Durability.Check(village.Store, allowWeak: false);
        await Schema.Apply(village.Store);
        var wang = await village.Do(work => AppointHeadquarters.Handle(work, village.Sealing, new(Visitor.Operator, WangsPhone, "王总")));
        village.Wang = await village.See(wang.PersonId);
        village.Sunshine = await village.Do(work => OpenCommunity.Handle(work, new(village.Wang, "阳光花园", "人民路 18 号")));
        var zhang = await village.Do(work => AppointLeader.Handle(work, village.Sealing, new(village.Wang, ZhangsPhone, "老张", village.Sunshine)));
        village.Zhang = await village.See(zhang.PersonId);
        return village;
    }

    /// <summary>Lets time pass, on the node's clock and on the database's.</summary>
    public async Task Pass(TimeSpan time)
    {
        Clock.Advance(time);
        if (Store.PostgreSql is not null) await Sql($"UPDATE village.clock SET at = at + interval '{time.Ticks / 10} microseconds'");
    }

    /// <summary>On PostgreSQL the product asks the database for the time; a function of the village's, found before the built-in one, answers.</summary>
    Task TakeOverTheDatabasesClock() => Sql($"""
        CREATE SCHEMA village;
        CREATE TABLE village.clock AS SELECT '{FirstEvening:O}'::timestamptz AS at;
        CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT at FROM village.clock';
        CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT at FROM village.clock';
        """);

    async Task Sql(string text)
    {
        await using var command = Store.PostgreSql!.CreateCommand(text);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Does a deed that must succeed.</summary>
    public async Task<T> Do<T>(Func<Work, Task<Outcome<T>>> deed) => (await Store.Write(deed)).Value;

    /// <summary>Tries a deed that must be refused.</summary>
    public async Task<Refusal> Refused<T>(Func<Work, Task<Outcome<T>>> deed) =>
        (await Store.Write(deed)).Refusal ?? throw new InvalidOperationException("it was done, and should have been refused");

    /// <summary>Does it so many times at once, each on a thread of its own: SQLite's calls never yield, and would otherwise run one after another.</summary>
    public static Task<T[]> AtOnce<T>(int times, Func<int, Task<T>> deed) => Task.WhenAll(Enumerable.Range(0, times).Select(n => Task.Run(() => deed(n))));

    public static Task AtOnce(int times, Func<int, Task> deed) => Task.WhenAll(Enumerable.Range(0, times).Select(n => Task.Run(() => deed(n))));

    public Task<T> Asking<T>(Func<HaoLinDb, Task<T>> question) => Store.Read(question);

    public Task<Visitor> See(PersonId person) => Store.Read(db => Visitor.Of(db, person));

    /// <summary>A resident who signed in with a code for the first time.</summary>
    public async Task<Visitor> Resident(string phone, string name)
    {
        await AskForSignInCode.Handle(Store, Sealing, Sms, new(phone, "10.0.0.1"));
        var ticket = await Do(work => SignInWithCode.Handle(work, Sealing, Tokens, new(phone, Sms.LastCode(phone), name, "10.0.0.1", Consent.InForce, AsksConsent: true)));
        return await See(ticket.Person);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>A carrier that keeps what it was given, and fails when told to.</summary>
public sealed class SmsInMemory : ISmsSender
{
    readonly System.Collections.Concurrent.ConcurrentQueue<(string Phone, string Text)> sent = [];

    public bool Broken { get; set; }
    public int Count => sent.Count;

    public Task<bool> Send(Guid id, Phone phone, string text, CancellationToken stop = default)
    {
        if (!Broken) sent.Enqueue((phone.Digits, text));
        return Task.FromResult(!Broken);
    }

    public string LastCode(string phone)
    {
        var text = sent.Last(s => s.Phone == phone).Text;
        return string.Concat(text.Where(char.IsAsciiDigit).Take(6));
    }
}
