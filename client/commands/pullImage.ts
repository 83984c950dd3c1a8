import { l10n, ProgressLocation, window } from 'vscode';
import type { TransferProgress } from '../../protocol/engine.ts';
import type { Services } from '../services.ts';
import { registrySettings } from '../settings.ts';
import { asImageNode } from '../views/imageNodes.ts';
import { rowName } from '../views/imageRows.ts';
import { showFailure } from './failures.ts';
import { type TransferTotals, transferMessage } from './registry/transferProgress.ts';

/** Fetches an image from its registry: the given one anew, a platform of it that is missing, or one that is named. */
export async function pullImage(services: Services, target: unknown): Promise<void> {
  const node = asImageNode(target);
  if (node?.kind === 'image' && node.row.tag !== undefined) return pull(services, node.row.tag);
  if (node?.kind === 'platform') {
    const name = rowName(node.row);
    if (name !== undefined) return pull(services, name, node.part.platform);
  }
  const text = await window.showInputBox({
    title: l10n.t('Pull Image'),
    prompt: l10n.t('The engine fetches it with your Docker logins.'),
    placeHolder: 'node:24, ghcr.io/owner/name:1.2.3, alpine@sha256:…',
    ignoreFocusOut: true,
  });
  const reference = text?.trim();
  if (reference) await pull(services, reference);
}

/** Fetches it into the engine, with progress and cancel; tells how that ended. */
export async function pull(services: Services, reference: string, platform?: string): Promise<void> {
  if (!registrySettings().enable) return void (await showFailure({ code: 'registry-off' }));
  const pulled = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      cancellable: true,
      title:
        platform === undefined
          ? l10n.t('Pulling {image}', { image: reference })
          : l10n.t('Pulling {image} for {platform}', { image: reference, platform }),
    },
    (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      const totals: TransferTotals = new Map();
      const onProgress = (said: TransferProgress): void =>
        progress.report({ message: transferMessage(totals, said) });
      return services.host.engine(engine =>
        engine.pullImage(
          { reference, ...(platform && { platform }) },
          { signal: controller.signal, onProgress },
        ),
      );
    },
  );
  if (!pulled.ok) return void (await showFailure(pulled.failure));
  window.setStatusBarMessage(l10n.t('Pulled {image}', { image: reference }), 5_000);
  await services.images.refresh();
}
