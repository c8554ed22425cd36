// Writes a table as an .xlsx while its rows are still being read: the memory needed does not grow with the rows.
using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace HaoLin.Kernel.Sheets;

/// <summary>One sheet after another, each with a frozen heading and its sums at the end; what is not finished is no file.</summary>
public sealed class SheetWriter(Stream target, CancellationToken stop = default) : IDisposable
{
    const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", Links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const string PackageLinks = "http://schemas.openxmlformats.org/package/2006/relationships", Types = "http://schemas.openxmlformats.org/package/2006/content-types";
    const string Kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    const int DrainEvery = 200, DrainBytes = 64 * 1024;

    /// <summary>As long as a cell may be.</summary>
    const int TextMax = 32_767;

    readonly Stage staged = new();
    readonly List<string> sheets = [];
    ZipArchive? zip;
    Stream? part;
    XmlWriter? xml;
    IReadOnlyList<SheetColumn> columns = [];
    long[] sums = [];
    int row;

    /// <summary>Begins a sheet with its heading; the sheet before it must have ended.</summary>
    public async Task Begin(string name, IReadOnlyList<SheetColumn> ofColumns)
    {
        zip ??= new(staged, ZipArchiveMode.Create, leaveOpen: true);
        sheets.Add(Texts.Start(string.Concat(name.Where(c => !char.IsControl(c) && !"[]:*?/\\'".Contains(c))), 31));
        (columns, sums, row) = (ofColumns, new long[ofColumns.Count], 0);
        Open($"xl/worksheets/sheet{sheets.Count}.xml");
        xml!.WriteStartElement("worksheet", Main);
        Element("sheetPr", () => Element("pageSetUpPr", "fitToPage", "1"));
        Element("sheetViews", () => Element("sheetView", () =>
        {
            xml.WriteAttributeString("workbookViewId", "0");
            Element("pane", "ySplit", "1", "topLeftCell", "A2", "activePane", "bottomLeft", "state", "frozen");
        }));
        Element("cols", () =>
        {
            for (var i = 0; i < columns.Count; i++) Element("col", "min", Whole(i + 1), "max", Whole(i + 1), "width", Whole(columns[i].Width), "customWidth", "1");
        });
        xml.WriteStartElement("sheetData");
        Line(i => (columns[i].Head, Style.Head));
        await Drain();
    }

    /// <summary>A text, a number or an amount for each column; null leaves the cell empty.</summary>
    public async ValueTask Row(params object?[] cells)
    {
        for (var i = 0; i < columns.Count; i++)
            if (columns[i].Summed) sums[i] += cells[i] switch { Money amount => amount.Fen, int number => number, long number => number, _ => 0 };
        Line(i => (cells[i], Style.Of(columns[i].Format)));
        if (row % DrainEvery == 0) await Drain();
    }

    /// <summary>Ends the sheet, with its sums where columns are summed up.</summary>
    public async Task End()
    {
        if (columns.Any(c => c.Summed))
            Line(i => !columns[i].Summed ? (i == 0 ? "合计" : null, Style.Total) : columns[i].Format == SheetFormat.Money ? (new Money(sums[i]), Style.TotalMoney) : ((object?)sums[i], Style.TotalWhole));
        xml!.WriteEndElement();
        Element("pageMargins", "left", "0.4", "right", "0.4", "top", "0.5", "bottom", "0.5", "header", "0.3", "footer", "0.3");
        Element("pageSetup", "paperSize", "9", "orientation", "landscape", "fitToHeight", "0");
        xml.WriteEndElement();
        Close();
        await Drain();
    }

    /// <summary>Writes what makes the sheets a workbook, and the last byte of it.</summary>
    public async Task Finish()
    {
        Part("xl/workbook.xml", "workbook", Main, () => Element("sheets", () =>
        {
            for (var i = 0; i < sheets.Count; i++)
                Element("sheet", () =>
                {
                    xml!.WriteAttributeString("name", sheets[i]);
                    xml.WriteAttributeString("sheetId", Whole(i + 1));
                    xml.WriteAttributeString("r", "id", Links, $"rId{i + 1}");
                });
        }));
        Part("xl/_rels/workbook.xml.rels", "Relationships", PackageLinks, () =>
        {
            for (var i = 1; i <= sheets.Count; i++) Element("Relationship", "Id", $"rId{i}", "Type", Links + "/worksheet", "Target", $"worksheets/sheet{i}.xml");
            Element("Relationship", "Id", $"rId{sheets.Count + 1}", "Type", Links + "/styles", "Target", "styles.xml");
        });
        Part("xl/styles.xml", "styleSheet", Main, WriteStyles);
        Part("_rels/.rels", "Relationships", PackageLinks, () => Element("Relationship", "Id", "rId1", "Type", Links + "/officeDocument", "Target", "xl/workbook.xml"));
        Part("[Content_Types].xml", "Types", Types, () =>
        {
            Element("Default", "Extension", "rels", "ContentType", "application/vnd.openxmlformats-package.relationships+xml");
            Element("Default", "Extension", "xml", "ContentType", "application/xml");
            Element("Override", "PartName", "/xl/workbook.xml", "ContentType", Kind + "sheet.main+xml");
            Element("Override", "PartName", "/xl/styles.xml", "ContentType", Kind + "styles+xml");
            for (var i = 1; i <= sheets.Count; i++) Element("Override", "PartName", $"/xl/worksheets/sheet{i}.xml", "ContentType", Kind + "worksheet+xml");
        });
        zip!.Dispose();
        zip = null;
        await Drain();
    }

    public void Dispose()
    {
        // Nothing of this reaches the target any more: half a table must not look like a whole one.
        xml?.Dispose();
        part?.Dispose();
        zip?.Dispose();
        staged.Dispose();
    }

    void Line(Func<int, (object? Value, int Style)> cell)
    {
        row++;
        xml!.WriteStartElement("row");
        xml.WriteAttributeString("r", Whole(row));
        for (var i = 0; i < columns.Count; i++)
        {
            var (value, style) = cell(i);
            if (value is null && style != Style.Total) continue;
            xml.WriteStartElement("c");
            xml.WriteAttributeString("r", ColumnName(i) + Whole(row));
            xml.WriteAttributeString("s", Whole(style));
            switch (value)
            {
                case null: break;
                case Money amount: xml.WriteElementString("v", amount.Yuan); break;
                case int number: xml.WriteElementString("v", Whole(number)); break;
                case long number: xml.WriteElementString("v", number.ToString(CultureInfo.InvariantCulture)); break;
                default: Text((string)value); break;
            }
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    void Text(string text)
    {
        xml!.WriteAttributeString("t", "inlineStr");
        xml.WriteStartElement("is");
        xml.WriteStartElement("t");
        xml.WriteAttributeString("xml", "space", null, "preserve");
        xml.WriteString(Kept(text));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>A text as a cell may hold it: never the beginning of a formula, wherever the table is taken to afterwards, and nothing that XML cannot say.</summary>
    public static string Kept(string text)
    {
        var kept = new StringBuilder(text.Length + 1);
        if (text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]) kept.Append('\'');
        for (var i = 0; i < text.Length && kept.Length < TextMax - 1; i++)
        {
            if (XmlConvert.IsXmlChar(text[i])) kept.Append(text[i]);
            else if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) kept.Append(text[i]).Append(text[++i]);
        }
        // _x000D_ in a cell is read as a sign of its own; its first underscore is said as a sign instead.
        return kept.Replace("_x", "_x005F_x").ToString();
    }

    /// <summary>A, B, … Z, AA, …</summary>
    public static string ColumnName(int index) => index < 26 ? ((char)('A' + index)).ToString() : ColumnName(index / 26 - 1) + (char)('A' + index % 26);

    void Part(string name, string root, string space, Action content)
    {
        Open(name);
        xml!.WriteStartElement(root, space);
        content();
        xml.WriteEndElement();
        Close();
    }

    void Open(string name)
    {
        part = zip!.CreateEntry(name, CompressionLevel.Fastest).Open();
        xml = XmlWriter.Create(part, new() { Encoding = new UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize });
        xml.WriteStartDocument(standalone: true);
    }

    void Close()
    {
        xml!.Dispose();
        part!.Dispose();
        (xml, part) = (null, null);
    }

    /// <summary>Sends on what has been packed so far. The packing itself may not wait, and the reader's line may be slow.</summary>
    async ValueTask Drain()
    {
        if (staged.Bytes.WrittenCount == 0) return;
        await target.WriteAsync(staged.Bytes.WrittenMemory, stop);
        staged.Bytes.ResetWrittenCount();
    }

    /// <summary>Where packed bytes wait for their way; what has left it cannot be gone back to, and the packer is told so.</summary>
    sealed class Stage : Stream
    {
        long written;

        public ArrayBufferWriter<byte> Bytes { get; } = new(DrainBytes);
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => written; set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Bytes.Write(buffer);
            written += buffer.Length;
        }
    }

    void Element(string name, params string[] attributes) => Element(name, () =>
    {
        for (var i = 0; i < attributes.Length; i += 2) xml!.WriteAttributeString(attributes[i], attributes[i + 1]);
    });

    void Element(string name, Action content)
    {
        xml!.WriteStartElement(name);
        content();
        xml.WriteEndElement();
    }

    static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The places of the styles in <see cref="WriteStyles"/>.</summary>
    static class Style
    {
        public const int Head = 1, Total = 5, TotalWhole = 6, TotalMoney = 7;

        public static int Of(SheetFormat format) => format switch { SheetFormat.Text => 2, SheetFormat.Whole => 3, SheetFormat.Money => 4, _ => 8 };
    }

    void WriteStyles()
    {
        // 49 is text, 1 a whole number, 4 a number with two decimals; these are the same in every program that reads tables.
        (string Format, string Font, string Fill, bool Wraps)[] styles =
            [("0", "0", "0", false), ("49", "1", "2", false), ("49", "0", "0", true), ("1", "0", "0", false), ("4", "0", "0", false), ("49", "1", "0", false), ("1", "1", "0", false), ("4", "1", "0", false), ("49", "2", "0", true)];
        void Font(bool bold, string? colour) => Element("font", () =>
        {
            if (bold) Element("b");
            Element("sz", "val", "11");
            if (colour is not null) Element("color", "rgb", colour);
            Element("name", "val", "Microsoft YaHei");
        });
        void Fill(string pattern, string? colour = null) => Element("fill", () => Element("patternFill", () =>
        {
            xml!.WriteAttributeString("patternType", pattern);
            if (colour is not null) Element("fgColor", "rgb", colour);
        }));
        void Format((string Format, string Font, string Fill, bool Wraps) style) => Element("xf", () =>
        {
            foreach (var (name, value) in new[] { ("numFmtId", style.Format), ("fontId", style.Font), ("fillId", style.Fill), ("borderId", "0"), ("xfId", "0"), ("applyNumberFormat", "1"), ("applyFont", "1"), ("applyFill", "1") }) xml!.WriteAttributeString(name, value);
            if (style.Wraps) Element("alignment", "vertical", "top", "wrapText", "1");
        });
        Element("fonts", () => { Font(false, null); Font(true, null); Font(false, "FFB3261E"); });
        Element("fills", () => { Fill("none"); Fill("gray125"); Fill("solid", "FFE6EFDC"); });
        Element("borders", () => Element("border", () => { foreach (var side in new[] { "left", "right", "top", "bottom", "diagonal" }) Element(side); }));
        Element("cellStyleXfs", () => Element("xf", "numFmtId", "0", "fontId", "0", "fillId", "0", "borderId", "0"));
        Element("cellXfs", () => { foreach (var style in styles) Format(style); });
        Element("cellStyles", () => Element("cellStyle", "name", "Normal", "xfId", "0", "builtinId", "0"));
    }
}
