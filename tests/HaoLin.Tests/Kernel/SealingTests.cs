// Personal data at rest: only the right keys open it, and every change is noticed.
using System.Text;
using CsCheck;
using HaoLin.Kernel;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Kernel;

public sealed class SealingTests
{
    readonly Sealing sealing = Sealing.Of([.. Enumerable.Repeat((byte)1, 32)]);

    [Fact]
    public void What_was_sealed_is_read_back_and_never_looks_the_same_twice()
    {
        var key = sealing.NewPersonKey();
        Gen.String[Gen.Char['一', '龥'], 0, 200].Sample(text => Assert.Equal(text, sealing.Open(key, sealing.Seal(key, text))));
        Assert.NotEqual(sealing.Seal(key, "李阿姨"), sealing.Seal(key, "李阿姨"));
        Assert.DoesNotContain("李阿姨", Encoding.UTF8.GetString(sealing.Seal(key, "李阿姨")));
    }

    [Fact]
    public void A_changed_bit_is_noticed_wherever_it_is()
    {
        var key = sealing.NewPersonKey();
        var box = sealing.Seal(key, "李阿姨");
        for (var bit = 0; bit < box.Length * 8; bit++)
        {
            box[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => sealing.Open(key, box));
            box[bit / 8] ^= (byte)(1 << bit % 8);
        }
        Assert.Equal("李阿姨", sealing.Open(key, box));
    }

    [Fact]
    public void Neither_another_persons_key_nor_another_brands_master_opens_it()
    {
        var key = sealing.NewPersonKey();
        var box = sealing.Seal(key, "李阿姨");
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => sealing.Open(sealing.NewPersonKey(), box));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => Sealing.Of([.. Enumerable.Repeat((byte)2, 32)]).Open(key, box));
    }

    [Fact]
    public void A_look_up_finds_the_same_value_and_tells_kinds_values_and_brands_apart()
    {
        var found = sealing.Lookup("phone", "13700000062");
        Assert.Equal(found, sealing.Lookup("phone", "13700000062"));
        Assert.NotEqual(found, sealing.Lookup("tail", "13700000062"));
        Assert.NotEqual(found, sealing.Lookup("phone", "13700000063"));
        Assert.NotEqual(found, Sealing.Of([.. Enumerable.Repeat((byte)2, 32)]).Lookup("phone", "13700000062"));
    }

    [Fact]
    public void The_master_key_is_made_once_and_only_its_owner_may_read_it()
    {
        var folder = Scratch.Folder("keys");
        var key = Sealing.FromFolder(folder).NewPersonKey();
        var box = Sealing.FromFolder(folder).Seal(key, "李阿姨");
        Assert.Equal("李阿姨", Sealing.FromFolder(folder).Open(key, box));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "keys", "master.key")));
        Assert.Equal(["master.key", "retention.key"], Directory.GetFiles(Path.Combine(folder, "keys")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Eight_first_starts_at_once_agree_on_one_master_key()
    {
        // Many times, because they have to meet within a moment.
        for (var round = 0; round < 40; round++)
        {
            var folder = Scratch.Folder("keys");
            var all = await Village.AtOnce(8, _ => Task.Run(() => Sealing.FromFolder(folder).Lookup("phone", "13700000062")));
            Assert.All(all, lookup => Assert.Equal(all[0], lookup));
            Assert.Equal(["master.key", "retention.key"], Directory.GetFiles(Path.Combine(folder, "keys")).Select(Path.GetFileName).Order());
        }
    }
}
