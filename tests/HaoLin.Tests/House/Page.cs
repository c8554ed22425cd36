// A page of docs/ that is written from the code, so that it cannot say what is no longer true.
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.House;

public static class Page
{
    /// <summary>Rewrites the page when it differs from what the code says, and then fails, so that the change is seen and committed.</summary>
    public static void Keep(string path, string text)
    {
        var file = Path.Combine(Scratch.Tree, path);
        text = text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (File.Exists(file) && File.ReadAllText(file) == text) return;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        Assert.Fail($"{path} was stale. It is written anew: look at the change and commit it.");
    }

    public static string Table(string[] head, IEnumerable<string[]> rows) =>
        string.Join('\n', new[] { Row(head), Row([.. head.Select(_ => "---")]) }.Concat(rows.Select(Row)));

    static string Row(string[] cells) => $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|")))} |";
}
