// One door, however it is written; and what is no door.
using CsCheck;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Tests.Neighbourhood;

public sealed class FlatTests
{
    static readonly Sealing Sealing = Sealing.Of(new byte[32]);
    static readonly CommunityId Sunshine = new(Guid.Parse("00000000-0000-0000-0000-000000000001")), Bay = new(Guid.Parse("00000000-0000-0000-0000-000000000002"));
    static readonly PersonId Li = new(Guid.Parse("00000000-0000-0000-0000-000000000003"));

    [Theory]
    [InlineData("5栋302"), InlineData("5-302"), InlineData("五栋 302"), InlineData("5 号楼 302 室"), InlineData("5幢302"), InlineData("5座302"), InlineData("５栋３０２"), InlineData(" 5 — 302 "), InlineData("5号302"), InlineData("05栋0302")]
    [InlineData("5#302"), InlineData("5 302"), InlineData("五栋三零二"), InlineData("5号楼3楼302"), InlineData("5/302室"), InlineData("Building 5, Room 302"), InlineData("5栋302房"), InlineData("五－302")]
    public void Fifth_building_302_is_one_door(string typed) => Assert.Equal("5-302", Flat.Parse(typed).Value.Normal);

    [Theory]
    [InlineData("5栋1单元302", "5-1-302"), InlineData("5-1-302", "5-1-302"), InlineData("十二号楼一二〇三", "12-1203"), InlineData("二十五栋一百零二室", "25-102"), InlineData("A座1203", "A-1203"), InlineData("a-1203", "A-1203"), InlineData("B5栋302", "B5-302")]
    [InlineData("二期5栋302", "2期-5-302"), InlineData("2-5-302", "2-5-302"), InlineData("东区5栋302", "东区-5-302"), InlineData("西区5栋302", "西区-5-302"), InlineData("5栋302A", "5-302A"), InlineData("5楼302", "5-302"), InlineData("5栋3楼402", "5-3-402")]
    public void Other_doors_are_other_doors(string typed, string normal) => Assert.Equal(normal, Flat.Parse(typed).Value.Normal);

    [Theory]
    [InlineData(null), InlineData(""), InlineData("  "), InlineData("302"), InlineData("5栋"), InlineData("302室"), InlineData("A座"), InlineData("A座B"), InlineData("我家"), InlineData("阳光花园5栋302"), InlineData("5栋302李阿姨"), InlineData("1-2-3-4-5-6")]
    [InlineData("5栋302；drop table home"), InlineData("二期302区"), InlineData("१-२"), InlineData("5栋302<b>"), InlineData("1234567-302"), InlineData("-"), InlineData("第5栋302")]
    public void What_is_no_building_and_room_is_refused(string? typed) => Assert.Equal(Flat.Unread, Flat.Parse(typed).Refusal);

    [Fact]
    public void What_cannot_be_kept_is_refused_before_it_is_read()
    {
        Assert.Equal(Texts.Unreadable, Flat.Parse("5栋302\0").Refusal);
        Assert.Equal(Texts.TooLong, Flat.Parse(new string('5', 61)).Refusal);
    }

    static readonly string[] Buildings = ["栋", "号楼", "幢", "座", "号", "-", " ", "#", "栋-", " 栋 ", "／"], Rooms = ["", "室", "房", " 室", "号"];

    [Fact]
    public void However_it_is_dressed_a_door_stays_itself_and_no_other() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[101, 3304], Gen.Int[0, Buildings.Length - 1], Gen.Int[0, Rooms.Length - 1], Gen.Bool, Gen.Bool).Sample((building, room, joined, ended, wide, zeros) =>
        {
            var typed = $"{(zeros ? building.ToString("00") : building)}{Buildings[joined]}{room}{Rooms[ended]}";
            if (wide) typed = string.Concat(typed.Select(c => char.IsAsciiDigit(c) ? (char)(c + 0xFEE0) : c));
            var read = Flat.Parse(typed).Value;
            Assert.Equal($"{building}-{room}", read.Normal);
            // What was read is read again as itself.
            Assert.Equal(read, Flat.Parse(read.Normal).Value);
        });

    const string Typed = "5栋302室-— #3单元区期零十百A东\u0000\ud800１٣（)号楼一";

    [Fact]
    public void Nothing_that_is_typed_breaks_the_reader() =>
        Gen.Int[0, Typed.Length - 1].Array[0, 70].Sample(keys =>
        {
            var typed = string.Concat(keys.Select(k => Typed[k]));
            var read = Flat.Parse(typed);
            if (!read.Refused) Assert.Equal(read.Value, Flat.Parse(read.Value.Normal).Value);
        });

    [Fact]
    public void A_household_is_a_door_of_one_community_or_one_family_behind_it()
    {
        var door = Flat.Parse("5栋302").Value;
        Household[] all = [door.Household(Sealing, Sunshine), door.Household(Sealing, Bay), door.Household(Sealing, Sunshine, Li), Flat.Parse("5栋303").Value.Household(Sealing, Sunshine), door.Household(Sealing.Of([.. Enumerable.Repeat((byte)1, 32)]), Sunshine)];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(all[0], Flat.Parse("5 号楼 302 室").Value.Household(Sealing, Sunshine));
        Assert.Equal(all[0], Household.Of(all[0].Bytes));
    }
}
