// Where a pickup point lies on a map, as the map apps of the country give it out to be copied.
using System.Globalization;
using HaoLin.Kernel;

namespace HaoLin.Neighbourhood;

/// <summary>
/// Latitude and longitude in degrees of GCJ-02, the datum that maps published in mainland China use (Surveying and Mapping Law; GB 20263), written
/// "30.274100,120.155100". A place copied from an app that puts the longitude first is read as well: within the country no latitude is a longitude.
/// </summary>
public static class MapPlace
{
    public static readonly Refusal Unreadable = new("pickup-point.map-place-unreadable", 422, "地图上的位置看不懂，请从地图应用里复制经纬度", "This place on the map cannot be read; copy its coordinates from a map app.");

    /// <returns>Null where nothing was typed.</returns>
    public static Outcome<string?> Parse(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed)) return (string?)null;
        if (typed.Length > 60) return Unreadable;
        var numbers = typed.Split([',', '，', ' ', '、'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (numbers.Length != 2 || !Degrees(numbers[0], out var first) || !Degrees(numbers[1], out var second)) return Unreadable;
        var (latitude, longitude) = first <= 54 ? (first, second) : (second, first);
        // From the southernmost reef to the northernmost river bend, from the Pamirs to where the Ussuri meets the Amur.
        return latitude is >= 3 and <= 54 && longitude is >= 73 and <= 136 ? string.Create(CultureInfo.InvariantCulture, $"{latitude:F6},{longitude:F6}") : Unreadable;
    }

    static bool Degrees(string text, out decimal degrees) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out degrees);

    /// <summary>Opens the phone's map at this place; nothing of the reader is in it.</summary>
    /// <remarks>lbs.amap.com/api/uri-api/guide/mobile-web/point: longitude first.</remarks>
    public static Uri Address(string place, string name) =>
        place.Split(',') is [var latitude, var longitude]
            ? new($"https://uri.amap.com/marker?position={longitude},{latitude}&name={Uri.EscapeDataString(name)}&coordinate=gaode&callnative=1")
            : throw new ArgumentException("not a place of ours", nameof(place));
}
