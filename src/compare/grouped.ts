/** What is of one benchmark, together. Pure. */

/** Items grouped by id, in their order. */
export function groupedById<T extends { readonly id: string }>(
  things: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const group = groups.get(thing.id);
    if (group === undefined) groups.set(thing.id, [thing]);
    else group.push(thing);
  }
  return groups;
}
