import { firstOf, has, match, type Project, textOf } from './project.ts';
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
  readonly manifests: readonly string[];
  readonly command: readonly string[];
  /** Where it listens, undefined for what is no server. */
  readonly port: string | undefined;
}

const RUBY_VERSION = '3.4';

export const rubyTemplate: Template<Facts> = {
  id: 'ruby',
  name: 'Ruby',
  detect(project: Project) {
    if (!has(project, 'Gemfile')) return undefined;
    const gems = textOf(project, 'Gemfile');
    const wanted =
      match(textOf(project, '.ruby-version'), /(3\.\d+)/) ?? match(gems, /^\s*ruby\s+["'][~> =]*(3\.\d+)/m);
    const manifests = ['Gemfile', 'Gemfile.lock', '.ruby-version'].filter(name => has(project, name));
    return {
      version: wanted !== undefined && Number(wanted.slice(2)) > 1 ? wanted : RUBY_VERSION,
      manifests,
      ...startOf(project, gems),
    };
  },
  defaults: field => {
    const port = field(2, '3000');
    return {
      version: field(1, RUBY_VERSION),
      manifests: ['Gemfile', 'Gemfile.lock'],
      command: ['bundle', 'exec', 'rackup', '--host', '0.0.0.0', '--port', port],
      port,
    };
  },
  dockerfile({ version, manifests, command, port }) {
    const deployment = manifests.includes('Gemfile.lock') ? ' BUNDLE_DEPLOYMENT=1' : '';
    const settings = `ENV BUNDLE_PATH=/usr/local/bundle BUNDLE_WITHOUT=development:test${deployment}`;
    return joinBlocks(
      [SYNTAX],
      [
        '# The large image has the compilers that some gems need.',
        `FROM ruby:${version}-bookworm AS dependencies`,
        settings,
        'WORKDIR /app',
        '# Gems change less often than code: on their own they stay cached.',
        `COPY ${manifests.join(' ')} ./`,
        run(cacheMount('/root/.bundle'), 'bundle install'),
      ],
      [
        `FROM ruby:${version}-slim-bookworm AS final`,
        settings,
        '# A user without rights: whoever breaks into the program is not root.',
        'RUN useradd --system --uid 10001 --create-home app',
        'WORKDIR /app',
        'COPY --from=dependencies /usr/local/bundle /usr/local/bundle',
        'COPY --chown=app . .',
        'USER app',
        ...(port === undefined
          ? []
          : [`EXPOSE ${port}`, ...healthcheck(['ruby', '-rsocket', '-e', probe(port)])]),
        EXEC_COMMENT,
        execForm('CMD', command),
      ],
    );
  },
  ignore: () => [
    { comment: 'Installed anew in the image.', patterns: ['vendor/bundle', '.bundle', '**/node_modules'] },
    { comment: 'What runs and tests leave behind.', patterns: ['log', 'tmp', 'coverage'] },
    { comment: 'Secrets of Rails.', patterns: ['config/master.key', 'config/credentials/*.key'] },
  ],
};

const probe = (port: string): string => `TCPSocket.new('127.0.0.1', ${port}).close`;

function startOf(project: Project, gems: string): Pick<Facts, 'command' | 'port'> {
  const port = '3000';
  if (/^\s*gem\s+["']rails["']/m.test(gems)) {
    return { command: ['bundle', 'exec', 'rails', 'server', '--binding=0.0.0.0', `--port=${port}`], port };
  }
  if (has(project, 'config.ru')) {
    return { command: ['bundle', 'exec', 'rackup', '--host', '0.0.0.0', '--port', port], port };
  }
  const file = firstOf(project, ['main.rb', 'app.rb', 'server.rb']) ?? 'main.rb';
  const isServer = /^\s*gem\s+["'](?:sinatra|puma|roda)["']/m.test(gems);
  return { command: ['bundle', 'exec', 'ruby', file], port: isServer ? '4567' : undefined };
}
