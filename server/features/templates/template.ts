import type { Project } from './project.ts';

export type TemplateId = 'node' | 'python' | 'go' | 'java' | 'dotnet' | 'rust' | 'php' | 'ruby' | 'static';

/** A Dockerfile and its ignore file for one kind of project. `Facts` is what differs from project to project. */
export interface Template<Facts> {
  readonly id: TemplateId;
  /** Proper name: the same in every language. */
  readonly name: string;
  /** Facts of the project, undefined when it is of another kind. */
  detect(project: Project): Facts | undefined;
  /** For a project of which nothing is known; `field` marks what people change first. */
  defaults(field: Field): Facts;
  dockerfile(facts: Facts): string;
  /** Patterns of this kind of project, in groups with a line that says why. */
  ignore(facts: Facts): readonly IgnoreGroup[];
}

/** A place of a snippet: the n-th, with its text. */
export type Field = (index: number, text: string) => string;

/** No snippet: the text alone. */
export const plainField: Field = (_, text) => text;

export interface IgnoreGroup {
  readonly comment: string;
  readonly patterns: readonly string[];
}

/** One block after the other with a blank line between; what is undefined is left out. */
export function joinBlocks(...blocks: readonly (readonly (string | undefined)[] | undefined)[]): string {
  const texts = blocks.flatMap(block => {
    const lines = block?.filter(line => line !== undefined) ?? [];
    return lines.length > 0 ? [lines.join('\n')] : [];
  });
  return `${texts.join('\n\n')}\n`;
}

export const SYNTAX = '# syntax=docker/dockerfile:1';

/** The exec form of a command. */
export function execForm(instruction: 'CMD' | 'ENTRYPOINT', words: readonly string[]): string {
  return `${instruction} ${jsonArray(words)}`;
}

/** A health check that runs a program of the image. */
export function healthcheck(words: readonly string[]): readonly string[] {
  return [
    '# Tells whether the program still answers, not only whether it runs.',
    'HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \\',
    `    CMD ${jsonArray(words)}`,
  ];
}

export const EXEC_COMMENT = '# As an array: no shell stands between docker stop and the program.';

function jsonArray(words: readonly string[]): string {
  return `[${words.map(word => JSON.stringify(word)).join(', ')}]`;
}

/** A RUN with one flag or command part per line. */
export function run(...parts: readonly string[]): string {
  return `RUN ${parts.join(' \\\n    ')}`;
}

export const cacheMount = (target: string): string => `--mount=type=cache,target=${target}`;
