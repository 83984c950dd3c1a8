import { arch } from 'node:os';
import type { Platform } from '../image/platform.ts';

const NAMES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/** What images run as here, where there is a choice: containers are Linux on macOS and, nearly always, on Windows too. */
export function ownPlatform(): Platform {
  const machine = arch();
  return { os: 'linux', architecture: NAMES[machine] ?? machine, variant: machine === 'arm' ? 'v7' : '' };
}
