import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{A as E,B as N,b as k,c as j,d as p,e as g,f,g as b,i as q,j as I,k as T,l as O,m as P,n as W,o as A,q as R,r as B,u as H,w as F,x as L,y as V,z as D}from"./chunk-LFSXRAWA.js";import{b as z}from"./chunk-4MNPBXLJ.js";import{w as x}from"./chunk-IUIOSEWM.js";import{i}from"./chunk-4K7F2MBS.js";var u=240,C=8,$=9,ne=21,M=28,G=[-.4,.5],oe=60;function _(e){if(e.change===null||e.interval===null)return null;let{verdict:t,change:r,interval:n,budget:o}=e;return{verdict:t,change:r,interval:n,budget:o,changeAtBudget:x(e),blocks:e.blocks.map(a=>Math.expm1(z(a))).filter(Number.isFinite)}}function U(e){let t=-.05,r=.05,n=0;for(let o of e)n=Math.max(n,o.budget),t=Math.min(t,1.2*x(o)),o.interval!==null&&(t=Math.min(t,o.interval[0]),r=Math.max(r,o.interval[1]));return{low:Math.max(t,G[0]),high:Math.max(Math.min(r,G[1]),1.2*n)}}function J(e,t){let r=l=>Q(t,l),[n,o]=e.interval,a=r(n),s=Math.max(2,r(o)-a),c=e.blocks.slice(0,oe).map(l=>`M${h(r(l))} ${ne}h0`).join(""),d=`change ${p(e.change)}, 95 % interval ${g(e.interval)}, budget ${f(e.budget)}`;return`<svg class="picture" viewBox="0 0 ${u} ${M}" width="${u}" height="${M}" role="img" aria-label="${d.replaceAll("<","&lt;")}">${Y("zero",r(0))}<rect class="bar" x="${h(a)}" y="${$-4}" width="${h(s)}" height="8" rx="3"/><path class="middle" d="M${h(r(e.change))} ${$-6}v12"/>${c===""?"":`<path class="dots" d="${c}"/>`}${Y("budget",r(e.changeAtBudget))}${ie(e,t)}</svg>`}function K(e){let t=ae(e.high-e.low),r=[];for(let n=Math.ceil(e.low/t);n*t<=e.high;n+=1){let o=Q(e,n*t),a=n===0?"0":p(n*t).replace(".0",""),s=o<24?"start":o>u-24?"end":"middle";r.push(`<text x="${h(o)}" y="11" text-anchor="${s}">${a}</text>`)}return`<svg class="axis" viewBox="0 0 ${u} 14" width="${u}" height="14" aria-hidden="true">${r.join("")}</svg>`}function ie({interval:[e,t]},r){let n=e<r.low?`<path class="beyond" d="M6 ${$-4}l-5 4l5 4z"/>`:"",o=t>r.high?`<path class="beyond" d="M${u-6} ${$-4}l5 4l-5 4z"/>`:"";return n+o}function Y(e,t){return`<path class="${e}" d="M${h(t)} 0v${M}"/>`}function Q({low:e,high:t},r){let n=Math.min(t,Math.max(e,r));return C+(n-e)/(t-e)*(u-2*C)}function ae(e){return[.02,.05,.1,.2,.5].find(r=>e/r<=5)??1}function h(e){return String(Math.round(10*e)/10)}var X=`
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
`;var S=320,v=48,w=4;function Z(e,t){let r=e.filter(m=>m!==null),n=Math.min(...r),o=Math.max(...r);if(r.length<2||o<=0)return"";let a=Math.max(o-n,o*.02),s=m=>w+(S-2*w)*m/(e.length-1),c=m=>v-w-(v-2*w)*(m-n)/a,d=se(e).map(m=>{let y=m.map(({run:te,value:re})=>`${s(te).toFixed(1)},${c(re).toFixed(1)}`);return`<polyline points="${[...y,...y.length===1?y:[]].join(" ")}"/>`}),l=`${r.length} recordings, from ${i(k(n,t))} to ${i(k(o,t))}`;return`<svg viewBox="0 0 ${S} ${v}" width="${S}" height="${v}" role="img" aria-label="${l}">${d.join("")}</svg><small>${l}</small>`}function se(e){let t=[];for(let[r,n]of e.entries()){if(n===null)continue;let o=t.at(-1);o?.at(-1)?.run===r-1?o.push({run:r,value:n}):t.push([{run:r,value:n}])}return t}function He(e){let{mark:t,text:r}=H(e),n=A(e.benchmarks);return`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${i(`${t} hotpath-gate: ${r}`)}</title>
<style>${X}</style>
</head>
<body class="${e.verdict}">
<header>
<h1><span class="mark">${t}</span> ${i(r)}</h1>
<p>${i(e.reason)}</p>
${le(e)}
</header>
<main>
${n.length===0?"":ce(e,n)}
${pe(e)}
${he(e)}
${ge(e)}
</main>
<footer>
${L(e,{text:i,code:o=>`<code>${i(o)}</code>`}).map(o=>`<p>${o}</p>`).join(`
`)}
</footer>
</body>
</html>
`}function le(e){let t=O(e.benchmarks),r={regressed:"regressed",errored:"errored",inconclusive:"can't tell",accepted:"accepted",skipped:"skipped",removed:"removed",new:R(e)??"new",improved:"improved","within-budget":"within budget"},n=Object.entries(r).map(([o,a])=>({verdict:o,word:a,count:t[o]})).filter(({count:o})=>o>0).map(({verdict:o,word:a,count:s})=>`<li class="${o}"><b>${b(s)}</b> ${i(a)}</li>`);return n.length===0?"":`<ul class="counts">${n.join("")}</ul>`}function ce(e,t){let r=U(t);return`<div class="wide"><table>
<thead><tr><th>benchmark</th><th class="number">base</th><th class="number">head</th><th class="number">change</th>
<th class="number">95 % interval</th><th>interval and blocks against the budget${K(r)}</th><th class="number">budget</th><th>verdict</th></tr></thead>
<tbody>
${t.map(n=>de(e,n,r)).join(`
`)}
</tbody>
</table></div>`}function de(e,t,r){let{base:n,head:o}=j(t.base,t.head,t.unit),{mark:a,words:s,detail:c}=B(t,R(e)),d=t.change===null?"":p(t.change),l=_(t),m=F(e.benchmarks);return`<tr class="${t.verdict}">
<td><code class="id">${i(m(t.id),200)}</code>${ee(t.metric)}${me(t)}${ue(e,t)}</td>
<td class="number">${i(n??"")}</td><td class="number">${i(o??"")}</td><td class="number change">${i(d)}</td>
<td class="number">${t.interval===null?"":g(t.interval)}</td>
<td class="range">${l===null?"":J(l,r)}</td>
<td class="number">${f(t.budget)}</td>
<td class="verdict"><b>${a} ${i(s)}</b>${c===null?"":`<small>${i(c)}</small>`}</td>
</tr>`}function ee(e){let t=P(e);return t===null?"":` <small>${t}</small>`}function me(e){let t=W(e);return t===null?"":`<p class="note">${t}</p>`}function ue(e,t){let r=T(t),n=r===null?"":`<p class="note">${i(r)}</p>`,o=t.reasons.map(l=>`<li><code>${i(l.name,120)}</code> ${i(I(l),120)}: ${i(q(l))}</li>`),a=o.length===0?"":`<ul class="reasons">${o.join("")}</ul>`,c=t.verdict==="regressed"||t.verdict==="inconclusive"?V(e,t):null,d=c===null?"":`<details><summary>measure it again</summary><pre>${i(c,2e3)}</pre></details>`;return`${n}${a}${d}`}function he(e){if(e.warnings.length===0)return"";let t=e.warnings.slice(0,200).map(({message:n})=>`<li>${i(n)}</li>`),r=e.warnings.length-t.length;return r>0&&t.push(`<li>and ${b(r)} more: see the JSON report</li>`),`<section class="warnings"><h2>Warnings</h2><ul>${t.join("")}</ul></section>`}function pe(e){let t=a=>`<code>${i(a)}</code>`,r=D(e.settings,{text:i,code:t});if(r===null)return"";let n=r.items.slice(0,200).map(a=>`<li>${a}</li>`),o=r.items.length-n.length;return o>0&&n.push(`<li>and ${b(o)} more: see the JSON report</li>`),`<section class="warnings"><h2>${r.heading}</h2><ul>${n.join("")}</ul></section>`}function ge({evidence:e}){if(e.trends===null)return"";let t={text:i,code:s=>`<code>${i(s,200)}</code>`},r=E(e.trends),o=e.trends.changePoints.slice(0,200).map(s=>`<li>${N(s,t)}</li>`).join(""),a=e.trends.courses.slice(0,100).map(({id:s,metric:c,unit:d,medians:l})=>`<figure><figcaption>${t.code(s)}${ee(c)}</figcaption>${Z(l,d)}</figure>`).join("");return[r===null?"":`<section class="steps"><h2>${i(r)}</h2><ul>${o}</ul></section>`,a===""?"":`<section class="courses"><h2>Recording by recording</h2>${a}</section>`].join(`
`)}export{He as a};
