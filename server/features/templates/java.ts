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
  readonly tool: 'maven' | 'gradle';
  readonly version: string;
  readonly manifests: readonly string[];
  /** The project brings its own tool in the version it wants. */
  readonly wrapper: boolean;
  /** Folder of the code; without one of its own, dependencies cannot be told apart from code. */
  readonly sources: 'src' | '.';
  /** Spring Boot makes one jar that can be started, with a task of its own. */
  readonly spring: boolean;
  /** Spring's health page is there. */
  readonly actuator: boolean;
  readonly port: string;
}

const JAVA_VERSION = '21';
/** Those that are kept up for years. */
const LONG_TERM = ['17', '21', '25'];

export const javaTemplate: Template<Facts> = {
  id: 'java',
  name: 'Java',
  detect(project: Project) {
    const gradle = firstOf(project, ['build.gradle.kts', 'build.gradle']);
    const tool = has(project, 'pom.xml') ? 'maven' : gradle === undefined ? undefined : 'gradle';
    if (tool === undefined) return undefined;
    const manifest = textOf(project, tool === 'maven' ? 'pom.xml' : (gradle ?? ''));
    const settings = ['settings.gradle.kts', 'settings.gradle', 'gradle.properties'];
    return {
      tool,
      version: versionOf(manifest),
      manifests:
        tool === 'maven' ? ['pom.xml'] : [gradle ?? '', ...settings.filter(name => has(project, name))],
      wrapper: has(project, tool === 'maven' ? 'mvnw' : 'gradlew'),
      sources: has(project, 'src/') ? 'src' : '.',
      spring: /org\.springframework\.boot|spring-boot/.test(manifest),
      actuator: /spring-boot-starter-actuator/.test(manifest),
      port: '8080',
    };
  },
  defaults: field => ({
    tool: 'maven',
    version: field(1, JAVA_VERSION),
    manifests: ['pom.xml'],
    wrapper: false,
    sources: 'src',
    spring: true,
    actuator: false,
    port: field(2, '8080'),
  }),
  dockerfile: facts => joinBlocks([SYNTAX], buildStage(facts), finalStage(facts)),
  ignore: ({ tool }) => [
    { comment: 'Built anew in the image.', patterns: tool === 'maven' ? ['target'] : ['build', '.gradle'] },
    {
      comment: 'What compilers and editors leave behind.',
      patterns: ['**/*.class', '.settings', '.classpath', '.project'],
    },
  ],
};

function buildStage(facts: Facts): readonly string[] {
  const { tool, version, wrapper, manifests, sources, spring } = facts;
  const isMaven = tool === 'maven';
  const home = isMaven ? '/root/.m2' : wrapper ? '/root/.gradle' : '/home/gradle/.gradle';
  const cache = cacheMount(home);
  const program = `${wrapper ? (isMaven ? './mvnw' : './gradlew') : isMaven ? 'mvn' : 'gradle'} ${isMaven ? '--batch-mode' : '--no-daemon'}`;
  const fetch = isMaven ? 'dependency:go-offline' : 'dependencies';
  const build = isMaven ? 'package -DskipTests' : spring ? 'bootJar' : 'assemble';
  const tools = isMaven ? { script: 'mvnw', folder: '.mvn' } : { script: 'gradlew', folder: 'gradle' };
  const copies = [
    ...(wrapper ? [`COPY ${tools.folder} ./${tools.folder}`] : []),
    `COPY ${[...(wrapper ? [tools.script] : []), ...manifests].join(' ')} ./`,
  ];
  return [
    `FROM ${wrapper ? `eclipse-temurin:${version}-jdk-noble` : toolImage(tool, version)} AS build`,
    'WORKDIR /src',
    ...(sources === '.'
      ? ['COPY . .']
      : [
          '# Dependencies change less often than code: on their own they stay cached.',
          ...copies,
          run(cache, `${program} ${fetch}`),
          'COPY src ./src',
        ]),
    run(cache, `${program} ${build} && \\\n    ${takeJar(isMaven ? 'target' : 'build/libs')}`),
  ];
}

/** Gradle runs on Java 25 since 9.1. */
function toolImage(tool: Facts['tool'], version: string): string {
  if (tool === 'maven') return `maven:3.9-eclipse-temurin-${version}`;
  return `gradle:${version === '25' ? '9.1' : '8.14'}-jdk${version}`;
}

/** The one jar that is the program, whatever its version. */
const takeJar = (folder: string): string =>
  `find ${folder} -maxdepth 1 -name '*.jar' ! -name '*-sources.jar' ! -name '*-javadoc.jar' \\\n` +
  "    ! -name '*-plain.jar' ! -name 'original-*.jar' -exec cp {} /app.jar ';'";

function finalStage({ version, actuator, port }: Facts): readonly string[] {
  return [
    '# Only what runs Java, without the compiler.',
    `FROM eclipse-temurin:${version}-jre-alpine AS final`,
    '# The JVM may use most of the memory that the container is given.',
    'ENV JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage=75',
    '# A user without rights: whoever breaks into the program is not root.',
    'RUN adduser -S -D -H -u 10001 app',
    'COPY --from=build /app.jar /app.jar',
    'USER app',
    `EXPOSE ${port}`,
    ...(actuator ? healthcheck(['wget', '-q', '--spider', `http://127.0.0.1:${port}/actuator/health`]) : []),
    EXEC_COMMENT,
    execForm('ENTRYPOINT', ['java', '-jar', '/app.jar']),
  ];
}

/** The nearest version that is kept up for years and can run what the manifest asks for. */
function versionOf(manifest: string): string {
  const wanted =
    match(manifest, /<(?:java\.version|maven\.compiler\.(?:release|source)|release)>(?:1\.)?(\d+)</) ??
    match(manifest, /JavaLanguageVersion\.of\((\d+)\)|JavaVersion\.VERSION_(\d+)/) ??
    match(manifest, /(?:sourceCompatibility|jvmToolchain)\s*[(=]\s*['"]?(\d+)/);
  if (wanted === undefined) return JAVA_VERSION;
  return LONG_TERM.find(version => Number(version) >= Number(wanted)) ?? wanted;
}
