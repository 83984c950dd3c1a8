import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The words after a subcommand, or what is wrong with them. */
export type ParsedOptions<T extends Options> =
  | { readonly ok: true; readonly values: Values<T>; readonly positionals: readonly string[] }
  | { readonly ok: false; readonly problem: string };

type Values<T extends Options> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true; strict: true }>
>['values'];

/** Reads options strictly: one that is not known is a problem and not ignored. */
export function readOptions<const T extends Options>(args: readonly string[], options: T): ParsedOptions<T> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    });
    return { ok: true, values, positionals };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: said.split('. ')[0] ?? said };
  }
}

/** One of `choices`, or undefined. */
export function choose<T extends string>(choices: readonly T[], value: string): T | undefined {
  return choices.find(choice => choice === value);
}
