import { env } from 'vscode';

/** Copies the path whose context menu was asked for in an inspector, as a container has it. */
export async function copyImagePath(context: unknown): Promise<void> {
  if (typeof context !== 'object' || context === null || !('file' in context)) return;
  const { file } = context;
  if (typeof file !== 'object' || file === null || !('path' in file) || typeof file.path !== 'string') return;
  await env.clipboard.writeText(`/${file.path}`);
}
