/** Texts with a limit in bytes of UTF-8. Pure. */

/**
 * The text of as many things as fit, or of a few less: within 2 % of the limit, no further text is made. Null
 * when not even the text of none fits.
 */
export function longestThatFits(
  total: number,
  textOf: (count: number) => string,
  limit: number,
): string | null {
  const sized = (count: number) => {
    const text = textOf(count);
    return { count, text, size: bytes(text) };
  };
  let fitting = sized(0);
  if (fitting.size > limit) return null;
  let failing = { ...sized(total), count: total + 1 };
  for (let round = 0; failing.count - fitting.count > 1 && fitting.size < 0.98 * limit; round += 1) {
    const span = failing.count - fitting.count;
    // Things are about equally long, so that interpolation mostly hits; every other round halves to be sure.
    const part = round % 2 === 0 ? (0.995 * limit - fitting.size) / (failing.size - fitting.size) : 0.5;
    const count = fitting.count + Math.max(1, Math.min(span - 1, Math.floor(part * span)));
    const candidate = sized(count);
    if (candidate.size <= limit) fitting = candidate;
    else failing = candidate;
  }
  return fitting.text;
}

export function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

export function cutToBytes(text: string, limit: number): string {
  const whole = new TextEncoder().encode(text);
  if (whole.length <= limit) return text;
  // A character that is cut in two is left out whole.
  return new TextDecoder().decode(whole.slice(0, limit), { stream: true });
}
