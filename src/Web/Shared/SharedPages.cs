// The face of what all screens share: its own files, its pictures, the reader's look, and the page for when there is no line.
using Microsoft.AspNetCore.Http.HttpResults;

namespace HaoLin.Web.Shared;

public static class SharedPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        OwnFiles.Map(app);
        ProducePictures.Map(app);
        Look.Map(app);
        app.MapGet("/offline", () => new RazorComponentResult<OfflinePage>()).ExcludeFromDescription();
    }
}
