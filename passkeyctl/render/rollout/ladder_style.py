"""How the page of a roll-out looks."""

STYLE = """\
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --soft: #5a6472; --rail: #8a94a3;
  --good: #1a6b3a; --bad: #9a3b00; --line: #d5dae1; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --paper: #16181c; --soft: #a9b2bf; --rail: #707a88;
  --good: #6fd398; --bad: #ffb07a; --line: #3a404a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: inherit; }
a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--good); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
nav ol { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; padding: 0; list-style-position: inside; }
.ladder { list-style: none; margin: 0; padding: 0; border-left: 4px solid var(--rail); }
.stage { margin: 0 0 1.5rem; padding: 0 0 0.5rem 1.5rem; border-top: 4px solid var(--rail); }
.stage.shown, .stage.enters { border-top-color: var(--good); }
.stage.held { border-top-color: var(--bad); }
.stage.waiting, .stage.above { border-top-style: dashed; }
h2 { margin: 0.75rem 0 0.25rem; }
h3 { margin: 0.75rem 0 0.25rem; font-size: 1rem; }
.number { color: var(--soft); }
.badge { font-size: 0.85rem; font-weight: 400; border: 1px solid var(--rail); border-radius: 1rem;
  padding: 0.1rem 0.6rem; white-space: nowrap; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding: 0.5rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.6rem 0.35rem 0; border-top: 1px solid var(--line); }
th[scope=row] { font-weight: 400; }
.answer { font-weight: 600; }
.answer.open { color: var(--good); }
.answer.closed, .answer.unknown { color: var(--bad); }
.digest, footer { color: var(--soft); font-size: 0.85rem; }
@media print { :root { --ink: #000; --paper: #fff; --soft: #333; --rail: #555; --good: #000; --bad: #000;
  --line: #999; } body { max-width: none; padding: 0; } nav, .skip { display: none; }
  .stage { break-inside: avoid; } .wide { overflow: visible; } }
"""
