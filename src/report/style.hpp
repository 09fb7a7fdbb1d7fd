// Private: how the page looks, light, dark and printed.
#pragma once

#include <string_view>

namespace reactivation::report {

inline constexpr std::string_view style = R"css(
:root{color-scheme:light dark;--ground:#fff;--card:#f6f7f9;--ink:#16191d;--soft:#4b5563;
--rule:#d3d8df;--accent:#1d4ed8;--other:#9a3412;--stripe:#fff}
@media (prefers-color-scheme:dark){:root{--ground:#14171b;--card:#1d2127;--ink:#eceff3;
--soft:#b3bcc8;--rule:#3a414b;--accent:#8ab4ff;--other:#ffb27a;--stripe:#14171b}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
header,main{max-width:1120px;margin:0 auto;padding:16px}
header{padding:28px 16px 0}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:36px 0 6px;padding-top:14px;border-top:1px solid var(--rule)}
p{margin:6px 0;max-width:70ch}
.soft{color:var(--soft)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(158px,1fr));gap:10px;margin:0 0 10px;
padding:0}
.tile{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:10px 12px}
.tile dt{font-size:.84rem;color:var(--soft);line-height:1.3}
.tile dd{margin:2px 0 0;font-size:1.25rem;overflow-wrap:anywhere;font-weight:600;line-height:1.25}
.tile dd.note{font-size:.8rem;font-weight:400;color:var(--soft)}
.insights{margin:10px 0;padding:0;list-style:none;display:grid;gap:10px}
.insights li{background:var(--card);border-left:4px solid var(--accent);padding:8px 12px;
border-radius:0 6px 6px 0}
.insights strong{display:block;font-weight:600}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:20px;
align-items:start}
figure{margin:14px 0 0;min-width:0}
figcaption::first-letter,.tile dt::first-letter,caption::first-letter,thead th::first-letter,
tbody th::first-letter{text-transform:uppercase}
figcaption{font-weight:600;margin-bottom:4px;overflow-wrap:anywhere}
.chart{display:block;width:100%;max-width:540px;height:auto}
.chart text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;
fill:var(--ink);unicode-bidi:isolate}
.chart text.axis{font-size:11px;fill:var(--soft)}
.grid{stroke:var(--rule);stroke-width:1}
.target{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:4 3}
.span{stroke:var(--ink);stroke-width:1.6}
.mark{fill:var(--accent);stroke:var(--ground);stroke-width:1}
.other{fill:var(--other);stroke:var(--ground);stroke-width:1}
.curve{fill:none;stroke:var(--accent);stroke-width:2}
.bar{fill:var(--accent)}
.bar-edge{stroke:var(--accent);stroke-width:1}
.stripe{fill:var(--accent)}
.stripe-ground{fill:var(--stripe)}
.cell{fill:var(--accent);stroke:var(--rule);stroke-width:1}
.patterns{position:absolute}
details{margin:6px 0 0}
summary{cursor:pointer;color:var(--accent);padding:4px 0;width:fit-content}
.scroll{overflow-x:auto;max-width:100%}
.scroll:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{border-collapse:collapse;font-size:.9rem;margin:6px 0 2px}
caption{text-align:left;font-weight:600;padding:4px 0;color:var(--ink)}
th,td{padding:4px 10px 4px 0;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top}
thead th{color:var(--soft);font-weight:600;vertical-align:bottom}
tbody th{font-weight:400;min-width:8em;max-width:18em;overflow-wrap:anywhere}
.n{text-align:right;font-variant-numeric:tabular-nums}
@media print{:root{color-scheme:light;--ground:#fff;--card:#fff;--ink:#000;--soft:#333;--rule:#999;
--accent:#1d4ed8;--other:#9a3412;--stripe:#fff}
body{font-size:11pt}header,main{padding:0;max-width:none}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
h2{break-after:avoid}figure,.tile,.insights li,tr{break-inside:avoid}
summary{display:none}details::details-content{content-visibility:visible;display:block;height:auto}
.scroll{overflow:visible}}
)css";

}  // namespace reactivation::report
