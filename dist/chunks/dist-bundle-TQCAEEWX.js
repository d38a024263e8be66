import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{a,b}from"./chunk-YRZEFD2E.js";import"./chunk-NURLNFNG.js";import"./chunk-V6WGTFJC.js";import"./chunk-JNVRTQYC.js";export{a as VERSION,b as retry};
