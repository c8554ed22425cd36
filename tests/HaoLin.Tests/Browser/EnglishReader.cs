// Somebody who reads no Chinese: finds on a page every word of it that nobody of the neighbourhood wrote.
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace HaoLin.Tests.Browser;

public static partial class EnglishReader
{
    /// <summary>What people wrote, as the API tells it to this leader: names, titles, stories, places, notes.</summary>
    public static async Task<IReadOnlyList<string>> OfLeader(IPage page)
    {
        var led = await Told(page, "me/deals");
        var deals = led.GetProperty("items").EnumerateArray().Select(deal => deal.GetProperty("id").GetString());
        return await Written(page, [led], ["me", "products", "communities", "desk", .. deals.SelectMany(id => new[] { $"deals/{id}/sequence", $"deals/{id}/lists" })]);
    }

    /// <summary>The same for whoever is at headquarters.</summary>
    public static async Task<IReadOnlyList<string>> OfHeadquarters(IPage page)
    {
        var deals = await Told(page, "headquarters/deals");
        return await Written(page, [deals], ["products", "communities", "headquarters/orders", "headquarters/leaders", "headquarters/colleagues", .. deals.GetProperty("items").EnumerateArray().Select(deal => $"deals/{deal.GetProperty("id").GetString()}")]);
    }

    static async Task<IReadOnlyList<string>> Written(IPage page, IEnumerable<JsonElement> told, IEnumerable<string> paths)
    {
        var written = new List<string> { "好邻生活" };
        foreach (var answer in told) Gather(answer, written);
        foreach (var path in paths) Gather(await Told(page, path), written);
        // A name within a longer one is taken out after it.
        return [.. written.Where(text => Han().IsMatch(text)).Distinct().OrderByDescending(text => text.Length)];
    }

    static async Task<JsonElement> Told(IPage page, string path)
    {
        var answer = await page.APIRequest.GetAsync("/api/v1/" + path);
        Assert.True(answer.Ok, $"{path}: {answer.Status}");
        return (await answer.JsonAsync())!.Value;
    }

    static void Gather(JsonElement told, List<string> written)
    {
        if (told.ValueKind == JsonValueKind.String) written.Add(told.GetString()!);
        else if (told.ValueKind == JsonValueKind.Array) foreach (var item in told.EnumerateArray()) Gather(item, written);
        else if (told.ValueKind == JsonValueKind.Object) foreach (var member in told.EnumerateObject()) Gather(member.Value, written);
    }

    /// <summary>Every text and label on the page that holds Chinese of our own; what is marked as Chinese for every reader is left out.</summary>
    public static async Task<string[]> ChineseOn(IPage page, IEnumerable<string> written)
    {
        var said = await page.EvaluateAsync<string[]>("""
            () => {
              const said = [document.title], labels = ['aria-label', 'placeholder', 'title', 'alt', 'data-label', 'data-busy', 'data-copied', 'data-by-hand', 'data-shown', 'data-units', 'data-over'];
              for (const e of document.querySelectorAll('body, body *')) {
                if (e.closest(':not(html)[lang="zh-CN"]')) continue;
                for (const n of e.childNodes) if (n.nodeType === 3) said.push(n.textContent.trim());
                for (const label of labels) if (e.hasAttribute(label)) said.push(e.getAttribute(label));
              }
              return said;
            }
            """);
        return [.. said.Where(text => Han().IsMatch(Masked().Replace(written.Aggregate(text, (rest, known) => rest.Replace(known, "", StringComparison.Ordinal)), ""))).Distinct()];
    }

    [GeneratedRegex(@"[\u4e00-\u9fff]")]
    private static partial Regex Han();

    // A neighbour's name as others see it.
    [GeneratedRegex(@"[\u4e00-\u9fff]{1,2}\*+")]
    private static partial Regex Masked();
}
