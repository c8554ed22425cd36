// What can be imported from a table: its columns, its template, and the rule by which a row becomes something.
using System.Text;

namespace HaoLin.Kernel.Sheets;

/// <param name="Needed">Without this column a table is not read.</param>
/// <param name="IsNumber">Amounts, weights and counts: a merged cell or a formula's doubt is not taken for one.</param>
public sealed record ImportColumn(string Head, string Advice, bool Needed = true, int Width = 16, bool IsNumber = false);

/// <summary>A row of an uploaded table, its cells in the order of the kind's columns.</summary>
/// <param name="Number">As the table counts it.</param>
/// <param name="Wrong">What was wrong with it before any rule looked at it; null when nothing.</param>
public sealed record ImportRow(int Number, string[] Cells, string? Wrong = null)
{
    public string this[int column] => Cells[column];

    /// <summary>A cell with full-width signs made plain and every blank left out, for numbers and codes.</summary>
    public string Plain(int column) => string.Concat(Cells[column].Where(c => !char.IsWhiteSpace(c) && c != '\'').Select(c => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c));

    /// <summary>A whole number as a person types it, or null.</summary>
    public int? Whole(int column) => decimal.TryParse(Plain(column), System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var number) && number == decimal.Truncate(number) && number <= int.MaxValue ? (int)number : null;

    /// <summary>What somebody meant to keep: no apostrophe that our own tables put before a formula's sign.</summary>
    public string Text(int column) => Cells[column] is ['\'', '=' or '+' or '-' or '@', ..] text ? text[1..] : Cells[column];
}

/// <summary>One import as its rule is asked to do some rows of it.</summary>
/// <param name="Person">Who imports.</param>
/// <param name="Subject">What it is imported into, for example a deal.</param>
/// <param name="IsTrial">Nothing of it will be kept: say what would happen, and do nothing that reaches the database at once.</param>
public sealed record ImportCall(Guid Person, Guid? Subject, Sealing Sealing, bool IsTrial);

/// <param name="Name">As addresses say it.</param>
/// <param name="Title">As people say it.</param>
/// <param name="Examples">Rows of the template that begin with 例： and are never imported.</param>
/// <param name="Advice">What the template says on its second sheet.</param>
/// <param name="May">Who may; null says yes.</param>
/// <param name="Key">What no two rows of a table may share; null where any two may.</param>
/// <param name="Do">Does the rows through the rules that the screens use, and says of each why not, or null.</param>
/// <param name="RowsMax">How many rows one table may have.</param>
/// <param name="PartRows">How many rows are done in one transaction.</param>
public sealed record ImportKind(string Name, string Title, IReadOnlyList<ImportColumn> Columns, IReadOnlyList<string[]> Examples, IReadOnlyList<string> Advice,
    Func<HaoLinDb, Guid, Guid?, Task<Refusal?>> May, Func<ImportRow, string?> Key, Func<Work, ImportCall, IReadOnlyList<ImportRow>, Task<IReadOnlyList<string?>>> Do, int RowsMax = SheetReader.RowsMax, int PartRows = 200)
{
    public const string ExampleMark = "例：";

    /// <summary>A reason as the error file and the preview say it, with the column it is about.</summary>
    public static string Why(Refusal refusal, string? column = null) => column is null ? refusal.Chinese : $"{column}：{refusal.Chinese}";
}

/// <summary>The kinds there are, handed over by the modules' faces in Program.cs.</summary>
public sealed class ImportKinds(IEnumerable<ImportKind> kinds)
{
    readonly Dictionary<string, ImportKind> byName = kinds.ToDictionary(k => k.Name);

    public ImportKind? Named(string? name) => name is null ? null : byName.GetValueOrDefault(name);

    /// <summary>A table's rows in the order of the kind's columns, each with what is wrong with it at first sight.</summary>
    public static Outcome<IReadOnlyList<ImportRow>> Fit(ImportKind kind, List<SheetRow> rows)
    {
        var head = rows.Take(20).FirstOrDefault(r => kind.Columns.Where(c => c.Needed).All(c => r.Cells.Any(cell => Same(cell, c.Head))));
        if (head is null)
        {
            var best = rows.Take(20).MaxBy(r => kind.Columns.Count(c => r.Cells.Any(cell => Same(cell, c.Head))));
            return UploadTable.ColumnsMissing.With(string.Join("、", kind.Columns.Where(c => c.Needed && best?.Cells.Any(cell => Same(cell, c.Head)) is not true).Select(c => $"「{c.Head}」")));
        }
        var places = kind.Columns.Select(c => Array.FindIndex(head.Cells, cell => Same(cell, c.Head))).ToArray();
        var fitted = new List<ImportRow>();
        var known = new Dictionary<string, int>();
        foreach (var row in rows.Where(r => r.Number > head.Number))
        {
            var cells = places.Select(p => p >= 0 && p < row.Cells.Length ? row.Cells[p].Trim() : "").ToArray();
            if (cells.All(c => c.Length == 0) || cells[0].StartsWith(ImportKind.ExampleMark, StringComparison.Ordinal) || cells[0] == "合计" || Same(cells[0], kind.Columns[0].Head)) continue;
            var fit = new ImportRow(row.Number, cells, WrongWith(kind, row, places));
            if (fit.Wrong is null && kind.Key(fit) is { } key && !known.TryAdd(key, row.Number)) fit = fit with { Wrong = $"和第 {known[key]} 行重复" };
            fitted.Add(fit);
            if (fitted.Count > kind.RowsMax) return UploadTable.TooManyRows.With($"{kind.RowsMax}");
        }
        return fitted.Count == 0 ? SheetReader.Empty : Outcome<IReadOnlyList<ImportRow>>.Yes(fitted);
    }

    static string? WrongWith(ImportKind kind, SheetRow row, int[] places)
    {
        if (row.IsHidden) return "这一行在表里是隐藏的，没有算；要算的话请取消隐藏";
        for (var i = 0; i < places.Length; i++)
        {
            if (row.Wrong.TryGetValue(places[i], out var wrong)) return $"{kind.Columns[i].Head}：{wrong}";
            if (kind.Columns[i].IsNumber && row.Merged.Contains(places[i])) return $"{kind.Columns[i].Head}：合并单元格里的数分不清是每行的还是合起来的，请拆开再填";
        }
        return null;
    }

    /// <summary>价（元） is also 价(元)* and 价 ( 元 ).</summary>
    static bool Same(string cell, string head) => Bare(cell) == Bare(head);

    static string Bare(string head)
    {
        var bare = new StringBuilder();
        foreach (var c in head.Replace("必填", "", StringComparison.Ordinal).Replace("可空", "", StringComparison.Ordinal).Normalize(NormalizationForm.FormKC))
            if (char.IsLetterOrDigit(c)) bare.Append(char.ToUpperInvariant(c));
        return bare.ToString();
    }
}
