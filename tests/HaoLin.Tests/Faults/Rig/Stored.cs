// What people's deeds have stored, table by table: where everything was refused, nothing of it may differ.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HaoLin.Tests.Faults.Rig;

public static class Stored
{
    /// <summary>Not among them: what counts tries and remembers answers, which a refusal has to leave, and what the clock changes by itself.</summary>
    static readonly string[] tables =
    [
        "community", "pickup_point", "person", "membership", "role", "leader_task", "credential", "authenticator", "passkey", "leader_file", "leader_paper", "set_up_link", "invitation", "product", "deal", "deal_step", "deal_place", "offer", "taken", "taken_home", "home",
        "orders", "order_line", "waitlist", "waitlist_line", "refund", "refund_line", "hand_over", "credit_entry", "signal_answer", "book_transaction", "book_entry",
    ];

    public static async Task<IReadOnlyDictionary<string, string>> Of(Sql sql)
    {
        await using var connection = await sql.Open();
        var found = new Dictionary<string, string>();
        foreach (var table in tables)
        {
            var rows = await Sql.Rows(connection, $"SELECT * FROM {table}", row => string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? "" : Text(row.GetValue(i)))));
            found[table] = $"{rows.Count} rows {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', rows.Order(StringComparer.Ordinal)))))[..12]}";
        }
        return found;
    }

    static string Text(object value) => value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    public static void Unchanged(Verdict verdict, string about, IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after)
    {
        foreach (var (table, held) in before)
            if (after[table] != held) verdict.Violate("half stored", $"{about}: all was refused, yet {table} held {held} and holds {after[table]}");
        verdict.Count("compared with before");
    }
}
