import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{a}from"./chunk-PNG5VK6V.js";import"./chunk-W6U65P6K.js";import"./chunk-JNVRTQYC.js";export{a as planRun};
