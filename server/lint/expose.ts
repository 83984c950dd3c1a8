import type { Model } from '../semantics/model.ts';
import { valuePositions } from '../syntax/positions.ts';
import { lexShell } from '../syntax/shellLexer.ts';
import type { Dockerfile, Span } from '../syntax/tree.ts';
import { once } from './memo.ts';
import type { BuildStage } from './stages.ts';

/** One word of EXPOSE as Docker takes it apart: `[ip:][host:]container[/protocol]`. */
export interface PortSpec {
  readonly ip: string;
  readonly hostPort: string;
  readonly containerPort: string;
  /** As written; empty when absent. */
  readonly protocol: string;
}

export interface ExposedPort {
  readonly port: PortSpec;
  /** With the variables put in. */
  readonly word: string;
  /** Where to report it. */
  readonly span: Span;
  /** Of the step that runs it. */
  readonly stage: BuildStage;
  /** Where exactly this word is written; undefined when it comes from variables or quotes. */
  readonly literal: Span | undefined;
}

/** The words of every EXPOSE, as far as BuildKit accepts them. */
export function exposedPorts(
  _file: Dockerfile,
  model: Model,
  stages: readonly BuildStage[],
): readonly ExposedPort[] {
  return portsOf(model)(stages);
}

/** Several rules ask. */
const portsOf = once((model: Model) => once((stages: readonly BuildStage[]) => readPorts(model, stages)));

function readPorts(model: Model, stages: readonly BuildStage[]): readonly ExposedPort[] {
  const { file } = model;
  const ports: ExposedPort[] = [];
  for (const stage of stages) {
    for (const { instruction, triggeredBy } of stage.steps) {
      if (instruction.name !== 'EXPOSE') continue;
      const scope = model.scopeAt(triggeredBy?.end ?? instruction.start);
      for (const token of instruction.args) {
        if (isPlain(token.value)) {
          const word = token.value;
          const port = readPort(word);
          const isLiteral = !triggeredBy && token.end - token.start === word.length;
          if (port)
            ports.push({
              port,
              word,
              span: triggeredBy ?? token,
              stage,
              literal: isLiteral ? token : undefined,
            });
          continue;
        }
        const { words } = lexShell(token.value, {
          escape: file.escape,
          get: name => scope.get(name)?.value,
        });
        for (const { value: word, start, end } of words) {
          const port = readPort(word);
          if (!port) continue;
          const span = triggeredBy ?? valuePositions(instruction.logical, token)(start, end);
          const isLiteral = !triggeredBy && file.text.slice(span.start, span.end) === word;
          ports.push({ port, word, span, stage, literal: isLiteral ? span : undefined });
        }
      }
    }
  }
  return ports;
}

/** The shell's lexer would give it back as it is. */
const isPlain = (word: string): boolean => /^[\w.:/-]+$/.test(word);

/** Undefined where BuildKit refuses the protocol or misses a port. */
function readPort(word: string): PortSpec | undefined {
  const parts = word.split(':');
  const last = parts.pop() ?? '';
  const hostPort = parts.pop() ?? '';
  const slash = last.indexOf('/');
  const containerPort = slash < 0 ? last : last.slice(0, slash);
  const protocol = slash < 0 ? '' : last.slice(slash + 1);
  if (containerPort === '' || !PROTOCOLS.has(protocol.toLowerCase())) return undefined;
  return { ip: parts.join(':'), hostPort, containerPort, protocol };
}

const PROTOCOLS: ReadonlySet<string> = new Set(['', 'tcp', 'udp', 'sctp']);
