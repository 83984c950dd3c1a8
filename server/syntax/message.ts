/**
 * A sentence for the user that can still be translated: `template` is the English text with `{name}`
 * holes and is also the key under which a translation is found.
 */
export interface Message {
  readonly template: string;
  readonly args: Readonly<Record<string, string | number>>;
}

/** The names of the holes in a template, as a union of string literals. */
export type Holes<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Holes<Rest>
  : never;

/** Fills the holes; an unknown hole stays as written. */
export function formatMessage({ template, args }: Message): string {
  return template.replace(/\{(\w+)\}/g, (hole, name: string) => String(args[name] ?? hole));
}
