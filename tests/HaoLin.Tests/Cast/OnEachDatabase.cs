// Marks a theory whose first argument is the database it runs on, so that each promise is proved on both.
using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace HaoLin.Tests.Cast;

public enum Database { Sqlite, PostgreSql }

/// <summary>The gate runs one database at a time, named by HAOLIN_TEST_DATABASE; by hand both run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnEachDatabaseAttribute : DataAttribute, ITraitAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        Database[] databases = Environment.GetEnvironmentVariable("HAOLIN_TEST_DATABASE") switch
        {
            null or "" => [Database.Sqlite, Database.PostgreSql],
            "sqlite" => [Database.Sqlite],
            "postgresql" => [Database.PostgreSql],
            var other => throw new InvalidOperationException($"HAOLIN_TEST_DATABASE is sqlite or postgresql, not {other}"),
        };
        return new([.. databases.Select(database => new TheoryDataRow<Database>(database))]);
    }

    public override bool SupportsDiscoveryEnumeration() => true;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("needs", "database")];
}
