/** From what a harness noted to what each benchmark reads. Pure. */
import type { Reads } from "../protocol.ts";

/** All that a benchmark reads, set-up and one call included. Paths are absolute. */
export interface BenchmarkReads {
  /** Files that it loads, opens, or tries to open. */
  readonly files: ReadonlySet<string>;
  /** Folders whose entries it looks through. */
  readonly folders: ReadonlySet<string>;
  /** Names of modules that it looked for in vain, or that rarer calls may import. */
  readonly sought: ReadonlySet<string>;
  /** Why nothing, or not everything, is known of what it reads. */
  readonly refused: ReadonlySet<Refusal>;
}

export type Refusal = Reads["refused"][number][1];

/**
 * What each benchmark reads, by id.
 *
 * A benchmark reads what its own file leads to, and the files whose code it entered without having imported them. What its
 * process had loaded although no benchmark leads to it (a conftest, a plugin) is read by all; so is what was opened while
 * nobody's code ran.
 *
 * @param loaded files of all modules that the process had loaded
 */
export function readsOf(told: Reads, loaded: readonly string[]): ReadonlyMap<string, BenchmarkReads> {
  const graph = new Graph(told);
  const numbers = new Map(told.files.map((file, number) => [file, number]));
  const roots = told.benchmarks.flatMap(({ file }) => (file === null ? [] : [file]));
  const led = graph.reachedFrom(roots);
  const ofNobody = loaded.filter((file) => {
    const number = numbers.get(file);
    return number === undefined || !led.has(number);
  });
  const everybodys = [...told.entered, ...ofNobody.flatMap((file) => numbers.get(file) ?? [])];
  const sets = new Map<string, BenchmarkReads>();
  return new Map(
    told.benchmarks.map(({ id, file, entered }) => {
      // Of what is written nobody knows where, all that was loaded may be the code.
      const from = [...everybodys, ...entered, ...(file === null ? told.files.keys() : [file])];
      const key = [...new Set(from)].sort((one, other) => one - other).join(" ");
      const known = sets.get(key) ?? graph.readFrom(from, ofNobody);
      sets.set(key, known);
      return [id, known];
    }),
  );
}

class Graph {
  readonly #told: Reads;
  readonly #imports = new Map<number, number[]>();

  constructor(told: Reads) {
    this.#told = told;
    for (const [importer, imported] of told.imports) {
      if (importer === null) continue;
      const known = this.#imports.get(importer);
      if (known === undefined) this.#imports.set(importer, [imported]);
      else known.push(imported);
    }
  }

  reachedFrom(roots: readonly number[]): Set<number> {
    const found = new Set<number>(roots);
    const waiting = [...found];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const imported of this.#imports.get(next) ?? []) {
        if (found.has(imported)) continue;
        found.add(imported);
        waiting.push(imported);
      }
    }
    return found;
  }

  readFrom(roots: readonly number[], besides: readonly string[]): BenchmarkReads {
    const { files, opened, listed, sought, refused } = this.#told;
    const reached = this.reachedFrom(roots);
    const isOfIt = ([owner]: readonly [number | null, unknown]) => owner === null || reached.has(owner);
    const path = (number: number) => files[number] ?? "";
    return {
      files: new Set([
        ...besides,
        ...[...reached].map(path),
        ...opened.filter(isOfIt).map(([, what]) => path(what)),
      ]),
      folders: new Set(listed.filter(isOfIt).map(([, what]) => path(what))),
      sought: new Set(sought.filter(isOfIt).map(([, name]) => name)),
      refused: new Set(refused.filter(isOfIt).map(([, why]) => why)),
    };
  }
}
