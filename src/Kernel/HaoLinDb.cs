// The one database context; it names no module's table: each module hands over its mappings.
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace HaoLin.Kernel;

/// <summary>The mappings that the modules' faces hand over in Program.cs.</summary>
public sealed class Mappings(IEnumerable<Action<ModelBuilder>> faces)
{
    internal void Apply(ModelBuilder model)
    {
        foreach (var face in faces) face(model);
    }
}

public sealed class HaoLinDb(DbContextOptions options, Mappings mappings) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfiguration(new OutboxRow.Mapping());
        modelBuilder.ApplyConfiguration(new InboxRow.Mapping());
        modelBuilder.ApplyConfiguration(new IdempotencyRow.Mapping());
        modelBuilder.ApplyConfiguration(new Lease.Mapping());
        modelBuilder.ApplyConfiguration(new AuditLine.Mapping());
        modelBuilder.ApplyConfiguration(new Sheets.Import.Mapping());
        modelBuilder.ApplyConfiguration(new Sheets.ImportPart.Mapping());
        mappings.Apply(modelBuilder);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        conventions.Properties<Money>().HaveConversion<MoneyConverter>();
        conventions.Properties<Weight>().HaveConversion<WeightConverter>();
        // Instants as UTC ticks: SQLite cannot order DateTimeOffset, and both databases then hold the same number.
        conventions.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();
        conventions.Properties<DateOnly>().HaveConversion<DayConverter>();
        foreach (var id in IdTypes)
            conventions.Properties(id).HaveConversion(typeof(IdConverter<>).MakeGenericType(id));
    }

    static readonly Type[] IdTypes =
    [
        .. typeof(HaoLinDb).Assembly.GetTypes().Where(t => t is { IsValueType: true, IsGenericType: false }
            && t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>))),
    ];

    sealed class MoneyConverter() : ValueConverter<Money, long>(m => m.Fen, fen => new Money(fen));

    sealed class WeightConverter() : ValueConverter<Weight, long>(w => w.Grams, grams => new Weight(grams));

    sealed class InstantConverter() : ValueConverter<DateTimeOffset, long>(i => i.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    sealed class DayConverter() : ValueConverter<DateOnly, string>(d => d.ToString("O", CultureInfo.InvariantCulture), text => DateOnly.ParseExact(text, "O", CultureInfo.InvariantCulture));

    sealed class IdConverter<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => Made(value)) where TId : struct, IId<TId>
    {
        // An expression tree may not name a static abstract member.
        static TId Made(Guid value) => TId.From(value);
    }
}
