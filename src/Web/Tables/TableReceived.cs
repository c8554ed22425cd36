// Takes an uploaded table within bounds: so many bytes, so many at a time, and nothing else that a form may carry.
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Web.Shared;
using Microsoft.AspNetCore.Http.Features;

namespace HaoLin.Web.Tables;

public static class TableReceived
{
    /// <summary>What a form needs around its file.</summary>
    const int AroundMax = 64 * 1024;
    const int AtOnceMax = 4;

    public static readonly Refusal NoFile = new("table.no-file", 422, "请先选一个表格文件", "Choose a file first.");
    public static readonly Refusal Busy = new("table.busy", 503, "正在读别人的表格，请过几秒再传一次", "Other tables are being read just now; send yours again in a few seconds.");

    static readonly SemaphoreSlim turns = new(AtOnceMax);

    /// <summary>A file as a page's form sends it, in parts.</summary>
    public static async Task<Outcome<(string Name, byte[] File)>> FromForm(HttpContext http)
    {
        if (!http.Request.HasFormContentType) return FormSent.Malformed;
        if (http.Request.ContentLength is not { } length || length > SheetReader.BytesMax + AroundMax) return SheetReader.TooLarge;
        try
        {
            var form = await http.Request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = SheetReader.BytesMax + AroundMax, ValueCountLimit = 20, ValueLengthLimit = 4096, MultipartHeadersLengthLimit = 4096 });
            if (form.Files is not [{ Length: > 0 } sent]) return NoFile;
            using var bytes = new MemoryStream((int)sent.Length);
            await sent.CopyToAsync(bytes, http.RequestAborted);
            return (sent.FileName, bytes.ToArray());
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException and not BadHttpRequestException) { return FormSent.Malformed; }
    }

    /// <summary>A file that is the whole body.</summary>
    public static async Task<Outcome<byte[]>> FromBody(HttpContext http)
    {
        if (http.Request.ContentLength > SheetReader.BytesMax) return SheetReader.TooLarge;
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted) is > 0 and var got)
        {
            if (bytes.Length + got > SheetReader.BytesMax) return SheetReader.TooLarge;
            bytes.Write(buffer, 0, got);
        }
        return bytes.ToArray();
    }

    /// <summary>Reading a table takes memory; whoever comes while several are being read is asked to come back.</summary>
    public static async Task<Outcome<T>> InTurn<T>(Func<Task<Outcome<T>>> reading)
    {
        if (!turns.Wait(0)) return Busy;
        try { return await reading(); }
        finally { turns.Release(); }
    }
}
