// Reads a .csv as Chinese offices write it: UTF-8 or GBK, commas, semicolons or tabs, quotes where a cell holds one of them.
using System.Text;

namespace HaoLin.Kernel.Sheets;

static class CsvReader
{
    const int ColumnsMax = 100, CellMax = 2_000;
    const string Damaged = "号码被 Excel 改成了 1.2E+17 这样，后几位丢了，请把这一列设为「文本」再填";

    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static Outcome<List<SheetRow>> Read(byte[] file)
    {
        var text = Decoded(file);
        if (text is null || text.Contains('\0')) return SheetReader.Unreadable;
        var (rows, cells, cell, number) = (new List<SheetRow>(), new List<string>(), new StringBuilder(), 1);
        var separator = Separator(text);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && cell.Length == 0) i = Quoted(text, i + 1, cell);
            else if (text[i] == separator) Next(cells, cell);
            else if (text[i] is '\n' or '\r')
            {
                if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n') i++;
                Next(cells, cell);
                Add(rows, cells, number++);
                if (rows.Count > SheetReader.RowsMax + 20) return SheetReader.TooManyRows;
            }
            else if (cell.Length < CellMax) cell.Append(text[i]);
        }
        Next(cells, cell);
        Add(rows, cells, number);
        return rows;
    }

    /// <summary>What is valid UTF-8 is UTF-8; anything else is taken for GBK, in which Chinese Excel saves a .csv.</summary>
    static string? Decoded(byte[] file)
    {
        try
        {
            return file switch
            {
                [0xEF, 0xBB, 0xBF, ..] => Strict.GetString(file, 3, file.Length - 3),
                [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(file, 2, file.Length - 2),
                _ => Strict.GetString(file),
            };
        }
        catch (DecoderFallbackException)
        {
            try { return CodePagesEncodingProvider.Instance.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!.GetString(file); }
            catch (DecoderFallbackException) { return null; }
        }
    }

    static char Separator(string text)
    {
        var line = text.AsSpan(0, text.AsSpan().IndexOfAny('\n', '\r') is >= 0 and var end ? end : text.Length);
        return line.Count('\t') > line.Count(',') ? '\t' : line.Count(';') > line.Count(',') ? ';' : ',';
    }

    /// <returns>Where the closing quote stands.</returns>
    static int Quoted(string text, int i, StringBuilder cell)
    {
        for (; i < text.Length; i++)
        {
            if (text[i] == '"' && (i + 1 == text.Length || text[i + 1] != '"')) return i;
            if (text[i] == '"') i++;
            if (cell.Length < CellMax) cell.Append(text[i]);
        }
        return i;
    }

    static void Next(List<string> cells, StringBuilder cell)
    {
        // ="007" is how some programs keep a zero in a .csv.
        var text = cell.ToString();
        if (cells.Count < ColumnsMax) cells.Add(text is ['=', '"', .., '"'] ? text[2..^1] : text);
        cell.Clear();
    }

    static void Add(List<SheetRow> rows, List<string> cells, int number)
    {
        if (cells.Exists(c => !string.IsNullOrWhiteSpace(c)))
            rows.Add(new(number, [.. cells], false, cells.Select((c, i) => (c, i)).Where(p => SheetReader.IsDamaged(p.c)).ToDictionary(p => p.i, _ => Damaged), []));
        cells.Clear();
    }
}
