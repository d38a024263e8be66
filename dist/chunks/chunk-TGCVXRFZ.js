import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{A as N,B as C,b as R,c as q,d as g,e as f,f as b,g as $,i as I,j as T,k as O,l as P,m as W,n as A,o as B,q as M,r as H,u as F,w as L,x as V,y as D,z as E}from"./chunk-5QUVFBED.js";import{b as j}from"./chunk-WF5MPE6P.js";import{q as k}from"./chunk-Y4IQWRBG.js";import{j as u,k as a}from"./chunk-WP2WCP4G.js";var h=240,G=8,v=9,oe=21,S=28,Y=[-.4,.5],ie=60;function U(e){if(e.change===null||e.interval===null)return null;let{verdict:t,change:r,interval:n,budget:o}=e;return{verdict:t,change:r,interval:n,budget:o,changeAtBudget:k(e),blocks:e.blocks.map(i=>Math.expm1(j(i))).filter(Number.isFinite)}}function J(e){let t=-.05,r=.05,n=0;for(let o of e)n=Math.max(n,o.budget),t=Math.min(t,1.2*k(o)),o.interval!==null&&(t=Math.min(t,o.interval[0]),r=Math.max(r,o.interval[1]));return{low:Math.max(t,Y[0]),high:Math.max(Math.min(r,Y[1]),1.2*n)}}function K(e,t){let r=l=>X(t,l),[n,o]=e.interval,i=r(n),s=Math.max(2,r(o)-i),c=e.blocks.slice(0,ie).map(l=>`M${p(r(l))} ${oe}h0`).join(""),d=`change ${g(e.change)}, 95 % interval ${f(e.interval)}, budget ${b(e.budget)}`;return`<svg class="picture" viewBox="0 0 ${h} ${S}" width="${h}" height="${S}" role="img" aria-label="${d.replaceAll("<","&lt;")}">${_("zero",r(0))}<rect class="bar" x="${p(i)}" y="${v-4}" width="${p(s)}" height="8" rx="3"/><path class="middle" d="M${p(r(e.change))} ${v-6}v12"/>${c===""?"":`<path class="dots" d="${c}"/>`}${_("budget",r(e.changeAtBudget))}${ae(e,t)}</svg>`}function Q(e){let t=se(e.high-e.low),r=[];for(let n=Math.ceil(e.low/t);n*t<=e.high;n+=1){let o=X(e,n*t),i=n===0?"0":g(n*t).replace(".0",""),s=o<24?"start":o>h-24?"end":"middle";r.push(`<text x="${p(o)}" y="11" text-anchor="${s}">${i}</text>`)}return`<svg class="axis" viewBox="0 0 ${h} 14" width="${h}" height="14" aria-hidden="true">${r.join("")}</svg>`}function ae({interval:[e,t]},r){let n=e<r.low?`<path class="beyond" d="M6 ${v-4}l-5 4l5 4z"/>`:"",o=t>r.high?`<path class="beyond" d="M${h-6} ${v-4}l5 4l-5 4z"/>`:"";return n+o}function _(e,t){return`<path class="${e}" d="M${p(t)} 0v${S}"/>`}function X({low:e,high:t},r){let n=Math.min(t,Math.max(e,r));return G+(n-e)/(t-e)*(h-2*G)}function se(e){return[.02,.05,.1,.2,.5].find(r=>e/r<=5)??1}function p(e){return String(Math.round(10*e)/10)}var Z=`
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
.verdict { white-space: nowrap; } .verdict b { color: var(--hue); font-weight: 600; }
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
.zero { stroke: var(--rule); } .budget { stroke: var(--bad); stroke-dasharray: 3 2; }
figure { margin: .5rem 0 1rem; } figcaption { font-size: .87rem; }
.courses polyline { fill: none; stroke: var(--plain); stroke-width: 1.5; stroke-linejoin: round;
  stroke-linecap: round; }
.warnings li { color: var(--unsure); }
footer { margin-top: 2rem; padding-top: 1rem; border-top: 1px solid var(--rule); color: var(--quiet); font-size: .87rem; }
footer p { margin: 0 0 .2rem; }
@media print { body { max-width: none; } tr { break-inside: avoid; } }
`;var z=320,w=48,y=4;function ee(e,t){let r=e.filter(m=>m!==null),n=Math.min(...r),o=Math.max(...r);if(r.length<2||o<=0)return"";let i=Math.max(o-n,o*.02),s=m=>y+(z-2*y)*m/(e.length-1),c=m=>w-y-(w-2*y)*(m-n)/i,d=le(e).map(m=>{let x=m.map(({run:re,value:ne})=>`${s(re).toFixed(1)},${c(ne).toFixed(1)}`);return`<polyline points="${[...x,...x.length===1?x:[]].join(" ")}"/>`}),l=`${r.length} recordings, from ${a(R(n,t))} to ${a(R(o,t))}`;return`<svg viewBox="0 0 ${z} ${w}" width="${z}" height="${w}" role="img" aria-label="${l}">${d.join("")}</svg><small>${l}</small>`}function le(e){let t=[];for(let[r,n]of e.entries()){if(n===null)continue;let o=t.at(-1);o?.at(-1)?.run===r-1?o.push({run:r,value:n}):t.push([{run:r,value:n}])}return t}function Fe(e){let{mark:t,text:r}=F(e),n=B(e.benchmarks);return`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${a(`${t} hotpath-gate: ${r}`)}</title>
<style>${Z}</style>
</head>
<body class="${e.verdict}">
<header>
<h1><span class="mark">${t}</span> ${a(r)}</h1>
<p>${u(e.reason)}</p>
${ce(e)}
</header>
<main>
${n.length===0?"":de(e,n)}
${ge(e)}
${pe(e)}
${fe(e)}
</main>
<footer>
${V(e,{text:u,code:o=>`<code>${a(o)}</code>`}).map(o=>`<p>${o}</p>`).join(`
`)}
</footer>
</body>
</html>
`}function ce(e){let t=P(e.benchmarks),r={regressed:"regressed",errored:"errored",inconclusive:"can't tell",accepted:"accepted",skipped:"skipped",removed:"removed",new:M(e)??"new",improved:"improved","within-budget":"within budget"},n=Object.entries(r).map(([o,i])=>({verdict:o,word:i,count:t[o]})).filter(({count:o})=>o>0).map(({verdict:o,word:i,count:s})=>`<li class="${o}"><b>${$(s)}</b> ${a(i)}</li>`);return n.length===0?"":`<ul class="counts">${n.join("")}</ul>`}function de(e,t){let r=J(t);return`<div class="wide"><table>
<thead><tr><th>benchmark</th><th class="number">base</th><th class="number">head</th><th class="number">change</th>
<th class="number">95 % interval</th><th>interval and blocks against the budget${Q(r)}</th><th class="number">budget</th><th>verdict</th></tr></thead>
<tbody>
${t.map(n=>me(e,n,r)).join(`
`)}
</tbody>
</table></div>`}function me(e,t,r){let{base:n,head:o}=q(t.base,t.head,t.unit),{mark:i,words:s,detail:c}=H(t,M(e)),d=t.change===null?"":g(t.change),l=U(t),m=L(e.benchmarks);return`<tr class="${t.verdict}">
<td><code class="id">${a(m(t.id),200)}</code>${te(t.metric)}${ue(t)}${he(e,t)}</td>
<td class="number">${a(n??"")}</td><td class="number">${a(o??"")}</td><td class="number change">${a(d)}</td>
<td class="number">${t.interval===null?"":f(t.interval)}</td>
<td class="range">${l===null?"":K(l,r)}</td>
<td class="number">${b(t.budget)}</td>
<td class="verdict"><b>${i} ${a(s)}</b>${c===null?"":`<small>${a(c)}</small>`}</td>
</tr>`}function te(e){let t=W(e);return t===null?"":` <small>${t}</small>`}function ue(e){let t=A(e);return t===null?"":`<p class="note">${t}</p>`}function he(e,t){let r=O(t),n=r===null?"":`<p class="note">${u(r)}</p>`,o=t.reasons.map(l=>`<li><code>${a(l.name,120)}</code> ${a(T(l),120)}: ${a(I(l))}</li>`),i=o.length===0?"":`<ul class="reasons">${o.join("")}</ul>`,c=t.verdict==="regressed"||t.verdict==="inconclusive"?D(e,t):null,d=c===null?"":`<details><summary>measure it again</summary><pre>${a(c,2e3)}</pre></details>`;return`${n}${i}${d}`}function pe(e){if(e.warnings.length===0)return"";let t=e.warnings.slice(0,200).map(({message:n})=>`<li>${u(n)}</li>`),r=e.warnings.length-t.length;return r>0&&t.push(`<li>and ${$(r)} more: see the JSON report</li>`),`<section class="warnings"><h2>Warnings</h2><ul>${t.join("")}</ul></section>`}function ge(e){let t=i=>`<code>${a(i)}</code>`,r=E(e.settings,{text:u,code:t});if(r===null)return"";let n=r.items.slice(0,200).map(i=>`<li>${i}</li>`),o=r.items.length-n.length;return o>0&&n.push(`<li>and ${$(o)} more: see the JSON report</li>`),`<section class="warnings"><h2>${r.heading}</h2><ul>${n.join("")}</ul></section>`}function fe({evidence:e}){if(e.trends===null)return"";let t={text:u,code:s=>`<code>${a(s,200)}</code>`},r=N(e.trends),o=e.trends.changePoints.slice(0,200).map(s=>`<li>${C(s,t)}</li>`).join(""),i=e.trends.courses.slice(0,100).map(({id:s,metric:c,unit:d,medians:l})=>`<figure><figcaption>${t.code(s)}${te(c)}</figcaption>${ee(l,d)}</figure>`).join("");return[r===null?"":`<section class="steps"><h2>${a(r)}</h2><ul>${o}</ul></section>`,i===""?"":`<section class="courses"><h2>Recording by recording</h2>${i}</section>`].join(`
`)}export{Fe as a};
