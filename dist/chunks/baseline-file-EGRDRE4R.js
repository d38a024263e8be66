import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{a}from"./chunk-LHQAQEH5.js";import"./chunk-JUGGA7MP.js";import"./chunk-XOI4H37B.js";import"./chunk-TFOBXSWG.js";import"./chunk-JNVRTQYC.js";export{a as baselineFile};
