import type { Hover } from '../features/hover.ts';
import type { Features } from './featureRequest.ts';
import type { OpenDockerfile, Session } from './session.ts';

/** More entries are not looked at; the answer says so. */
const LIMIT = 200_000;

/** What a source of COPY, ADD or a bind mount takes from the build context: only what it names is read. */
export async function sourceHover(
  session: Session,
  open: OpenDockerfile,
  offset: number,
  { contextSourceAt, mayLeaveOut, sourceMarkdown, tallySource, texts }: Features,
  token: { readonly isCancellationRequested: boolean },
): Promise<Hover | undefined> {
  const source = contextSourceAt(open.read(), offset);
  if (!source) return undefined;
  const { uri } = open.text;
  const { context } = await session.settings.of(uri);
  if (!context.scan) return undefined;
  const { ignore } = await session.buildContexts.of(uri);
  const known = await session.contexts.known(await session.buildContexts.folderOf(uri));
  const own = {
    limit: LIMIT,
    signal: {
      get aborted() {
        return token.isCancellationRequested;
      },
    },
    skip: (path: string) => mayLeaveOut(source, path),
  };
  const scan = known ?? (await session.buildContexts.scan(uri, own));
  if (!scan || token.isCancellationRequested || scan.root.problem) return undefined;
  const tally = tallySource(source, scan.root, ignore);
  return { span: source.span, markdown: sourceMarkdown(tally, source, scan.complete, texts) };
}
