import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { skopeo } from '../../scripts/parts/tools.ts';

const execute = promisify(execFile);

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** Puts the files of an OCI layout into a registry on this machine, all platforms, by skopeo. */
export async function pushLayout(
  files: ReadonlyMap<string, Uint8Array>,
  destination: string,
  login?: Login,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'strata-layout-'));
  try {
    for (const [path, bytes] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), bytes);
    }
    const credentials = login ? ['--dest-creds', `${login.username}:${login.password}`] : [];
    const target = `docker://${destination}`;
    const options = ['copy', '--all', '--preserve-digests', '--dest-tls-verify=false', ...credentials];
    await execute(await skopeo(), ['--insecure-policy', ...options, `oci:${folder}`, target]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The digest that skopeo sees. */
export async function digestBySkopeo(reference: string, login?: Login): Promise<string> {
  const credentials = login ? ['--creds', `${login.username}:${login.password}`] : [];
  const raw = await execute(await skopeo(), [
    ...['inspect', '--raw', '--tls-verify=false', ...credentials, `docker://${reference}`],
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'strata-manifest-'));
  try {
    const path = join(folder, 'manifest.json');
    await writeFile(path, raw.stdout);
    const { stdout } = await execute(await skopeo(), ['manifest-digest', path]);
    return stdout.trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
