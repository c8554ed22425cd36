// The table to sort by (按自提点分拣单): for each pickup point what is to be put there.
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public static class ExportSorting
{
    public sealed record Ask(Visitor By, DealId DealId);

    static readonly SheetColumn[] Columns =
        [new("自提点", Width: 20), new("商品", Width: 24), new("规格", Width: 16), new("件数", SheetFormat.Whole, 10, Summed: true), new("几单", SheetFormat.Whole, 10), new("分好了", Width: 10)];

    public static async Task<Outcome<SheetFile>> Handle(Store store, Ask ask)
    {
        var found = await store.Read(db => DealTable.Of(db, ask.By, ask.DealId));
        if (found.Refused) return found.Refusal!;
        var table = found.Value;
        return new SheetFile(table.FileName("按自提点分拣单"), async (target, stop) =>
        {
            var heaps = (await store.Read(table.Heaps)).ToDictionary(h => (h.Offer, h.Point));
            using var sheet = new SheetWriter(target, stop);
            await sheet.Begin("按自提点分拣单", Columns);
            foreach (var (point, name) in table.Points)
                foreach (var offer in table.Goods)
                    if (heaps.TryGetValue((offer.Id, point), out var heap)) await sheet.Row(name, DealTable.Called(offer), offer.Unit, heap.Pieces, heap.Orders, null);
            await sheet.End();
            await sheet.Finish();
        });
    }
}
