"""How the targeting picture looks: links recede until one of their ends is chosen."""

TARGETING = """
svg.targeting { display: block; min-width: 58rem; width: 100%; height: auto;
  font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; }
.targeting .column { fill: var(--soft); font-size: 13px; }
.targeting rect { fill: var(--paper); stroke: var(--line); stroke-width: 1.2; }
.targeting g[data-node] { cursor: pointer; }
.targeting text { fill: var(--ink); }
.targeting .more { fill: var(--soft); font-size: 11.5px; }
.targeting .new rect { fill: var(--good-bg); stroke: var(--good); }
.targeting .changed rect { fill: var(--warn-bg); stroke: var(--warn); }
.targeting .gone rect { fill: var(--bad-bg); stroke: var(--bad); stroke-dasharray: 4 3; }
.targeting .link { fill: none; stroke: var(--rail); stroke-width: 1.4; opacity: 0.65; }
.targeting .link.part { stroke-dasharray: 5 4; }
.targeting .link.new { stroke: var(--good); opacity: 1; }
.targeting .link.gone { stroke: var(--bad); stroke-dasharray: 2 4; opacity: 1; }
.targeting .link.scope { opacity: 0; stroke: var(--accent); }
.targeting.following g[data-node]:not(.on), .targeting.following .link:not(.on) { opacity: 0.12; }
.targeting.following .link.scope:not(.on) { opacity: 0; }
.targeting.following .link.on { opacity: 1; stroke-width: 2; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; padding: 0; list-style: none; font-size: 0.9rem; }
"""
