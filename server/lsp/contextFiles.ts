import { parseIgnoreFile } from '../ignore/parse.ts';
import type { IgnoreFile } from '../ignore/tree.ts';
import type { KnownContext } from './contexts.ts';
import { documentKind } from './kinds.ts';
import type { ServerPorts } from './ports.ts';
import type { OpenIgnoreFile, Session } from './session.ts';

/** The build context of a Dockerfile or ignore file, and the ignore file in force there. */
export interface LocatedContext {
  /** URI, with a `/` at the end. */
  readonly folder: string;
  /** URI of the ignore file, undefined when there is none. */
  readonly ignoreFile: string | undefined;
  /** URI of the ignore file, also when it still has to be made. */
  readonly target: string;
  readonly text: string | undefined;
}

export type LocateContext = (uri: string) => Promise<LocatedContext>;

/**
 * Finds contexts as a build does: of a Dockerfile its own ignore file goes before that of the context; an ignore
 * file is about its folder, or about the context of the Dockerfile it is named after. Text of open editors first.
 */
export function contextLocator(
  ports: ServerPorts,
  openText: (uri: string) => string | undefined,
  folderOf: (dockerfileUri: string) => Promise<string>,
): LocateContext {
  const read = async (uri: string): Promise<string | undefined> =>
    openText(uri) ?? (await ports.readText(uri));
  return async uri => {
    if (documentKind(uri, '') === 'ignore') {
      const own = uri.slice(0, uri.lastIndexOf('/') + 1);
      const dockerfile = uri.replace(/\.(?:docker|container)ignore$/, '');
      const folder = dockerfile.endsWith('/') ? own : await folderOf(dockerfile);
      const text = await read(uri);
      return { folder, ignoreFile: text === undefined ? undefined : uri, target: uri, text };
    }
    const folder = await folderOf(uri);
    for (const candidate of [`${uri}.dockerignore`, `${folder}.dockerignore`]) {
      const text = await read(candidate);
      if (text !== undefined) return { folder, ignoreFile: candidate, target: candidate, text };
    }
    return { folder, ignoreFile: undefined, target: `${folder}.dockerignore`, text: undefined };
  };
}

/** The context that an open ignore file is about; undefined when it is not to be looked at, or cannot be. */
export async function factsOf(
  session: Pick<Session, 'settings' | 'locateContext' | 'contexts'>,
  open: OpenIgnoreFile,
  token: { readonly isCancellationRequested: boolean },
): Promise<KnownContext | undefined> {
  const { context } = await session.settings.of(open.text.uri);
  if (!context.scan) return undefined;
  const { folder } = await session.locateContext(open.text.uri);
  return session.contexts.facts(folder, open.read(), token);
}

/** Reads the text of an ignore file; none at all takes nothing out. */
export function readIgnoreText(text: string | undefined, { windows }: ServerPorts): IgnoreFile {
  return parseIgnoreFile(text ?? '', { windows });
}
