// What axe-core finds on a page that somebody with a screen reader, weak eyes or no mouse could not use.
using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace HaoLin.Tests.Browser;

public static class Axe
{
    static readonly Lazy<string> Script = new(() => new BundledAxeScriptProvider().GetScript());

    /// <summary>Every serious or critical finding, with the rule's name and the first place it is seen.</summary>
    public static async Task<string[]> FindingsOn(IPage page)
    {
        await page.EvaluateAsync(Script.Value);
        var found = await page.EvaluateAsync<string>("""
            async () => JSON.stringify((await axe.run(document, { resultTypes: ['violations'] })).violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
              .map(v => `${v.impact} ${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 160)} ${(v.nodes[0].any[0] || v.nodes[0].all[0] || v.nodes[0].none[0] || {}).message || ''}`))
            """);
        return JsonSerializer.Deserialize<string[]>(found)!;
    }
}
