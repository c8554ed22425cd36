// Pictures of produce drawn by our own code, shown wherever nobody has taken a photograph yet.
using System.Collections.Frozen;

namespace HaoLin.Web.Shared;

public static class ProducePicture
{
    static readonly FrozenDictionary<string, (string Label, Action<Drawing> Draw)> All =
        PicturesOfFruit.All.Concat(PicturesOfVegetables.All).Concat(PicturesOfLarder.All).ToFrozenDictionary();

    public static IEnumerable<string> Kinds => All.Keys.Order(StringComparer.Ordinal);

    /// <summary>What a kind shows, in Chinese.</summary>
    public static string Label(string kind) => Of(kind).Label;

    /// <summary>The picture of a kind such as "loquat"; what we cannot draw yet comes as a basket.</summary>
    public static string Svg(string kind)
    {
        var (label, draw) = Of(kind);
        var drawing = new Drawing();
        draw(drawing);
        return drawing.Svg(label);
    }

    static (string Label, Action<Drawing> Draw) Of(string kind) => All.GetValueOrDefault(kind, ("一篮当季好物", PicturesOfVegetables.Basket));

    /// <summary>The kind a picture is stored and cached under, so that inventing names cannot fill a cache.</summary>
    public static string Known(string kind) => All.ContainsKey(kind) ? kind : "basket";
}
