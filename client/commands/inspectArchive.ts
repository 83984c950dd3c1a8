import { dirname } from 'node:path';
import { l10n, Uri, window, workspace } from 'vscode';
import { failure } from '../../protocol/result.ts';
import type { Services } from '../services.ts';
import { showFailure } from './failures.ts';

/** Opens an image archive, or the OCI layout that an `oci-layout` file stands for; asks for one if none is given. */
export async function inspectArchive({ inspectors }: Services, target: unknown): Promise<void> {
  if (!workspace.isTrusted) {
    await showFailure({ code: 'workspace-untrusted' });
    return;
  }
  const uri = target instanceof Uri ? target : await pickArchive();
  if (!uri) return;
  if (uri.scheme !== 'file') {
    await showFailure(failure('archive-unreadable', { path: uri.toString(true) }).failure);
    return;
  }
  const isLayout = uri.path.endsWith('/oci-layout');
  const path = isLayout ? dirname(uri.fsPath) : uri.fsPath;
  inspectors.open({ location: { kind: 'path', path }, title: path.split(/[/\\]/).findLast(Boolean) ?? path });
}

async function pickArchive(): Promise<Uri | undefined> {
  const picked = await window.showOpenDialog({
    title: l10n.t('Open an image archive, or the "oci-layout" file of an OCI layout folder'),
    openLabel: l10n.t('Inspect'),
    filters: { [l10n.t('Image archives')]: ['tar', 'tar.gz', 'tgz'], [l10n.t('All files')]: ['*'] },
  });
  return picked?.[0];
}
