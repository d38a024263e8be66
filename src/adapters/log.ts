/** Log of the adapters, besides their results. `debug` is for whoever looks for a cause. */
export interface Log {
  debug(message: string): void;
  warning(message: string): void;
}
