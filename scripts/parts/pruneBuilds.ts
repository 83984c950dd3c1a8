import { askEngine } from './engineHttp.ts';

/** One record of BuildKit's cache, as `/system/df` has it. */
export interface BuildCacheRecord {
  readonly ID: string;
  readonly Type: string;
  /** What made it, such as `[2/2] COPY . /app`. */
  readonly Description: string;
  readonly InUse: boolean;
  /** Bytes. */
  readonly Size: number;
}

/** Takes out of an engine's build cache what the filter chooses and nobody uses just now, and nothing else. */
export async function pruneBuilds(
  socket: string,
  isWanted: (record: BuildCacheRecord) => boolean,
): Promise<void> {
  const answer = await askEngine(socket, 'GET', '/system/df?type=build-cache');
  if (answer.status !== 200) return;
  const { BuildCache }: { readonly BuildCache?: readonly BuildCacheRecord[] | null } = JSON.parse(
    answer.body.toString('utf8'),
  );
  for (const record of BuildCache ?? []) {
    if (record.InUse || !isWanted(record)) continue;
    const filters = encodeURIComponent(JSON.stringify({ id: { [record.ID]: true } }));
    await askEngine(socket, 'POST', `/build/prune?all=1&filters=${filters}`);
  }
}
