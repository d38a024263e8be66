import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
var e=class extends Error{name="NotPermitted"};export{e as a};
