/** The language client proper. Heavy, and so a bundle of its own: `startNode.ts` loads it when it is needed. */
import { LanguageClient, RevealOutputChannelOn, TransportKind } from 'vscode-languageclient/node';
import {
  IMAGE_ACCOUNTS_REQUEST,
  IMAGE_PATH_REQUEST,
  type ImageAccountsParams,
  type ImagePathParams,
} from '../../protocol/imageTree.ts';
import {
  IMAGE_REQUEST,
  IMAGES_CHANGED_NOTIFICATION,
  IMAGES_REQUEST,
  type ImageParams,
  type RepositoryParams,
  SEARCH_REQUEST,
  type SearchParams,
  TAG_REQUEST,
  TAGS_REQUEST,
  type TagParams,
} from '../../protocol/language.ts';
import type { ImagesForServer } from './images.ts';
import type { RegistriesForServer } from './registries.ts';
import { Rivals } from './rivals.ts';
import { clientOptions, type RunningServer, type ServerOptions, startClient } from './runningServer.ts';

/** Starts the server at `module` in a process of its own and hands it the selected documents. */
export async function startServer(
  options: ServerOptions & {
    readonly module: string;
    readonly images: ImagesForServer;
    readonly registries: RegistriesForServer;
  },
): Promise<RunningServer> {
  const { module, images, registries, log } = options;
  const initialization = { ...options.initialization, images: true, imageTrees: true, registries: true };
  const rivals = new Rivals(options.documents);
  const client = new LanguageClient(
    'strata',
    'Strata',
    {
      run: { module, transport: TransportKind.ipc },
      debug: {
        module,
        transport: TransportKind.ipc,
        options: { execArgv: ['--nolazy', '--inspect=6009'] },
      },
    },
    clientOptions({ ...options, initialization }, RevealOutputChannelOn.Never, rivals),
  );
  client.onRequest(IMAGES_REQUEST, () => images.images());
  client.onRequest(TAGS_REQUEST, (repository: RepositoryParams) => registries.tags(repository));
  client.onRequest(TAG_REQUEST, (tag: TagParams) => registries.tag(tag));
  client.onRequest(SEARCH_REQUEST, ({ text }: SearchParams) => registries.search(text));
  client.onRequest(IMAGE_PATH_REQUEST, (place: ImagePathParams) => images.path(place));
  client.onRequest(IMAGE_ACCOUNTS_REQUEST, ({ reference }: ImageAccountsParams) =>
    images.accounts(reference),
  );
  client.onRequest(IMAGE_REQUEST, ({ reference }: ImageParams) => images.image(reference));
  return {
    ...(await startClient(client, log, rivals)),
    restart: () => client.restart(),
    forgetImages: () => void client.sendNotification(IMAGES_CHANGED_NOTIFICATION).catch(() => {}),
  };
}
