import { isAbsolute, resolve } from 'node:path';
import { type BuildOptions, readOptions } from './buildOptions.ts';
import { defaultReference } from './reference.ts';

/** What a task in tasks.json says; the fields are those of package.json, and may hold anything. */
export interface TaskFields {
  readonly dockerfile?: unknown;
  readonly context?: unknown;
  readonly tags?: unknown;
  readonly args?: unknown;
  readonly [option: string]: unknown;
}

/** The build that a task describes; paths are relative to its workspace folder. */
export function readTask(
  fields: TaskFields,
  folder: string,
): { readonly dockerfile: string; readonly context: string; readonly options: BuildOptions } {
  const { dockerfile, context, args, ...rest } = fields;
  const path = resolve(folder, typeof dockerfile === 'string' && dockerfile ? dockerfile : 'Dockerfile');
  const read = readOptions({ ...rest, buildArgs: args });
  const tags = read && read.tags.length > 0 ? read.tags : [defaultReference(folderName(path))];
  return {
    dockerfile: path,
    context: typeof context === 'string' && context ? absolute(context, folder) : '',
    options: { ...read, tags },
  };
}

const absolute = (path: string, folder: string): string => (isAbsolute(path) ? path : resolve(folder, path));

const folderName = (path: string): string => path.split(/[/\\]/).at(-2) ?? '';
