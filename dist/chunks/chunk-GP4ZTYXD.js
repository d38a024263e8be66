import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
function e(n,t=5){let r=n.length-t;return n.slice(0,t).join(", ")+(r>0?` and ${r} more`:"")}function i(n,t=5){return e(n.map(r=>`\`${r}\``),t)}export{e as a,i as b};
