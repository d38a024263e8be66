import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{a}from"./chunk-JOGDNW6A.js";import"./chunk-NUVS2AB5.js";import"./chunk-G3AHFO6Z.js";import"./chunk-ONXKLYHD.js";import"./chunk-JNVRTQYC.js";export{a as baselineFile};
