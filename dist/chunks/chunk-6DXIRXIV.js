import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
function n(t){let{columns:o}=t;return{colour:e(t),...o===void 0?{}:{width:o}}}function e(t){return t.isTTY===!0&&(process.env.NO_COLOR??"")===""}export{n as a};
