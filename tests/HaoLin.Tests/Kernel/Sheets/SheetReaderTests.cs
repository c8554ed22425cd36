// What people's tables do to what was typed, and what a hostile one tries: each is read as meant, or refused with a sentence.
using System.Text;
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Kernel.Sheets;

public sealed class SheetReaderTests
{
    static SheetRow Only(byte[] file) => Assert.Single(SheetReader.Read(file).Value);

    static SheetRow Row(string cells, string attributes = "") => Only(TableMade.Xlsx($"<row r=\"1\"{attributes}>{cells}</row>"));

    [Theory]
    [InlineData("<c r=\"A1\"><v>13800000001</v></c>", "13800000001")]
    [InlineData("<c r=\"A1\"><v>1.3800000001E10</v></c>", "13800000001")]
    [InlineData("<c r=\"A1\"><v>59.799999999999997</v></c>", "59.8")]
    [InlineData("<c r=\"A1\" s=\"4\"><v>7</v></c>", "000007")]
    [InlineData("<c r=\"A1\" s=\"2\"><v>45983</v></c>", "2025-11-22")]
    [InlineData("<c r=\"A1\" s=\"5\"><v>45983</v></c>", "2025-11-22")]
    [InlineData("<c r=\"A1\" s=\"3\"><v>0.625</v></c>", "15:00")]
    [InlineData("<c r=\"A1\" t=\"b\"><v>1</v></c>", "是")]
    [InlineData("<c r=\"A1\" t=\"str\"><f>A2&amp;\"x\"</f><v>007</v></c>", "007")]
    [InlineData("<c r=\"A1\"><f>1+1</f><v>2</v></c>", "2")]
    public void A_cell_is_read_as_it_is_shown(string cell, string text)
    {
        var row = Row(cell);
        Assert.Equal(text, row.Cells[0]);
        Assert.Empty(row.Wrong);
    }

    [Theory]
    [InlineData("<c r=\"A1\"><v>110101199003070019</v></c>", "1.2E+17"), InlineData("<c r=\"A1\"><v>1.1010119900307E+17</v></c>", "1.2E+17")]
    [InlineData("<c r=\"A1\" t=\"inlineStr\"><is><t>1.38E+10</t></is></c>", "1.2E+17")]
    [InlineData("<c r=\"A1\"><f>SUM(B1)</f></c>", "公式"), InlineData("<c r=\"A1\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>", "公式")]
    public void A_cell_that_cannot_be_trusted_says_why(string cell, string why) => Assert.Contains(why, Row(cell).Wrong[0]);

    [Fact]
    public void A_number_that_was_typed_as_text_keeps_every_digit() => Assert.Equal("110101199003070019", Row(TableMade.Text(1, 0, "110101199003070019")).Cells[0]);

    [Fact]
    public void Shared_texts_are_put_together_without_how_they_are_read_aloud()
    {
        var file = TableMade.Xlsx("<row r=\"1\"><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>7</v></c></row>", shared: "<sst><si><t>a</t></si><si><r><t>枇</t></r><rPh sb=\"0\" eb=\"1\"><t>pí</t></rPh><r><t xml:space=\"preserve\">杷 _x5B50_</t></r></si></sst>");
        Assert.Equal(["", "枇杷 子", ""], Only(file).Cells);
    }

    [Fact]
    public void Days_of_a_table_that_counts_from_1904_are_right() =>
        Assert.Equal("2025-11-22", Only(TableMade.Xlsx("<row r=\"1\"><c r=\"A1\" s=\"2\"><v>44521</v></c></row>", properties: "<workbookPr date1904=\"1\"/>")).Cells[0]);

    [Fact]
    public void A_hidden_row_is_marked() => Assert.True(Row(TableMade.Text(1, 0, "枇杷"), " hidden=\"1\"").IsHidden);

    [Fact]
    public void A_merged_cell_speaks_for_every_row_it_spans()
    {
        var rows = SheetReader.Read(TableMade.Xlsx($"<row r=\"1\">{TableMade.Text(1, 0, "阳光花园")}{TableMade.Text(1, 1, "甲")}</row><row r=\"2\">{TableMade.Text(2, 1, "乙")}</row><row r=\"3\">{TableMade.Text(3, 1, "丙")}</row>", "<mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells>")).Value;
        Assert.Equal(["阳光花园", "阳光花园", ""], rows.Select(r => r.Cells[0]));
        Assert.Equal([true, true, false], rows.Select(r => r.Merged.Contains(0)));
    }

    [Theory]
    [InlineData("GB18030"), InlineData("utf-8"), InlineData("utf-16")]
    public void A_csv_is_read_in_the_letters_it_was_saved_with(string letters)
    {
        var encoding = letters == "GB18030" ? CodePagesEncodingProvider.Instance.GetEncoding(letters)! : Encoding.GetEncoding(letters);
        var rows = SheetReader.Read([.. encoding.GetPreamble(), .. encoding.GetBytes("名字,备注\r\n枇杷,\"又大,又\"\"甜\"\"\n真的\"\r\n\r\n桑葚,=\"007\"\n身份证,1.1E+17")]).Value;
        Assert.Equal([1, 2, 4, 5], rows.Select(r => r.Number));
        Assert.Equal(["枇杷", "又大,又\"甜\"\n真的"], rows[1].Cells);
        Assert.Equal("007", rows[2].Cells[1]);
        Assert.Contains("1.2E+17", rows[3].Wrong[1]);
    }

    [Theory]
    [InlineData("a;b\n1;2"), InlineData("a\tb\n1\t2")]
    public void A_csv_may_part_its_cells_otherwise(string text) => Assert.Equal(["1", "2"], SheetReader.Read(Encoding.UTF8.GetBytes(text)).Value[1].Cells);

    static Refusal? Refused(byte[] file) => SheetReader.Read(file).Refusal;

    [Fact]
    public void What_is_no_table_is_refused_with_what_to_do()
    {
        Assert.Equal(SheetReader.Empty, Refused([]));
        Assert.Equal(SheetReader.OldFormat, Refused([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0]));
        Assert.Equal(SheetReader.Unreadable, Refused([0x50, 0x4B, 0x03, 0x04, 1, 2, 3]));
        Assert.Equal(SheetReader.Unreadable, Refused("%PDF-1.7\0\0"u8.ToArray()));
        Assert.Equal(SheetReader.Unreadable, Refused(TableMade.Zip(("word/document.xml", "<a/>"))));
        Assert.Equal(SheetReader.Unreadable, Refused(TableMade.Of(["a"])[..^30]));
        Assert.Equal(SheetReader.TooLarge, Refused(new byte[SheetReader.BytesMax + 1]));
        Assert.Equal(SheetReader.Unreadable, Refused(TableMade.Xlsx("<row r=\"-1\"><c r=\"ZZZZZZ1\"><v>1e999</v></c></row>")));
        Assert.Equal(SheetReader.Unreadable, Refused(TableMade.Xlsx("<row><c><is><t>never closed")));
    }

    [Fact]
    public void A_table_fetches_nothing_from_elsewhere()
    {
        const string outside = "<!DOCTYPE worksheet [<!ENTITY outside SYSTEM \"file:///etc/passwd\">]>", laughs = "<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
        foreach (var before in new[] { outside, laughs })
            Assert.Equal(SheetReader.Unreadable, Refused(TableMade.Xlsx("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>&outside;</t></is></c></row>", before: before)));
        Assert.Equal(SheetReader.Unreadable, Refused(TableMade.Xlsx("<row/>", target: "../../../etc/passwd")));
        Assert.Equal(SheetReader.Unreadable, Refused(TableMade.Xlsx("<row/>", target: "http://127.0.0.1/sheet.xml")));
    }

    [Fact]
    public void A_table_that_unpacks_to_far_more_is_not_read()
    {
        var bomb = TableMade.Bomb(megabytes: 300);
        Assert.True(bomb.Length < 500_000, $"{bomb.Length}");
        Assert.Equal(SheetReader.Swollen, Refused(bomb));
        Assert.Equal(SheetReader.Swollen, Refused(TableMade.Zip([.. Enumerable.Range(0, 300).Select(n => ($"xl/{n}.xml", "<a/>"))])));
    }

    [Fact]
    public void Fifty_thousand_rows_are_read_and_more_are_not()
    {
        var rows = Enumerable.Range(1, SheetReader.RowsMax + 30).Select(n => new[] { $"行{n}" }).ToArray();
        Assert.Equal(50_001, SheetReader.Read(TableMade.Of(rows[..50_001])).Value.Count);
        Assert.Equal(SheetReader.TooManyRows, Refused(TableMade.Of(rows)));
    }
}
