/** What `# check=…` asks for, at the top of the file or above one instruction. */
export interface CheckOption {
  /** `all`, or names of checks. */
  readonly skip: 'all' | ReadonlySet<string>;
  readonly experimental: 'all' | ReadonlySet<string>;
  /** Findings fail the build. */
  readonly error: boolean;
  /** The first part that BuildKit refuses, as written. */
  readonly invalid: string | undefined;
}

/**
 * Reads `skip=A,B;experimental=C;error=true`. As BuildKit does: what follows the first blank is a remark, names
 * are as they are written, and one part that makes no sense voids the rest.
 */
export function parseCheckOption(value: string): CheckOption {
  const options = { skip: NONE, experimental: NONE, error: false, invalid: undefined } satisfies CheckOption;
  const text = value.trim().split(' ', 1)[0] ?? '';
  if (text === '') return options;
  let { skip, experimental, error }: Omit<CheckOption, 'invalid'> = options;
  for (const part of splitParts(text)) {
    const equals = part.indexOf('=');
    const key = part.slice(0, Math.max(equals, 0)).trim();
    const wanted = part.slice(equals + 1).trim();
    if (equals >= 0 && key === 'skip') skip = names(wanted);
    else if (equals >= 0 && key === 'experimental') experimental = names(wanted);
    else if (equals >= 0 && key === 'error' && BOOLEANS.has(wanted)) error = BOOLEANS.get(wanted) ?? false;
    else return { ...options, invalid: part };
  }
  return { skip, experimental, error, invalid: undefined };
}

const NONE: ReadonlySet<string> = new Set();

/** What Go reads as a boolean. */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map(word => [word, true] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map(word => [word, false] as const),
]);

/** At most three parts: a third `;` belongs to the last one. */
function splitParts(text: string): readonly string[] {
  const parts = text.split(';');
  return parts.length <= 3 ? parts : [...parts.slice(0, 2), parts.slice(2).join(';')];
}

function names(value: string): 'all' | ReadonlySet<string> {
  return value === 'all' ? 'all' : new Set(value.split(',').map(name => name.trim()));
}
