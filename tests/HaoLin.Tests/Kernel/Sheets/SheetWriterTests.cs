// A table is written whole and plain: text stays text, a formula is none, the heading stays in sight, and memory does not grow with the rows.
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Kernel.Sheets;

public sealed class SheetWriterTests
{
    static readonly SheetColumn[] columns = [new("编号"), new("品名"), new("数量", SheetFormat.Whole, Summed: true), new("金额", SheetFormat.Money, Summed: true)];

    static async Task<byte[]> Write(params object?[][] rows)
    {
        using var target = new MemoryStream();
        using var sheet = new SheetWriter(target);
        await sheet.Begin("表", columns);
        foreach (var row in rows) await sheet.Row(row);
        await sheet.End();
        await sheet.Finish();
        return target.ToArray();
    }

    [Fact]
    public async Task A_table_opens_elsewhere_with_its_heading_frozen_and_its_sums_below()
    {
        var sheet = Assert.Single(TableRead.Of(await Write(["110101199003070019", "枇杷", 2, new Money(11960)], ["007", "桑葚 & <嫩>", 3, new Money(7505)])));
        Assert.Equal((1, "表"), (sheet.FrozenRows, sheet.Name));
        Assert.Equal(["编号", "品名", "数量", "金额"], sheet.Row(0));
        Assert.Equal(["110101199003070019", "枇杷", "2", "119.60"], sheet.Row(1));
        Assert.Equal(["007", "桑葚 & <嫩>", "3", "75.05"], sheet.Row(2));
        Assert.Equal(["合计", "", "5", "194.65"], sheet.Row(3));
        Assert.All(sheet.Under("编号"), cell => Assert.True(cell.IsText));
        Assert.All(sheet.Under("金额"), cell => Assert.False(cell.IsText));
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")"), InlineData("+1"), InlineData("-2+3"), InlineData("@SUM(A1)"), InlineData("\t=1"), InlineData("\r=1")]
    public async Task What_would_begin_a_formula_is_text(string hostile)
    {
        var sheet = TableRead.Of(await Write([hostile, "枇杷", 1, Money.Zero]))[0];
        Assert.Equal("'" + hostile, sheet.Row(1)[0]);
        Assert.True(sheet.Rows[1][0].IsText);
        Assert.DoesNotContain(sheet.Cells, cell => cell.IsFormula);
    }

    [Theory]
    [InlineData("a\0\u0001b", "ab"), InlineData("\ud83c\udf51桃", "\ud83c\udf51桃"), InlineData("_x000D_", "_x005F_x000D_"), InlineData(" 前后 ", " 前后 ")]
    public void What_a_table_cannot_say_is_left_out(string text, string kept) => Assert.Equal(kept, SheetWriter.Kept(text));

    [Fact]
    public void Half_a_sign_is_left_out() => Assert.Equal("孤", SheetWriter.Kept($"{(char)0xd83c}孤{(char)0xdf51}"));

    [Fact]
    public async Task Half_a_table_is_no_table()
    {
        using var target = new MemoryStream();
        using (var sheet = new SheetWriter(target))
        {
            await sheet.Begin("表", columns);
            for (var i = 0; i < 1000; i++) await sheet.Row($"{i}", "枇杷", 1, Money.Zero);
        }
        Assert.ThrowsAny<Exception>(() => TableRead.Of(target.ToArray()));
    }

    [Theory]
    [InlineData("商品汇总_2026-11-22_阳光小区.xlsx", "商品汇总", "2026-11-22", "阳光小区")]
    [InlineData("单_ab.xlsx", "单", "../a\"\r\nb")]
    public void A_file_is_called_as_people_read_it_and_leads_nowhere(string name, params string[] parts) => Assert.Equal(name, SheetFile.NameOf(parts));

    [Theory]
    [InlineData(0, "A"), InlineData(25, "Z"), InlineData(26, "AA"), InlineData(701, "ZZ"), InlineData(702, "AAA")]
    public void Columns_are_counted_in_letters(int index, string name) => Assert.Equal(name, SheetWriter.ColumnName(index));
}
