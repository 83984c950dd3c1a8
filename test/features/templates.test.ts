import assert from 'node:assert/strict';
import { diagnostics } from '../../server/features/diagnostics.ts';
import { type Proposal, proposalsFor } from '../../server/features/templates/templates.ts';
import { diagnoseText } from '../../server/ignore/diagnose.ts';
import { createMatcher } from '../../server/ignore/matcher.ts';
import { parseIgnoreFile } from '../../server/ignore/parse.ts';
import { formatMessage } from '../../server/syntax/message.ts';
import { documentOf } from './kit.ts';
import { PROJECTS, projectOf } from './projects.ts';

const EMPTY = proposalsFor({ paths: [], texts: new Map() });
const RECOMMENDED = { enable: true, preset: 'recommended', rules: {} } as const;

function proposed(name: keyof typeof PROJECTS): Proposal {
  const [first] = proposalsFor(projectOf(PROJECTS[name]?.files ?? ''));
  assert.ok(first);
  return first;
}

/** Whatever a template writes: nothing is wrong with it, and it is what a careful person would write. */
function check({ dockerfile, dockerignore }: Proposal): void {
  const document = documentOf(dockerfile);
  const { file, model } = document;
  const found = diagnostics(document, { dockerignore }, RECOMMENDED);
  assert.deepEqual(
    found.map(({ rule, message }) => `${rule}: ${formatMessage(message)}`),
    [],
    dockerfile,
  );
  const ignore = parseIgnoreFile(dockerignore);
  assert.deepEqual(diagnoseText(ignore), []);
  assert.match(dockerfile, /^# syntax=docker\/dockerfile:1\n/);
  assert.ok(dockerfile.endsWith('\n') && !/[ \t]\n|\n\n\n|undefined|NaN/.test(dockerfile), dockerfile);
  for (const { base } of model.stages) {
    if (base.kind === 'image')
      assert.match(base.reference, /\d[^/]*:nonroot$|:[^:/]*\d/, 'a version is named');
  }
  const last = model.stages.at(-1);
  const names = last?.instructions.map(({ name }) => name) ?? [];
  const user = last?.instructions.findLast(({ name }) => name === 'USER')?.args[0]?.value ?? 'root';
  assert.ok(!['root', '0'].includes(user), 'not root');
  const started = last?.instructions.filter(({ name }) => name === 'CMD' || name === 'ENTRYPOINT') ?? [];
  assert.deepEqual(
    started.map(({ form }) => form),
    ['exec'],
  );
  assert.ok(
    model.stages.every(stage => stage.reachable),
    'every stage is of use',
  );
  assert.ok(names.includes('COPY'));
  assert.ok(file.comments.length >= 2, 'it teaches');
  for (const { text } of file.comments) assert.ok(text.length <= 110, text);
}

describe('templates', () => {
  for (const [name, { kind, files }] of Object.entries(PROJECTS)) {
    it(`${name}: recognised, and clean`, () => {
      const [first] = proposalsFor(projectOf(files));
      assert.ok(first?.recognised);
      assert.equal(first.id, kind);
      check(first);
    });
  }

  it('an unknown project gets one proposal of each kind, all clean', () => {
    assert.deepEqual(EMPTY.map(({ id }) => id).sort(), [
      ...['dotnet', 'go', 'java', 'node', 'php', 'python', 'ruby', 'rust', 'static'],
    ]);
    for (const proposal of EMPTY) {
      assert.equal(proposal.recognised, false);
      check(proposal);
    }
  });

  it('names what the project says: versions, lock files, commands, ports', () => {
    for (const [name, ...patterns] of [
      [
        'npm with a lock file',
        /FROM node:24-/,
        /npm ci --omit=dev/,
        /EXPOSE 4000/,
        /CMD \["node", "server.js", "--port", "4000"\]/,
      ],
      [
        'npm without a lock file',
        /COPY package\.json \.\//,
        /npm install --omit=dev/,
        /CMD \["node", "cli\.js"\]/,
      ],
      [
        'a TypeScript server with pnpm',
        /FROM node:22-/,
        /pnpm install --frozen-lockfile .*--prod/,
        /COPY --from=build \/app\/dist \.\/dist/,
      ],
      [
        'Next.js with Yarn 1',
        /yarn install --frozen-lockfile --production/,
        /\/app\/\.next \.\/\.next/,
        /EXPOSE 8080/,
      ],
      [
        'a Vite site with a modern Yarn',
        /FROM node:22-/,
        /yarn install --immutable/,
        /FROM nginxinc/,
        /\/app\/dist\//,
      ],
      ['a package.json that is broken', /CMD \["node", "index\.js"\]/],
      ['FastAPI with uv', /FROM python:3\.12-/, /uv sync --locked/, /"uvicorn", "app\.main:app"/],
      ['Django with requirements', /"gunicorn", "--bind=0\.0\.0\.0:8000", "shop\.wsgi"/],
      ['Flask with Poetry', /poetry install --only main/, /"flask", "--app=app"/],
      ['a package with Pipenv', /FROM python:3\.11-/, /pipenv sync/, /"python", "-m", "tool"/],
      ['a Python package that is built', /pip install \./],
      ['one Python script', /CMD \["python", "main\.py"\]/],
      ['a Go server', /FROM .* golang:1\.26-/, /COPY go\.mod go\.sum/, /EXPOSE 9090/],
      ['a Go program below cmd', /golang:1\.25-/, /COPY go\.mod \.\//, /-o \/out\/app \.\/cmd\/tool/],
      ['Spring Boot with Maven', /maven:3\.9-eclipse-temurin-17/, /actuator\/health/, /temurin:17-jre/],
      [
        'Spring Boot with Gradle',
        /temurin:25-jdk/,
        /\.\/gradlew --no-daemon bootJar/,
        /COPY gradle \.\/gradle\nCOPY gradlew build\.gradle\.kts settings\.gradle\.kts/,
      ],
      ['Java with Gradle', /jdk17/, /assemble/, /COPY build\.gradle gradle\.properties/],
      [
        'ASP.NET in a folder',
        /sdk:9\.0/,
        /COPY Web\/Shop\.Web\.csproj Web\//,
        /aspnet:9\.0/,
        /"Shop\.Web\.dll"/,
      ],
      [
        'Maven with several modules',
        /temurin:21-jdk/,
        /COPY \. \.\nRUN .*\\\n {4}\.\/mvnw --batch-mode package/,
      ],
      ['Next.js with npm', /"start", "--port=3000"/, /\/app\/public \.\/public/, /next\.config\.mjs/],
      ['a .NET program of several projects', /COPY \. \.\nRUN .*\\\n {4}dotnet publish "Main\/Main\.csproj"/],
      ['a .NET program', /sdk:10\.0/, /dotnet\/runtime:10\.0/, /"tool\.dll"/],
      ['a Rust server', /rust:1\.95-/, /cargo fetch --locked/, /release\/web-shop /, /EXPOSE 8080/],
      ['a Rust workspace', /target\/release\/second /],
      ['Laravel', /php:8\.3-apache/, /COPY composer\.json composer\.lock/, /html\/public#/],
      ['plain PHP', /php:8\.4-apache/, /COPY \. \/var\/www\/html/],
      ['Rails', /ruby:3\.3-slim/, /BUNDLE_DEPLOYMENT=1/, /"rails", "server"/],
      ['Sinatra', /ruby:3\.4-/, /EXPOSE 4567/, /"ruby", "app\.rb"/],
      ['Rack', /"rackup"/],
      ['a site', /COPY \. \/usr\/share\/nginx\/html\//],
      ['a site in a folder', /COPY public\/ \/usr\/share\/nginx\/html\//],
    ] as const) {
      const { dockerfile } = proposed(name);
      for (const pattern of patterns) assert.match(dockerfile, pattern, name);
    }
    assert.doesNotMatch(proposed('npm without a lock file').dockerfile, /EXPOSE|HEALTHCHECK/);
    assert.doesNotMatch(proposed('a Rust workspace').dockerfile, /fetch|--locked/);
    assert.doesNotMatch(proposed('a Go program below cmd').dockerfile, /EXPOSE/);
  });

  it('names with blanks are quoted', () => {
    const path = 'My App/My App.csproj';
    const [first] = proposalsFor({
      paths: [path],
      texts: new Map([[path, '<Project Sdk="Microsoft.NET.Sdk.Web"/>']]),
    });
    assert.ok(first);
    check(first);
    assert.ok(first.dockerfile.includes('COPY ["My App/My App.csproj","My App/"]'), first.dockerfile);
  });

  it('dependencies are copied before code, so that a change of code leaves them cached', () => {
    for (const { id, dockerfile } of EMPTY) {
      if (id === 'static') continue;
      const first = dockerfile.indexOf('\nCOPY ');
      const all = dockerfile.search(/\nCOPY (?:--chown=app )?(?:\. \.|src )/);
      assert.ok(first >= 0 && all > first, id);
    }
  });

  it('the ignore file keeps out secrets and what is built anew, and nothing that is copied', () => {
    for (const [name, { files }] of Object.entries(PROJECTS)) {
      const { dockerignore } = proposed(name);
      const matcher = createMatcher(dockerignore);
      for (const path of ['.git/config', '.env', 'a/.env.local', 'key.pem', 'Dockerfile', 'compose.yaml']) {
        assert.ok(matcher.ignores(path), `${name}: ${path}`);
      }
      assert.ok(!matcher.ignores('.env.example'));
      for (const path of projectOf(files).paths) assert.ok(!matcher.ignores(path), `${name}: ${path}`);
    }
    assert.match(proposed('npm with a lock file').dockerignore, /^\*\*\/node_modules$/m);
    assert.match(proposed('a Rust server').dockerignore, /^target$/m);
  });
});
