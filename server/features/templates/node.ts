import { firstOf, has, jsonOf, match, type Project, recordOf, textOf } from './project.ts';
import { NGINX_VERSION, nginxStage } from './static.ts';
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
  readonly manager: Manager;
  /** Files that decide about the dependencies. */
  readonly manifests: readonly string[];
  readonly locked: boolean;
  readonly builds: boolean;
  /** What the build leaves for the image; of a site that is all. */
  readonly output: string;
  /** What else of the project it needs to run. */
  readonly extras: readonly string[];
  readonly isSite: boolean;
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Where it listens, undefined for what is no server. */
  readonly port: string | undefined;
}

type Manager = 'npm' | 'pnpm' | 'yarn' | 'yarn-modern';

const NODE_VERSION = '24';

export const nodeTemplate: Template<Facts> = {
  id: 'node',
  name: 'Node.js',
  detect,
  defaults: field => ({
    version: field(1, NODE_VERSION),
    manager: 'npm',
    manifests: ['package.json', 'package-lock.json'],
    locked: true,
    builds: false,
    output: 'dist',
    extras: [],
    isSite: false,
    command: ['node', field(3, 'server.js')],
    port: field(2, '3000'),
  }),
  dockerfile(facts) {
    const { builds, isSite, version, manager } = facts;
    const base = [
      '# One base for all stages: they share its layers.',
      `FROM node:${version}-bookworm-slim AS base`,
      ...managerSetup(manager),
      'WORKDIR /app',
    ];
    const build = builds || isSite ? buildStage(facts) : undefined;
    if (isSite) {
      const copy = `COPY --from=build /app/${facts.output}/ /usr/share/nginx/html/`;
      return joinBlocks([SYNTAX], base, build, nginxStage(NGINX_VERSION, copy));
    }
    return joinBlocks([SYNTAX], base, dependencyStage(facts), build, finalStage(facts));
  },
  ignore: ({ output, builds, isSite }) => [
    {
      comment: 'Installed and built anew in the image.',
      patterns: ['**/node_modules', ...(builds || isSite ? [output] : [])],
    },
    { comment: 'Logs and reports.', patterns: ['**/*.log', 'coverage', '.nyc_output'] },
  ],
};

function managerSetup(manager: Manager): readonly string[] {
  if (manager === 'npm') return [];
  return [
    `# Brings the ${manager === 'pnpm' ? 'pnpm' : 'Yarn'} that package.json asks for.`,
    `ENV COREPACK_ENABLE_DOWNLOAD_PROMPT=0${manager === 'yarn-modern' ? ' YARN_NODE_LINKER=node-modules' : ''}`,
    'RUN corepack enable',
  ];
}

const CACHES: Readonly<Record<Manager, string>> = {
  npm: '/root/.npm',
  pnpm: '/pnpm/store',
  yarn: '/usr/local/share/.cache/yarn',
  'yarn-modern': '/root/.yarn/berry/cache',
};

function install({ manager, locked }: Facts, production: boolean): string {
  switch (manager) {
    case 'npm':
      return `npm ${locked ? 'ci' : 'install'}${production ? ' --omit=dev' : ''}`;
    case 'pnpm':
      return `pnpm install --frozen-lockfile --store-dir=/pnpm/store${production ? ' --prod' : ''}`;
    case 'yarn':
      return `yarn install --frozen-lockfile${production ? ' --production' : ''}`;
    case 'yarn-modern':
      return production ? 'yarn workspaces focus --production' : 'yarn install --immutable';
  }
}

function installLines(facts: Facts, production: boolean): readonly string[] {
  return [
    `COPY ${facts.manifests.join(' ')} ./`,
    ...(production || facts.isSite
      ? ['# The cache mount keeps downloads between builds, and out of the image.']
      : []),
    run(cacheMount(CACHES[facts.manager]), install(facts, production)),
  ];
}

function dependencyStage(facts: Facts): readonly string[] {
  return [
    '# Dependencies change less often than code: on their own they stay cached.',
    'FROM base AS dependencies',
    ...installLines(facts, true),
  ];
}

function buildStage(facts: Facts): readonly string[] {
  const runner = facts.manager === 'npm' ? 'npm run' : facts.manager === 'pnpm' ? 'pnpm run' : 'yarn run';
  return [
    '# What only the build needs never reaches the image.',
    'FROM base AS build',
    ...installLines(facts, false),
    'COPY . .',
    `RUN ${runner} build`,
  ];
}

function finalStage({ builds, output, extras, command, port }: Facts): readonly string[] {
  const copies = builds
    ? [output, ...extras].map(name => `COPY --from=build /app/${name} ./${name}`)
    : ['COPY . .'];
  return [
    'FROM base AS final',
    'ENV NODE_ENV=production',
    'COPY --from=dependencies /app/ ./',
    ...copies,
    '# The image brings this user along: whoever breaks into the program is not root.',
    'USER node',
    ...(port === undefined ? [] : [`EXPOSE ${port}`, ...healthcheck(['node', '-e', probe(port)])]),
    EXEC_COMMENT,
    execForm('CMD', command),
  ];
}

const probe = (port: string): string =>
  `fetch('http://127.0.0.1:${port}/').then(r => process.exit(r.status < 500 ? 0 : 1), () => process.exit(1))`;

function detect(project: Project): Facts | undefined {
  if (!has(project, 'package.json')) return undefined;
  const manifest = jsonOf(project, 'package.json');
  const scripts = recordOf(manifest.scripts);
  const dependencies = recordOf(manifest.dependencies);
  const all = { ...dependencies, ...recordOf(manifest.devDependencies) };
  const manager = managerOf(project, manifest);
  const start = String(scripts.start ?? '');
  const builds = typeof scripts.build === 'string';
  const site = builds ? siteOutput(all, start) : undefined;
  const command = site === undefined ? commandOf(project, manifest, start) : [];
  const output = site ?? outputOf(dependencies, command);
  const port = match(start, /(?:-p|--port|PORT)[ =](\d{2,5})\b/) ?? '3000';
  const isServer = SERVERS.some(name => name in dependencies) || /server|www/.test(command.join(' '));
  return {
    version: versionOf(project, manifest),
    manager,
    manifests: ['package.json', ...MANIFESTS[manager].filter(name => has(project, name))],
    locked: MANIFESTS[manager].some(name => has(project, name)),
    builds,
    output,
    extras: 'next' in dependencies ? NEXT_FILES.filter(name => has(project, name)).map(withoutSlash) : [],
    isSite: site !== undefined,
    command: 'next' in dependencies ? [...NEXT, `--port=${port}`] : command,
    port: isServer ? port : undefined,
  };
}

const NEXT = ['node', 'node_modules/next/dist/bin/next', 'start'];
const NEXT_FILES = ['public/', 'next.config.js', 'next.config.mjs', 'next.config.ts'];
const withoutSlash = (path: string): string => path.replace(/\/$/, '');

const MANIFESTS: Readonly<Record<Manager, readonly string[]>> = {
  npm: ['package-lock.json', 'npm-shrinkwrap.json'],
  pnpm: ['pnpm-lock.yaml', 'pnpm-workspace.yaml'],
  yarn: ['yarn.lock'],
  'yarn-modern': ['yarn.lock', '.yarnrc.yml'],
};

const SERVERS = [
  ...['express', 'fastify', 'koa', 'hono', '@hono/node-server', '@hapi/hapi', '@nestjs/core', 'next', 'nuxt'],
  ...['restify', 'polka', 'ws', 'socket.io', '@remix-run/node', '@apollo/server', 'apollo-server'],
];

function managerOf(project: Project, manifest: Readonly<Record<string, unknown>>): Manager {
  const named = String(manifest.packageManager ?? '');
  if (has(project, 'pnpm-lock.yaml') || named.startsWith('pnpm@')) return 'pnpm';
  const modern = has(project, '.yarnrc.yml') || /^yarn@(?:[2-9]|\d\d)/.test(named);
  if (has(project, 'yarn.lock') || named.startsWith('yarn@')) return modern ? 'yarn-modern' : 'yarn';
  return 'npm';
}

/** Corepack left Node.js with 25, and what is older than 20 is not kept up: neither is proposed. */
function versionOf(project: Project, manifest: Readonly<Record<string, unknown>>): string {
  const wanted =
    match(textOf(project, '.nvmrc'), /^v?(\d+)/) ??
    match(textOf(project, '.node-version'), /^v?(\d+)/) ??
    match(String(recordOf(manifest.engines).node ?? ''), /^[\^~=v ]*(\d+)(?:[.\sx|]|$)/);
  return wanted !== undefined && Number(wanted) >= 18 && Number(wanted) <= 24 ? wanted : NODE_VERSION;
}

/** Where a bundler leaves a site that needs no Node.js to be served; undefined for programs. */
function siteOutput(all: Readonly<Record<string, unknown>>, start: string): string | undefined {
  if (SERVERS.some(name => name in all) || /\bnode\b/.test(start)) return undefined;
  if ('react-scripts' in all) return 'build';
  if ('vite' in all || '@vue/cli-service' in all || 'astro' in all || 'parcel' in all) return 'dist';
  return undefined;
}

function commandOf(
  project: Project,
  manifest: Readonly<Record<string, unknown>>,
  start: string,
): readonly string[] {
  const words = start.trim().split(/\s+/);
  if (words[0] === 'node' && words.every(word => /^[\w./:=@-]+$/.test(word))) return words;
  const main = manifest.main;
  const entry =
    typeof main === 'string' && main !== ''
      ? main.replace(/^\.\//, '')
      : firstOf(project, ['server.js', 'index.js', 'app.js', 'src/index.js', 'src/server.js', 'server.mjs']);
  return ['node', entry ?? 'index.js'];
}

/** The folder in which the started file is, as far as the build makes it. */
function outputOf(dependencies: Readonly<Record<string, unknown>>, command: readonly string[]): string {
  if ('next' in dependencies) return '.next';
  if ('nuxt' in dependencies) return '.output';
  const file = command.find(word => /^[\w.-]+\/.*\.[cm]?js$/.test(word));
  return file === undefined ? 'dist' : file.slice(0, file.indexOf('/'));
}
