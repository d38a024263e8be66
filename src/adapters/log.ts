/** What adapters have to say beside their results: `debug` is for whoever looks for a cause. */
export interface Log {
  debug(message: string): void;
  warning(message: string): void;
}
