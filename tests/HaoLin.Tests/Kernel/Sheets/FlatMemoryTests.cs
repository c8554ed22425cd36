// A table of a hundred thousand rows is written in the memory that ten thousand need; measured while no other test runs.
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;

namespace HaoLin.Tests.Kernel.Sheets;

[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class FlatMemoryTests
{
    [Fact]
    public async Task A_hundred_thousand_rows_need_no_more_memory_than_ten_thousand()
    {
        var (few, many) = (await Peak(10_000), await Peak(100_000));
        Assert.True(many < 24_000_000 && many < few + 12_000_000, $"{few / 1e6:0.0} MB for 10,000 rows, {many / 1e6:0.0} MB for 100,000");
    }

    /// <summary>The most that was held at once beyond what was there before, as the collector counts what is still used.</summary>
    static async Task<long> Peak(int rows)
    {
        using var sheet = new SheetWriter(Stream.Null);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = 0L;
        await sheet.Begin("表", [new("编号"), new("品名"), new("数量", SheetFormat.Whole, Summed: true), new("金额", SheetFormat.Money, Summed: true)]);
        for (var i = 0; i < rows; i++)
        {
            await sheet.Row($"{110101199003070000 + i}", $"枇杷 {i}", i % 7, new Money(i));
            if (i % (rows / 10) == rows / 20) peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        await sheet.End();
        await sheet.Finish();
        return peak;
    }
}
