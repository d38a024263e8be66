import type { Log } from "../../src/adapters/log.ts";

export interface RecordedLog extends Log {
  readonly debugged: string[];
  readonly warned: string[];
}

export function recordedLog(): RecordedLog {
  const debugged: string[] = [];
  const warned: string[] = [];
  return {
    debugged,
    warned,
    debug: (message) => {
      debugged.push(message);
    },
    warning: (message) => {
      warned.push(message);
    },
  };
}
