import { env, l10n } from 'vscode';
import type { LineLayer, LostLine } from '../../protocol/layers.ts';
import { internalCommands } from '../contributions.ts';
import { formatBytes, formatDuration } from '../format.ts';
import type { InspectRequest } from '../inspector/request.ts';
import type { Marks } from './lineMarks.ts';

/** Growth below this is noise: times and names inside of archives. */
const LEAST_GROWTH = 10_000;

export const sizeText = (bytes: number): string => formatBytes(bytes, env.language);

/** The few words beside a line; undefined when there is nothing to say. */
export function besideText(line: LineLayer, { known }: Marks): string | undefined {
  const { layers } = known.image;
  const before = layers[line.before ?? -1]?.bytes;
  if (before !== undefined) return l10n.t('was {size}', { size: sizeText(before) });
  const bytes = layers[line.layer ?? -1]?.bytes;
  // That a folder was there or was made is no news.
  if (bytes === undefined || (bytes === 0 && line.keyword === 'WORKDIR')) return undefined;
  const size = line.confidence < SURE ? l10n.t('{size}?', { size: sizeText(bytes) }) : sizeText(bytes);
  return [size, growthText(line.grown), timeText(line)].filter(text => text !== '').join(' · ');
}

/** Below this a claim is shown as a guess. */
export const SURE = 0.8;

function growthText(grown: number | undefined): string {
  if (grown === undefined || Math.abs(grown) < LEAST_GROWTH) return '';
  return grown > 0 ? `+${sizeText(grown)}` : `−${sizeText(-grown)}`;
}

function timeText({ cached, milliseconds }: LineLayer): string {
  if (cached === true) return l10n.t('cached');
  return milliseconds === undefined || milliseconds < 100 ? '' : formatDuration(milliseconds);
}

/** All that is known of a line, as Markdown. */
export function lineMarkdown(line: LineLayer, marks: Marks): string {
  const { known, layers } = marks;
  const number = line.layer ?? line.before;
  const layer = known.image.layers[number ?? -1];
  if (!layer || number === undefined) return '';
  const size = sizeText(layer.bytes ?? 0);
  const count = known.image.layers.length;
  const head =
    line.layer === undefined
      ? l10n.t('**Edited since the build.** Before, this line made layer {number} of {count}: {size}.', {
          number: number + 1,
          count,
          size,
        })
      : layerText(number + 1, count, size, layer.files);
  const parts = [head];
  if (line.grown !== undefined && Math.abs(line.grown) >= LEAST_GROWTH) {
    parts.push(
      line.grown > 0
        ? l10n.t('{size} more than in the image before.', { size: sizeText(line.grown) })
        : l10n.t('{size} less than in the image before.', { size: sizeText(-line.grown) }),
    );
  }
  if (layer.largest.length > 0) {
    const rows = layer.largest.map(({ path, bytes }) => `| ${code(`/${path}`)} | ${sizeText(bytes)} |`);
    parts.push([`| ${l10n.t('Largest files')} | |`, '|:--|--:|', ...rows].join('\n'));
  }
  for (const lost of layers.lost.filter(({ line: from }) => layers.lines[from] === line)) {
    parts.push(`$(warning) ${lostText(lost, marks)}`);
  }
  parts.push(sourceText(line, marks));
  const request = inspectRequest(marks, number);
  const link = `command:${internalCommands.openInspector}?${encodeURIComponent(JSON.stringify([request]))}`;
  parts.push(`[$(layers) ${l10n.t('Open this layer')}](${link})`);
  return parts.join('\n\n');
}

function layerText(number: number, count: number, size: string, files: number | undefined): string {
  if (files === undefined) return l10n.t('**Layer {number} of {count}**: {size}.', { number, count, size });
  if (files === 0) return l10n.t('**Layer {number} of {count}**: no files.', { number, count });
  if (files === 1)
    return l10n.t('**Layer {number} of {count}**: {size} in one file.', { number, count, size });
  return l10n.t('**Layer {number} of {count}**: {size} in {files} files.', { number, count, size, files });
}

export function inspectRequest({ image }: Marks, layer?: number): InspectRequest {
  // The name may stand for another image by now: the id does not.
  return {
    location: { kind: 'engine', reference: image.id },
    title: image.reference.startsWith('sha256:') ? image.reference.slice(7, 19) : image.reference,
    ...(layer !== undefined && { layer }),
  };
}

function sourceText({ exact, confidence }: LineLayer, { image, layers }: Marks): string {
  const name = code(image.reference);
  if (exact && layers.source === 'build') return l10n.t('Exact: from the build of {name}.', { name });
  if (exact) return l10n.t('Exact: from the provenance of {name}.', { name });
  const percent = Math.round(confidence * 100);
  return l10n.t('Inferred from the history of {name}, {percent} % sure.', { name, percent });
}

/** What a later line takes back, seen from the line that wrote it. */
export function lostText({ bytes, deleted, by }: LostLine, { layers }: Marks): string {
  const args = { size: sizeText(bytes), line: (layers.lines[by]?.start.line ?? 0) + 1 };
  return deleted
    ? l10n.t('{size} of it are deleted by line {line}, and stay in the image all the same.', args)
    : l10n.t('{size} of it are written anew by line {line}, and are in the image twice.', args);
}

const code = (text: string): string => `\`${text.replaceAll('`', "'").replaceAll('|', '¦')}\``;
