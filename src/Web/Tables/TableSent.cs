// Sends a table to whoever asked for it, row by row as it is made, under its Chinese name.
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Web.Shared;
using Microsoft.Net.Http.Headers;

namespace HaoLin.Web.Tables;

public static class TableSent
{
    public static Task To(HttpContext http, Outcome<SheetFile> file)
    {
        if (file.Refused) return Screens.IsWanted(http) ? Screens.Refuse(http, file.Refusal!, "/leader/deals").ExecuteAsync(http) : Respond.Refuse(http, file.Refusal!);
        var name = new ContentDispositionHeaderValue("attachment");
        // RFC 6266: the name in UTF-8, and a plain one for what cannot read it.
        name.SetHttpFileName(file.Value.Name);
        http.Response.Headers.ContentDisposition = name.ToString();
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentType = SheetFile.ContentType;
        return file.Value.WriteTo(http.Response.Body, http.RequestAborted);
    }
}
