// The hand-written schema of each database is exactly what the model expects: nothing missing, nothing over.
using System.Text.RegularExpressions;
using HaoLin.Kernel;
using HaoLin.Tests.Cast;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace HaoLin.Tests.Kernel;

public sealed partial class SchemaMatchesModel
{
    /// <summary>The rush writes order lines by the thousand in the transaction that writes their orders; the check would buy nothing there.</summary>
    static readonly string[] LeftOutOnPurpose = ["foreign key of order_line: order_id to orders"];

    [Theory, OnEachDatabase]
    public async Task Every_table_column_key_and_index_is_there_and_no_other(Database on)
    {
        await using var village = await Village.Open(on);
        var expected = Expected(village.Store);
        Assert.Contains("table orders", expected);
        Assert.Equal(expected, await Found(village.Store));
    }

    [Theory, OnEachDatabase]
    public async Task A_database_that_somebody_altered_is_told_apart(Database on)
    {
        await using var village = await Village.Open(on);
        string[] changes =
        [
            "CREATE TABLE stray (id INTEGER PRIMARY KEY)",
            "ALTER TABLE community ADD COLUMN shoe_size INTEGER",
            "ALTER TABLE message RENAME COLUMN link TO hyperlink",
            "DROP INDEX person_phone",
            "CREATE INDEX person_phone ON person (phone_lookup)",
            "DROP INDEX outbox_due",
            "CREATE INDEX outbox_due ON outbox (due_at) WHERE done_at IS NOT NULL",
            "DROP INDEX membership_leader",
            "ALTER TABLE credential RENAME TO credentials",
        ];
        foreach (var change in changes) await village.Store.Read(db => db.Database.ExecuteSqlRawAsync(change));
        if (on == Database.PostgreSql)
        {
            await village.Store.Read(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE role ALTER COLUMN kind DROP NOT NULL"));
            await village.Store.Read(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE attempt ALTER COLUMN count TYPE bigint"));
            await village.Store.Read(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE pickup_point DROP CONSTRAINT pickup_point_community_id_fkey"));
        }
        var (expected, found) = (Expected(village.Store), await Found(village.Store));
        Assert.Subset(found.Except(expected).Select(NameOnly).ToHashSet(), new HashSet<string>
        {
            "table stray", "column community.shoe_size", "column message.hyperlink", "index person_phone", "index outbox_due", "table credentials",
        });
        HashSet<string> missing = ["column message.link", "index person_phone", "index outbox_due", "index membership_leader", "table credential"];
        if (on == Database.PostgreSql) missing.UnionWith(["column role.kind", "column attempt.count", "foreign key of pickup_point"]);
        Assert.Subset(expected.Except(found).Select(NameOnly).ToHashSet(), missing);
    }

    static string NameOnly(string line) => NameOnlyPattern().Match(line).Value;

    [GeneratedRegex(@"^(foreign key of [^:]+|\S+ \S+)")]
    private static partial Regex NameOnlyPattern();

    static List<string> Expected(Store store)
    {
        using var db = store.Open();
        var lines = new List<string>();
        foreach (var table in db.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables)
        {
            lines.Add($"table {table.Name}");
            lines.AddRange(table.Columns.Select(c => Column(table.Name, c.Name, c.StoreType, c.IsNullable)));
            lines.Add($"key of {table.Name}: {Names(table.PrimaryKey!.Columns)}");
            lines.AddRange(table.Indexes.Select(i => Index(i.Name, table.Name, Names(i.Columns), i.IsUnique, i.Filter)));
            lines.AddRange(table.ForeignKeyConstraints.Select(f => $"foreign key of {table.Name}: {Names(f.Columns)} to {f.PrincipalTable.Name}"));
        }
        foreach (var left in LeftOutOnPurpose) Assert.True(lines.Remove(left), left + " is no longer in the model");
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    static string Names(IEnumerable<IColumn> columns) => string.Join(", ", columns.Select(c => c.Name));

    static string Column(string table, string name, string type, bool nullable) => $"column {table}.{name} {type.ToLowerInvariant()}{(nullable ? "" : " not null")}";

    static string Index(string name, string table, string columns, bool unique, string? filter) =>
        $"index {name} on {table} ({columns}){(unique ? " unique" : "")}{(string.IsNullOrEmpty(filter) ? "" : " where " + Plain(filter))}";

    /// <summary>Each database writes a condition its own way; brackets, casts and case say nothing.</summary>
    static string Plain(string condition) => Blanks().Replace(condition.ToLowerInvariant().Replace("(", "").Replace(")", "").Replace("::text", "").Replace("\"", ""), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    static async Task<List<string>> Found(Store store)
    {
        var lines = store.PostgreSql is null ? await FoundInSqlite(store) : await FoundInPostgreSql(store);
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    static async Task<List<string>> FoundInSqlite(Store store)
    {
        // A column of the primary key counts as not null: SQLite alone would let a text key be null, and nothing of ours writes one.
        var lines = await store.Read(db => db.Database.SqlQueryRaw<string>("""
            WITH t AS (SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND name <> 'schema_step')
            SELECT 'table ' || name AS "Value" FROM t
            UNION ALL
            SELECT 'column ' || t.name || '.' || c.name || ' ' || lower(c.type) || CASE WHEN c."notnull" OR c.pk > 0 THEN ' not null' ELSE '' END
            FROM t, pragma_table_info(t.name) c
            UNION ALL
            SELECT 'key of ' || name || ': ' || (SELECT group_concat(k.name, ', ') FROM (SELECT c.name FROM pragma_table_info(t.name) c WHERE c.pk > 0 ORDER BY c.pk) k)
            FROM t
            UNION ALL
            SELECT 'foreign key of ' || t.name || ': ' || f."from" || ' to ' || f."table" FROM t, pragma_foreign_key_list(t.name) f
            """).ToListAsync());
        return [.. lines, .. await SqliteIndexes(store)];
    }

    sealed record FoundIndex(string Name, string Table, string Columns, bool Unique, string? Filter);

    static async Task<IEnumerable<string>> SqliteIndexes(Store store) =>
        (await store.Read(db => db.Database.SqlQueryRaw<FoundIndex>("""
            SELECT i.name AS name, m.tbl_name AS "table", i."unique" AS "unique",
                   (SELECT group_concat(k.name, ', ') FROM (SELECT c.name FROM pragma_index_info(i.name) c ORDER BY c.seqno) k) AS columns,
                   CASE WHEN i.partial THEN substr(m.sql, instr(upper(m.sql), ' WHERE ') + 7) END AS filter
            FROM sqlite_master m, pragma_index_list(m.tbl_name) i
            WHERE m.type = 'index' AND m.name = i.name AND i.origin = 'c'
            """).ToListAsync())).Select(i => Index(i.Name, i.Table, i.Columns, i.Unique, i.Filter));

    static async Task<List<string>> FoundInPostgreSql(Store store)
    {
        var lines = await store.Read(db => db.Database.SqlQueryRaw<string>("""
            WITH t AS (SELECT oid, relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND relname <> 'schema_step')
            SELECT 'table ' || name AS "Value" FROM t
            UNION ALL
            SELECT 'column ' || t.name || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
            FROM t JOIN pg_attribute a ON a.attrelid = t.oid WHERE a.attnum > 0 AND NOT a.attisdropped
            UNION ALL
            SELECT CASE k.contype WHEN 'p' THEN 'key of ' WHEN 'u' THEN 'unique of ' ELSE 'foreign key of ' END || t.name || ': '
                   || (SELECT string_agg(a.attname, ', ' ORDER BY u.n) FROM unnest(k.conkey) WITH ORDINALITY u(attnum, n) JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = u.attnum)
                   || CASE k.contype WHEN 'f' THEN ' to ' || k.confrelid::regclass::text ELSE '' END
            FROM t JOIN pg_constraint k ON k.conrelid = t.oid WHERE k.contype IN ('p', 'u', 'f')
            """).ToListAsync());
        var indexes = await store.Read(db => db.Database.SqlQueryRaw<FoundIndex>("""
            SELECT i.relname AS name, t.relname AS "table", x.indisunique AS "unique",
                   (SELECT string_agg(pg_get_indexdef(x.indexrelid, n, true), ', ' ORDER BY n) FROM generate_series(1, x.indnkeyatts) n) AS columns,
                   pg_get_expr(x.indpred, x.indrelid) AS filter
            FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
            WHERE t.relnamespace = 'public'::regnamespace AND t.relname <> 'schema_step'
              AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u'))
            """).ToListAsync());
        return [.. lines, .. indexes.Select(i => Index(i.Name, i.Table, i.Columns.Replace("\"", ""), i.Unique, i.Filter))];
    }
}
