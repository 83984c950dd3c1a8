import type { DocumentLink } from 'vscode-languageserver';
import { toRange } from './convert.ts';
import type { Features } from './featureRequest.ts';
import type { OpenDockerfile, Session } from './session.ts';

/** More are not looked for on the disk. */
const MOST = 500;

/** Links from sources of COPY, ADD and bind mounts to the files of the build context that are there. */
export async function sourceLinks(
  session: Session,
  open: OpenDockerfile,
  { contextSources }: Features,
): Promise<readonly DocumentLink[]> {
  const document = open.read();
  const sources = document.file.instructions
    .filter(({ trigger }) => !trigger)
    .flatMap(instruction => contextSources(document, instruction))
    .filter(({ segments }) => segments.length > 0 && !segments.some(segment => /[*?[\\]/.test(segment)))
    .slice(0, MOST);
  if (sources.length === 0) return [];
  const { uri, version } = open.text;
  const [folder, context] = await Promise.all([
    session.buildContexts.folderOf(uri),
    session.buildContexts.of(uri),
  ]);
  const found = await Promise.all(
    sources.map(async ({ segments, span }): Promise<DocumentLink | undefined> => {
      const listing = await context.list(segments.slice(0, -1));
      const entry = listing?.find(({ name }) => name === segments.at(-1));
      if (!entry || entry.isFolder || open.text.version !== version) return undefined;
      return {
        range: toRange(open.text, span),
        target: folder + segments.map(segment => encodeURIComponent(segment)).join('/'),
      };
    }),
  );
  return found.filter(link => link !== undefined);
}
