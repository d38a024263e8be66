import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{a}from"./chunk-WVM3ZDYG.js";import"./chunk-6WTE3ESD.js";import"./chunk-PHOTSZAM.js";import"./chunk-JNVRTQYC.js";export{a as renderHtml};
