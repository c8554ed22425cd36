// The one number that decides every chance of a run of the guarantees, and with it how much of each is run on which database.
using System.Security.Cryptography;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Faults.Rig;

/// <summary>
/// HAOLIN_SEED plays a run again. HAOLIN_FIGURES=long raises every figure; without it a guarantee runs at its CI figure on the
/// database the seed picks and at a tenth on the other, and a negative control always at a tenth.
/// </summary>
public static class Seed
{
    public static readonly int Value = int.TryParse(Environment.GetEnvironmentVariable("HAOLIN_SEED"), out var given) ? given : RandomNumberGenerator.GetInt32(1_000_000);

    public static readonly Database Chosen = Value % 2 == 0 ? Database.Sqlite : Database.PostgreSql;

    static readonly bool isLong = Environment.GetEnvironmentVariable("HAOLIN_FIGURES") == "long";

    /// <summary>How many of something a guarantee does on this database.</summary>
    public static int Figure(Database on, int ci, int @long) => isLong ? @long : on == Chosen ? ci : Tenth(ci);

    public static int Tenth(int ci) => Math.Max(1, ci / 10);

    /// <summary>Chances of one's own by name: the same for the same seed, whatever else the run does.</summary>
    public static Random Chance(string name)
    {
        var hash = unchecked((uint)Value * 16777619u ^ 2166136261u);
        foreach (var letter in name) hash = unchecked((hash ^ letter) * 16777619u);
        return new(unchecked((int)hash));
    }

    static readonly Lock gate = new();

    /// <summary>Says what was measured: with the test, and in artifacts/results/guarantees.txt for whoever keeps the record.</summary>
    public static void Say(string figures)
    {
        var line = $"seed {Value}: {figures}";
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        lock (gate) File.AppendAllLines(Scratch.Artifacts("results", "guarantees.txt"), [line]);
    }
}
