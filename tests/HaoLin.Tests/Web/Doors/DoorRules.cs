// What each rule at a door says to each of those who knock.
namespace HaoLin.Tests.Web.Doors;

static class DoorRules
{
    /// <summary>By rule, what is heard by: nobody, 李阿姨 (whose order it is), 小林, a resident of elsewhere, 老张 (whose deal it is), 小周 (leads here too), 陈姐 (leads elsewhere), 老钱 (led here once), 王总 (headquarters), 王姐 (老张's assistant at the desk).</summary>
    public static readonly Dictionary<string, string[]> All = new()
    {
        ["anyone"] =                       ["in", "in", "in", "in", "in", "in", "in", "in", "in", "in"],
        ["who knows a secret"] =           ["sign in", "sign in", "sign in", "sign in", "sign in", "sign in", "sign in", "sign in", "sign in", "sign in"],
        ["who signed in"] =                ["sign in", "in", "in", "in", "in", "in", "in", "in", "in", "in"],
        ["whose order it is"] =            ["sign in", "in", "404", "404", "404", "404", "404", "404", "404", "404"],
        ["order and its leader"] =         ["sign in", "in", "404", "404", "in", "404", "404", "404", "in", "404"],
        ["who belongs here"] =             ["sign in", "in", "in", "404", "in", "in", "404", "in", "404", "in"],
        ["nothing is found"] =             ["sign in", "404", "404", "404", "404", "404", "404", "404", "404", "404"],
        // Behind the counter whoever is no leader is told so; a tool is told that there is no such thing.
        ["leaders"] =                      ["sign in", "403", "403", "403", "in", "in", "in", "403", "in", "403"],
        ["leaders alone"] =                ["sign in", "403", "403", "403", "in", "in", "in", "403", "403", "403"],
        ["leaders of this community"] =    ["sign in", "403", "403", "403", "in", "in", "403", "403", "in", "403"],
        ["leaders of this point"] =        ["sign in", "403", "403", "403", "in", "in", "404", "403", "in", "403"],
        ["leaders of this point, by tool"] = ["sign in", "404", "404", "404", "in", "in", "404", "404", "in", "404"],
        ["leaders, not headquarters"] =    ["sign in", "403", "403", "403", "in", "in", "in", "403", "404", "403"],
        ["leaders, by tool"] =             ["sign in", "404", "404", "404", "in", "in", "in", "404", "404", "404"],
        ["whose deal it is"] =             ["sign in", "403", "403", "403", "in", "404", "404", "403", "in", "403"],
        ["whose deal it is, by tool"] =    ["sign in", "404", "404", "404", "in", "404", "404", "404", "in", "404"],
        ["its leader alone"] =             ["sign in", "403", "403", "403", "in", "404", "404", "403", "404", "403"],
        ["its leader alone, by tool"] =    ["sign in", "404", "404", "404", "in", "404", "404", "404", "404", "404"],
        ["leaders find nothing"] =         ["sign in", "403", "403", "403", "404", "404", "404", "403", "404", "403"],
        ["the desk finds nothing"] =       ["sign in", "403", "403", "403", "404", "404", "404", "403", "404", "404"],
        ["a code of no order"] =           ["in", "in", "in", "in", "404", "404", "404", "in", "404", "404"],
        ["the desk"] =                        ["sign in", "403", "403", "403", "in", "in", "in", "403", "in", "in"],
        ["whose desk it is"] =                ["sign in", "403", "403", "403", "in", "404", "404", "403", "in", "in"],
        ["whose desk it is, by tool"] =       ["sign in", "404", "404", "404", "in", "404", "404", "404", "in", "in"],
        ["nobody finds anything"] =           ["404", "404", "404", "404", "404", "404", "404", "404", "404", "404"],
        ["the keeper alone"] =               ["sign in", "403", "403", "403", "403", "403", "403", "403", "403", "403"],
        ["headquarters judges"] =             ["sign in", "404", "404", "404", "403", "404", "404", "404", "in", "404"],
        ["headquarters finds nothing"] =      ["sign in", "403", "403", "403", "403", "403", "403", "403", "404", "403"],
        ["leaders alone find nobody"] =       ["sign in", "403", "403", "403", "404", "404", "404", "403", "403", "403"],
        ["the desk, not headquarters"] =      ["sign in", "403", "403", "403", "in", "in", "in", "403", "403", "in"],
        ["headquarters"] =                 ["sign in", "403", "403", "403", "403", "403", "403", "403", "in", "403"],
    };
}
