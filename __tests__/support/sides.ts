import type { SideName } from "../../src/model.ts";
import type { Side } from "../../src/ports/environments.ts";

/** A side that shares the job's environment; its checkout is a folder of its name. */
export function aSide(name: SideName): Side {
  return {
    name,
    checkout: { root: `/${name}`, folder: "", commit: null, label: name },
    python: "python",
    environment: {},
    workingDirectory: `/${name}`,
    pythonPath: [],
    pythonPathFirst: true,
    notFrom: [],
    redirect: null,
    ownEnvironment: null,
    ownFolder: null,
  };
}
