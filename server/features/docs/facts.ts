/** What is true of a piece of the language in any human language; the words stand in {@link Texts}. */
export interface Facts {
  /** One line per form, placeholders in `<>`. */
  readonly syntax: readonly string[];
  readonly example: string;
  /** Section of the Dockerfile reference. */
  readonly anchor: string;
  /** First version of the Dockerfile frontend (`# syntax=docker/dockerfile:…`) that knows it. */
  readonly since?: string;
  /** First version of Docker Engine that obeys it. */
  readonly engine?: string;
}

/** The words for one piece of the language, in Markdown. */
export interface Text {
  /** One sentence: what it does. */
  readonly summary: string;
  /** What one must know to use it well: a few sentences. */
  readonly details?: string;
  /** What holds when it is left out. */
  readonly default?: string;
}

/** Page of the Dockerfile reference. */
export function referenceLink(anchor: string): string {
  return `https://docs.docker.com/reference/dockerfile/#${anchor}`;
}
