import { has, jsonOf, match, type Project, recordOf } from './project.ts';
import {
  cacheMount,
  EXEC_COMMENT,
  execForm,
  healthcheck,
  joinBlocks,
  run,
  SYNTAX,
  type Template,
} from './template.ts';

interface Facts {
  readonly version: string;
  readonly composer: boolean;
  readonly manifests: readonly string[];
  /** Folder that is served. */
  readonly root: string;
}

const PHP_VERSION = '8.4';

export const phpTemplate: Template<Facts> = {
  id: 'php',
  name: 'PHP',
  detect(project: Project) {
    const composer = has(project, 'composer.json');
    if (!composer && !has(project, 'index.php') && !has(project, 'public/index.php')) return undefined;
    const required = recordOf(jsonOf(project, 'composer.json').require);
    const wanted = match(String(required.php ?? ''), /(8\.\d+)/);
    return {
      version: wanted !== undefined && Number(wanted.slice(2)) > 2 ? wanted : PHP_VERSION,
      composer,
      manifests: ['composer.json', 'composer.lock'].filter(name => has(project, name)),
      root: has(project, 'public/') ? '/var/www/html/public' : '/var/www/html',
    };
  },
  defaults: field => ({
    version: field(1, PHP_VERSION),
    composer: true,
    manifests: ['composer.json', 'composer.lock'],
    root: '/var/www/html/public',
  }),
  dockerfile: ({ version, composer, manifests, root }) =>
    joinBlocks(
      [SYNTAX],
      composer
        ? [
            '# Dependencies change less often than code: on their own they stay cached.',
            'FROM composer:2.8 AS dependencies',
            'WORKDIR /app',
            `COPY ${manifests.join(' ')} ./`,
            '# The cache mount keeps downloads between builds, and out of the image.',
            run(
              cacheMount('/tmp/cache'),
              'composer install --no-dev --no-interaction --no-scripts --no-autoloader --ignore-platform-reqs',
            ),
            'COPY . .',
            'RUN composer dump-autoload --no-dev --no-scripts --optimize',
          ]
        : undefined,
      [
        `FROM php:${version}-apache-bookworm AS final`,
        '# Settings for production, a port that needs no rights, and the folder that is served.',
        run(
          'mv "$PHP_INI_DIR/php.ini-production" "$PHP_INI_DIR/php.ini" && \\\n' +
            '    sed -i "s/^Listen 80$/Listen 8080/" /etc/apache2/ports.conf && \\\n' +
            `    sed -i "s/:80>/:8080>/; s#/var/www/html#${root}#" /etc/apache2/sites-available/000-default.conf`,
        ),
        composer ? 'COPY --from=dependencies /app /var/www/html' : 'COPY . /var/www/html',
        '# The image brings this user along: whoever breaks into the program is not root.',
        'USER www-data',
        'EXPOSE 8080',
        ...healthcheck(['php', '-r', "exit(@fsockopen('127.0.0.1', 8080) ? 0 : 1);"]),
        EXEC_COMMENT,
        execForm('CMD', ['apache2-foreground']),
      ],
    ),
  ignore: () => [
    { comment: 'Installed anew in the image.', patterns: ['vendor', '**/node_modules'] },
    { comment: 'What tests leave behind.', patterns: ['.phpunit.result.cache', '.phpunit.cache'] },
  ],
};
