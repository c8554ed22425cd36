// The kernel's own readiness queue: the runtime's asynchronous sockets would cost more than what is measured with them.
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace HaoLin.Bench;

static class Epoll
{
    const int Add = 1, Readable = 1, PatienceMs = 30_000;

    // The kernel packs its event on x86-64 only.
    static readonly bool Packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    static readonly int DataAt = Packed ? 4 : 8;

    public static readonly int EventBytes = Packed ? 12 : 16;

    public static int Create() => epoll_create1(0);

    public static void Watch(int poll, int socket, int data)
    {
        var wanted = new byte[EventBytes];
        BinaryPrimitives.WriteInt32LittleEndian(wanted, Readable);
        BinaryPrimitives.WriteInt32LittleEndian(wanted.AsSpan(DataAt), data);
        if (epoll_ctl(poll, Add, socket, wanted) != 0) throw new InvalidOperationException("the socket cannot be watched");
    }

    /// <summary>Waits until some are readable; answers how many of the events in the buffer are new, 0 when patience ended.</summary>
    public static int Wait(int poll, byte[] ready) => epoll_wait(poll, ready, ready.Length / EventBytes, PatienceMs);

    public static int Data(byte[] ready, int index) => BinaryPrimitives.ReadInt32LittleEndian(ready.AsSpan(index * EventBytes + DataAt));

    [DllImport("libc", SetLastError = true)]
    static extern int epoll_create1(int flags);

    [DllImport("libc", SetLastError = true)]
    static extern int epoll_ctl(int poll, int operation, int socket, byte[] wanted);

    [DllImport("libc", SetLastError = true)]
    static extern int epoll_wait(int poll, [Out] byte[] ready, int most, int timeout);
}
