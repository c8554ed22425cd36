// What every part of the bench sets up: deals that are open, residents with tokens, and who may join which deal.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Bench;

public sealed class Stage(string self, string binary, string folder, OwnPostgres? postgres, Action<string> tell)
{
    public List<Guid> Deals { get; } = [];
    public string Self => self;
    public OwnPostgres? Postgres => postgres;
    public string TokensFile => Path.Combine(folder, "tokens");
    public string Data => Path.Combine(folder, "data");
    public string SqliteFile => Path.Combine(Data, "haolin.db");
    public Tables Tables => new(postgres?.Connection, SqliteFile);

    public void Tell(string text) => tell(text);

    public Task<Product> Start(string verb, params string[] more) => Product.Start(binary, Data, postgres?.Connection, verb, more);

    public Task<double> ColdStart(string verb) => Product.ColdStart(binary, Data, postgres?.Connection, verb);

    /// <param name="boxes">Of the first; the others have more than anybody wants.</param>
    public async Task OpenDeals(int count, int boxes)
    {
        tell("opening the deals");
        for (var i = 0; i < count; i++)
        {
            await using var product = await Start("demo", "--deal", $"{(i == 0 ? boxes : 1_000_000 - i)}");
            Deals.Add(Guid.Parse(product["deal"]));
        }
    }

    public async Task MakeResidents(int residents, string community)
    {
        tell($"making {residents} residents");
        await File.WriteAllTextAsync(TokensFile, Machine.Output(binary, "token", "--data", Data, "--new", $"{residents}", "--community", community));
    }

    public string Token(string phone) => Machine.Output(binary, "token", "--data", Data, "--phone", phone).Trim();

    public async Task<Func<Guid, Guests>> Guests(Product product)
    {
        var tokens = new Tokens(Sealing.FromFolder(Data), new Revocations(), TimeProvider.System);
        var people = (await File.ReadAllLinesAsync(TokensFile)).Select(t => tokens.Holder(t)!.Value.Value).ToArray();
        var offers = new Dictionary<Guid, (Guid Id, long Fen)>();
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{product.Port}") };
        foreach (var deal in Deals)
        {
            using var json = System.Text.Json.JsonDocument.Parse(await http.GetStringAsync($"/api/v1/deals/{deal}"));
            var offer = json.RootElement.GetProperty("offers")[0];
            offers[deal] = (offer.GetProperty("id").GetGuid(), offer.GetProperty("priceFen").GetInt64());
        }
        var place = Guid.Parse(product["pickup-point"]);
        return deal => new(deal, offers[deal].Id, place, offers[deal].Fen, people);
    }
}
