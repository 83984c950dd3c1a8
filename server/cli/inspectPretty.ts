import type { PathDelta } from '../../client/image/compare/compareImages.ts';
import type { OpenedImage } from '../../client/image/openImage.ts';
import { overviewOf } from '../../client/image/overview.ts';
import type { LayerRow, WasteReason } from '../../protocol/image.ts';
import { formatMode, formatPercent, formatSize, oneLine } from './inspectFormat.ts';
import { type ComparedImages, entriesOf } from './inspectJson.ts';
import type { CliIo } from './io.ts';

const STYLES = { bold: 1, faint: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
type Paint = (style: keyof typeof STYLES, text: string) => string;

function painter(io: Pick<CliIo, 'colour'>): Paint {
  return io.colour ? (style, text) => `\u001b[${STYLES[style]}m${text}\u001b[0m` : (_, text) => text;
}

const WIDTH = 110;
const BAR = 12;
/** Rows of the list of wasted paths. */
const WASTED = 15;

/** An image as a page for people. */
export function prettyInspection(
  input: string,
  image: OpenedImage,
  { layer: only, files }: { readonly layer: number | undefined; readonly files: boolean },
  io: Pick<CliIo, 'colour'>,
): string {
  const paint = painter(io);
  const overview = overviewOf(image);
  const layers = overview.layers.filter(({ index }) => only === undefined || only === index);
  const lines = [
    paint('bold', oneLine(overview.reference || input, WIDTH)),
    facts([overview.platform, overview.id.slice(0, 19), date(overview.created)]),
    totals(image, paint),
    ...others(overview.platforms ?? [], overview.platform),
    '',
    paint('faint', row(' #', 'size', 'stored', 'files', 'changes', '', 'instruction')),
    ...layers.flatMap(layer => layerLines(layer, overview.size, paint)),
    ...(only !== undefined || files ? layers.flatMap(layer => fileLines(image, layer, paint)) : []),
    ...(only === undefined ? wastedLines(image, paint) : []),
  ];
  return `${lines.join('\n')}\n\n`;
}

function facts(values: readonly string[]): string {
  return `  ${values.filter(value => value !== '').join('  ')}`;
}

function date(time: number): string {
  return time > 0 ? `created ${new Date(time).toISOString().slice(0, 10)}` : '';
}

function totals({ waste, dive, layers }: OpenedImage, paint: Paint): string {
  const count = layers.length === 1 ? '1 layer' : `${layers.length} layers`;
  const lost = waste.reclaimableBytes;
  const efficiency = paint(
    waste.efficiency < 0.9 ? 'yellow' : 'green',
    `${formatPercent(waste.efficiency)} efficient`,
  );
  const told = lost > 0 ? `${formatSize(lost)} reclaimable, ${efficiency}` : efficiency;
  const theirs = paint(
    'faint',
    `(dive: ${formatPercent(dive.efficiency)}, ${formatSize(dive.wastedBytes)} wasted)`,
  );
  return `  ${formatSize(waste.totalBytes)} in ${count}, ${told} ${theirs}`;
}

function others(
  platforms: readonly { readonly platform: string; readonly available: boolean }[],
  shown: string,
): string[] {
  const rest = platforms.filter(({ platform }) => platform !== shown);
  if (rest.length === 0) return [];
  return [
    `  also for ${rest.map(({ platform, available }) => (available ? platform : `${platform} (not here)`)).join(', ')}`,
  ];
}

function row(
  ...[index = '', size = '', stored = '', files = '', changes = '', bar = '', text = '']: string[]
): string {
  return `  ${index.padStart(2)}  ${size.padStart(8)}  ${stored.padStart(8)}  ${files.padStart(7)}  ${changes.padEnd(20)}  ${bar.padEnd(BAR)}  ${text}`.trimEnd();
}

function layerLines(layer: LayerRow, total: number, paint: Paint): string[] {
  const stored = layer.storedSize === undefined ? '?' : formatSize(layer.storedSize);
  const command = oneLine(shortCommand(layer.createdBy), WIDTH - 70);
  if (layer.error)
    return [
      row(String(layer.index), '?', stored, '', '', '', command),
      `      ${paint('red', oneLine(layer.error, WIDTH))}`,
    ];
  const changes = [
    layer.added > 0 ? `+${layer.added}` : '',
    layer.changed > 0 ? `~${layer.changed}` : '',
    layer.removed > 0 ? `-${layer.removed}` : '',
  ].filter(part => part !== '');
  const filled = total > 0 ? Math.max(layer.size > 0 ? 1 : 0, Math.round((layer.size / total) * BAR)) : 0;
  const bar = '█'.repeat(filled) + '·'.repeat(BAR - filled);
  const line = row(
    String(layer.index),
    formatSize(layer.size),
    stored,
    String(layer.files),
    changes.join(' '),
    bar,
    command,
  );
  const notes = (layer.notes ?? []).map(note => `      ${paint('yellow', oneLine(note, WIDTH))}`);
  return [line.replace(bar, paint('cyan', bar)), ...notes];
}

/** What people wrote, without what builders put around it. */
export function shortCommand(createdBy: string): string {
  let text = createdBy.slice(0, 4000).trimEnd();
  if (text.endsWith('# buildkit')) text = text.slice(0, -'# buildkit'.length).trimEnd();
  const nop = '/bin/sh -c #(nop)';
  if (text.startsWith(nop)) return text.slice(nop.length).trim();
  const bare = text.startsWith('RUN ') ? text.slice(4) : text;
  // `|2 A=1 B=2 /bin/sh -c …`: build arguments come first.
  const shell = '/bin/sh -c ';
  const at = /^\|\d+ /.test(bare) ? bare.indexOf(` ${shell}`) + 1 : 0;
  return bare.startsWith(shell, at) ? `RUN ${bare.slice(at + shell.length)}` : text;
}

const SIGNS = {
  added: ['+', 'green'],
  changed: ['~', 'yellow'],
  removed: ['-', 'red'],
  unchanged: [' ', 'faint'],
} as const;

function fileLines(image: OpenedImage, layer: LayerRow, paint: Paint): string[] {
  const lines = ['', paint('bold', `  Files of layer ${layer.index}`)];
  for (const entry of entriesOf(image, layer.index)) {
    const [sign, style] = SIGNS[entry.change];
    const size = entry.type === 'file' && entry.change !== 'removed' ? formatSize(entry.size) : '';
    const owner = `${entry.uid}:${entry.gid}`;
    const link = entry.link === null ? '' : ` -> ${entry.link}`;
    const text = oneLine(`/${entry.path}${link}`, WIDTH * 4);
    lines.push(
      `  ${paint(style, sign)} ${formatMode(entry.type, entry.mode)} ${owner.padStart(9)} ${size.padStart(8)}  ${paint(style, text)}`,
    );
  }
  return lines;
}

const REASONS: Readonly<Record<WasteReason, string>> = {
  'same-content': 'written again, the same',
  'metadata-only': 'mode, owner or time changed',
  overwritten: 'overwritten',
  deleted: 'deleted',
  'hidden-by-opaque': 'hidden with its folder',
  unused: 'never shown',
};

function wastedLines(image: OpenedImage, paint: Paint): string[] {
  const wasted = image.wasted();
  if (wasted.length === 0) return [];
  const lines = wasted.slice(0, WASTED).map(({ path, bytes, why, layers, by }) => {
    const place =
      by.length > 0 ? `layer ${layers.join(', ')}, by ${by.join(', ')}` : `layer ${layers.join(', ')}`;
    return `  ${formatSize(bytes).padStart(8)}  ${oneLine(`/${path}`, WIDTH - 12)}\n            ${paint('faint', `${REASONS[why]} (${place})`)}`;
  });
  const rest = wasted.slice(WASTED);
  if (rest.length > 0) {
    const bytes = rest.reduce((sum, item) => sum + item.bytes, 0);
    lines.push(paint('faint', `            and ${rest.length} more, ${formatSize(bytes)}`));
  }
  return ['', paint('bold', '  Wasted'), ...lines];
}

/** Two images as a page for people: the verdict first. */
export function prettyComparison(
  { nameA, nameB, a, b, difference }: ComparedImages,
  io: Pick<CliIo, 'colour'>,
): string {
  const paint = painter(io);
  const { sizeDelta, sharedLayers, onlyA, onlyB, added, removed, changed } = difference;
  const verdict =
    sizeDelta === 0
      ? 'is as large as'
      : `is ${formatSize(Math.abs(sizeDelta))} ${sizeDelta > 0 ? 'larger' : 'smaller'} than`;
  const layers = (image: OpenedImage, sign: string, wanted: readonly number[]): string[] =>
    overviewOf(image)
      .layers.filter(({ index }) => wanted.includes(index))
      .map(({ index, size, createdBy }) => {
        const text = oneLine(shortCommand(createdBy), WIDTH - 24);
        return `  ${sign} ${String(index).padStart(2)}  ${formatSize(size).padStart(8)}  ${text}`;
      });
  const lines = [
    paint('bold', `${oneLine(nameB, WIDTH)} ${verdict} ${oneLine(nameA, WIDTH)}`),
    `  ${formatSize(a.waste.totalBytes)} → ${formatSize(b.waste.totalBytes)}, the lowest ${sharedLayers} layers are the same`,
    ...layers(a, paint('red', '-'), onlyA),
    ...layers(b, paint('green', '+'), onlyB),
    ...deltas('Added', added, paint),
    ...deltas('Removed', removed, paint),
    ...deltas('Changed', changed, paint),
  ];
  return `${lines.join('\n')}\n\n`;
}

function deltas(title: string, all: readonly PathDelta[], paint: Paint): string[] {
  if (all.length === 0) return [];
  const bytes = all.reduce((sum, item) => sum + item.bytes, 0);
  const lines = all
    .slice(0, WASTED)
    .map(item => `  ${formatSize(item.bytes).padStart(8)}  ${oneLine(`/${item.path}`, WIDTH - 12)}`);
  if (all.length > WASTED) lines.push(paint('faint', `            and ${all.length - WASTED} more`));
  return ['', paint('bold', `  ${title}: ${all.length}, ${formatSize(bytes)}`), ...lines];
}
