import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{a}from"./chunk-RIO5TA7G.js";import"./chunk-2O4CNWBX.js";import"./chunk-BSVVF45F.js";import"./chunk-JNVRTQYC.js";export{a as renderHtml};
