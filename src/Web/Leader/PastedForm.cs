// The lines of a pasted 接龙 as the leader corrects them: texts as typed, so that nothing is lost when a line is refused.
using System.Globalization;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public sealed class PastedForm
{
    const int GoodsMax = 12;

    public required string Text { get; init; }
    public PickupPointId? Place { get; init; }
    /// <summary>By the line's number in the text.</summary>
    public required SortedDictionary<int, Line> Lines { get; init; }

    /// <param name="Who">A member chosen by the leader, or null to go by the name.</param>
    public sealed record Line(bool Keep, string Name, Guid? Who, IReadOnlyList<Good> Goods, string Note, string Door = "");

    /// <param name="Quantity">As typed.</param>
    public sealed record Good(Guid? Offer, string Quantity);

    /// <summary>What was read, every order and everything that might be one.</summary>
    public static PastedForm Of(string text, IEnumerable<DryRunPastedList.Row> rows) => new()
    {
        Text = text,
        Lines = new(rows.Where(r => r.Read.Kind is "order" or "unclear").ToDictionary(r => r.Read.Line, r => new Line(r.Read.Keep, r.Read.Called, null,
            [.. r.Read.Items.Select(i => new Good(i.OfferId.Value, i.Quantity.ToString(CultureInfo.InvariantCulture)))], r.Read.Note, r.Read.Place))),
    };

    public static PastedForm Read(FormSent form)
    {
        var lines = new SortedDictionary<int, Line>();
        foreach (var field in form.Names.Where(n => n.StartsWith("name.", StringComparison.Ordinal)))
            if (int.TryParse(field.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var at) && lines.Count <= JoinForNeighbours.LinesMax)
                lines[at] = new(form[$"keep.{at}"].Length > 0, form[field], form.Id($"who.{at}"), [.. Goods(form, at)], form[$"note.{at}"], form[$"door.{at}"]);
        return new() { Text = form["text"], Place = form.Id("place") is { } place ? new(place) : null, Lines = lines };
    }

    static IEnumerable<Good> Goods(FormSent form, int at)
    {
        for (var i = 0; i < GoodsMax; i++)
            if (form.Id($"goods.{at}.{i}") is { } offer) yield return new(offer, form[$"many.{at}.{i}"]);
    }

    /// <summary>The kept lines; a quantity that cannot be read is none, and is refused by the rule of joining.</summary>
    public IReadOnlyList<JoinForNeighbours.Line> ToLines() => [.. Lines.Where(l => l.Value.Keep).Select(l => new JoinForNeighbours.Line(l.Key, l.Value.Name, l.Value.Who is { } who ? new PersonId(who) : null,
        [.. l.Value.Goods.Where(g => g.Offer is not null).Select(g => new JoinDeal.Line(new(g.Offer!.Value), int.TryParse(Phone.AsciiDigits(g.Quantity), NumberStyles.None, CultureInfo.InvariantCulture, out var many) ? many : 0))], l.Value.Note, l.Value.Door))];
}
