import { Uri } from 'vscode';
import { showLine } from '../build/announce.ts';
import { familiarName } from '../build/buildContext.ts';
import { BuildRun } from '../build/buildRun.ts';
import { shortDigest } from '../format.ts';
import type { Services } from '../services.ts';
import { type BuildNode, lineOf } from '../views/buildItems.ts';
import { runBuild } from './buildImage.ts';

/** Opens the image that a build made. */
export function inspectBuild(services: Services, run: BuildRun | undefined): void {
  const { outcome } = run ?? {};
  if (!run || !outcome?.ok || !outcome.value.imageId) return;
  const { imageId } = outcome.value;
  services.inspectors.open({
    location: { kind: 'engine', reference: imageId },
    title: familiarName(run.name) || shortDigest(imageId),
  });
}

/** Does a build of the list once more, with the same options. */
export async function rebuild(services: Services, run: BuildRun | undefined): Promise<void> {
  if (!run) return;
  const { buildId: _, contextPath, dockerfilePath, ...options } = run.request;
  await runBuild(services, Uri.file(dockerfilePath), options, { remembers: false, context: contextPath });
}

/** Goes to the instruction that a step of a build is. */
export async function showBuildLine(node: unknown): Promise<void> {
  if (typeof node !== 'object' || node === null || !('run' in node) || !(node.run instanceof BuildRun))
    return;
  const found = node as BuildNode;
  if (found.kind !== 'step') return;
  const line = lineOf(found.run, found.step);
  if (line !== undefined) await showLine(Uri.file(found.run.request.dockerfilePath), line);
}
