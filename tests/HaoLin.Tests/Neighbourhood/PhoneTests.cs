// Phone numbers as people type them, and what is no phone number.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Tests.Neighbourhood;

public sealed class PhoneTests
{
    static readonly Sealing Sealing = Sealing.Of(new byte[32]);

    [Theory]
    [InlineData("13700000062")]
    [InlineData("  137 0000 0062 ")]
    [InlineData("+8613700000062")]
    [InlineData("+86 137-0000-0062")]
    [InlineData("008613700000062")]
    [InlineData("8613700000062")]
    [InlineData("１３７００００００６２")]
    [InlineData("＋８６　１３７ ００００ ００６２")]
    [InlineData("(+86) 13700000062")]
    [InlineData("\u202A13700000062\u202C")]
    public void Li_a_yis_number_is_hers_however_she_types_it(string typed) => Assert.Equal("13700000062", Phone.Parse(typed).Value.Digits);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1370000006")]
    [InlineData("137000000622")]
    [InlineData("12700000062")]
    [InlineData("23700000062")]
    [InlineData("0592-1234567")]
    [InlineData("+4413700000062")]
    [InlineData("1370000006O")]
    [InlineData("137000000६२")]
    [InlineData("13700000062\0")]
    [InlineData("13700000062; drop table person")]
    [InlineData("1 3 7 0 0 0 0 0 0 6 2                                                   ")]
    public void Anything_else_is_refused(string? typed) => Assert.Equal(Phone.Invalid, Phone.Parse(typed).Refusal);

    [Fact]
    public void A_phone_shown_cannot_be_called()
    {
        var phone = Phone.Parse("13700000062").Value;
        Assert.Equal("137****0062", phone.Masked);
        Assert.Equal("137****0062", $"{phone}");
        Assert.DoesNotContain("13700000062", phone.Bucket(Sealing, "code"));
        Assert.DoesNotContain("10.0.0.1", Phone.AddressBucket(Sealing, "code", "10.0.0.1"));
    }

    [Theory]
    [InlineData("李阿姨", "李**")]
    [InlineData("老张", "老*")]
    [InlineData("王", "王*")]
    [InlineData("", "*")]
    [InlineData("欧阳娜娜小朋友", "欧**")]
    [InlineData("𠮷田", "𠮷*")]
    [InlineData("👨‍👩‍👧小林", "👨‍👩‍👧**")]
    public void A_name_among_neighbours_keeps_its_first_character(string name, string shown) => Assert.Equal(shown, Person.Masked(name));
}
