/** Errors that a benchmark meets because base and head run on one machine at the same time, and what helps. Pure. */

const REMEDIES: readonly { readonly error: RegExp; readonly remedy: string }[] = [
  {
    error:
      /address already in use|only one usage of each socket address|\bEADDRINUSE\b|\[Errno (98|48)\]|\[WinError 10048\]/i,
    remedy:
      "base and head run at the same time, so that a fixed port is taken for one of them: let the system pick it (port 0, or a fixture such as `unused_tcp_port`)",
  },
  {
    error:
      /database (table )?("[^"]*" )?is (locked|being accessed by other users)|could not obtain lock on database/i,
    remedy:
      "base and head run at the same time, and share that database: give each process its own, for example in pytest's `tmp_path`",
  },
];

/** What to do about an error, where sharing made it; null where it is another one. */
export function remedyFor(error: string): string | null {
  return REMEDIES.find((one) => one.error.test(error))?.remedy ?? null;
}
