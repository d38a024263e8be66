import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{b as z}from"./chunk-OWLXYQTT.js";import{b as x,c as j,d as p,e as g,f,g as k,i as q,j as I,k as T,l as O,m as P,n as A,p as R,q as B,t as H,u as W,v as F,w as L,x as V}from"./chunk-E5WJJGB2.js";import{q as y}from"./chunk-KE66FXGG.js";import{h as i}from"./chunk-PHOTSZAM.js";var m=240,D=8,b=9,ee=21,M=28,E=[-.4,.5],te=60;function G(t){if(t.change===null||t.interval===null)return null;let{verdict:e,change:r,interval:n,budget:o}=t;return{verdict:e,change:r,interval:n,budget:o,changeAtBudget:y(t),blocks:t.blocks.map(a=>Math.expm1(z(a))).filter(Number.isFinite)}}function N(t){let e=-.05,r=.05,n=0;for(let o of t)n=Math.max(n,o.budget),e=Math.min(e,1.2*y(o)),o.interval!==null&&(e=Math.min(e,o.interval[0]),r=Math.max(r,o.interval[1]));return{low:Math.max(e,E[0]),high:Math.max(Math.min(r,E[1]),1.2*n)}}function Y(t,e){let r=d=>U(e,d),[n,o]=t.interval,a=r(n),s=Math.max(2,r(o)-a),l=t.blocks.slice(0,te).map(d=>`M${h(r(d))} ${ee}h0`).join(""),c=`change ${p(t.change)}, 95 % interval ${g(t.interval)}, budget ${f(t.budget)}`;return`<svg class="picture" viewBox="0 0 ${m} ${M}" width="${m}" height="${M}" role="img" aria-label="${c.replaceAll("<","&lt;")}">${C("zero",r(0))}<rect class="bar" x="${h(a)}" y="${b-4}" width="${h(s)}" height="8" rx="3"/><path class="middle" d="M${h(r(t.change))} ${b-6}v12"/>${l===""?"":`<path class="dots" d="${l}"/>`}${C("budget",r(t.changeAtBudget))}${re(t,e)}</svg>`}function _(t){let e=ne(t.high-t.low),r=[];for(let n=Math.ceil(t.low/e);n*e<=t.high;n+=1){let o=U(t,n*e),a=n===0?"0":p(n*e).replace(".0",""),s=o<24?"start":o>m-24?"end":"middle";r.push(`<text x="${h(o)}" y="11" text-anchor="${s}">${a}</text>`)}return`<svg class="axis" viewBox="0 0 ${m} 14" width="${m}" height="14" aria-hidden="true">${r.join("")}</svg>`}function re({interval:[t,e]},r){let n=t<r.low?`<path class="beyond" d="M6 ${b-4}l-5 4l5 4z"/>`:"",o=e>r.high?`<path class="beyond" d="M${m-6} ${b-4}l5 4l-5 4z"/>`:"";return n+o}function C(t,e){return`<path class="${t}" d="M${h(e)} 0v${M}"/>`}function U({low:t,high:e},r){let n=Math.min(e,Math.max(t,r));return D+(n-t)/(e-t)*(m-2*D)}function ne(t){return[.02,.05,.1,.2,.5].find(r=>t/r<=5)??1}function h(t){return String(Math.round(10*t)/10)}var J=`
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
.failed .mark { color: var(--bad); } .passed .mark, .recorded .mark { color: var(--good); }
.inconclusive .mark { color: var(--unsure); }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; margin: 0 0 1.5rem; padding: 0; }
.counts li { border: 1px solid var(--rule); border-left: .3rem solid var(--hue, var(--quiet)); border-radius: .4rem;
  padding: .1rem .7rem; }
.regressed, .errored { --hue: var(--bad); } .improved { --hue: var(--good); } .within-budget { --hue: var(--plain); }
tr.inconclusive, li.inconclusive, .accepted { --hue: var(--unsure); } .new, .removed { --hue: var(--quiet); }
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
.within-budget .verdict b, .new .verdict b, .removed .verdict b { color: inherit; font-weight: 400; }
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
`;var S=320,v=48,$=4;function K(t,e){let r=t.filter(u=>u!==null),n=Math.min(...r),o=Math.max(...r);if(r.length<2||o<=0)return"";let a=Math.max(o-n,o*.02),s=u=>$+(S-2*$)*u/(t.length-1),l=u=>v-$-(v-2*$)*(u-n)/a,c=oe(t).map(u=>{let w=u.map(({run:X,value:Z})=>`${s(X).toFixed(1)},${l(Z).toFixed(1)}`);return`<polyline points="${[...w,...w.length===1?w:[]].join(" ")}"/>`}),d=`${r.length} recordings, from ${i(x(n,e))} to ${i(x(o,e))}`;return`<svg viewBox="0 0 ${S} ${v}" width="${S}" height="${v}" role="img" aria-label="${d}">${c.join("")}</svg><small>${d}</small>`}function oe(t){let e=[];for(let[r,n]of t.entries()){if(n===null)continue;let o=e.at(-1);o?.at(-1)?.run===r-1?o.push({run:r,value:n}):e.push([{run:r,value:n}])}return e}function Ie(t){let{mark:e,text:r}=H(t),n=A(t.benchmarks);return`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${i(`${e} hotpath-gate: ${r}`)}</title>
<style>${J}</style>
</head>
<body class="${t.verdict}">
<header>
<h1><span class="mark">${e}</span> ${i(r)}</h1>
<p>${i(t.reason)}</p>
${ie(t)}
</header>
<main>
${n.length===0?"":ae(t,n)}
${de(t)}
${ue(t)}
</main>
<footer>
${W(t,{text:i,code:o=>`<code>${i(o)}</code>`}).map(o=>`<p>${o}</p>`).join(`
`)}
</footer>
</body>
</html>
`}function ie(t){let e=T(t.benchmarks),r={regressed:"regressed",errored:"errored",inconclusive:"can't tell",accepted:"accepted",removed:"removed",new:R(t)??"new",improved:"improved","within-budget":"within budget"},n=Object.entries(r).map(([o,a])=>({verdict:o,word:a,count:e[o]})).filter(({count:o})=>o>0).map(({verdict:o,word:a,count:s})=>`<li class="${o}"><b>${k(s)}</b> ${i(a)}</li>`);return n.length===0?"":`<ul class="counts">${n.join("")}</ul>`}function ae(t,e){let r=N(e);return`<div class="wide"><table>
<thead><tr><th>benchmark</th><th class="number">base</th><th class="number">head</th><th class="number">change</th>
<th class="number">95 % interval</th><th>interval and blocks against the budget${_(r)}</th><th class="number">budget</th><th>verdict</th></tr></thead>
<tbody>
${e.map(n=>se(t,n,r)).join(`
`)}
</tbody>
</table></div>`}function se(t,e,r){let{base:n,head:o}=j(e.base,e.head,e.unit),{mark:a,words:s,detail:l}=B(e,R(t)),c=e.change===null?"":p(e.change),d=G(e);return`<tr class="${e.verdict}">
<td><code class="id">${i(e.id,200)}</code>${Q(e.metric)}${le(e)}${ce(t,e)}</td>
<td class="number">${i(n??"")}</td><td class="number">${i(o??"")}</td><td class="number change">${i(c)}</td>
<td class="number">${e.interval===null?"":g(e.interval)}</td>
<td class="range">${d===null?"":Y(d,r)}</td>
<td class="number">${f(e.budget)}</td>
<td class="verdict"><b>${a} ${i(s)}</b>${l===null?"":`<small>${i(l)}</small>`}</td>
</tr>`}function Q(t){let e=O(t);return e===null?"":` <small>${e}</small>`}function le(t){let e=P(t);return e===null?"":`<p class="note">${e}</p>`}function ce(t,e){let r=e.note===null?"":`<p class="note">${i(e.note)}</p>`,n=e.reasons.map(c=>`<li><code>${i(c.name,120)}</code> ${i(I(c),120)}: ${i(q(c))}</li>`),o=n.length===0?"":`<ul class="reasons">${n.join("")}</ul>`,s=e.verdict==="regressed"||e.verdict==="inconclusive"?F(t,e):null,l=s===null?"":`<details><summary>measure it again</summary><pre>${i(s,2e3)}</pre></details>`;return`${r}${o}${l}`}function de(t){if(t.warnings.length===0)return"";let e=t.warnings.slice(0,200).map(({message:n})=>`<li>${i(n)}</li>`),r=t.warnings.length-e.length;return r>0&&e.push(`<li>and ${k(r)} more: see the JSON report</li>`),`<section class="warnings"><h2>Warnings</h2><ul>${e.join("")}</ul></section>`}function ue({evidence:t}){if(t.trends===null)return"";let e={text:i,code:s=>`<code>${i(s,200)}</code>`},r=L(t.trends),o=t.trends.changePoints.slice(0,200).map(s=>`<li>${V(s,e)}</li>`).join(""),a=t.trends.courses.slice(0,100).map(({id:s,metric:l,unit:c,medians:d})=>`<figure><figcaption>${e.code(s)}${Q(l)}</figcaption>${K(d,c)}</figure>`).join("");return[r===null?"":`<section class="steps"><h2>${i(r)}</h2><ul>${o}</ul></section>`,a===""?"":`<section class="courses"><h2>Recording by recording</h2>${a}</section>`].join(`
`)}export{Ie as a};
