// An interface is for two real implementations or for the outside world; one that a single class implements is a detour.
using Mono.Cecil;

namespace HaoLin.Tests.House;

public sealed class InterfacesTests
{
    /// <summary>The outside world, which a test replaces: who carries texts, money and pictures, and the clock.</summary>
    static readonly string[] outsideWorld = ["HaoLin.Neighbourhood.ISmsSender"];

    [Fact]
    public void An_interface_has_more_than_one_implementer() => Assert.Equal([], Lonely(Compiled.Product.TypesUnder("HaoLin"), outsideWorld));

    [Fact]
    public void What_is_listed_as_the_outside_world_is_still_there() =>
        Assert.Equal([], outsideWorld.Except(Compiled.Product.TypesUnder("HaoLin").Where(t => t.IsInterface).Select(t => t.FullName)));

    [Theory]
    [InlineData("ILonely", "1")]
    [InlineData("IForgotten", "0")]
    public void An_interface_without_two_implementers_is_found(string name, string implementers) =>
        Assert.Contains($"HaoLin.Tests.House.Offenders.{name} has {implementers} implementers",
            Lonely(Compiled.Tests.TypesUnder("HaoLin.Tests.House.Offenders"), []));

    [Theory]
    [InlineData("IShared")]
    [InlineData("ISharedByDescent")]
    public void An_interface_with_two_implementers_is_no_offence(string name) =>
        Assert.DoesNotContain(Lonely(Compiled.Tests.TypesUnder("HaoLin.Tests.House.Offenders"), []), offence => offence.Contains($".{name} "));

    static IEnumerable<string> Lonely(IEnumerable<TypeDefinition> types, string[] allowed)
    {
        var all = types.SelectMany(Compiled.AndNested).ToArray();
        var implemented = all.Where(t => !t.IsInterface).SelectMany(t => AllInterfaces(t).Distinct()).CountBy(name => name).ToDictionary();
        return [.. from type in all
                   where type.IsInterface && !allowed.Contains(type.FullName) && implemented.GetValueOrDefault(type.FullName) < 2
                   select $"{type.FullName} has {implemented.GetValueOrDefault(type.FullName)} implementers"];
    }

    // Its own, its bases' and those its interfaces inherit; a type of another assembly implements none of ours.
    static IEnumerable<string> AllInterfaces(TypeDefinition type)
    {
        foreach (var named in type.Interfaces.Select(i => i.InterfaceType).Append(type.BaseType))
        {
            if (named is null || named.GetElementType() is not TypeDefinition own) continue;
            if (own.IsInterface) yield return own.FullName;
            foreach (var inherited in AllInterfaces(own)) yield return inherited;
        }
    }
}
