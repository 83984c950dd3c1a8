import { failure, type Outcome, success } from '../../protocol/result.ts';
import { type Call, nameOf, pages, pullScope } from './api.ts';
import type { Session } from './session.ts';

/** Tags of one repository are not read beyond so many. */
const TAG_LIMIT = 100_000;
const PAGE = 1_000;

/** All tags of a repository in the registry's order, page by page. */
export async function listTags(
  session: Session,
  repository: string,
  call: Call = {},
): Promise<Outcome<readonly string[]>> {
  const tags = new Set<string>();
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
    const { tags: listed } = value as Record<string, unknown>;
    // `null` stands for an empty list in more than one registry.
    for (const tag of Array.isArray(listed) ? listed : []) if (typeof tag === 'string') tags.add(tag);
    if (tags.size >= TAG_LIMIT) break;
  }
  return success([...tags]);
}
