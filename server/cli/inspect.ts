import { compareImages } from '../../client/image/compare/compareImages.ts';
import type { OpenedImage } from '../../client/image/openImage.ts';
import { parsePlatform } from '../../client/image/platform.ts';
import { problemText } from '../../client/image/problem.ts';
import { comparisonJson, inspectionJson } from './inspectJson.ts';
import { prettyComparison, prettyInspection } from './inspectPretty.ts';
import { breaches, type Limits, readRatio, readSize } from './inspectThresholds.ts';
import type { CliIo, Command, ExitCode } from './io.ts';
import { lazyEngineImage, type OpenEngineImage, openImageInput } from './openImageInput.ts';
import { choose, readOptions } from './options.ts';

/** `strata inspect`, with the engine's code loaded only when an image of an engine is asked for. */
export const inspectCommand: Command = (args, io) => runInspect(args, io, lazyEngineImage);

/** Tells what images are made of, one JSON object a line or as a page for people. */
export async function runInspect(
  args: readonly string[],
  io: CliIo,
  openEngineImage: OpenEngineImage,
): Promise<ExitCode> {
  const request = readRequest(args);
  if ('problem' in request) {
    io.stderr(`strata inspect: ${request.problem}. \`strata inspect --help\` lists the options.\n`);
    return 2;
  }
  if (request.help) {
    io.stdout(HELP);
    return 0;
  }
  return request.compare ? compare(request, io, openEngineImage) : inspect(request, io, openEngineImage);
}

interface Request {
  readonly inputs: readonly string[];
  readonly help: boolean;
  readonly compare: boolean;
  readonly platform: string | undefined;
  readonly layer: number | undefined;
  readonly files: boolean;
  readonly format: 'pretty' | 'json';
  readonly limits: Limits;
}

function readRequest(args: readonly string[]): Request | { readonly problem: string } {
  const options = readOptions(args, {
    platform: { type: 'string' },
    layer: { type: 'string' },
    files: { type: 'boolean', default: false },
    format: { type: 'string', default: 'pretty' },
    'fail-efficiency': { type: 'string' },
    'fail-wasted-bytes': { type: 'string' },
    compare: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (!options.ok) return options;
  const { values, positionals } = options;
  const format = choose(['pretty', 'json'], values.format);
  if (!format) return { problem: `--format takes pretty or json, not ${JSON.stringify(values.format)}` };
  if (values.platform !== undefined && !parsePlatform(values.platform)) {
    return {
      problem: `--platform takes OS/ARCHITECTURE[/VARIANT] as in linux/arm64, not ${JSON.stringify(values.platform)}`,
    };
  }
  if (values.layer !== undefined && !/^\d{1,6}$/.test(values.layer)) {
    return { problem: `--layer takes a number, 0 for the lowest layer, not ${JSON.stringify(values.layer)}` };
  }
  const efficiency = values['fail-efficiency'];
  const wasted = values['fail-wasted-bytes'];
  const limits = {
    efficiency: efficiency === undefined ? undefined : readRatio(efficiency),
    wastedBytes: wasted === undefined ? undefined : readSize(wasted),
  };
  if (efficiency !== undefined && limits.efficiency === undefined) {
    return {
      problem: `--fail-efficiency takes a number from 0 to 1 or a percentage, not ${JSON.stringify(efficiency)}`,
    };
  }
  if (wasted !== undefined && limits.wastedBytes === undefined) {
    return { problem: `--fail-wasted-bytes takes bytes, or a size as 20MB, not ${JSON.stringify(wasted)}` };
  }
  if (!values.help && values.compare && positionals.length !== 2)
    return { problem: '--compare takes two images' };
  if (!values.help && positionals.length === 0)
    return { problem: 'name an image, an archive or a layout folder' };
  return {
    inputs: positionals,
    help: values.help,
    compare: values.compare,
    platform: values.platform,
    layer: values.layer === undefined ? undefined : Number(values.layer),
    files: values.files,
    format,
    limits,
  };
}

async function inspect(request: Request, io: CliIo, openEngineImage: OpenEngineImage): Promise<ExitCode> {
  let code: ExitCode = 0;
  for (const input of request.inputs) {
    const opened = await openInput(input, request, io, openEngineImage);
    if (!opened.ok) {
      code = 2;
      continue;
    }
    try {
      code = worse(code, tell(input, opened.value.image, request, io));
    } finally {
      await opened.value.dispose();
    }
  }
  return code;
}

function tell(input: string, image: OpenedImage, request: Request, io: CliIo): ExitCode {
  const { layer } = request;
  if (layer !== undefined && layer >= image.layers.length) {
    const count = image.layers.length;
    io.stderr(
      `strata inspect: ${input}: there is no layer ${layer}; the image has ${count}, counted from 0.\n`,
    );
    return 2;
  }
  if (request.format === 'json') printParts(inspectionJson(input, image, request), io);
  else io.stdout(prettyInspection(input, image, request, io));
  for (const note of image.notes) io.stderr(`strata inspect: ${input}: note: ${problemText(note)}\n`);
  const broken = image.layers.filter(({ problem }) => problem);
  for (const [index, { problem }] of image.layers.entries()) {
    if (problem)
      io.stderr(`strata inspect: ${input}: layer ${index} could not be read: ${problemText(problem)}\n`);
  }
  // Figures without some layers prove nothing.
  if (broken.length > 0) return 2;
  const found = breaches(image, request.limits);
  for (const breach of found) io.stderr(`strata inspect: ${input}: ${breach}\n`);
  return found.length > 0 ? 1 : 0;
}

/** Small parts together, so that a million of them are not a million writes. */
function printParts(parts: Iterable<string>, io: CliIo): void {
  let text = '';
  for (const part of parts) {
    text += part;
    if (text.length < 1 << 16) continue;
    io.stdout(text);
    text = '';
  }
  io.stdout(text);
}

async function compare(request: Request, io: CliIo, openEngineImage: OpenEngineImage): Promise<ExitCode> {
  const [nameA = '', nameB = ''] = request.inputs;
  const a = await openInput(nameA, request, io, openEngineImage);
  const b = await openInput(nameB, request, io, openEngineImage);
  try {
    if (!a.ok || !b.ok) return 2;
    const difference = await compareImages(a.value.image, b.value.image);
    const images = { nameA, nameB, a: a.value.image, b: b.value.image, difference };
    io.stdout(request.format === 'json' ? comparisonJson(images) : prettyComparison(images, io));
    const broken = [...a.value.image.layers, ...b.value.image.layers].some(({ problem }) => problem);
    if (broken) io.stderr('strata inspect: some layers could not be read; what they hold is not compared.\n');
    return broken ? 2 : 0;
  } finally {
    for (const opened of [a, b]) if (opened.ok) await opened.value.dispose();
  }
}

const openInput = (input: string, { platform }: Request, io: CliIo, openEngineImage: OpenEngineImage) =>
  openImageInput('inspect', input, platform, io, openEngineImage);

function worse(a: ExitCode, b: ExitCode): ExitCode {
  return a > b ? a : b;
}

const HELP = `strata inspect IMAGE|ARCHIVE|FOLDER…

Tells what images are made of: layers, files, wasted bytes. An archive is what \`docker save\`, podman or skopeo
write; a folder is an OCI layout. docker://REFERENCE is an image in a
registry, read there without pulling it. Anything else is the name of an image that the Docker engine holds.

  --platform OS/ARCH[/VARIANT]  which image, where there are several
  --layer N                     tells of layer N only, 0 for the lowest, with its files
  --files                       lists the files of the layers
  --format pretty|json          for people, or one JSON object a line for each image (pretty)
  --fail-efficiency R           exit code 1 if less than R (0 to 1) of all bytes can be seen in the final tree
  --fail-wasted-bytes N         exit code 1 if more than N bytes (or 20MB, 1GiB) cannot
  --compare A B                 what image B has otherwise than image A
`;
