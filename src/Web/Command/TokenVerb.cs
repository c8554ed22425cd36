// `haolin token`: prints a bearer token for a person, or makes test residents and prints one token a line.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Web.Command;

public static class TokenVerb
{
    public static async Task<int> Run(string[] args, OpenTheHouse open)
    {
        var flags = Flags.Read("token", args, ["--data", "--database", "--phone", "--new", "--community", "--scopes", "--name", "--days"]);
        var settings = Settings.Read(flags.Settings(("--data", "DATA"), ("--database", "DATABASE")), Environment.GetEnvironmentVariables());
        await using var house = await open(settings);
        var tokens = new Tokens(house.Sealing, new Revocations(), house.Store.Clock);
        var now = house.Store.Clock.GetUtcNow();
        if (flags["--phone"] is { } phone)
        {
            var person = await house.Store.Read(db => Person.ByPhone(db, house.Sealing, phone)) ?? throw new StartRefused($"nobody has the phone {phone}");
            Console.WriteLine(flags["--scopes"] is { } scopes ? await ForMachine(house, person.Id, flags, scopes) : tokens.Make(person.Id, now));
            return 0;
        }
        if (flags.Number("--new") is not { } count) throw new StartRefused("haolin token needs --phone P, or --new N --community C");
        if (!Guid.TryParse(flags["--community"], out var community)) throw new StartRefused("--new needs --community with a community's id");
        var made = await MakeTestResidents.Handle(house.Store, house.Sealing, new(new(community), count, OnTestData: DemoData.Is(settings.Data)));
        if (made.Refused) throw new StartRefused(made.Refusal!.English);
        using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16);
        foreach (var person in made.Value) output.WriteLine(tokens.Make(person, now));
        return 0;
    }

    static async Task<string> ForMachine(OpenHouse house, PersonId person, Flags flags, string scopes)
    {
        string[] names = scopes.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var made = await house.Store.Write(work => MakeMachineToken.Handle(work, new(Visitor.Operator, person, flags["--name"] ?? "haolin token", names, flags.Number("--days") ?? 90)));
        if (made.Refused) throw new StartRefused(made.Refusal == MakeMachineToken.UnknownScope || made.Refusal == MakeMachineToken.NoScopes ? $"--scopes takes some of {string.Join(',', Scope.All.Select(s => s.Name))}" : made.Refusal!.English);
        return made.Value.Text(house.Sealing);
    }
}
