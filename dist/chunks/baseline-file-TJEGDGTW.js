import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{a}from"./chunk-XC54HK3J.js";import"./chunk-VFH4GFZA.js";import"./chunk-B6HPVN5C.js";import"./chunk-POC3W4GA.js";import"./chunk-JNVRTQYC.js";export{a as baselineFile};
