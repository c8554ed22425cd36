// Reconciliation sees whatever the gateway's bill has wrong, and takes no file but the one that was signed for; builds that do not look are found out.
using System.Text.Json;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class BillTests
{
    [Theory]
    [OnEachDatabase]
    public async Task One_left_out_one_dearer_one_fee_and_one_too_many_are_named_and_nothing_else(Database on)
    {
        await using var brand = await Brand.Open(on, new() { Residents = 0, Gateway = "bill=wrong" });
        Assert.Equal("amount fee missing unknown, 6 green", await Named(brand));
    }

    [Theory]
    [OnEachDatabase]
    public async Task A_file_that_was_changed_on_its_way_is_not_used(Database on)
    {
        await using var brand = await Brand.Open(on, new() { Residents = 0, Gateway = "bill=tampered" });
        Assert.Equal("wrong-hash", await Problem(brand));
    }

    [Fact]
    public async Task A_build_that_does_not_compare_amounts_is_found_out()
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Residents = 0, Gateway = "bill=wrong", Break = "bill-amount" });
        Assert.Equal("fee missing unknown, 7 green", await Named(brand));
    }

    [Fact]
    public async Task A_build_that_does_not_look_at_the_hash_is_found_out()
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Residents = 0, Gateway = "bill=tampered", Break = "bill-hash" });
        Assert.StartsWith("amount", await Named(brand), StringComparison.Ordinal);
    }

    /// <summary>The demonstration's first deal was paid on one day a week ago, by nine neighbours; its bill and that of the day after come within a minute.</summary>
    static async Task<string> Named(Brand brand)
    {
        await Brand.Until(async () => await brand.Sql.Number("SELECT COUNT(*) FROM bill WHERE fetched_at IS NOT NULL") >= 5, "the bills are here", TimeSpan.FromSeconds(120));
        var day = (await Ask(brand, "bills")).GetProperty("items").EnumerateArray().Last();
        var lines = (await Ask(brand, "bills/" + day.GetProperty("day").GetString())).GetProperty("items").EnumerateArray();
        return $"{string.Join(' ', lines.Select(l => l.GetProperty("why").GetString()).Order(StringComparer.Ordinal))}, {day.GetProperty("green").GetInt32()} green";
    }

    static async Task<string?> Problem(Brand brand)
    {
        await Brand.Until(async () => await brand.Sql.Number("SELECT COUNT(*) FROM bill WHERE problem IS NOT NULL") >= 1, "a bill was asked for", TimeSpan.FromSeconds(120));
        var day = (await Ask(brand, "bills")).GetProperty("items").EnumerateArray().Last();
        Assert.Equal(0, await brand.Sql.Number("SELECT COUNT(*) FROM bill_line"));
        return day.GetProperty("problem").GetString();
    }

    static async Task<JsonElement> Ask(Brand brand, string what)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(brand.Nodes[0], "/api/v1/headquarters/" + what));
        request.Headers.Authorization = new("Bearer", (await PublishedServer.Run("token", "--data", brand.Server.Data, "--phone", "13800000001")).Trim());
        using var answer = await brand.Server.Http.SendAsync(request);
        return JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).RootElement.Clone();
    }
}
