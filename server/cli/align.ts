import { imageFacts, imageProvenance } from '../../client/worker/imageFacts.ts';
import { type AlignedInstruction, type Alignment, alignImage, type ImageFacts } from '../align/align.ts';
import { buildModel } from '../semantics/buildModel.ts';
import type { Model } from '../semantics/model.ts';
import { parseDockerfile } from '../syntax/parse.ts';
import { type Input, readInputs } from './inputs.ts';
import { formatSize } from './inspectFormat.ts';
import type { CliIo, Command, ExitCode } from './io.ts';
import { lazyEngineImage, type OpenEngineImage, openImageInput } from './openImageInput.ts';
import { choose, readOptions } from './options.ts';
import { rangeOf } from './position.ts';

/** `strata align`: which line of a Dockerfile made which layer of an image. */
export const alignCommand: Command = (args, io) => runAlign(args, io, lazyEngineImage);

export async function runAlign(
  args: readonly string[],
  io: CliIo,
  openEngineImage: OpenEngineImage,
): Promise<ExitCode> {
  const request = readRequest(args, io.isTty);
  if ('problem' in request) {
    io.stderr(`strata align: ${request.problem}. \`strata align --help\` lists the options.\n`);
    return 2;
  }
  if (request.help) {
    io.stdout(HELP);
    return 0;
  }
  const input = await firstInput(request, io);
  if (!input || 'error' in input) {
    io.stderr(`strata align: ${request.dockerfile}: ${input?.error ?? 'there is no Dockerfile'}\n`);
    return 2;
  }
  const opened = await openImageInput('align', request.image, request.platform, io, openEngineImage);
  if (!opened.ok) return 2;
  try {
    const { image } = opened.value;
    const facts = imageFacts(image);
    const provenance = await imageProvenance(image);
    const model = buildModel(parseDockerfile(input.text));
    const { target, buildArguments } = request;
    const alignment = alignImage(model, facts, { target, buildArguments, provenance });
    const told = { path: input.path, image: request.image, alignment, facts, model };
    io.stdout(request.format === 'json' ? json(told) : pretty(told));
    return 0;
  } finally {
    await opened.value.dispose();
  }
}

interface Told {
  readonly path: string;
  readonly image: string;
  readonly alignment: Alignment;
  readonly facts: ImageFacts;
  readonly model: Model;
}

function json({ path, image, alignment, facts, model }: Told): string {
  const { lineStarts } = model.file;
  const instructions = alignment.instructions.map(aligned => {
    const { instruction, layer, made, exact, confidence } = aligned;
    return {
      range: rangeOf(lineStarts, instruction),
      keyword: instruction.name,
      layer: layer ?? null,
      diffId: (layer !== undefined && facts.layers[layer]?.diffId) || null,
      bytes: made === 'unknown' ? null : bytesOf(aligned, facts),
      exact,
      confidence,
    };
  });
  return `${JSON.stringify({ path, image, source: alignment.source, instructions })}\n`;
}

/** Null when the layer could not be read. */
function bytesOf({ layer }: AlignedInstruction, facts: ImageFacts): number | null {
  return layer === undefined ? 0 : (facts.layers[layer]?.bytes ?? null);
}

function pretty({ path, image, alignment, facts }: Told): string {
  const lines = alignment.instructions.map(aligned => {
    const { instruction, layer, made, exact, confidence } = aligned;
    const line = String(instruction.lines.first + 1).padStart(5);
    const text = instruction.logical.text.replace(/\s+/g, ' ').slice(0, MOST_TEXT);
    const size = layer === undefined ? '' : formatSize(facts.layers[layer]?.bytes ?? 0);
    const what = { layer: `layer ${layer}`, nothing: '', elsewhere: 'not in this image', unknown: '?' }[made];
    const sure = made === 'layer' && !exact ? `${Math.round(confidence * 100)} %` : '';
    return `${line}  ${size.padStart(9)}  ${what.padEnd(17)}  ${sure.padStart(4)}  ${text}`.trimEnd();
  });
  return `${path} and ${image}: ${SOURCES[alignment.source]}\n${lines.join('\n')}\n`;
}

const MOST_TEXT = 80;
const SOURCES = {
  build: 'exact, from the build itself',
  provenance: 'exact, from the provenance of the image',
  history: 'inferred from the history of the image',
  none: 'nothing says that this file made this image',
} as const satisfies Record<Alignment['source'], string>;

interface Request {
  readonly help: boolean;
  readonly dockerfile: string;
  readonly image: string;
  readonly platform: string | undefined;
  readonly target: string | undefined;
  readonly buildArguments: ReadonlyMap<string, string>;
  readonly stdinName: string | undefined;
  readonly format: 'pretty' | 'json';
}

function readRequest(args: readonly string[], isTty: boolean): Request | { readonly problem: string } {
  const options = readOptions(args, {
    platform: { type: 'string' },
    target: { type: 'string' },
    'build-arg': { type: 'string', multiple: true, default: [] },
    'stdin-name': { type: 'string' },
    format: { type: 'string', default: isTty ? 'pretty' : 'json' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (!options.ok) return options;
  const { values, positionals } = options;
  const format = choose(['pretty', 'json'], values.format);
  if (!format) return { problem: `--format takes pretty or json, not ${JSON.stringify(values.format)}` };
  if (!values.help && positionals.length !== 2) return { problem: 'name a Dockerfile and an image' };
  const [dockerfile = '', image = ''] = positionals;
  const given = values['build-arg'].map(pair => {
    const equals = pair.indexOf('=');
    return equals < 0 ? ([pair, ''] as const) : ([pair.slice(0, equals), pair.slice(equals + 1)] as const);
  });
  return {
    help: values.help,
    dockerfile,
    image,
    platform: values.platform,
    target: values.target,
    buildArguments: new Map(given),
    stdinName: values['stdin-name'],
    format,
  };
}

async function firstInput({ dockerfile, stdinName }: Request, io: CliIo): Promise<Input | undefined> {
  for await (const input of readInputs([dockerfile], io, { stdinName })) return input;
  return undefined;
}

const HELP = `strata align DOCKERFILE IMAGE|ARCHIVE|FOLDER

Tells which line of a Dockerfile made which layer of an image: exactly where the image carries BuildKit's provenance
(mode=max), else from the image's history, with a confidence from 0 to 1. Nothing is claimed where nothing fits.

  --target STAGE                the stage that was built; the one that fits best when left out
  --build-arg NAME=VALUE        as given to the build; may be repeated
  --platform OS/ARCH[/VARIANT]  which image, where there are several
  --stdin-name NAME             what to call a Dockerfile that is read from - (standard input)
  --format pretty|json          for people, or one JSON object (pretty in a terminal)
`;
