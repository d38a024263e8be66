/** The style sheet of the HTML report. */
export const STYLE = `
:root { --ink: #1f2328; --quiet: #59636e; --paper: #fff; --raised: #f6f8fa; --rule: #d1d9e0;
  --bad: #cf222e; --good: #1a7f37; --unsure: #9a6700; --plain: #0969da; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --quiet: #9198a1; --paper: #0d1117;
  --raised: #151b23; --rule: #3d444d; --bad: #f85149; --good: #3fb950; --unsure: #d29922; --plain: #4493f8; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 86rem; padding: 2rem 1.5rem 4rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
header p { margin: 0 0 1rem; color: var(--quiet); }
.failed .mark, .unmeasured .mark { color: var(--bad); } .passed .mark, .recorded .mark { color: var(--good); }
.inconclusive .mark { color: var(--unsure); }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; margin: 0 0 1.5rem; padding: 0; }
.counts li { border: 1px solid var(--rule); border-left: .3rem solid var(--hue, var(--quiet)); border-radius: .4rem;
  padding: .1rem .7rem; }
.regressed, .errored { --hue: var(--bad); } .improved { --hue: var(--good); } .within-budget { --hue: var(--plain); }
tr.inconclusive, li.inconclusive, .accepted { --hue: var(--unsure); } .new, .removed, .skipped { --hue: var(--quiet); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; font-size: .8rem; color: var(--quiet); vertical-align: bottom; }
th, td { padding: .5rem .6rem; border-bottom: 1px solid var(--rule); }
td { vertical-align: top; }
th .axis { display: block; margin-top: .3rem; }
tbody tr:hover { background: var(--raised); }
code, pre { font: .9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
td:first-child { min-width: 15rem; } .id { overflow-wrap: anywhere; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.verdict { white-space: nowrap; } .verdict b, .sign { color: var(--hue); font-weight: 600; }
.within-budget .verdict b, .new .verdict b, .removed .verdict b, .skipped .verdict b { color: inherit; font-weight: 400; }
.regressed .change, .accepted .change, .improved .change { color: var(--hue); font-weight: 600; }
small { display: block; color: var(--quiet); font-size: .8rem; white-space: nowrap; }
.note { margin: .3rem 0 0; color: var(--quiet); font-size: .87rem; overflow-wrap: anywhere; }
.errored .note { color: var(--bad); }
.reasons { margin: .3rem 0 0; padding-left: 1.1rem; font-size: .87rem; overflow-wrap: anywhere; }
details { margin-top: .3rem; font-size: .87rem; } summary { cursor: pointer; color: var(--quiet); }
pre { margin: .3rem 0; padding: .6rem .8rem; background: var(--raised); border-radius: .4rem; white-space: pre-wrap;
  overflow-wrap: anywhere; }
.picture { display: block; max-width: none; }
.axis text { fill: var(--quiet); font-size: 10px; font-weight: 400; }
.bar { fill: var(--hue); opacity: .45; } .middle { stroke: var(--hue); stroke-width: 2; }
.dots { stroke: var(--hue); stroke-width: 4; stroke-linecap: round; opacity: .6; } .beyond { fill: var(--hue); }
.zero { stroke: var(--quiet); opacity: .5; } .budget { stroke: var(--bad); stroke-dasharray: 3 2; }
.legend { --hue: var(--plain); display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; margin: .6rem 0 0;
  padding: 0; color: var(--quiet); font-size: .8rem; } .key { vertical-align: -1px; }
figure { margin: .5rem 0 1rem; } figcaption { font-size: .87rem; }
.courses polyline { fill: none; stroke: var(--plain); stroke-width: 1.5; stroke-linejoin: round;
  stroke-linecap: round; }
.warnings li { color: var(--unsure); }
footer { margin-top: 2rem; padding-top: 1rem; border-top: 1px solid var(--rule); color: var(--quiet); font-size: .87rem; }
footer p { margin: 0 0 .2rem; }
@media (max-width: 44rem) { body { padding: 1rem .8rem 3rem; } thead { display: none; }
  table, tbody { display: block; } tr { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .6rem 0;
  border-bottom: 1px solid var(--rule); } td { padding: .1rem 0; border: 0; } td:empty { display: none; }
  td:first-child, .range { flex: 1 0 100%; min-width: 0; } td.verdict { order: -1; flex: 1 0 100%; }
  td[data-label]::before { content: attr(data-label) " "; color: var(--quiet); font-size: .8rem; } }
@media print { body { max-width: none; } tr { break-inside: avoid; } }
`;
