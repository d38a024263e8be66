import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{a as T,b as P,c as H,e as W,g as A,h as F,j as S,k as L,l as V,m as D,n as E,o as N,r as G,t as Y,u as _,v as U,w as J,x as K}from"./chunk-3ZOBU3WR.js";import{e as C}from"./chunk-6GJC3F3Z.js";import{b as M,d as O,f,g as $,h as v,i as w}from"./chunk-VD6SKHZB.js";import{k as u,l as s}from"./chunk-JY3VGGS6.js";import{b as I,c as B}from"./chunk-Y2J4HEWZ.js";import{o as R}from"./chunk-J4HVIZ6O.js";var h=240,Q=8,y=9,de=21,z=28,X=[-.4,.5],me=60;function q(e){if(e.change===null||e.interval===null)return null;let{verdict:t,change:n,interval:o,budget:r}=e,i=e.costs?.shown==="mean"?B:I;return{verdict:t,change:n,interval:o,budget:r,changeAtBudget:R(e),blocks:e.blocks.map(a=>Math.expm1(i(a))).filter(Number.isFinite)}}function ee(e){let t=-.05,n=.05,o=0;for(let r of e)o=Math.max(o,r.budget),t=Math.min(t,1.2*R(r)),r.interval!==null&&(t=Math.min(t,r.interval[0]),n=Math.max(n,r.interval[1]));return{low:Math.max(t,X[0]),high:Math.max(Math.min(n,X[1]),1.2*o)}}function te(e,t){let n=l=>oe(t,l),[o,r]=e.interval,i=n(o),a=Math.max(2,n(r)-i),c=e.blocks.slice(0,me).map(l=>`M${p(n(l))} ${de}h0`).join(""),d=`change ${f(e.change)}, 95 % interval ${$(e.interval)}, budget ${v(e.budget)}`;return`<svg class="picture" viewBox="0 0 ${h} ${z}" width="${h}" height="${z}" role="img" aria-label="${d.replaceAll("<","&lt;")}">${Z("zero",n(0))}<rect class="bar" x="${p(i)}" y="${y-4}" width="${p(a)}" height="8" rx="3"/><path class="middle" d="M${p(n(e.change))} ${y-6}v12"/>${c===""?"":`<path class="dots" d="${c}"/>`}${Z("budget",n(e.changeAtBudget))}${ue(e,t)}</svg>`}function ne(){let e=n=>`<svg class="key" viewBox="0 0 20 12" width="20" height="12" aria-hidden="true">${n}</svg>`;return`<ul class="legend">${[['<rect class="bar" x="1" y="2" width="18" height="8" rx="3"/>',"95 % interval of the change"],['<path class="middle" d="M10 0v12"/>',"change"],['<path class="dots" d="M4 6h0M10 6h0M16 6h0"/>',"blocks: a fresh process of each side"],['<path class="budget" d="M10 0v12"/>',"budget"],['<path class="zero" d="M10 0v12"/>',"no change"]].map(([n,o])=>`<li>${e(n)} ${o}</li>`).join("")}</ul>`}function re(e){let t=he(e.high-e.low),n=[];for(let o=Math.ceil(e.low/t);o*t<=e.high;o+=1){let r=oe(e,o*t),i=o===0?"0":f(o*t).replace(".0",""),a=r<24?"start":r>h-24?"end":"middle";n.push(`<text x="${p(r)}" y="11" text-anchor="${a}">${i}</text>`)}return`<svg class="axis" viewBox="0 0 ${h} 14" width="${h}" height="14" aria-hidden="true">${n.join("")}</svg>`}function ue({interval:[e,t]},n){let o=e<n.low?`<path class="beyond" d="M6 ${y-4}l-5 4l5 4z"/>`:"",r=t>n.high?`<path class="beyond" d="M${h-6} ${y-4}l5 4l-5 4z"/>`:"";return o+r}function Z(e,t){return`<path class="${e}" d="M${p(t)} 0v${z}"/>`}function oe({low:e,high:t},n){let o=Math.min(t,Math.max(e,n));return Q+(o-e)/(t-e)*(h-2*Q)}function he(e){return[.02,.05,.1,.2,.5].find(n=>e/n<=5)??1}function p(e){return String(Math.round(10*e)/10)}var ie=`
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
`;var j=320,x=48,k=4;function ae(e,t){let n=e.filter(m=>m!==null),o=Math.min(...n),r=Math.max(...n);if(n.length<2||r<=0)return"";let i=Math.max(r-o,r*.02),a=m=>k+(j-2*k)*m/(e.length-1),c=m=>x-k-(x-2*k)*(m-o)/i,d=pe(e).map(m=>{let g=m.map(({run:le,value:ce})=>`${a(le).toFixed(1)},${c(ce).toFixed(1)}`);return`<polyline points="${[...g,...g.length===1?g:[]].join(" ")}"/>`}),l=`${n.length} recordings, from ${s(M(o,t))} to ${s(M(r,t))}`;return`<svg viewBox="0 0 ${j} ${x}" width="${j}" height="${x}" role="img" aria-label="${l}">${d.join("")}</svg><small>${l}</small>`}function pe(e){let t=[];for(let[n,o]of e.entries()){if(o===null)continue;let r=t.at(-1);r?.at(-1)?.run===n-1?r.push({run:n,value:o}):t.push([{run:n,value:o}])}return t}function Ue(e){let{mark:t,text:n}=Y(e),o=C(e),r=P(e.benchmarks);return`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${s(`${t} hotpath-gate: ${n}`)}</title>
<style>${ie}</style>
</head>
<body class="${e.verdict}">
<header>
<h1><span class="mark">${t}</span> ${s(n)}</h1>
${o===null?"":`<p>${u(o)}</p>`}
${ge(e)}
</header>
<main>
${r.length===0?"":fe(e,r)}
${ye(e)}
${we(e)}
${xe(e)}
</main>
<footer>
${G(e,{text:u,code:i=>`<code>${s(i)}</code>`}).map(i=>`<p>${i}</p>`).join(`
`)}
</footer>
</body>
</html>
`}function ge(e){let t=T(e.benchmarks),n={regressed:"regressed",errored:"errored",inconclusive:"can't tell",accepted:"accepted",skipped:"skipped",removed:"removed",new:S(e)??"new",improved:"improved","within-budget":"within budget"},o=Object.entries(n).map(([r,i])=>({verdict:r,word:i,count:t[r]})).filter(({count:r})=>r>0).map(({verdict:r,word:i,count:a})=>`<li class="${r}"><b>${w(a)}</b> ${s(i)}</li>`);return o.length===0?"":`<ul class="counts">${o.join("")}</ul>`}function fe(e,t){let n=ee(t),o=H(e);return`<div class="wide"><table>
<thead><tr><th>benchmark</th><th class="number">base</th><th class="number">head</th><th class="number">change</th>
<th class="number">95 % interval</th><th>interval and blocks against the budget${re(n)}</th>${o?'<th class="number">budget</th>':""}<th>verdict</th></tr></thead>
<tbody>
${t.map(r=>be(e,r,n,o)).join(`
`)}
</tbody>
</table></div>${t.some(r=>q(r)!==null)?ne():""}`}function be(e,t,n,o){let{base:r,head:i}=O(t.base,t.head,t.unit),{mark:a,words:c,detail:d}=L(t,S(e)),l=t.change===null?"":f(t.change),m=q(t),g=W(e.benchmarks);return`<tr class="${t.verdict}">
<td><b class="sign">${a}</b>&nbsp;<code class="id">${s(g(t.id),200)}</code>${se(t.metric)}${$e(t)}${ve(e,t)}</td>
${b("base","number",r)}${b("head","number",i)}${b("change","number change",l)}
${b("95 % interval","number",t.interval===null?"":$(t.interval))}
<td class="range">${m===null?"":te(m,n)}</td>
${o?`${b("budget","number",v(t.budget))}
`:""}<td class="verdict"><b>${s(c)}</b>${d===null?"":`<small>${s(d)}</small>`}</td>
</tr>`}function b(e,t,n){return`<td class="${t}" data-label="${e}">${s(n??"")}</td>`}function se(e){let t=A(e);return t===null?"":` <small>${t}</small>`}function $e(e){let t=F(e);return t===null?"":`<p class="note">${t}</p>`}function ve(e,t){let n=D(t),o=n===null?"":`<p class="note">${u(n)}</p>`,r=t.reasons.map(l=>`<li><code>${s(l.name,120)}</code> ${s(N(l),120)}: ${u(E(l))}</li>`),i=r.length===0?"":`<p class="note">Functions that changed, for one call of the benchmark:</p><ul class="reasons">${r.join("")}</ul>`,c=t.verdict==="regressed"||t.verdict==="inconclusive"?V(e,t):null,d=c===null?"":`<details><summary>measure it again</summary><pre>${s(c,2e3)}</pre></details>`;return`${o}${i}${d}`}function we(e){let t=K(e);if(t.length===0)return"";let n=t.slice(0,200).map(r=>`<li>${u(r)}</li>`),o=t.length-n.length;return o>0&&n.push(`<li>and ${w(o)} more: see the JSON report</li>`),`<section class="warnings"><h2>Warnings</h2><ul>${n.join("")}</ul></section>`}function ye(e){let t=i=>`<code>${s(i)}</code>`,n=_(e.settings,{text:u,code:t});if(n===null)return"";let o=n.items.slice(0,200).map(i=>`<li>${i}</li>`),r=n.items.length-o.length;return r>0&&o.push(`<li>and ${w(r)} more: see the JSON report</li>`),`<section class="warnings"><h2>${n.heading}</h2><ul>${o.join("")}</ul></section>`}function xe({evidence:e}){if(e.trends===null)return"";let t={text:u,code:a=>`<code>${s(a,200)}</code>`},n=U(e.trends),r=e.trends.changePoints.slice(0,200).map(a=>`<li>${J(a,t)}</li>`).join(""),i=e.trends.courses.slice(0,100).map(({id:a,metric:c,unit:d,medians:l})=>`<figure><figcaption>${t.code(a)}${se(c)}</figcaption>${ae(l,d)}</figure>`).join("");return[n===null?"":`<section class="steps"><h2>${s(n)}</h2><ul>${r}</ul></section>`,i===""?"":`<section class="courses"><h2>Recording by recording</h2>${i}</section>`].join(`
`)}export{Ue as a};
