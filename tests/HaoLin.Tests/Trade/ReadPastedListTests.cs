// How lines of real 接龙 texts are read: goods, quantities, names, doors and notes, and what is only a guess.
using CsCheck;
using HaoLin.Kernel;
using HaoLin.Tests.Cast;
using HaoLin.Trade;

namespace HaoLin.Tests.Trade;

public sealed class ReadPastedListTests
{
    static readonly ReadPastedList.Goods Loquats = new(OnPaper.Loquats, "福建枇杷", new(1000)), Mulberries = new(OnPaper.Mulberries, "山东桑葚", new(500));
    static readonly ReadPastedList.Goods[] Two = [Loquats, Mulberries], One = [Loquats];

    static IReadOnlyList<ReadPastedList.Row> Read(string text, params ReadPastedList.Goods[] goods) => ReadPastedList.Of(text, goods).Value;

    /// <summary>What was read, in one line: name/door, 枇 and 桑 with their quantity, (note), marks; - for what is not kept.</summary>
    static string Said(ReadPastedList.Row row) => string.Join(' ', new[]
    {
        row.Keep ? "" : "-", row.Kind is "order" or "unclear" ? row.Name + (row.Place.Length > 0 ? "/" + row.Place : "") : row.Kind,
        string.Join(' ', row.Items.Select(i => (i.OfferId == OnPaper.Loquats ? "枇" : "桑") + i.Quantity)), row.Note.Length > 0 ? $"({row.Note})" : "",
        string.Join(' ', row.Marks.Select(m => "!" + m.Code).Distinct()),
    }.Where(part => part.Length > 0));

    [Theory]
    [InlineData("1. 5栋李 枇杷2份", "李/5栋 枇2")]
    [InlineData("1. 5栋李 枇杷2份 桑葚+1", "李/5栋 枇2 桑1")]
    [InlineData("2. 3-502王 枇杷两盒(不要冰袋)", "王/3-502 枇2 (不要冰袋)")]
    [InlineData("3、老陈 7号楼1单元 枇杷×１", "老陈/7号楼1单元 枇1")]
    [InlineData("4．李阿姨　枇杷２份", "李阿姨 枇2")]
    [InlineData("5) 张姐 桑葚x2", "张姐 桑2")]
    [InlineData("6）张姐 桑葚*2", "张姐 桑2")]
    [InlineData("7。王哥，枇杷：3份", "王哥 枇3")]
    [InlineData("８．赵老师 福建枇杷十二份", "赵老师 枇12")]
    [InlineData("9.二姐 枇杷三盒，桑葚两盒", "二姐 枇3 桑2")]
    [InlineData("10.王五 枇杷一份", "王五 枇1")]
    [InlineData("11 小林 枇杷+1 桑葚+2", "小林 枇1 桑2")]
    [InlineData("12、 12栋2单元301 老周 山东桑葚 1 盒", "老周/12栋2单元301 桑1")]
    [InlineData("13. 8-2-1101 晓燕 枇杷2", "晓燕/8-2-1101 枇2")]
    [InlineData("14. 1203室刘先生 2盒枇杷", "刘先生/1203室 枇2")]
    [InlineData("15. A座1801 Lily 枇杷x1", "Lily/A座1801 枇1")]
    [InlineData("16. 十栋孙奶奶 枇杷1份 要熟一点的", "孙奶奶/十栋 枇1 (要熟一点的)")]
    [InlineData("17. 502王姐 枇杷2份", "王姐/502 枇2")]
    [InlineData("18. 老张家🌸 枇杷🍑×3", "老张家 枇3")]
    [InlineData("①  梅姐 枇杷2份", "梅姐 枇2")]
    [InlineData("2️⃣ 梅姐 桑葚1份", "梅姐 桑1")]
    [InlineData("【3】梅姐 桑葚1份", "梅姐 桑1")]
    [InlineData("19. 我是老陈 要枇杷2份", "老陈 枇2")]
    [InlineData("20. 海波来两份枇杷一份桑葚", "海波 枇2 桑1")]
    [InlineData("21. 海波 2份枇杷，1份桑葚", "海波 枇2 桑1")]
    [InlineData("22. 佳怡 枇杷桑葚各1份", "佳怡 枇1 桑1")]
    [InlineData("23. 佳怡 枇杷、桑葚各两盒", "佳怡 枇2 桑2")]
    [InlineData("24. 佳怡 每样一份", "佳怡 枇1 桑1")]
    [InlineData("25. 宝妈（6栋） 枇杷（2份）", "宝妈/6栋 枇2")]
    [InlineData("26. 陈姐 枇杷 2斤装 1盒", "陈姐 枇1")]
    [InlineData("27. 何叔 枇杷2份 13812345678", "何叔 枇2 (13812345678)")]
    [InlineData("28. 何叔 枇杷2份 备注：周六晚点拿", "何叔 枇2 (周六晚点拿)")]
    [InlineData("29. 何叔 枇杷2份 尾号8888", "何叔 枇2 (尾号8888)")]
    [InlineData("30. 桂芳   枇杷   2   份", "桂芳 枇2")]
    [InlineData("31. 桂芳 枇杷=2", "桂芳 枇2")]
    [InlineData("32. 桂芳 枇杷✖️2", "桂芳 枇2")]
    [InlineData("33. 桂芳 枇杷➕1", "桂芳 枇1")]
    [InlineData("1.5栋李 枇杷2份", "李/5栋 枇2")]
    public void A_clear_line_is_read_without_a_guess(string line, string said) => Assert.Equal(said, Said(Read(line, Two)[0]));

    [Theory]
    [InlineData("1. 李姐 枇杷", "李姐 枇1 !unsure-quantity")]
    [InlineData("2. 李姐 批杷2份", "- 李姐 枇2 !unsure-product")]
    [InlineData("3. 李姐 福建2份", "- 李姐 枇2 !unsure-product")]
    [InlineData("4. 李姐 橘子2份", "- 李姐 (橘子) !unsure-product !not-understood")]
    [InlineData("5. 李姐 +1", "- 李姐 !unsure-product !not-understood")]
    [InlineData("6. 李姐 2份", "- 李姐 !unsure-product !not-understood")]
    [InlineData("7. 李姐 枇杷2份改3份", "李姐 枇3 !unsure-quantity")]
    [InlineData("8. 李姐 枇杷2份改成1份", "李姐 枇1 !unsure-quantity")]
    [InlineData("9. 李姐 枇杷2份→4份", "李姐 枇4 !unsure-quantity")]
    [InlineData("10. 李姐 枇杷2份 +1", "李姐 枇3 !unsure-quantity")]
    [InlineData("11. 李姐 枇杷4斤", "李姐 枇2 !unsure-quantity")]
    [InlineData("12. 李姐 枇杷3斤", "李姐 枇3 !unsure-quantity")]
    [InlineData("13. 李姐 桑葚1公斤", "李姐 桑2 !unsure-quantity")]
    [InlineData("14. 李姐 枇杷半份", "李姐 枇1 !unsure-quantity")]
    [InlineData("15. 李姐 枇杷1.5份", "李姐 枇1 !unsure-quantity")]
    [InlineData("16. 李姐 枇杷2份 枇杷1份", "李姐 枇3 !unsure-quantity")]
    [InlineData("17. 李姐 枇杷5000份", "李姐 枇5000 !unsure-quantity")]
    [InlineData("18. 李姐 枇杷0份", "- 李姐 枇1 !looks-cancelled")]
    [InlineData("19. 枇杷2份", "- 枇2 !no-name")]
    [InlineData("20. 5栋 枇杷2份", "/5栋 枇2 !no-name")]
    [InlineData("21. 枇杷2份 李姐", "李姐 枇2 !unsure-name")]
    [InlineData("22. 取消", "- !looks-cancelled")]
    [InlineData("23. 李姐 枇杷2份 不要了", "- 李姐 枇2 !looks-cancelled")]
    [InlineData("24. 李姐 枇杷2份（取消）", "- 李姐 枇2 !looks-cancelled")]
    [InlineData("25. ~~李姐 枇杷2份~~", "- 李姐 枇2 !looks-cancelled")]
    [InlineData("26. 李姐 枇杷2份❌", "- 李姐 枇2 !looks-cancelled")]
    [InlineData("27. 李̶姐̶ 枇̶杷̶2份", "- 李姐 枇2 !looks-cancelled")]
    [InlineData("28. 谢谢团长", "- 谢谢团长 !not-understood")]
    [InlineData("29.", "- !not-understood")]
    [InlineData("30. 枇杷甜吗？", "- (甜吗) !not-understood")]
    public void A_guess_is_marked_with_what_is_unsure(string line, string said)
    {
        var row = Read(line, Two)[0];
        Assert.Equal(said, Said(row));
        Assert.All(row.Marks, mark => Assert.NotEmpty(mark.Reason));
    }

    [Theory]
    [InlineData("1. 老陈+2", "老陈 枇2")]
    [InlineData("2. 老陈 +1", "老陈 枇1")]
    [InlineData("3. 老陈 2份", "老陈 枇2")]
    [InlineData("4. 5栋李姐2盒", "李姐/5栋 枇2")]
    [InlineData("5. 老陈", "老陈 枇1 !unsure-quantity")]
    [InlineData("6. 老陈 2", "老陈 枇2 !unsure-quantity")]
    [InlineData("7. 老陈 要两箱", "老陈 枇2")]
    [InlineData("8. 老陈 橘子2份", "- 老陈 枇2 !unsure-product")]
    [InlineData("9. 老陈x2（晚上拿）", "老陈 枇2 (晚上拿)")]
    [InlineData("10. 甜不甜啊？", "- 甜不甜啊 !not-understood")]
    [InlineData("11. 谢谢团长", "- 谢谢团长 !not-understood")]
    public void Where_only_one_thing_is_on_sale_a_number_is_enough(string line, string said) => Assert.Equal(said, Said(Read(line, One)[0]));

    [Fact]
    public void A_whole_list_is_read_and_every_line_is_accounted_for()
    {
        var rows = Read("""
            #接龙 周末枇杷
            截止周五 20:00
            1. 福建枇杷 39.8元/盒
            例 5栋李 枇杷2份

            1. 5栋李 枇杷2份 桑葚+1
            2. 3-502王 枇杷两盒(不要冰袋)
            3、老陈 7号楼1单元 枇杷×１
            4. 取消
            枇杷甜不甜？
            5. 小林
            枇杷3份
            6. 梅姐 同上
            老周 6栋 枇杷1份
            @所有人 明天到货
            """, Two);
        Assert.Equal(
        [
            "1 - header", "2 - header", "3 - header", "4 - header", "6 李/5栋 枇2 桑1", "7 王/3-502 枇2 (不要冰袋)", "8 老陈/7号楼1单元 枇1", "9 - !looks-cancelled", "10 - chat",
            "11 小林 枇3", "12 - more 枇3", "13 梅姐 枇3 !same-as-above", "14 - 老周/6栋 枇1 !no-number", "15 - chat",
        ], rows.Select(r => $"{r.Line} {Said(r)}"));
    }

    [Fact]
    public void What_is_written_twice_is_kept_once()
    {
        var rows = Read("1. 李姐 枇杷2份\n2. 老陈 枇杷1份\n1. 李姐 枇杷3份\n3. 老陈 枇杷1份\n2. 梅姐 枇杷1份\n4. 李姐 桑葚1份", Two);
        Assert.Equal(["- 李姐 枇2 !replaced", "老陈 枇1", "李姐 枇3", "- 老陈 枇1 !repeated", "梅姐 枇1 !repeated-number", "李姐 桑1 !same-neighbour"], rows.Select(Said));
    }

    [Fact]
    public void A_name_that_holds_the_goods_stays_a_name() =>
        Assert.Equal("李子涵 枇2", Said(Read("1. 李子涵 李子2份", new ReadPastedList.Goods(OnPaper.Loquats, "三华李子", new(500)), Mulberries)[0]));

    [Fact]
    public void Two_things_of_one_name_are_asked_about() =>
        Assert.Equal("- 李姐 枇2 !unsure-product", Said(Read("1. 李姐 枇杷2份", Loquats, new(OnPaper.Mulberries, "云南枇杷", new(500)))[0]));

    [Fact]
    public void Too_much_is_refused_whole()
    {
        Assert.Equal(ReadPastedList.Nothing, ReadPastedList.Of(" \n ", Two).Refusal);
        Assert.Equal(ReadPastedList.TooLong, ReadPastedList.Of(new('一', ReadPastedList.TextMax + 1), Two).Refusal);
        Assert.Equal(ReadPastedList.TooManyLines, ReadPastedList.Of(string.Concat(Enumerable.Repeat("1. 李\n", ReadPastedList.LinesMax + 1)), Two).Refusal);
        Assert.Equal(ReadPastedList.LinesMax, ReadPastedList.Of(string.Concat(Enumerable.Repeat("1. 李\r\n\r\n", ReadPastedList.LinesMax)), Two).Value.Count);
    }

    static readonly string[] Pieces =
        ["1.", "2、", "①", "\n", "\r\n", " ", "　", "5栋", "3-502", "7号楼1单元", "李", "老陈", "枇杷", "桑葚", "福建", "2份", "两盒", "+1", "×2", "各", "每样", "改", "十百", "半斤", "1.5", "取消", "不要了", "(", "）", "~~", "备注", "同上", "#接龙", "例", "39.8元", "🌸", "️⃣", "\u0336", "\ud800", "\0", "？", "13812345678", "99999", "x", "，"];

    static readonly Gen<string> Text = Gen.OneOf(Gen.Int[0, Pieces.Length - 1].Array[0, 60].Select(p => string.Concat(p.Select(i => Pieces[i]))), Gen.String[0, 200]);

    [Fact]
    public void Whatever_is_pasted_nothing_breaks_and_each_line_is_accounted_for() => Text.Sample(text =>
    {
        foreach (var goods in new[] { Two, One, [] })
        {
            var read = ReadPastedList.Of(text, goods);
            var lines = text.ReplaceLineEndings("\n").Split('\n').Select((line, i) => (line, i + 1)).Where(l => !string.IsNullOrWhiteSpace(l.line)).ToList();
            if (read.Refused) { Assert.Empty(lines); continue; }
            Assert.Equal(lines, read.Value.Select(r => (r.Text, r.Line)));
            Assert.All(read.Value, row =>
            {
                Assert.Contains(row.Kind, new[] { "order", "more", "header", "chat", "unclear" });
                Assert.All(row.Items, i => Assert.True(i.Quantity is >= 1 and <= 9999 && goods.Any(g => g.OfferId == i.OfferId)));
                Assert.All(row.Marks, m => Assert.NotEmpty(m.Reason));
                // What is kept says who and what; what is neither order nor outside the list says why.
                if (row.Keep) Assert.True(row is { Kind: "order", Items.Count: > 0, Called.Length: > 0 });
                if (row.Kind == "unclear") Assert.NotEmpty(row.Marks);
            });
        }
    }, iter: 2_000);
}
