/** A module that a side has loaded. */

export interface LoadedModule {
  readonly name: string;
  readonly file: string;
}
