import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
function u(n){return Math.min(n??80,100)}function p(n){return n===void 0?Number.POSITIVE_INFINITY:u(n)}function o(n,t,r){let s=[],e="";for(let i of typeof n=="string"?n.split(" "):n)e!==""&&r.length+e.length+1+i.length>t?(s.push(e),e=i):e=e===""?i:`${e} ${i}`;return s.push(e),s.map(i=>`${r}${i}`).join(`
`)}function g(n,t,r="  "){return o(n,t,r).slice(r.length)}function l(n,t){return n.split(`
`).map(r=>r.length<=t?r:g(r,t)).join(`
`)}export{u as a,p as b,o as c,g as d,l as e};
