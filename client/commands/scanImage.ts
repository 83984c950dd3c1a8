import { basename, dirname } from 'node:path';
import { env, l10n, ProgressLocation, type QuickPickItem, Uri, window, workspace } from 'vscode';
import type { Outcome } from '../../protocol/result.ts';
import { canRun, scan } from '../scanners/run.ts';
import { findingsSarif } from '../scanners/sarif.ts';
import { SCANNERS, type Scanner, type ScanTarget } from '../scanners/scanners.ts';
import type { ScanResult } from '../scans/scans.ts';
import type { Services } from '../services.ts';
import { scannerPrograms } from '../settings.ts';
import { asImageNode } from '../views/imageNodes.ts';
import { rowReference } from '../views/imageRows.ts';
import { asRegistryNode, tagReference } from '../views/registryItems.ts';
import { asScanNode } from '../views/scansView.ts';
import { showFailure } from './failures.ts';

/** Asks an installed scanner about an image: of the sidebar, of a FROM line, or one that is named. */
export async function scanImage(services: Services, target: unknown): Promise<void> {
  if (!workspace.isTrusted) return void (await showFailure({ code: 'workspace-untrusted' }));
  const wanted = await targetOf(services, target);
  if (!wanted) return;
  const scanner = await chooseScanner();
  if (!scanner) return;
  const scanned = await runScan(services, scanner.scanner, scanner.program, wanted);
  if (!scanned.ok && scanned.failure.code === 'cancelled') return;
  if (!scanned.ok) {
    services.log.warn(`${scanner.scanner.name}: ${scanned.failure.detail ?? scanned.failure.code}`);
    return void (await showFailure(scanned.failure));
  }
  await services.scansView.reveal(scanned.value);
}

async function targetOf(services: Services, target: unknown): Promise<ScanTarget | undefined> {
  const file = target instanceof Uri ? fileTarget(target) : undefined;
  if (file) return file;
  const row = rowOf(target);
  // A button of the inspector tells nothing of whose it is.
  const shown = row === undefined ? services.inspectors.active?.request.location : undefined;
  if (shown?.kind === 'path') return fileTarget(Uri.file(shown.path));
  const reference =
    row ?? shown?.reference ?? (await baseAtCursor(services)) ?? (await askForImage(services));
  return reference === undefined ? undefined : { kind: 'image', reference };
}

/** An archive, or a layout folder by itself or by the file that marks it. */
function fileTarget(uri: Uri): ScanTarget | undefined {
  if (uri.scheme !== 'file') return undefined;
  if (uri.path.endsWith('/oci-layout')) return { kind: 'layout', path: dirname(uri.fsPath) };
  return /\.(?:tar|tar\.gz|tgz|tar\.zst)$/i.test(uri.path)
    ? { kind: 'archive', path: uri.fsPath }
    : { kind: 'layout', path: uri.fsPath };
}

/** The image of a row of the sidebar. */
function rowOf(target: unknown): string | undefined {
  const image = asImageNode(target);
  if (image?.kind === 'image') return rowReference(image.row);
  const remote = asRegistryNode(target);
  return remote?.kind === 'tag' ? tagReference(remote) : undefined;
}

/** The image of the stage that the cursor stands in. */
async function baseAtCursor({ languageServer }: Services): Promise<string | undefined> {
  const editor = window.activeTextEditor;
  if (editor?.document.languageId !== 'dockerfile') return undefined;
  const inputs = await languageServer.buildInputs(editor.document.uri);
  const { line } = editor.selection.active;
  const stages = inputs?.stages ?? [];
  const stage = [...stages].reverse().find(({ firstLine }) => firstLine <= line) ?? stages[0];
  const isStage = stages.some(({ name }) => name !== undefined && name === stage?.base);
  return stage === undefined || isStage || stage.base === 'scratch' || stage.base.includes('$')
    ? undefined
    : stage.base;
}

async function askForImage({ host }: Services): Promise<string | undefined> {
  const listed = await host.engine(engine => engine.listImages({}));
  const tags = listed.ok ? listed.value.flatMap(({ tags }) => tags) : [];
  if (tags.length > 0) return await window.showQuickPick(tags, { placeHolder: l10n.t('Scan which image?') });
  return await window.showInputBox({ prompt: l10n.t('Image to scan'), placeHolder: 'node:24' });
}

/** The one that is installed; asks where there are several, and says where to get one where there is none. */
async function chooseScanner(): Promise<{ readonly scanner: Scanner; readonly program: string } | undefined> {
  const programs = scannerPrograms();
  const found = await Promise.all(
    SCANNERS.map(async scanner => {
      const program = programs[scanner.id] || scanner.program;
      return { scanner, program, there: await canRun(scanner, program, process.env) };
    }),
  );
  const installed = found.filter(({ there }) => there);
  if (installed.length === 0) return void (await explainScanners());
  if (installed.length === 1) return installed[0];
  const items = installed.map(({ scanner, program }) => ({ label: scanner.name, scanner, program }));
  return await window.showQuickPick(items, { placeHolder: l10n.t('Scan with which program?') });
}

async function explainScanners(): Promise<void> {
  const items: (QuickPickItem & { readonly page: string })[] = SCANNERS.map(({ name, page }) => ({
    label: name,
    description: l10n.t('how to install it'),
    detail: page,
    page,
  }));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('No Scanner Found'),
    placeHolder: l10n.t(
      'Strata runs one of these to look for known vulnerabilities. Install one, then try again.',
    ),
    matchOnDetail: true,
  });
  if (picked) await env.openExternal(Uri.parse(picked.page));
}

async function runScan(
  { host, scans }: Services,
  scanner: Scanner,
  program: string,
  target: ScanTarget,
): Promise<Outcome<ScanResult>> {
  const reference = target.kind === 'image' ? target.reference : basename(target.path);
  const title = l10n.t('Scanning {image} with {scanner}', { image: reference, scanner: scanner.name });
  return await window.withProgress(
    { location: ProgressLocation.Notification, cancellable: true, title },
    async (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      const { signal } = controller;
      const facts =
        target.kind === 'image'
          ? await host.engine(engine => engine.imageFacts({ reference }, { signal }))
          : undefined;
      // A file may be another one at the same place tomorrow: it is scanned each time.
      const imageId = facts?.ok ? facts.value.id : '';
      return await scans.ask({ scanner: scanner.id, reference, imageId }, () =>
        scan(scanner, target, {
          program,
          env: process.env,
          signal,
          onProgress: line => progress.report({ message: line }),
        }),
      );
    },
  );
}

/** Writes the findings of one scan where the user says, for code scanning. */
export async function exportScan(target: unknown): Promise<void> {
  const node = asScanNode(target);
  if (!node) return;
  const { result } = node;
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const file = await window.showSaveDialog({
    filters: { SARIF: ['sarif'] },
    ...(folder && { defaultUri: Uri.joinPath(folder, `${result.scanner}.sarif`) }),
  });
  if (!file) return;
  const scanner = SCANNERS.find(({ id }) => id === result.scanner);
  const text = findingsSarif(
    result.findings,
    scanner ?? { name: result.scanner, page: '' },
    result.reference,
    undefined,
  );
  await workspace.fs.writeFile(file, Buffer.from(text));
  await window.showTextDocument(file);
}

export function removeScan({ scans }: Services, target: unknown): void {
  const node = asScanNode(target);
  if (node?.kind === 'scan') scans.remove(node.result);
}
