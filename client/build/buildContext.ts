import { dirname, resolve } from 'node:path';

/**
 * The context folder of a build: the setting if there is one, relative to the workspace folder, else the folder of
 * the Dockerfile, as in `docker build .` run beside it.
 */
export function contextFolder(
  dockerfile: string,
  setting: string,
  workspaceFolder: string | undefined,
): string {
  if (setting === '') return dirname(dockerfile);
  const base = workspaceFolder ?? dirname(dockerfile);
  const variables: Readonly<Record<string, string>> = {
    workspaceFolder: base,
    fileDirname: dirname(dockerfile),
  };
  const path = setting.replace(/\$\{(\w+)\}/g, (written, name: string) => variables[name] ?? written);
  return resolve(base, path);
}

/** The name by which an engine lists what was tagged so: `docker.io/library/app:1` is `app:1`. */
export function familiarName(reference: string): string {
  const short = reference.replace(/^(?:index\.)?docker\.io\//, '');
  return short === reference ? reference : short.replace(/^library\//, '');
}
