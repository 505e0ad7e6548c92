/** The page's only style: two themes by what the reader's system says, a narrow screen, and paper. */
export const style = `
:root { color-scheme: light dark; --page: #fff; --ink: #16181d; --muted: #565c66; --line: #d8dce2; --soft: #f3f5f8;
  --accent: #0b5cad; --before: #b4530a; --year: #6b7280; --good: #17683b; --odd: #8a4b00; --bad: #a3171f; }
@media (prefers-color-scheme: dark) { :root { --page: #101318; --ink: #e8eaee; --muted: #a6adb8; --line: #333a45;
  --soft: #191d24; --accent: #74b4ff; --before: #ffb070; --year: #9aa3b0; --good: #6fd39a; --odd: #ffbf69; --bad: #ff8f93; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p { margin: .4rem 0; }
.kind, .note, figcaption { color: var(--muted); }
.verdict { margin: 1rem 0; padding: .75rem 1rem; background: var(--soft); border-left: .3rem solid var(--tone); }
.verdict strong { color: var(--tone); }
.verdict ul { margin: .25rem 0 0; padding-left: 1.2rem; }
.usual { --tone: var(--good); } .unusual { --tone: var(--odd); } .not-proved { --tone: var(--bad); }
.sum { display: flex; flex-wrap: wrap; gap: .25rem .6rem; align-items: baseline; font-size: 1.1rem; margin: .5rem 0; padding: 0; list-style: none; }
.sum b { font-variant-numeric: tabular-nums; font-size: 1.3rem; }
.scroll { overflow-x: auto; margin: .5rem 0; }
.scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .92rem; }
caption { text-align: left; color: var(--muted); padding-bottom: .2rem; }
th, td { padding: .2rem .7rem .2rem 0; text-align: right; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; }
th:first-child { text-align: left; font-weight: 500; white-space: normal; }
thead th { font-weight: 600; }
.words td, .words th { text-align: left; white-space: normal; } .words code { overflow-wrap: anywhere; }
figure { margin: .75rem 0; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--muted); font: 11px system-ui, -apple-system, "Segoe UI", sans-serif; }
.axis { stroke: var(--line); } .bar, .cell { fill: var(--accent); } .outline { fill: none; stroke: var(--accent); stroke-width: 1.5; }
.filled { fill: var(--accent); fill-opacity: .16; } .band { fill: var(--year); fill-opacity: .3; } .mark { stroke: var(--ink); stroke-dasharray: 2 3; }
.month { fill: none; stroke: var(--before); stroke-width: 1.5; } .year { fill: none; stroke: var(--year); stroke-width: 1.5; stroke-dasharray: 4 3; }
.weekend { fill: var(--soft); }
.key { display: inline-block; width: 1.4rem; height: .6rem; margin-right: .3rem; vertical-align: baseline; background: var(--of); }
.of-bar { --of: var(--accent); } .of-month { --of: var(--before); height: .15rem; vertical-align: middle; } .of-year { --of: var(--year); height: .15rem; vertical-align: middle; } .of-band { --of: var(--year); opacity: .5; }
.legend span { margin-right: 1rem; white-space: nowrap; }
.meter { display: inline-block; height: .7em; background: var(--accent); min-width: 1px; } .share { display: inline-block; min-width: 3.6em; }
summary { cursor: pointer; color: var(--muted); }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 0 1.5rem; }
code { font-size: .9em; overflow-wrap: anywhere; }
@media (max-width: 30rem) { .wide svg { min-width: 32rem; } .pictures { grid-template-columns: 1fr; } th, td { padding-right: .5rem; } }
@media print { :root { color-scheme: light; --page: #fff; --ink: #000; --muted: #444; --line: #bbb; --soft: #f3f3f3; --accent: #0b5cad; --before: #b4530a; --year: #6b7280; --good: #17683b; --odd: #8a4b00; --bad: #a3171f; }
  main { max-width: none; padding: 0; } details { display: none; } h2, figure, tr { break-inside: avoid; } h2 { break-after: avoid; } .scroll { overflow: visible; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;
