// What a demo remembers in its folder: that the data are a demonstration's, and the ports and deals it must find again.
using System.Text.Json;
using HaoLin.Kernel;

namespace HaoLin.Web.Command;

/// <summary>The file DIR/demo.json marks the folder: test residents may be made only where it is.</summary>
public sealed class DemoData
{
    readonly string file;
    readonly Dictionary<string, string> remembered;

    DemoData(string file, Dictionary<string, string> remembered) => (this.file, this.remembered) = (file, remembered);

    static string FileIn(string folder) => Path.Combine(folder, "demo.json");

    public static bool Is(string folder) => File.Exists(FileIn(folder));

    public static DemoData In(string folder)
    {
        var file = FileIn(Directory.CreateDirectory(folder).FullName);
        return new(file, File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file)) ?? [] : []);
    }

    public string? this[string key]
    {
        get => remembered.GetValueOrDefault(key);
        set
        {
            if (value is null || remembered.GetValueOrDefault(key) == value) return;
            remembered[key] = value;
            SmallFile.Replace(file, JsonSerializer.Serialize(remembered));
        }
    }
}
