/** Code of head that base has under another name, as what the files hold tells. Pure. */
import type { RenamedFile } from "../findings/discovery.ts";

/** How much of a file has to be alike for it to be renamed, as git takes it. */
const SIMILAR = 1 / 2;

/**
 * @param onHead texts by path: what the benchmarks run and base does not have at that path
 * @param onBase texts by path: what head does not have at that path
 * @returns for each file of head that one of base's is like, the one that is most like it
 */
export function renamedCode(
  onHead: ReadonlyMap<string, string>,
  onBase: ReadonlyMap<string, string>,
): RenamedFile[] {
  const before = [...onBase].map(([path, text]) => ({ path, lines: linesOf(text) }));
  return [...onHead].flatMap(([head, text]) => {
    const lines = linesOf(text);
    const alike = before
      .map(({ path, lines: others }) => ({ path, similarity: similarityOf(lines, others) }))
      .filter(({ similarity }) => similarity >= SIMILAR)
      .toSorted((a, b) => b.similarity - a.similarity);
    return alike[0] === undefined ? [] : [{ head, base: alike[0].path }];
  });
}

interface Lines {
  readonly counts: ReadonlyMap<string, number>;
  readonly total: number;
}

/** Lines of a file without imports, in which a renaming shows, and without comments, which may be the same licence everywhere. */
function linesOf(text: string): Lines {
  const counts = new Map<string, number>();
  let total = 0;
  for (const line of text.split(/\r?\n/)) {
    const code = line.trim();
    if (code === "" || code.startsWith("#") || /^(import|from)\s/.test(code)) continue;
    counts.set(code, (counts.get(code) ?? 0) + 1);
    total++;
  }
  return { counts, total };
}

/** Part of the longer file's lines that the other one has as well; 0 where there are none. */
function similarityOf(one: Lines, other: Lines): number {
  const [shorter, longer] = one.total < other.total ? [one, other] : [other, one];
  if (shorter.total < SIMILAR * longer.total || longer.total === 0) return 0;
  let shared = 0;
  for (const [line, count] of shorter.counts) shared += Math.min(count, longer.counts.get(line) ?? 0);
  return shared / longer.total;
}
