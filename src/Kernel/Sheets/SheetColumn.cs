// What a table's column is: its heading, how its cells are kept, how wide it is, and whether it is summed up.
namespace HaoLin.Kernel.Sheets;

/// <summary>Text is kept as text, so that an id or a phone never becomes 1.2E+17 and no zero before it is lost.</summary>
public enum SheetFormat { Text, Whole, Money, Wrong }

/// <param name="Width">In characters, as a Chinese one counts two.</param>
/// <param name="Summed">Whether the last row tells the sum of it.</param>
public sealed record SheetColumn(string Head, SheetFormat Format = SheetFormat.Text, int Width = 14, bool Summed = false);

/// <summary>A table that is ready to be written to wherever it is wanted.</summary>
/// <param name="Name">The file's name, Chinese as people read it.</param>
public sealed record SheetFile(string Name, Func<Stream, CancellationToken, Task> WriteTo)
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>A name made of parts, without the signs that a file system or a header may not hold.</summary>
    public static string NameOf(params IEnumerable<string> parts) =>
        string.Join('_', parts.Select(part => Texts.Start(string.Concat(part.Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && !"\\/:*?\"<>|_".Contains(c))).Trim(' ', '.'), 40)).Where(part => part.Length > 0)) + ".xlsx";
}
