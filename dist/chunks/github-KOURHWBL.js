import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{c as a,d as b}from"./chunk-5EARRZ43.js";import"./chunk-RCZLS573.js";import"./chunk-JNVRTQYC.js";export{a as context,b as getOctokit};
