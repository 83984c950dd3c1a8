import { chromium } from './parts/chromium.ts';
import { modernRoot } from './parts/modernEngine.ts';
import { PartMissing } from './parts/process.ts';
import { registryProgram } from './parts/registry.ts';
import { shellcheck, skopeo, umoci } from './parts/tools.ts';
import { vscodeServer } from './parts/vscodeServer.ts';

/** Every part that can be set up beforehand, by the name to give on the command line. */
export const PARTS = {
  chromium,
  'modern-engine': modernRoot,
  registry: registryProgram,
  shellcheck,
  skopeo,
  umoci,
  'vscode-server': vscodeServer,
} as const satisfies Record<string, () => Promise<string>>;

export type PartName = keyof typeof PARTS;

const isPart = (name: string): name is PartName => Object.hasOwn(PARTS, name);

if (import.meta.main) {
  const names = process.argv.slice(2);
  const unknown = names.filter(name => !isPart(name));
  if (unknown.length > 0) {
    console.error(`unknown part ${unknown.join(', ')}; there are: ${Object.keys(PARTS).join(', ')}`);
    process.exit(2);
  }
  let failed = false;
  for (const name of Object.keys(PARTS).filter(isPart)) {
    if (names.length > 0 && !names.includes(name)) continue;
    try {
      console.log(`${name}\t${await PARTS[name]()}`);
    } catch (error) {
      failed = true;
      console.error(error instanceof PartMissing ? `${name}: ${error.message}` : error);
    }
  }
  process.exit(failed ? 1 : 0);
}
