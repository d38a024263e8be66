import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{a as w,b as M,c as h,d as p,e as g,f as y,h as S,i as z,j,k as I,m as x,n as q,q as T,r as P,s as O,t as H,u as B}from"./chunk-6WTE3ESD.js";import{h as i}from"./chunk-PHOTSZAM.js";var u=240,F=8,f=9,J=21,k=28,V=[-.4,.5],U=60;function D(t){if(t.change===null||t.interval===null)return null;let{verdict:e,change:r,interval:n,budget:o}=t;return{verdict:e,change:r,interval:n,budget:o,blocks:t.blocks.map(K).filter(a=>a!==null)}}function E(t){let e=-.05,r=.05,n=0;for(let o of t)n=Math.max(n,o.budget),o.interval!==null&&(e=Math.min(e,o.interval[0]),r=Math.max(r,o.interval[1]));return{low:Math.max(e,V[0]),high:Math.max(Math.min(r,V[1]),1.2*n)}}function A(t,e){let r=l=>G(e,l),[n,o]=t.interval,a=r(n),s=Math.max(2,r(o)-a),c=t.blocks.slice(0,U).map(l=>`M${m(r(l))} ${J}h0`).join(""),d=`change ${h(t.change)}, 95 % interval ${p(t.interval)}, budget ${g(t.budget)}`;return`<svg class="picture" viewBox="0 0 ${u} ${k}" width="${u}" height="${k}" role="img" aria-label="${d.replaceAll("<","&lt;")}">${W("zero",r(0))}<rect class="bar" x="${m(a)}" y="${f-4}" width="${m(s)}" height="8" rx="3"/><path class="middle" d="M${m(r(t.change))} ${f-6}v12"/>${c===""?"":`<path class="dots" d="${c}"/>`}${W("budget",r(t.budget))}${Q(t,e)}</svg>`}function C(t){let e=X(t.high-t.low),r=[];for(let n=Math.ceil(t.low/e);n*e<=t.high;n+=1){let o=G(t,n*e),a=n===0?"0":h(n*e).replace(".0",""),s=o<24?"start":o>u-24?"end":"middle";r.push(`<text x="${m(o)}" y="11" text-anchor="${s}">${a}</text>`)}return`<svg class="axis" viewBox="0 0 ${u} 14" width="${u}" height="14" aria-hidden="true">${r.join("")}</svg>`}function K({pairs:t}){let e=t.filter(({base:o})=>o>0).map(({base:o,head:a})=>a/o);e.sort((o,a)=>o-a);let r=e[Math.floor(e.length/2)],n=e[Math.floor((e.length-1)/2)];return r===void 0||n===void 0?null:(n+r)/2-1}function Q({interval:[t,e]},r){let n=t<r.low?`<path class="beyond" d="M6 ${f-4}l-5 4l5 4z"/>`:"",o=e>r.high?`<path class="beyond" d="M${u-6} ${f-4}l5 4l-5 4z"/>`:"";return n+o}function W(t,e){return`<path class="${t}" d="M${m(e)} 0v${k}"/>`}function G({low:t,high:e},r){let n=Math.min(e,Math.max(t,r));return F+(n-t)/(e-t)*(u-2*F)}function X(t){return[.02,.05,.1,.2,.5].find(r=>t/r<=6)??1}function m(t){return String(Math.round(10*t)/10)}var L=`
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
`;var R=320,b=48,v=4;function Y(t){let e=t.filter(l=>l!==null),r=Math.min(...e),n=Math.max(...e);if(e.length<2||n<=0)return"";let o=Math.max(n-r,n*.02),a=l=>v+(R-2*v)*l/(t.length-1),s=l=>b-v-(b-2*v)*(l-r)/o,c=Z(t).map(l=>{let $=l.map(({run:_,value:N})=>`${a(_).toFixed(1)},${s(N).toFixed(1)}`);return`<polyline points="${[...$,...$.length===1?$:[]].join(" ")}"/>`}),d=`${e.length} recordings, from ${w(r)} to ${w(n)}`;return`<svg viewBox="0 0 ${R} ${b}" width="${R}" height="${b}" role="img" aria-label="${d}">${c.join("")}</svg><small>${d}</small>`}function Z(t){let e=[];for(let[r,n]of t.entries()){if(n===null)continue;let o=e.at(-1);o?.at(-1)?.run===r-1?o.push({run:r,value:n}):e.push([{run:r,value:n}])}return e}function ye(t){let{mark:e,text:r}=T(t),n=I(t.benchmarks);return`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${i(`${e} hotpath-gate: ${r}`)}</title>
<style>${L}</style>
</head>
<body class="${t.verdict}">
<header>
<h1><span class="mark">${e}</span> ${i(r)}</h1>
<p>${i(t.reason)}</p>
${ee(t)}
</header>
<main>
${n.length===0?"":te(t,n)}
${oe(t)}
${ae(t)}
</main>
<footer>
${P(t,{text:i,code:o=>`<code>${i(o)}</code>`}).map(o=>`<p>${o}</p>`).join(`
`)}
</footer>
</body>
</html>
`}function ee(t){let e=j(t.benchmarks),r={regressed:"regressed",errored:"errored",inconclusive:"can't tell",accepted:"accepted",removed:"removed",new:x(t)??"new",improved:"improved","within-budget":"within budget"},n=Object.entries(r).map(([o,a])=>({verdict:o,word:a,count:e[o]})).filter(({count:o})=>o>0).map(({verdict:o,word:a,count:s})=>`<li class="${o}"><b>${y(s)}</b> ${i(a)}</li>`);return n.length===0?"":`<ul class="counts">${n.join("")}</ul>`}function te(t,e){let r=E(e);return`<div class="wide"><table>
<thead><tr><th>benchmark</th><th class="number">base</th><th class="number">head</th><th class="number">change</th>
<th class="number">95 % interval</th><th>interval and blocks against the budget${C(r)}</th><th class="number">budget</th><th>verdict</th></tr></thead>
<tbody>
${e.map(n=>re(t,n,r)).join(`
`)}
</tbody>
</table></div>`}function re(t,e,r){let{base:n,head:o}=M(e.base,e.head),{mark:a,words:s,detail:c}=q(e,x(t)),d=e.change===null?"":h(e.change),l=D(e);return`<tr class="${e.verdict}">
<td><code class="id">${i(e.id,200)}</code>${ne(t,e)}</td>
<td class="number">${n??""}</td><td class="number">${o??""}</td><td class="number change">${i(d)}</td>
<td class="number">${e.interval===null?"":p(e.interval)}</td>
<td class="range">${l===null?"":A(l,r)}</td>
<td class="number">${g(e.budget)}</td>
<td class="verdict"><b>${a} ${i(s)}</b>${c===null?"":`<small>${i(c)}</small>`}</td>
</tr>`}function ne(t,e){let r=e.note===null?"":`<p class="note">${i(e.note)}</p>`,n=e.reasons.map(d=>`<li><code>${i(d.name,120)}</code> ${i(z(d),120)}: ${i(S(d))}</li>`),o=n.length===0?"":`<ul class="reasons">${n.join("")}</ul>`,s=e.verdict==="regressed"||e.verdict==="inconclusive"?O(t,e):null,c=s===null?"":`<details><summary>measure it again</summary><pre>${i(s,2e3)}</pre></details>`;return`${r}${o}${c}`}function oe(t){if(t.warnings.length===0)return"";let e=t.warnings.slice(0,200).map(({message:n})=>`<li>${i(n)}</li>`),r=t.warnings.length-e.length;return r>0&&e.push(`<li>and ${y(r)} more: see the JSON report</li>`),`<section class="warnings"><h2>Warnings</h2><ul>${e.join("")}</ul></section>`}function ae({evidence:t}){if(t.trends===null)return"";let e={text:i,code:s=>`<code>${i(s,200)}</code>`},r=H(t.trends),o=t.trends.changePoints.slice(0,200).map(s=>`<li>${B(s,e)}</li>`).join(""),a=t.trends.courses.slice(0,100).map(({id:s,medians:c})=>`<figure><figcaption>${e.code(s)}</figcaption>${Y(c)}</figure>`).join("");return[r===null?"":`<section class="steps"><h2>${i(r)}</h2><ul>${o}</ul></section>`,a===""?"":`<section class="courses"><h2>Recording by recording</h2>${a}</section>`].join(`
`)}export{ye as a};
