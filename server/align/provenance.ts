import { decodeBase64 } from './base64.ts';

/** What BuildKit attests of a build: its file, and which lines made which layers. */
export interface Provenance {
  /** Text of the Dockerfile. */
  readonly dockerfile: string;
  readonly target: string | undefined;
  readonly buildArguments: ReadonlyMap<string, string>;
  readonly steps: readonly ProvenStep[];
}

export interface ProvenStep {
  /** 0-based first line of its instruction. */
  readonly line: number;
  /** Digests of the stored layers up to and with the step's own, lowest first. */
  readonly layers: readonly string[];
}

/**
 * Reads an in-toto statement of SLSA provenance, version 0.2 or 1, as `--provenance=mode=max` writes it. Undefined
 * when it says nothing of the Dockerfile.
 */
export function readProvenance(statement: unknown): Provenance | undefined {
  const predicate = record(record(statement).predicate ?? statement);
  const said = buildkitMetadata(predicate);
  const source = record(said.source);
  const [info] = list(source.infos).map(record);
  if (typeof info?.data !== 'string') return undefined;
  const dockerfile = decodeBase64(info.data);
  if (dockerfile === undefined) return undefined;
  const locations = record(source.locations);
  const steps = Object.entries(record(said.layers)).flatMap(([output, chains]): ProvenStep[] => {
    const [step = '', index] = output.split(':');
    const line = firstLine(locations[step]);
    const [chain] = list(chains);
    if (line === undefined || index !== '0') return [];
    return [{ line, layers: list(chain).map(layer => text(record(layer).digest)) }];
  });
  const args = record(requestOf(predicate).args);
  const buildArguments = new Map<string, string>();
  for (const [name, value] of Object.entries(args)) {
    if (name.startsWith('build-arg:') && typeof value === 'string')
      buildArguments.set(name.slice('build-arg:'.length), value);
  }
  return { dockerfile, target: text(args.target) || undefined, buildArguments, steps };
}

function buildkitMetadata(predicate: Fields): Fields {
  const metadata = record(predicate.metadata);
  const run = record(record(predicate.runDetails).metadata);
  const name = 'https://mobyproject.org/buildkit@v1#metadata';
  return record(metadata[name] ?? run.buildkit_metadata ?? run[name]);
}

function requestOf(predicate: Fields): Fields {
  const parameters = record(predicate.invocation).parameters;
  const external = record(record(predicate.buildDefinition).externalParameters);
  return record(parameters ?? external.request);
}

/** BuildKit counts from 1. A step may stand for several places, as one that a stage shares; then none is its own. */
function firstLine(location: unknown): number | undefined {
  const places = list(record(location).locations).map(record);
  const [place] = places;
  if (!place || places.length !== 1) return undefined;
  const lines = list(place.ranges).map(range => Number(record(record(range).start).line));
  const line = lines.reduce((first, next) => Math.min(first, next), Number.POSITIVE_INFINITY);
  return Number.isInteger(line) && line > 0 ? line - 1 : undefined;
}

type Fields = Readonly<Record<string, unknown>>;
const record = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
