import type { OpenedImage } from '../../client/image/openImage.ts';
import { formatPercent, formatSize } from './inspectFormat.ts';

/** What an image must keep to; undefined: no such limit. */
export interface Limits {
  /** 0 to 1. */
  readonly efficiency: number | undefined;
  readonly wastedBytes: number | undefined;
}

/** What the image does not keep to, a sentence each. */
export function breaches({ waste }: OpenedImage, { efficiency, wastedBytes }: Limits): readonly string[] {
  const found: string[] = [];
  if (efficiency !== undefined && waste.efficiency < efficiency) {
    found.push(
      `the efficiency is ${formatPercent(waste.efficiency)}, less than ${formatPercent(efficiency)}`,
    );
  }
  if (wastedBytes !== undefined && waste.reclaimableBytes > wastedBytes) {
    const by = waste.reclaimableBytes - wastedBytes;
    found.push(
      `${formatSize(waste.reclaimableBytes)} are wasted, ${formatSize(by)} more than ${formatSize(wastedBytes)}`,
    );
  }
  return found;
}

/** `0.95` or `95%`; undefined when it is no such thing. */
export function readRatio(text: string): number | undefined {
  const match = /^(\d+(?:\.\d*)?|\.\d+)(%?)$/.exec(text.trim());
  if (!match) return undefined;
  const value = Number(match[1]) / (match[2] ? 100 : 1);
  return value <= 1 ? value : undefined;
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
};

/** `1000`, `20MB`, `1.5GiB`; undefined when it is no such thing. */
export function readSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d*)?)\s*([A-Za-z]*)$/.exec(text.trim());
  const unit = match && UNITS[(match[2] ?? '').toUpperCase()];
  return match && unit !== undefined && unit !== null ? Math.round(Number(match[1]) * unit) : undefined;
}
