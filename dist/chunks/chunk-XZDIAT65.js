import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
function o(n){let e=Math.abs(n);return e===0||e>=1e-100&&e<=1e100}export{o as a};
