// Draws a QR code as one SVG path on white with the quiet zone scanners need.
using System.Collections;
using System.Text;
using QRCoder;

namespace HaoLin.Web.Shared;

public static class QrPicture
{
    /// <summary>The rows of a code, dark where true; the quiet zone is part of it.</summary>
    public static IReadOnlyList<BitArray> Modules(string text)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        return [.. data.ModuleMatrix];
    }

    /// <summary>Level M survives a folded bag and a dirty lens; the matrix already brings its four quiet modules.</summary>
    public static string Svg(string text, string label)
    {
        var modules = Modules(text);
        var side = modules.Count;
        var path = new StringBuilder();
        for (var y = 0; y < side; y++)
        {
            var row = modules[y];
            for (var x = 0; x < side; x++)
            {
                if (!row[x]) continue;
                var from = x;
                while (x < side && row[x]) x++;
                path.Append('M').Append(from).Append(' ').Append(y).Append('h').Append(x - from).Append("v1h").Append(from - x).Append('z');
            }
        }
        return $"<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"232\" height=\"232\" " +
            $"role=\"img\" aria-label=\"{System.Net.WebUtility.HtmlEncode(label)}\" shape-rendering=\"crispEdges\">" +
            $"<path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#10240f\" d=\"{path}\"/></svg>";
    }
}
