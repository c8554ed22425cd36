// Hands out the pictures our own code draws, each drawn once and good for a year under its version.
using System.Collections.Concurrent;

namespace HaoLin.Web.Shared;

public static class ProducePictures
{
    static readonly ConcurrentDictionary<string, Packed> Drawn = new();
    static readonly string Version = typeof(ProducePictures).Module.ModuleVersionId.ToString("N")[..8];

    public static string Url(string kind) => $"/pictures/produce/{Uri.EscapeDataString(kind)}.svg?v={Version}";

    public static string SceneUrl(string scene) => $"/pictures/scene/{scene}.svg?v={Version}";

    public static void Map(IEndpointRouteBuilder app)
    {
        Serve(app, "/pictures/produce/{name}.svg", name => ProducePicture.Known(name), ProducePicture.Svg);
        Serve(app, "/pictures/scene/{name}.svg", name => "scene/" + ScenePicture.Known(name), key => ScenePicture.Svg(key["scene/".Length..]));
        Serve(app, "/pictures/{name}.svg", _ => "sign", _ => ScenePicture.SignSvg);
    }

    static void Serve(IEndpointRouteBuilder app, string route, Func<string, string> keyOf, Func<string, string> draw) =>
        app.MapGet(route, (string name, string? v, HttpContext http) =>
            Drawn.GetOrAdd(keyOf(name), key => new("image/svg+xml", draw(key)))
                .Send(http, v == Version ? Packed.Forever : Packed.ForAMinute)).ExcludeFromDescription();
}
