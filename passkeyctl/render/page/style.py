"""How pages look: calm, in light and dark, on a narrow screen, and whole on paper."""

from passkeyctl.render.page.style_targeting import TARGETING

_COLOURS = """
:root { color-scheme: light dark; --paper: #f6f6f3; --card: #ffffff; --ink: #1d2126; --soft: #575f6b;
  --line: #dfe0db; --accent: #1f5673; --good: #17653a; --good-bg: #e7f3ec; --bad: #9c2a1f; --bad-bg: #fbebe8;
  --warn: #7a4b00; --warn-bg: #fbf1dc; --code: #f0f0ec; --rail: #9aa1ab; }
@media (prefers-color-scheme: dark) { :root { --paper: #131518; --card: #1b1e23; --ink: #e6e8eb; --soft: #a7afba;
  --line: #30353d; --accent: #8cc4e4; --good: #7fd6a3; --good-bg: #17291f; --bad: #ff9d8f; --bad-bg: #341a17;
  --warn: #f0be6a; --warn-bg: #30260f; --code: #262a31; --rail: #6d7683; } }
"""

_GROUND = """
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1.25rem 3rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: 0.2em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
h1 { margin: 0 0 1rem; font-size: 1.6rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; }
h1 .kind { color: var(--soft); font-weight: 450; }
h2 { margin: 0 0 0.75rem; font-size: 1.25rem; line-height: 1.3; }
h3 { margin: 1.5rem 0 0.5rem; font-size: 1.02rem; }
h4 { margin: 0.9rem 0 0.25rem; font-size: 0.95rem; }
p { margin: 0.35rem 0; max-width: 52rem; }
ul, ol { margin: 0.35rem 0; padding-left: 1.3rem; }
code, pre, .place, .mono { font-family: ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, monospace;
  font-size: 0.88em; }
code { background: var(--code); padding: 0.08em 0.3em; border-radius: 4px; }
pre { margin: 0.5rem 0; padding: 0.75rem 1rem; background: var(--code); border-radius: 8px; white-space: pre-wrap; }
.soft, .place, footer, .number { color: var(--soft); }
.number { font-weight: 450; font-size: 0.85em; font-variant-numeric: tabular-nums; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
footer { margin-top: 2rem; font-size: 0.88rem; }
nav { position: sticky; top: 0; z-index: 2; margin: 0 -1.25rem 1.25rem; padding: 0.5rem 1.25rem;
  background: var(--paper); border-bottom: 1px solid var(--line); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.15rem 1.25rem; margin: 0; padding: 0; list-style: none; }
nav a { display: inline-block; padding: 0.25rem 0; text-decoration: none; }
nav a:hover { text-decoration: underline; }
"""

_PARTS = """
.part, .verdict { margin: 0 0 1.25rem; padding: 1.25rem 1.5rem 1.4rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 12px; }
.part { content-visibility: auto; contain-intrinsic-block-size: auto 60rem; }
.verdict { border-left: 6px solid var(--rail); }
.verdict h2 { font-size: 1.4rem; margin-bottom: 0.35rem; }
.verdict.good { color: inherit; border-left-color: var(--good); }
.verdict.bad { color: inherit; border-left-color: var(--bad); }
.verdict.warn { color: inherit; border-left-color: var(--warn); }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1.25rem; margin: 0.75rem 0 0; }
.facts dt { color: var(--soft); grid-column: 1; } .facts dd { margin: 0; grid-column: -2; min-width: 0; }
.badge { display: inline-block; padding: 0 0.55rem; border: 1px solid var(--line); border-radius: 1rem;
  font-size: 0.8rem; font-weight: 550; line-height: 1.5rem; white-space: nowrap; color: var(--soft); }
.badge.good { color: var(--good); background: var(--good-bg); border-color: transparent; }
.badge.bad { color: var(--bad); background: var(--bad-bg); border-color: transparent; }
.badge.warn { color: var(--warn); background: var(--warn-bg); border-color: transparent; }
.cards { list-style: none; margin: 0; padding: 0; }
.cards > li { padding: 0.9rem 0; border-top: 1px solid var(--line); }
.cards > li:first-child { border-top: 0; }
.cards p { margin: 0.2rem 0; }
.cards .head { display: flex; flex-wrap: wrap; gap: 0.25rem 0.6rem; align-items: baseline; }
.said { font-weight: 550; }
details { border-top: 1px solid var(--line); }
details > summary { padding: 0.5rem 0; cursor: pointer; }
details[open] { padding-bottom: 0.75rem; }
summary .name { color: var(--soft); }
summary .sign { display: inline-block; width: 1.1em; font-weight: 700; text-align: center; }
.wide { overflow-x: auto; }
.even { table-layout: fixed; min-width: 44rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.95rem; }
caption { text-align: left; font-weight: 600; padding: 0.6rem 0 0.35rem; }
.quiet caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 1rem 0.4rem 0; border-top: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 550; font-size: 0.85rem; border-top: 0; overflow-wrap: normal; }
tbody th { font-weight: 450; min-width: 9rem; }
td { min-width: 6rem; }
td.figure, .figures td { font-variant-numeric: tabular-nums; }
td ul { margin: 0; padding: 0; list-style: none; }
ins, del { text-decoration: none; }
ins { color: var(--good); } del { color: var(--bad); }
.runs th, .runs td { min-width: 0; overflow-wrap: normal; }
.runs tbody th { white-space: nowrap; }
.trends { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1rem;
  margin-bottom: 1.25rem; }
.trends figure { margin: 0; padding: 0.75rem 1rem; border: 1px solid var(--line); border-radius: 8px; }
.trends figcaption { font-size: 0.9rem; }
.trends svg { display: block; width: 100%; height: 4.5rem; margin-top: 0.35rem; }
.trends path { fill: none; stroke: var(--accent); stroke-width: 2; vector-effect: non-scaling-stroke; }
.trends circle { fill: var(--accent); }
"""

_FILTERS = """
.filter { display: flex; flex-wrap: wrap; gap: 0.6rem 0.9rem; align-items: end; margin: 0.25rem 0 0.9rem; }
.filter[hidden] { display: none; }
.field { display: flex; flex-direction: column; gap: 0.15rem; min-width: 9rem; max-width: 100%; }
.field.grow { flex: 1 1 14rem; }
.field label { font-size: 0.85rem; color: var(--soft); }
input, select, button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--rail);
  border-radius: 8px; padding: 0.35rem 0.6rem; min-height: 2.35rem; max-width: 100%; }
button { cursor: pointer; }
button:hover { border-color: var(--accent); }
.buttons { display: flex; flex-wrap: wrap; gap: 0.4rem; }
.count { flex-basis: 100%; margin: 0; font-size: 0.9rem; color: var(--soft); font-variant-numeric: tabular-nums; }
"""

_LADDER = """
.ladder { list-style: none; margin: 0; padding: 0; }
.stage { margin: 0; padding: 0.25rem 0 1.1rem 1.25rem; border-left: 4px solid var(--rail); }
.stage.shown, .stage.enters { border-left-color: var(--good); }
.stage.held { border-left-color: var(--bad); }
.stage.waiting, .stage.above { border-left-style: dashed; }
.stage h3 { margin-top: 0; }
.answer { font-weight: 600; }
.answer.open { color: var(--good); }
.answer.closed, .answer.unknown { color: var(--bad); }
.digest { color: var(--soft); font-size: 0.88rem; }
"""

_MEDIA = """
@media screen { .out { display: none !important; } }
@media (max-width: 44rem) { body { padding: 1rem 0.75rem 2rem; } 
  nav { position: static; margin: 0 0 1rem; padding: 0.25rem 0; }
  .part, .verdict { padding: 1rem; border-radius: 8px; } h1 { font-size: 1.35rem; }
  .facts { grid-template-columns: 1fr; gap: 0; } .facts dt { margin-top: 0.4rem; } }
@media print { :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #333; --line: #bbb; --accent: #000;
  --good: #0d4526; --bad: #7a1f16; --warn: #573500; --good-bg: #fff; --bad-bg: #fff; --warn-bg: #fff; --code: #fff;
  --rail: #555; }
  .part { content-visibility: visible; } svg.targeting, .even { min-width: 0; }
  body { max-width: none; padding: 0; font-size: 10pt; } nav, .skip, .filter, #follow-form { display: none; }
  .part, .verdict { border-width: 0 0 0 0; padding: 0 0 1rem; border-radius: 0; } .verdict { border-left-width: 4px;
  padding-left: 1rem; } .wide { overflow: visible; } tr, .cards > li, .stage { break-inside: avoid; }
  h2, h3, summary { break-after: avoid; } thead { display: table-header-group; }
  details::details-content { content-visibility: visible; block-size: auto; display: block; } }
"""

STYLE = "".join((_COLOURS, _GROUND, _PARTS, _FILTERS, _LADDER, TARGETING, _MEDIA))
