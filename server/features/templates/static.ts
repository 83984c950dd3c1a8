import { firstOf, has, type Project } from './project.ts';
import { EXEC_COMMENT, execForm, healthcheck, joinBlocks, SYNTAX, type Template } from './template.ts';

interface Facts {
  /** Folder of the site in the project. */
  readonly folder: string;
  readonly version: string;
}

/** Version of nginx; the image listens on 8080, as a user without rights. */
export const NGINX_VERSION = '1.29';

export const staticTemplate: Template<Facts> = {
  id: 'static',
  name: 'Static site',
  detect(project: Project) {
    const folder = has(project, 'index.html')
      ? '.'
      : firstOf(project, ['public/index.html', 'dist/index.html', 'site/index.html', 'docs/index.html']);
    if (folder === undefined) return undefined;
    return { folder: folder.replace(/\/index\.html$/, ''), version: NGINX_VERSION };
  },
  defaults: field => ({ folder: field(2, 'public'), version: field(1, NGINX_VERSION) }),
  dockerfile: ({ folder, version }) =>
    joinBlocks(
      [SYNTAX],
      nginxStage(version, `COPY ${folder === '.' ? '.' : `${folder}/`} /usr/share/nginx/html/`),
    ),
  ignore: () => [],
};

/** The stage that serves files. */
export function nginxStage(version: string, copy: string): readonly string[] {
  return [
    '# nginx that needs no rights: it listens on 8080 instead of 80.',
    `FROM nginxinc/nginx-unprivileged:${version}-alpine AS final`,
    copy,
    '# By number, so that Kubernetes can tell that it is not root.',
    'USER 101',
    'EXPOSE 8080',
    ...healthcheck(['wget', '-q', '--spider', 'http://127.0.0.1:8080/']),
    EXEC_COMMENT,
    execForm('CMD', ['nginx', '-g', 'daemon off;']),
  ];
}
