// The look of the simulated wallet: calm, phone first, and unlike any real wallet.
namespace HaoLin.Web.Simulated.Gateway;

static class PayPageStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --ground: #eef0f7; --card: #fff; --ink: #1b1f30; --soft: #5b6178; --line: #e6e8f0; --accent: #3d4fd8; --accent-deep: #2f3fb8; --on-accent: #fff; --good: #147a4b; --bad: #a64b16; --amber: #fff3d6; --amber-ink: #6b4a00; }
        @media (prefers-color-scheme: dark) { :root { --ground: #12141d; --card: #1d2030; --ink: #f0f1f8; --soft: #a9aec4; --line: #2c3044; --accent: #8e9bff; --accent-deep: #a3aeff; --on-accent: #12141d; --good: #5fd39b; --bad: #f0a06c; --amber: #3a2f14; --amber-ink: #ffdf99; } }
        * { box-sizing: border-box; margin: 0; }
        html { font: 17px/1.5 -apple-system, "PingFang SC", "Hiragino Sans GB", "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", system-ui, sans-serif; background: var(--ground); color: var(--ink); -webkit-text-size-adjust: 100%; }
        body { min-height: 100vh; min-height: 100dvh; max-width: 30rem; margin: 0 auto; padding: 0 1rem 1.25rem; display: flex; flex-direction: column; }
        header { display: flex; align-items: center; justify-content: space-between; gap: .5rem; padding: 1rem .25rem; }
        .brand { display: inline-flex; align-items: center; gap: .4rem; font-weight: 600; }
        .brand svg { width: 1.4rem; height: 1.4rem; fill: none; stroke: var(--accent); stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
        .brand svg circle { fill: var(--accent); stroke: none; }
        .note { background: var(--amber); color: var(--amber-ink); border-radius: 99px; padding: .2rem .7rem; font-size: .8rem; white-space: nowrap; }
        main { flex: 1; display: flex; flex-direction: column; gap: 1.25rem; }
        .card { background: var(--card); border-radius: 1.25rem; padding: 1.75rem 1.25rem .5rem; text-align: center; box-shadow: 0 1px 2px rgb(27 31 48 / .05), 0 12px 32px -16px rgb(27 31 48 / .25); }
        .payee { display: flex; flex-direction: column; align-items: center; gap: .6rem; }
        .payee p { color: var(--soft); }
        .payee b { color: var(--ink); font-weight: 600; margin-left: .35em; }
        .avatar { width: 3.25rem; height: 3.25rem; border-radius: 1rem; display: grid; place-items: center; font-size: 1.5rem; font-weight: 600; color: var(--on-accent); background: linear-gradient(145deg, var(--accent), var(--accent-deep)); }
        .amount { font-size: 3.1rem; line-height: 1.15; font-weight: 650; letter-spacing: -.02em; font-variant-numeric: tabular-nums; margin: .55rem 0 1.35rem; overflow-wrap: anywhere; }
        .amount.long { font-size: 2.2rem; }
        .amount small { font-size: 1.5rem; font-weight: 600; margin-right: .2em; letter-spacing: 0; }
        dl { border-top: 1px solid var(--line); padding: .6rem 0; text-align: left; }
        dl div { display: flex; justify-content: space-between; align-items: baseline; gap: 1.25rem; padding: .42rem 0; font-size: .92rem; }
        dt { color: var(--soft); flex: none; }
        dd { text-align: right; overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
        .number { font-variant-numeric: tabular-nums; font-size: .75rem; word-break: break-all; }
        .deeds { margin-top: auto; display: flex; flex-direction: column; gap: .5rem; }
        .button { display: block; width: 100%; border: 0; border-radius: 1rem; font: inherit; text-align: center; text-decoration: none; cursor: pointer; }
        .primary { min-height: 3.5rem; line-height: 3.5rem; font-size: 1.18rem; font-weight: 600; background: var(--accent); color: var(--on-accent); }
        .primary:hover { background: var(--accent-deep); }
        .primary:active { transform: scale(.985); }
        .primary span { font-variant-numeric: tabular-nums; margin-left: .3em; }
        .plain { min-height: 3rem; line-height: 3rem; background: none; color: var(--soft); }
        .button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
        .outcome { padding-top: 2.25rem; }
        .outcome h1 { font-size: 1.45rem; font-weight: 650; margin-top: .8rem; }
        .outcome p:not(.amount) { color: var(--soft); margin: .35rem auto 1rem; max-width: 19em; text-wrap: balance; }
        .outcome .amount { font-size: 2.2rem; margin-top: .3rem; }
        .sign { width: 4.5rem; height: 4.5rem; fill: none; stroke: currentColor; stroke-width: 5; stroke-linecap: round; stroke-linejoin: round; color: var(--soft); }
        .sign circle { stroke: none; fill: currentColor; opacity: .14; }
        .good .sign { color: var(--good); }
        .good .sign circle { opacity: 1; }
        .good .sign path { stroke: var(--card); stroke-dasharray: 60; }
        .bad .sign { color: var(--bad); }
        .bad .amount, .quiet .amount { color: var(--soft); font-size: 1.8rem; }
        @media (prefers-reduced-motion: no-preference) {
          .good .sign circle { animation: pop .35s ease-out; transform-origin: center; }
          .good .sign path { animation: draw .35s .2s ease-out backwards; }
          @keyframes pop { from { transform: scale(.6); opacity: 0; } }
          @keyframes draw { from { stroke-dashoffset: 60; } }
        }
        """;
}
