import{createRequire as __createRequire}from"node:module";import{fileURLToPath as __fileURLToPath}from"node:url";const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);
import{isAbsolute as s,relative as e,sep as i}from"node:path";function a(o,r){let t=e(r,o);return t!==""&&t!==".."&&!t.startsWith(`..${i}`)&&!s(t)}export{a};
