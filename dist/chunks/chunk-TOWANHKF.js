import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{a as r}from"./chunk-F53FUC3H.js";var o=1e6;function i(e,t=o){return r(e,{limitBytes:t,withinBudget:"shown",elsewhere:"the JSON report",origin:null})}export{i as a};
