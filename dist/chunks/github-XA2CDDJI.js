import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{b as a,c as b}from"./chunk-PBY4XODB.js";import"./chunk-RCZLS573.js";import"./chunk-NURLNFNG.js";import"./chunk-JNVRTQYC.js";export{a as context,b as getOctokit};
