import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{a}from"./chunk-VJRM6WXR.js";import"./chunk-JUGGA7MP.js";import"./chunk-4Y7H3Q3H.js";import"./chunk-TFOBXSWG.js";import"./chunk-JNVRTQYC.js";export{a as baselineFile};
