import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{a as O,b as T,c as B,e as P,g as W,h as A,i as H,j as F,k as L,m as M,n as V,o as D,p as E,q as N,r as C,s as G,t as Y,u as _}from"./chunk-TQFIR2GC.js";import{b as j}from"./chunk-F3TOR2PH.js";import{b as R,d as q,f,g as b,h as $,i as v,p as I}from"./chunk-2ZZ2ODBR.js";import{o as k}from"./chunk-JP4UQ7G5.js";import{j as u,k as s}from"./chunk-RON56QZK.js";var h=240,U=8,w=9,ae=21,S=28,J=[-.4,.5],le=60;function Q(e){if(e.change===null||e.interval===null)return null;let{verdict:t,change:r,interval:o,budget:n}=e;return{verdict:t,change:r,interval:o,budget:n,changeAtBudget:k(e),blocks:e.blocks.map(i=>Math.expm1(j(i))).filter(Number.isFinite)}}function X(e){let t=-.05,r=.05,o=0;for(let n of e)o=Math.max(o,n.budget),t=Math.min(t,1.2*k(n)),n.interval!==null&&(t=Math.min(t,n.interval[0]),r=Math.max(r,n.interval[1]));return{low:Math.max(t,J[0]),high:Math.max(Math.min(r,J[1]),1.2*o)}}function Z(e,t){let r=l=>te(t,l),[o,n]=e.interval,i=r(o),a=Math.max(2,r(n)-i),c=e.blocks.slice(0,le).map(l=>`M${p(r(l))} ${ae}h0`).join(""),d=`change ${f(e.change)}, 95 % interval ${b(e.interval)}, budget ${$(e.budget)}`;return`<svg class="picture" viewBox="0 0 ${h} ${S}" width="${h}" height="${S}" role="img" aria-label="${d.replaceAll("<","&lt;")}">${K("zero",r(0))}<rect class="bar" x="${p(i)}" y="${w-4}" width="${p(a)}" height="8" rx="3"/><path class="middle" d="M${p(r(e.change))} ${w-6}v12"/>${c===""?"":`<path class="dots" d="${c}"/>`}${K("budget",r(e.changeAtBudget))}${ce(e,t)}</svg>`}function ee(e){let t=de(e.high-e.low),r=[];for(let o=Math.ceil(e.low/t);o*t<=e.high;o+=1){let n=te(e,o*t),i=o===0?"0":f(o*t).replace(".0",""),a=n<24?"start":n>h-24?"end":"middle";r.push(`<text x="${p(n)}" y="11" text-anchor="${a}">${i}</text>`)}return`<svg class="axis" viewBox="0 0 ${h} 14" width="${h}" height="14" aria-hidden="true">${r.join("")}</svg>`}function ce({interval:[e,t]},r){let o=e<r.low?`<path class="beyond" d="M6 ${w-4}l-5 4l5 4z"/>`:"",n=t>r.high?`<path class="beyond" d="M${h-6} ${w-4}l5 4l-5 4z"/>`:"";return o+n}function K(e,t){return`<path class="${e}" d="M${p(t)} 0v${S}"/>`}function te({low:e,high:t},r){let o=Math.min(t,Math.max(e,r));return U+(o-e)/(t-e)*(h-2*U)}function de(e){return[.02,.05,.1,.2,.5].find(r=>e/r<=5)??1}function p(e){return String(Math.round(10*e)/10)}var re=`
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
.zero { stroke: var(--rule); } .budget { stroke: var(--bad); stroke-dasharray: 3 2; }
figure { margin: .5rem 0 1rem; } figcaption { font-size: .87rem; }
.courses polyline { fill: none; stroke: var(--plain); stroke-width: 1.5; stroke-linejoin: round;
  stroke-linecap: round; }
.warnings li { color: var(--unsure); }
footer { margin-top: 2rem; padding-top: 1rem; border-top: 1px solid var(--rule); color: var(--quiet); font-size: .87rem; }
footer p { margin: 0 0 .2rem; }
@media print { body { max-width: none; } tr { break-inside: avoid; } }
`;var z=320,y=48,x=4;function ne(e,t){let r=e.filter(m=>m!==null),o=Math.min(...r),n=Math.max(...r);if(r.length<2||n<=0)return"";let i=Math.max(n-o,n*.02),a=m=>x+(z-2*x)*m/(e.length-1),c=m=>y-x-(y-2*x)*(m-o)/i,d=me(e).map(m=>{let g=m.map(({run:ie,value:se})=>`${a(ie).toFixed(1)},${c(se).toFixed(1)}`);return`<polyline points="${[...g,...g.length===1?g:[]].join(" ")}"/>`}),l=`${r.length} recordings, from ${s(R(o,t))} to ${s(R(n,t))}`;return`<svg viewBox="0 0 ${z} ${y}" width="${z}" height="${y}" role="img" aria-label="${l}">${d.join("")}</svg><small>${l}</small>`}function me(e){let t=[];for(let[r,o]of e.entries()){if(o===null)continue;let n=t.at(-1);n?.at(-1)?.run===r-1?n.push({run:r,value:o}):t.push([{run:r,value:o}])}return t}function Ge(e){let{mark:t,text:r}=N(e),o=T(e.benchmarks);return`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${s(`${t} hotpath-gate: ${r}`)}</title>
<style>${re}</style>
</head>
<body class="${e.verdict}">
<header>
<h1><span class="mark">${t}</span> ${s(r)}</h1>
<p>${u(I(e))}</p>
${ue(e)}
</header>
<main>
${o.length===0?"":he(e,o)}
${$e(e)}
${be(e)}
${ve(e)}
</main>
<footer>
${E(e,{text:u,code:n=>`<code>${s(n)}</code>`}).map(n=>`<p>${n}</p>`).join(`
`)}
</footer>
</body>
</html>
`}function ue(e){let t=O(e.benchmarks),r={regressed:"regressed",errored:"errored",inconclusive:"can't tell",accepted:"accepted",skipped:"skipped",removed:"removed",new:M(e)??"new",improved:"improved","within-budget":"within budget"},o=Object.entries(r).map(([n,i])=>({verdict:n,word:i,count:t[n]})).filter(({count:n})=>n>0).map(({verdict:n,word:i,count:a})=>`<li class="${n}"><b>${v(a)}</b> ${s(i)}</li>`);return o.length===0?"":`<ul class="counts">${o.join("")}</ul>`}function he(e,t){let r=X(t),o=B(e);return`<div class="wide"><table>
<thead><tr><th>benchmark</th><th class="number">base</th><th class="number">head</th><th class="number">change</th>
<th class="number">95 % interval</th><th>interval and blocks against the budget${ee(r)}</th>${o?'<th class="number">budget</th>':""}<th>verdict</th></tr></thead>
<tbody>
${t.map(n=>pe(e,n,r,o)).join(`
`)}
</tbody>
</table></div>`}function pe(e,t,r,o){let{base:n,head:i}=q(t.base,t.head,t.unit),{mark:a,words:c,detail:d}=V(t,M(e)),l=t.change===null?"":f(t.change),m=Q(t),g=P(e.benchmarks);return`<tr class="${t.verdict}">
<td><b class="sign">${a}</b>&nbsp;<code class="id">${s(g(t.id),200)}</code>${oe(t.metric)}${ge(t)}${fe(e,t)}</td>
<td class="number">${s(n??"")}</td><td class="number">${s(i??"")}</td><td class="number change">${s(l)}</td>
<td class="number">${t.interval===null?"":b(t.interval)}</td>
<td class="range">${m===null?"":Z(m,r)}</td>
${o?`<td class="number">${$(t.budget)}</td>
`:""}<td class="verdict"><b>${s(c)}</b>${d===null?"":`<small>${s(d)}</small>`}</td>
</tr>`}function oe(e){let t=F(e);return t===null?"":` <small>${t}</small>`}function ge(e){let t=L(e);return t===null?"":`<p class="note">${t}</p>`}function fe(e,t){let r=W(t),o=r===null?"":`<p class="note">${u(r)}</p>`,n=t.reasons.map(l=>`<li><code>${s(l.name,120)}</code> ${s(H(l),120)}: ${s(A(l))}</li>`),i=n.length===0?"":`<ul class="reasons">${n.join("")}</ul>`,c=t.verdict==="regressed"||t.verdict==="inconclusive"?D(e,t):null,d=c===null?"":`<details><summary>measure it again</summary><pre>${s(c,2e3)}</pre></details>`;return`${o}${i}${d}`}function be(e){let t=_(e);if(t.length===0)return"";let r=t.slice(0,200).map(n=>`<li>${u(n)}</li>`),o=t.length-r.length;return o>0&&r.push(`<li>and ${v(o)} more: see the JSON report</li>`),`<section class="warnings"><h2>Warnings</h2><ul>${r.join("")}</ul></section>`}function $e(e){let t=i=>`<code>${s(i)}</code>`,r=C(e.settings,{text:u,code:t});if(r===null)return"";let o=r.items.slice(0,200).map(i=>`<li>${i}</li>`),n=r.items.length-o.length;return n>0&&o.push(`<li>and ${v(n)} more: see the JSON report</li>`),`<section class="warnings"><h2>${r.heading}</h2><ul>${o.join("")}</ul></section>`}function ve({evidence:e}){if(e.trends===null)return"";let t={text:u,code:a=>`<code>${s(a,200)}</code>`},r=G(e.trends),n=e.trends.changePoints.slice(0,200).map(a=>`<li>${Y(a,t)}</li>`).join(""),i=e.trends.courses.slice(0,100).map(({id:a,metric:c,unit:d,medians:l})=>`<figure><figcaption>${t.code(a)}${oe(c)}</figcaption>${ne(l,d)}</figure>`).join("");return[r===null?"":`<section class="steps"><h2>${s(r)}</h2><ul>${n}</ul></section>`,i===""?"":`<section class="courses"><h2>Recording by recording</h2>${i}</section>`].join(`
`)}export{Ge as a};
