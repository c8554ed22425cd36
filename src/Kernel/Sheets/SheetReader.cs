// Reads a table that somebody uploaded (.xlsx or .csv) as texts, says of each cell what is wrong with it, and cannot be harmed by it.
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace HaoLin.Kernel.Sheets;

/// <param name="Number">The row as the table counts it, from 1.</param>
/// <param name="Cells">Texts as a person sees them: numbers whole, dates as 2026-11-22, times as 15:00.</param>
/// <param name="IsHidden">Whoever looked at the table did not see this row.</param>
/// <param name="Wrong">By column: why a cell cannot be trusted.</param>
/// <param name="Merged">Columns whose cell is part of a merged one that spans several rows.</param>
public sealed record SheetRow(int Number, string[] Cells, bool IsHidden, Dictionary<int, string> Wrong, HashSet<int> Merged);

public static partial class SheetReader
{
    public const int BytesMax = 10 * 1024 * 1024;
    public const int RowsMax = 50_000;
    const int ColumnsMax = 100, PartsMax = 200, CellMax = 2_000;
    /// <summary>What a table may unpack to, and how much more than its packed size once it is large.</summary>
    const long UnpackedMax = 128L * 1024 * 1024, RatioMax = 150, RatioFrom = 8 * 1024 * 1024;
    const int MergedMax = 200_000;
    /// <summary>The sheet of a template that tells how to fill the other one.</summary>
    public const string Advice = "说明";
    const string Links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    public static readonly Refusal Empty = new("table.empty", 422, "表里没有内容", "The table is empty.");
    public static readonly Refusal TooLarge = new("table.too-large", 413, "文件太大了，一次最多 10 MB，请分成几份", "The file is too large: at most 10 MB at a time.");
    public static readonly Refusal TooManyRows = new("table.too-many-rows", 422, "行数太多了，一次最多 5 万行，请分成几份", "The table has too many rows: at most 50,000 at a time.");
    public static readonly Refusal OldFormat = new("table.old-format", 422, "这是旧的 xls 格式，或者加了密码，请另存为没有密码的 xlsx 再上传", "This is an old .xls, or has a password; save it as a plain .xlsx and upload it again.");
    public static readonly Refusal Unreadable = new("table.unreadable", 422, "这个文件读不出来，请用 Excel 或 WPS 另存为 xlsx 再上传", "The file cannot be read; save it as .xlsx again.");
    public static readonly Refusal Swollen = new("table.swollen", 422, "这个文件解压后太大，没有读", "The file unpacks to far more than a table holds; it was not read.");

    const string Damaged = "号码被 Excel 改成了 1.2E+17 这样，后几位丢了，请把这一列设为「文本」再填";
    const string NoValue = "公式没有算出值，请改成填好的值";

    public static Outcome<List<SheetRow>> Read(byte[] file)
    {
        if (file.Length == 0) return Empty;
        if (file.Length > BytesMax) return TooLarge;
        try
        {
            if (file is [0x50, 0x4B, 0x03, 0x04, ..]) return ReadBook(file);
            if (file is [0xD0, 0xCF, 0x11, 0xE0, ..]) return OldFormat;
            return CsvReader.Read(file);
        }
        catch (Exception fault) when (fault is XmlException or InvalidDataException or EndOfStreamException or FormatException or OverflowException or ArgumentException or IndexOutOfRangeException or NotSupportedException) { return Unreadable; }
        catch (SwollenException) { return Swollen; }
    }

    static Outcome<List<SheetRow>> ReadBook(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file, writable: false), ZipArchiveMode.Read);
        if (zip.Entries.Count > PartsMax) return Swollen;
        // What the parts say of their sizes may be a lie; it is counted once more while they are read.
        if (!Break.Is("table-size") && (zip.Entries.Sum(e => e.Length) > UnpackedMax || zip.Entries.Any(e => e.Length > RatioFrom && e.Length > e.CompressedLength * RatioMax))) return Swollen;
        if (FirstSheet(zip, out var from1904) is not { } sheet) return Unreadable;
        var texts = SharedTexts(zip);
        var formats = Formats(zip);
        return ReadSheet(zip, sheet, texts, formats, from1904);
    }

    /// <summary>The first sheet that is shown and is not the instructions.</summary>
    static string? FirstSheet(ZipArchive zip, out bool from1904)
    {
        from1904 = false;
        string? id = null;
        using (var xml = Open(zip, "xl/workbook.xml"))
            while (xml is not null && xml.Read())
                if (xml is { NodeType: XmlNodeType.Element, LocalName: "workbookPr" }) from1904 = xml.GetAttribute("date1904") is "1" or "true";
                else if (xml is { NodeType: XmlNodeType.Element, LocalName: "sheet" } && xml.GetAttribute("state") is null or "visible" && xml.GetAttribute("name") != Advice) id ??= xml.GetAttribute("id", Links);
        if (id is null) return null;
        using var links = Open(zip, "xl/_rels/workbook.xml.rels");
        while (links is not null && links.Read())
            if (links is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && links.GetAttribute("Id") == id && links.GetAttribute("TargetMode") != "External")
                return links.GetAttribute("Target") is ['/', .. var whole] ? whole : "xl/" + links.GetAttribute("Target");
        return null;
    }

    static List<string> SharedTexts(ZipArchive zip)
    {
        var texts = new List<string>();
        using var xml = Open(zip, "xl/sharedStrings.xml");
        while (xml is not null && xml.Read())
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "si" }) texts.Add(TextOf(xml));
        return texts;
    }

    /// <summary>The text of a shared or inline string; how a reading is written above a character (rPh) is left out.</summary>
    static string TextOf(XmlReader xml)
    {
        if (xml.IsEmptyElement) return "";
        var (text, depth, reading) = (new StringBuilder(), xml.Depth, int.MaxValue);
        var buffer = new char[256];
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.Depth <= reading) reading = xml is { NodeType: XmlNodeType.Element, LocalName: "rPh" } ? xml.Depth : int.MaxValue;
            if (reading != int.MaxValue || xml.NodeType is not (XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA)) continue;
            // In pieces: a cell of a hundred million signs is never held.
            while (xml.ReadValueChunk(buffer, 0, buffer.Length) is > 0 and var got)
                if (text.Length < CellMax) text.Append(buffer, 0, got);
        }
        return Signs().Replace(text.ToString(), sign => ((char)int.Parse(sign.Groups[1].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString());
    }

    /// <summary>For each style how its numbers are shown.</summary>
    static List<string> Formats(ZipArchive zip)
    {
        var (own, formats, inCells) = (new Dictionary<string, string>(), new List<string>(), false);
        using var xml = Open(zip, "xl/styles.xml");
        while (xml is not null && xml.Read())
        {
            if (xml.LocalName == "cellXfs") inCells = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "numFmt" }) own[xml.GetAttribute("numFmtId") ?? ""] = xml.GetAttribute("formatCode") ?? "";
            else if (inCells && xml is { NodeType: XmlNodeType.Element, LocalName: "xf" })
            {
                var id = xml.GetAttribute("numFmtId") ?? "0";
                // 14 to 22, 27 to 36, 45 to 47 and 50 to 58 are days and times in every program; 18 to 21 and 45 to 47 are times alone.
                formats.Add(own.TryGetValue(id, out var format) ? format : int.Parse(id, CultureInfo.InvariantCulture) switch { (>= 18 and <= 21) or (>= 32 and <= 35) or (>= 45 and <= 47) or 55 or 56 => "h:mm", (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 50 and <= 58) => "yyyy-mm-dd", _ => "" });
            }
        }
        return formats;
    }

    static Outcome<List<SheetRow>> ReadSheet(ZipArchive zip, string name, List<string> texts, List<string> formats, bool from1904)
    {
        var rows = new List<SheetRow>();
        using var xml = Open(zip, name);
        if (xml is null) return Unreadable;
        var (at, merged) = (0, 0);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName == "row")
            {
                at = xml.GetAttribute("r") is { } told ? int.Parse(told, NumberStyles.None, CultureInfo.InvariantCulture) : at + 1;
                var row = new SheetRow(at, [], xml.GetAttribute("hidden") is "1" or "true", [], []);
                var cells = ReadCells(xml, row, texts, formats, from1904);
                if (cells.All(c => c.Length == 0) && row.Wrong.Count == 0) continue;
                if (rows.Count > RowsMax + 20) return TooManyRows;
                rows.Add(row with { Cells = [.. cells] });
            }
            else if (xml.LocalName == "mergeCell") Merge(rows, xml.GetAttribute("ref") ?? "", ref merged);
        }
        return rows;
    }

    static List<string> ReadCells(XmlReader xml, SheetRow row, List<string> texts, List<string> formats, bool from1904)
    {
        var cells = new List<string>();
        if (xml.IsEmptyElement) return cells;
        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml is not { NodeType: XmlNodeType.Element, LocalName: "c" }) continue;
            var at = xml.GetAttribute("r") is { } place ? ColumnOf(place) : cells.Count;
            var (kind, style) = (xml.GetAttribute("t") ?? "n", int.TryParse(xml.GetAttribute("s"), NumberStyles.None, CultureInfo.InvariantCulture, out var s) && s < formats.Count ? formats[s] : "");
            var (value, isFormula) = ReadCell(xml);
            if (at is < 0 or >= ColumnsMax) continue;
            while (cells.Count <= at) cells.Add("");
            var text = kind switch
            {
                "s" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < texts.Count ? texts[index] : "",
                "inlineStr" or "str" => value,
                "b" => value == "1" ? "是" : "否",
                "e" => value,
                _ => Shown(value, style, from1904),
            };
            cells[at] = text.Length > CellMax ? text[..CellMax] : text;
            if (kind == "e" || isFormula && value.Length == 0) row.Wrong[at] = NoValue;
            else if (IsDamaged(text)) row.Wrong[at] = Damaged;
        }
        return cells;
    }

    static (string Value, bool IsFormula) ReadCell(XmlReader xml)
    {
        var (value, isFormula, depth) = ("", false, xml.Depth);
        if (xml.IsEmptyElement) return (value, false);
        while (xml.Read() && xml.Depth > depth)
        {
            // What a formula comes to was kept beside it; it is never worked out here.
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "f" }) { isFormula = true; TextOf(xml); }
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "v" or "is" }) value = TextOf(xml);
        }
        return (value, isFormula);
    }

    /// <summary>A number as its cell shows it, as far as it matters here: days, times, zeros before it; otherwise whole.</summary>
    static string Shown(string raw, string format, bool from1904)
    {
        if (raw.Length == 0 || !double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return raw;
        if (IsTimeFormat(format) && number is >= 0 and < 2_958_466)
        {
            var at = new DateTime(from1904 ? 1904 : 1899, from1904 ? 1 : 12, from1904 ? 1 : 30, 0, 0, 0, DateTimeKind.Unspecified).AddMinutes(Math.Round(number * 1440));
            return number < 1 || format == "h:mm" ? at.ToString("HH:mm", CultureInfo.InvariantCulture) : at.ToString(at.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        }
        // Beyond fifteen digits the table itself has lost them, whatever is kept.
        if (Math.Abs(number) >= 1e15) return number.ToString("0.################E+0", CultureInfo.InvariantCulture);
        var plain = decimal.Round((decimal)number, 10).ToString("0.##########", CultureInfo.InvariantCulture);
        return format.Length > 1 && format.All(c => c == '0') ? plain.PadLeft(format.Length, '0') : plain;
    }

    static bool IsTimeFormat(string format) => format.Length > 0 && TimeSigns().IsMatch(Literals().Replace(format, ""));

    internal static bool IsDamaged(string text) => Exponent().IsMatch(text);

    /// <summary>A merged cell speaks for every row it spans; a number in one cannot be told apart from one for all of them, so it is marked.</summary>
    static void Merge(List<SheetRow> rows, string area, ref int merged)
    {
        if (area.Split(':') is not [var from, var to]) return;
        var (first, last, left, right) = (RowOf(from), RowOf(to), ColumnOf(from), Math.Min(ColumnOf(to), ColumnsMax - 1));
        if (first >= last || left < 0) return;
        var at = rows.BinarySearch(new(first, [], false, [], []), Comparer<SheetRow>.Create((a, b) => a.Number.CompareTo(b.Number)));
        if (at < 0) return;
        var said = left < rows[at].Cells.Length ? rows[at].Cells[left] : "";
        for (var i = at; i < rows.Count && rows[i].Number <= last && merged < MergedMax; i++)
        {
            if (rows[i].Cells.Length <= left) rows[i] = rows[i] with { Cells = [.. rows[i].Cells, .. Enumerable.Repeat("", left + 1 - rows[i].Cells.Length)] };
            rows[i].Cells[left] = said;
            for (var column = left; column <= right; column++, merged++) rows[i].Merged.Add(column);
        }
    }

    static int ColumnOf(string place) => place.TakeWhile(char.IsAsciiLetterUpper).Take(4).Aggregate(0, (sum, c) => sum * 26 + c - 'A' + 1) - 1;

    static int RowOf(string place) => int.TryParse(place.AsSpan(place.TakeWhile(char.IsAsciiLetterUpper).Count()), NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : 0;

    /// <summary>No document type, no entity, nothing fetched from elsewhere, and no more than was promised.</summary>
    static XmlReader? Open(ZipArchive zip, string name) => zip.GetEntry(name) is { } part
        ? XmlReader.Create(new Measured(part.Open()), new() { DtdProcessing = Break.Is("table-dtd") ? DtdProcessing.Parse : DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true, IgnoreComments = true, IgnoreProcessingInstructions = true, MaxCharactersFromEntities = 1024 })
        : null;

    sealed class SwollenException : Exception;

    /// <summary>A part that unpacks to more than a table holds is not read to its end.</summary>
    sealed class Measured(Stream inner) : Stream
    {
        long read;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => read; set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count)
        {
            var got = inner.Read(buffer, offset, count);
            return (read += got) <= UnpackedMax || Break.Is("table-size") ? got : throw new SwollenException();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }

    [GeneratedRegex("_x([0-9A-Fa-f]{4})_")]
    private static partial Regex Signs();

    [GeneratedRegex("\"[^\"]*\"|\\\\.|\\[[^\\]]*\\]|_.|\\*.")]
    private static partial Regex Literals();

    [GeneratedRegex("[ymdhs]|年|月|日|时", RegexOptions.IgnoreCase)]
    private static partial Regex TimeSigns();

    [GeneratedRegex(@"^\s*\d(?:\.\d+)?E\+?\d{1,3}\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Exponent();
}
