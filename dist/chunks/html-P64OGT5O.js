import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{a}from"./chunk-X5JTH5MC.js";import"./chunk-K7NOVXJN.js";import"./chunk-JNVRTQYC.js";export{a as renderHtml};
