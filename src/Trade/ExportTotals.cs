// The table for the supplier (商品汇总): how many pieces of each product, in all and at each pickup point.
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public static class ExportTotals
{
    public sealed record Ask(Visitor By, DealId DealId);

    public static async Task<Outcome<SheetFile>> Handle(Store store, Ask ask)
    {
        var found = await store.Read(db => DealTable.Of(db, ask.By, ask.DealId));
        if (found.Refused) return found.Refusal!;
        var table = found.Value;
        return new SheetFile(table.FileName("商品汇总"), async (target, stop) =>
        {
            var heaps = (await store.Read(table.Heaps)).ToDictionary(h => (h.Offer, h.Point), h => h.Pieces);
            using var sheet = new SheetWriter(target, stop);
            await sheet.Begin("商品汇总", [new("商品", Width: 24), new("规格", Width: 16), new("合计", SheetFormat.Whole, 10, Summed: true),
                .. table.Points.Values.Select(point => new SheetColumn(point, SheetFormat.Whole, 14, Summed: true)), new("实收", Width: 10)]);
            foreach (var offer in table.Goods)
            {
                var pieces = table.Points.Keys.Select(point => heaps.GetValueOrDefault((offer.Id, point))).ToList();
                await sheet.Row([DealTable.Called(offer), offer.Unit, pieces.Sum(), .. pieces.Cast<object?>(), null]);
            }
            await sheet.End();
            await sheet.Finish();
        });
    }
}
