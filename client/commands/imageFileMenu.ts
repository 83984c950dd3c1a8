import { compareFile, openFile, saveFile } from '../files/fileActions.ts';
import { readTreeChoice } from '../files/imageUri.ts';
import type { FileAction } from '../inspector/inspectorPanel.ts';
import type { Services } from '../services.ts';
import { asImageNode, inspectRequest } from '../views/imageNodes.ts';
import { showFailure } from './failures.ts';

const ACTIONS = { openFile, saveFile, compareFile } as const;

/** Does something with a file: of a row of the sidebar, or of an inspector's page, whose `context` comes from there. */
export async function onImageFile(services: Services, action: FileAction, context: unknown): Promise<void> {
  const node = asImageNode(context);
  if (node?.kind === 'file') {
    const { location, title } = inspectRequest(node.row);
    const { layer, platform } = node;
    const done = await ACTIONS[action](services, { location, title, platform, layer, path: node.file.path });
    if (!done.ok) await showFailure(done.failure);
    return;
  }
  const { panel, file } = record(context);
  const { layer, path } = record(file);
  const tree = readTreeChoice(layer);
  const inspector = services.inspectors.panel(panel);
  if (!inspector || tree === undefined || typeof path !== 'string') return;
  const done = await ACTIONS[action](services, inspector.file({ layer: tree, path }));
  if (!done.ok) await showFailure(done.failure);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
