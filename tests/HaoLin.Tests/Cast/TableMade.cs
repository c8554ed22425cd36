// Makes small tables as the programs that people use save them, and some that nobody should be hurt by.
using System.IO.Compression;
using System.Text;

namespace HaoLin.Tests.Cast;

public static class TableMade
{
    /// <summary>Styles a test names by their place: 0 plain, 1 text, 2 a day, 3 a time, 4 six digits with zeros before, 5 a Chinese day of its own.</summary>
    const string Styles = """
        <styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="000000"/><numFmt numFmtId="165" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/></numFmts>
        <cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="49"/><xf numFmtId="14"/><xf numFmtId="20"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>
        """;

    /// <summary>A workbook with one sheet; null leaves a cell out.</summary>
    public static byte[] Of(params string?[][] rows) => Xlsx(string.Concat(rows.Select((cells, r) => $"<row r=\"{r + 1}\">{string.Concat(cells.Select((text, c) => text is null ? "" : Text(r + 1, c, text)))}</row>")));

    public static string Text(int row, int column, string text) => $"<c r=\"{(char)('A' + column)}{row}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{System.Security.SecurityElement.Escape(text)}</t></is></c>";

    /// <param name="data">What stands in sheetData.</param>
    /// <param name="after">What follows it, for example merged cells.</param>
    public static byte[] Xlsx(string data, string after = "", string? shared = null, string? before = null, string target = "worksheets/sheet1.xml", string properties = "") => Zip(
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        ("xl/workbook.xml", $"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">{properties}<sheets><sheet name=\"说明\" sheetId=\"9\" r:id=\"rId9\"/><sheet name=\"藏着\" sheetId=\"8\" state=\"hidden\" r:id=\"rId9\"/><sheet name=\"表\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId9\" Type=\"x\" Target=\"none.xml\"/><Relationship Id=\"rId1\" Type=\"x\" Target=\"{target}\"/></Relationships>"),
        ("xl/styles.xml", Styles),
        ("xl/sharedStrings.xml", shared ?? "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"/>"),
        ("xl/worksheets/sheet1.xml", $"{before}<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{data}</sheetData>{after}</worksheet>"));

    public static byte[] Zip(params (string Name, string Text)[] parts)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, text) in parts)
            {
                var entry = zip.CreateEntry(name, CompressionLevel.SmallestSize);
                // The same table is the same file, whenever it is made.
                entry.LastWriteTime = new(2026, 3, 20, 20, 0, 0, TimeSpan.Zero);
                using var part = entry.Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        return bytes.ToArray();
    }

    /// <summary>Forty kilobytes that unpack to far more than a table holds.</summary>
    public static byte[] Bomb(int megabytes)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in new[] { ("xl/workbook.xml", "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheet name=\"a\" r:id=\"r1\"/></workbook>"), ("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>") })
            {
                using var small = zip.CreateEntry(name).Open();
                small.Write(Encoding.UTF8.GetBytes(text));
            }
            using var part = zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.SmallestSize).Open();
            part.Write("<worksheet><sheetData><row r=\"1\"><c t=\"inlineStr\"><is><t>"u8);
            var much = Enumerable.Repeat((byte)'a', 1024 * 1024).ToArray();
            for (var i = 0; i < megabytes; i++) part.Write(much);
            part.Write("</t></is></c></row></sheetData></worksheet>"u8);
        }
        return bytes.ToArray();
    }

    /// <summary>A table of products: heading and so many rows.</summary>
    public static byte[] Products(int rows, string name = "枇杷", params string[][] more) => Of([["名字", "一份", "价（元）", "净重（克）", "保质期（天）", "产地", "怎么存放"],
        .. Enumerable.Range(1, rows).Select(n => new[] { $"{name}{n}", "2 斤装/盒", "59.8", "1000", "5", "福建莆田", "冷藏" }), .. more]);
}
