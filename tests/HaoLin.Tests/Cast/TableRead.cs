// Opens a table as another program would: checked against the format's own schema, then cell by cell with how each is kept.
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;

namespace HaoLin.Tests.Cast;

/// <param name="Text">As it is kept in the file.</param>
/// <param name="IsText">Kept as text, in a cell that stays text when somebody types into it.</param>
public sealed record TableCell(string Text, bool IsText, bool IsFormula);

/// <param name="FrozenRows">How many rows stay where they are when the rest is scrolled.</param>
public sealed record TableSheet(string Name, int FrozenRows, IReadOnlyList<IReadOnlyList<TableCell>> Rows)
{
    public IReadOnlyList<string> Row(int at) => [.. Rows[at].Select(c => c.Text)];

    public IEnumerable<TableCell> Cells => Rows.SelectMany(r => r);

    /// <summary>The cells under a heading, without the last row, which tells the sums.</summary>
    public IReadOnlyList<TableCell> Under(string head) => Row(0).ToList().IndexOf(head) is >= 0 and var at ? [.. Rows.Skip(1).SkipLast(1).Select(r => r[at])] : throw new InvalidOperationException($"no column {head}");
}

public static class TableRead
{
    public static IReadOnlyList<TableSheet> Of(byte[] file)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(file), isEditable: false);
        Assert.Equal([], new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2019).Validate(document).Select(e => $"{e.Path?.XPath}: {e.Description}"));
        var book = document.WorkbookPart!;
        var formats = book.WorkbookStylesPart!.Stylesheet!.CellFormats!.Elements<CellFormat>().Select(f => f.NumberFormatId!.Value).ToList();
        return [.. book.Workbook!.Sheets!.Elements<Sheet>().Select(sheet => One(sheet.Name!, ((WorksheetPart)book.GetPartById(sheet.Id!)).Worksheet!, formats))];
    }

    static TableSheet One(string name, Worksheet sheet, List<uint> formats)
    {
        var rows = new List<IReadOnlyList<TableCell>>();
        foreach (var row in sheet.Descendants<Row>())
        {
            var cells = new List<TableCell>();
            foreach (var cell in row.Elements<Cell>())
            {
                var at = cell.CellReference!.Value!.TakeWhile(char.IsLetter).Aggregate(0, (sum, c) => sum * 26 + c - 'A' + 1) - 1;
                while (cells.Count < at) cells.Add(new("", false, false));
                cells.Add(new(cell.InlineString?.Text?.Text ?? cell.CellValue?.Text ?? "", cell.DataType?.Value == CellValues.InlineString && formats[(int)cell.StyleIndex!.Value] == 49, cell.CellFormula is not null));
            }
            rows.Add(cells);
        }
        foreach (var few in rows.Where(r => r.Count < rows[0].Count).ToList()) ((List<TableCell>)few).AddRange(Enumerable.Repeat(new TableCell("", false, false), rows[0].Count - few.Count));
        return new(name, (int)(sheet.Descendants<Pane>().FirstOrDefault(p => p.State?.Value == PaneStateValues.Frozen)?.VerticalSplit?.Value ?? 0), rows);
    }
}
