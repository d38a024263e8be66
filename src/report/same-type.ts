/** For a line that fails to compile when a schema and the type that it describes say different things. */

export type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : never) : never;

/** What a schema infers has no `readonly`. */
export type Writable<T> = { -readonly [Key in keyof T]: Writable<T[Key]> };
