import type { PathWorld } from '../features/completion/paths/inside.ts';
import type { Hover } from '../features/hover.ts';
import type { ImageAccounts } from '../features/images/imageTree.ts';
import type { Instruction } from '../syntax/tree.ts';
import type { Features } from './featureRequest.ts';
import type { OpenDockerfile, Session } from './session.ts';

/** The build context and the images of the engine, as far as the user's settings let them be asked. */
export function pathWorld(session: Session, uri: string): PathWorld {
  return {
    context: () => session.buildContexts.of(uri),
    images: async (reference, path) =>
      (await mayAsk(session, uri)) ? session.trees().path(reference, path) : { kind: 'unknown' },
  };
}

/** Users and groups of the image under an instruction's stage, waited for a moment. */
export async function accountsFor(
  session: Session,
  open: OpenDockerfile,
  instruction: Instruction,
  { accountImage }: Features,
): Promise<{ readonly accounts: ImageAccounts | undefined; readonly isPending: boolean }> {
  const reference = accountImage(open.read(), instruction);
  if (reference === undefined || !(await mayAsk(session, open.text.uri)))
    return { accounts: undefined, isPending: false };
  const accounts = await session.trees().accounts(reference);
  return { accounts, isPending: session.trees().isPending(reference) };
}

/** What is known of a user, a group, or a path in another stage or image. */
export async function insideImageHover(
  session: Session,
  open: OpenDockerfile,
  offset: number,
  features: Features,
): Promise<Hover | undefined> {
  const document = open.read();
  const named = features.accountAt(document, offset);
  if (named) {
    const { accounts } = await accountsFor(session, open, named.instruction, features);
    return features.accountHover(document, named, accounts, features.texts);
  }
  const source = features.insideSourceAt(document, offset);
  return source && features.insideHover(document, source, pathWorld(session, open.text.uri), features.texts);
}

const mayAsk = async ({ settings }: Session, uri: string): Promise<boolean> =>
  (await settings.of(uri)).images.fromEngine;
