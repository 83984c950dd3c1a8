import { failure, type Outcome, success } from '../../protocol/result.ts';
import { type Call, nameOf, pages, pullScope } from './api.ts';
import type { Session } from './session.ts';

export interface TagList {
  /** In the registry's order. */
  readonly tags: readonly string[];
  /** By tag, where the registry tells it with the list (Google's do). */
  readonly facts: ReadonlyMap<string, TagFacts>;
}

export interface TagFacts {
  readonly digest: string;
  /** Bytes of the compressed layers; undefined for an index. */
  readonly size: number | undefined;
  /** Milliseconds since 1970 of the last push. */
  readonly pushed: number | undefined;
}

/** Tags of one repository are not read beyond so many. */
const TAG_LIMIT = 100_000;
const PAGE = 1_000;

/** All tags of a repository, page by page. */
export async function listTags(
  session: Session,
  repository: string,
  call: Call = {},
): Promise<Outcome<TagList>> {
  const tags = new Set<string>();
  const facts = new Map<string, TagFacts>();
  const first = `/v2/${repository}/tags/list?n=${PAGE}`;
  for await (const page of pages(session, first, pullScope(session, repository), call)) {
    if (!page.ok) return page;
    const { value } = page.value;
    if (typeof value !== 'object' || value === null) {
      return failure(
        'registry-answer',
        { host: session.host.name },
        `its list of ${nameOf(session, repository)} is none`,
      );
    }
    const { tags: listed, manifest } = value as Record<string, unknown>;
    // `null` stands for an empty list in more than one registry.
    for (const tag of Array.isArray(listed) ? listed : []) if (typeof tag === 'string') tags.add(tag);
    readFacts(manifest, facts);
    if (tags.size >= TAG_LIMIT) break;
  }
  return success({ tags: [...tags], facts });
}

/** Google's addition: `manifest` by digest, each with its tags, size and times. */
function readFacts(manifest: unknown, facts: Map<string, TagFacts>): void {
  if (typeof manifest !== 'object' || manifest === null) return;
  for (const [digest, entry] of Object.entries(manifest)) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { tag, imageSizeBytes, timeUploadedMs } = entry as Record<string, unknown>;
    const size = readNumber(imageSizeBytes);
    const pushed = readNumber(timeUploadedMs);
    for (const name of Array.isArray(tag) ? tag : []) {
      if (typeof name === 'string') facts.set(name, { digest, size: size || undefined, pushed });
    }
  }
}

const readNumber = (value: unknown): number | undefined => {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
};
