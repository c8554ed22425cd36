// The house does not start on a database that could forget what it acknowledged.
using HaoLin.Kernel;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Kernel;

public sealed class DurabilityTests
{
    [Theory, OnEachDatabase]
    public async Task As_it_is_set_up_nothing_can_be_forgotten(Database on)
    {
        await using var village = await Village.Open(on);
        var said = await Durability.Check(village.Store, allowWeak: false);
        Assert.Equal(on == Database.Sqlite ? "journal_mode=WAL, synchronous=FULL" : "fsync=on, synchronous_commit=on, full_page_writes=on", said);
    }

    [Theory, OnEachDatabase]
    public async Task A_weaker_setting_is_refused_in_one_sentence_unless_the_configuration_names_it(Database on)
    {
        await using var weak = await Weak(on);
        var (setting, value) = on == Database.Sqlite ? ("journal_mode", "DELETE") : ("synchronous_commit", "off");
        var refused = await Assert.ThrowsAsync<StartRefused>(() => Durability.Check(weak, allowWeak: false));
        Assert.Contains($"{setting} is {value}", refused.Message);
        Assert.Contains("HAOLIN__DATABASE__ALLOWWEAK", refused.Message);
        Assert.Contains("NOT DURABLE", await Durability.Check(weak, allowWeak: true));
    }

    static async Task<Store> Weak(Database on)
    {
        // SQLite opened through a file system layer without shared memory cannot keep a write-ahead log; PostgreSQL takes the setting as it is told.
        var settings = on == Database.Sqlite
            ? new StoreSettings($"file:{Scratch.Folder("weak")}/haolin.db?vfs=unix-none&name=", null)
            : new StoreSettings(Scratch.Folder("weak"), await PostgresCluster.Shared.Fresh("weak") + ";Options=-c synchronous_commit=off");
        return new(settings, Village.Mappings, TimeProvider.System);
    }
}
