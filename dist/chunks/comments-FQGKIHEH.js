import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{a}from"./chunk-MTAVCYUJ.js";import"./chunk-PUFDWVAO.js";import"./chunk-GHJZNAGJ.js";import"./chunk-WJUUFYI6.js";import"./chunk-JNVRTQYC.js";export{a as githubComments};
