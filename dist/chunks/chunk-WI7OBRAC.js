import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
async function r(o,n){let{evaluate:s,parse:a}=await import("./momoa-HBLK6DOO.js");return s(a(`${o}
`,{mode:n,allowTrailingCommas:n==="json5"}))}export{r as a};
