/** The page's style sheet: light, dark, print. */
export const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #667; --line: #8884; --mark: #0072b214; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #14171a; --soft: #9aa3ad; --mark: #56b4e922; } }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.2rem 4rem; font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.7rem; margin: 0 0 .3rem; } h2 { font-size: 1.25rem; margin: 2.6rem 0 .6rem; } p { max-width: 46rem; }
.lead { border-left: 4px solid #0072b2; background: var(--mark); padding: .8rem 1.1rem; margin-top: 1.2rem; } .lead p { margin: .35rem 0; }
.soft { color: var(--soft); } nav a { margin-right: 1rem; } a { color: #0072b2; } @media (prefers-color-scheme: dark) { a { color: #56b4e9; } }
figure { margin: 1rem 0; overflow-x: auto; } figure svg { max-width: 100%; height: auto; } figure svg text { fill: var(--soft); } figcaption { color: var(--soft); font-size: .92rem; max-width: 46rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; } th, td { padding: .32rem .7rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { vertical-align: bottom; white-space: normal; color: var(--soft); font-weight: 600; } th:first-child, td:first-child, .words th, .words td { text-align: left; }
.long { min-width: 11rem; } .words td { white-space: normal; overflow-wrap: anywhere; min-width: 8rem; } .words th, .words td { vertical-align: top; }
details { margin: .4rem 0 1rem; } summary { cursor: pointer; color: var(--soft); } details .scroll { max-height: 22rem; overflow-y: auto; }
pre { background: var(--mark); padding: .8rem 1rem; overflow-x: auto; font-size: .88rem; } :focus-visible { outline: 2px solid #d55e00; outline-offset: 2px; }
@media (max-width: 40rem) { figure svg { min-width: 40rem; } }
@media print { body { max-width: none; padding: 0; } nav, details:not([open]) { display: none; } figure, tr { break-inside: avoid; } .scroll { overflow: visible; max-height: none !important; } table { font-size: .72rem; } th, td { padding: .2rem .4rem; } pre { white-space: pre-wrap; overflow-wrap: anywhere; } }
`;
