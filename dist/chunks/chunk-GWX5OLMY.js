import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
function r(e){return{first:e.slice(0,20),more:Math.max(0,e.length-20)}}export{r as a};
