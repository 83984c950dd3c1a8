/** What is known of a folder: names of its files and of those one level below, and the texts of its manifests. */
export interface Project {
  /** Relative paths with `/`; folders end in `/`. */
  readonly paths: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
}

export function has({ paths }: Project, path: string): boolean {
  return paths.includes(path);
}

/** The first of the names that is there. */
export function firstOf(project: Project, names: readonly string[]): string | undefined {
  return names.find(name => has(project, name));
}

/** Text of a manifest, empty when it was not read. */
export function textOf({ texts }: Project, path: string): string {
  return texts.get(path) ?? '';
}

/** A JSON manifest as far as it is an object; a broken one says nothing. */
export function jsonOf(project: Project, path: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(textOf(project, path)));
  } catch {
    return {};
  }
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

/** The first group of the pattern in a text, undefined when nothing is found. */
export function match(text: string, pattern: RegExp): string | undefined {
  return pattern.exec(text)?.[1];
}
