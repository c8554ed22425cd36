// The face of Goods: its tables.
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Goods;

public static class GoodsModule
{
    public static void Map(ModelBuilder model) => model.ApplyConfiguration(new Product.Mapping());
}
