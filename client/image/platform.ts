import { asObject, asText, type Json } from './documents.ts';

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
}

const ALIASES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  i386: '386',
  i686: '386',
  armhf: 'arm/v7',
  armel: 'arm/v6',
  arm64: 'arm64',
  macos: 'darwin',
};

/** Reads `os/architecture[/variant]`, with the names other tools use for them; undefined when it is none. */
export function parsePlatform(text: string): Platform | undefined {
  const [os = '', ...rest] = text.toLowerCase().split('/');
  if (os === '' || rest.length === 0 || rest.length > 2 || rest.some(part => part === '')) return undefined;
  const [first = '', ...others] = rest;
  const [architecture = '', variant = ''] = [...(ALIASES[first] ?? first).split('/'), ...others];
  return normal({ os: ALIASES[os] ?? os, architecture, variant });
}

/** Reads the fields of a descriptor's `platform` or of an image config. */
export function platformOf(value: Json | undefined): Platform | undefined {
  const fields = asObject(value);
  const os = asText(fields.os);
  const architecture = asText(fields.architecture);
  if (os === '' || architecture === '' || os === 'unknown') return undefined;
  return normal({ os, architecture, variant: asText(fields.variant) });
}

/** The first variant of an architecture goes without saying. */
function normal(platform: Platform): Platform {
  const { architecture, variant } = platform;
  const implied =
    (architecture === 'arm64' && variant === 'v8') || (architecture === 'amd64' && variant === 'v1');
  return implied ? { ...platform, variant: '' } : platform;
}

export function platformText({ os, architecture, variant }: Platform): string {
  return variant ? `${os}/${architecture}/${variant}` : `${os}/${architecture}`;
}

/** How well `found` serves `wanted`: 0 not at all, 3 exactly. */
export function platformFit(wanted: Platform, found: Platform): number {
  if (wanted.os !== found.os || wanted.architecture !== found.architecture) return 0;
  if (wanted.variant === found.variant) return 3;
  if (wanted.variant === '') return 2;
  // 32-bit ARM without a variant is v7.
  if (wanted.architecture === 'arm' && found.variant === '' && wanted.variant === 'v7') return 3;
  return 0;
}
