// Tells where an HTTP/1.1 answer ends and what its status is.
namespace HaoLin.Bench;

public static class Answer
{
    /// <summary>The status of a whole answer, or 0 while some of it is missing.</summary>
    public static int StatusWhenWhole(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0) return 0;
        var head = bytes[..end];
        var body = bytes[(end + 4)..];
        var at = head.IndexOf("Content-Length: "u8);
        if (at >= 0)
        {
            var length = 0;
            for (var i = at + 16; i < head.Length && head[i] is >= (byte)'0' and <= (byte)'9'; i++) length = length * 10 + head[i] - '0';
            if (body.Length < length) return 0;
        }
        else if (!body.EndsWith("0\r\n\r\n"u8)) return 0;
        return (head[9] - '0') * 100 + (head[10] - '0') * 10 + head[11] - '0';
    }
}
