import type { Model } from '../semantics/model.ts';
import { valuePositions } from '../syntax/positions.ts';
import { lexShell } from '../syntax/shellLexer.ts';
import type { Dockerfile, Span } from '../syntax/tree.ts';
import { type PortSpec, readPort } from './ports.ts';
import type { BuildStage } from './stages.ts';

export interface ExposedPort {
  readonly port: PortSpec;
  /** With the variables put in. */
  readonly word: string;
  /** Where to report it. */
  readonly span: Span;
  /** Where exactly this word is written; undefined when it comes from variables or quotes. */
  readonly literal: Span | undefined;
}

/** The words of every EXPOSE, as far as BuildKit accepts them. */
export function* exposedPorts(
  file: Dockerfile,
  model: Model,
  stages: readonly BuildStage[],
): Iterable<ExposedPort> {
  for (const { steps } of stages) {
    for (const { instruction, triggeredBy } of steps) {
      if (instruction.name !== 'EXPOSE') continue;
      const scope = model.scopeAt(triggeredBy?.end ?? instruction.start);
      for (const token of instruction.args) {
        const { words } = lexShell(token.value, {
          escape: file.escape,
          get: name => scope.get(name)?.value,
        });
        for (const { value: word, start, end } of words) {
          const port = readPort(word);
          if (!port) continue;
          const span = triggeredBy ?? valuePositions(instruction.logical, token)(start, end);
          const isLiteral = !triggeredBy && file.text.slice(span.start, span.end) === word;
          yield { port, word, span, literal: isLiteral ? span : undefined };
        }
      }
    }
  }
}
