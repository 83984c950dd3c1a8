import { readFile } from 'node:fs/promises';

/** From the package that this file was installed with, be it bundled or not. */
export async function readVersion(): Promise<string> {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const parsed: unknown = JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8'));
      if (typeof parsed !== 'object' || parsed === null) continue;
      if ('name' in parsed && parsed.name === 'strata' && 'version' in parsed) return String(parsed.version);
    } catch {
      // Not there: the other layout.
    }
  }
  return 'unknown';
}
