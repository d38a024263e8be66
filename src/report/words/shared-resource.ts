/** What helps if base and head got in each other's way. Pure. */
import { type SharedResource, sharedResourceIn } from "../../compare/shared-resource.ts";

const REMEDIES: Readonly<Record<SharedResource, string>> = {
  port: "base and head run at the same time, so a fixed port is taken for one of them: let the system pick it (port 0, or a fixture such as `unused_tcp_port`)",
  database:
    "base and head run at the same time and share that database: give each process its own, for example in pytest's `tmp_path`",
};

/** What to do about an error that sharing caused; null for any other error. */
export function remedyFor(error: string): string | null {
  const resource = sharedResourceIn(error);
  return resource === null ? null : REMEDIES[resource];
}
