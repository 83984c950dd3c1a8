import { parseReference } from '../../syntax/values/reference.ts';
import { usedImages } from '../images.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'abandoned-image',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  tags: ['deprecated'],
  summary: 'A base image should be one that its makers still publish',
  docs: `Some images on Docker Hub are still there and pulled a million times a month, though nobody builds them any more: no tag of them gets a security fix. \`openjdk\`, \`java\` and \`centos\` are the best known. Each has a successor that takes little more than another name in FROM.

For Java a fix names the same version of \`eclipse-temurin\`. It is unsafe: the system below is another.`,
  messages: {
    abandoned: '`{image}` is no longer published and gets no security fixes. Use its successor: {instead}.',
  },
  fixes: { java: { title: 'Use `{image}`', safe: false } },
  check({ file, model, report }) {
    for (const { token, reference, isExpanded } of usedImages(file, model)) {
      // A tag without a value changes nothing about the image.
      const parsed = parseReference(reference.replace(/[:@]$/, ''));
      if (typeof parsed === 'string' || parsed.domain !== 'docker.io') continue;
      const image = parsed.path.replace(/^library\//, '');
      const instead = ABANDONED.get(image);
      if (!instead) continue;
      const temurin = isExpanded ? undefined : temurinFor(image, parsed.tag);
      const isPlain = token.value === reference && token.end - token.start === reference.length;
      const fix =
        temurin === undefined || !isPlain
          ? undefined
          : ({ fix: 'java', args: { image: temurin }, edits: [{ span: token, newText: temurin }] } as const);
      report(token, 'abandoned', { image, instead }, fix);
    }
  },
  examples: [
    {
      bad: 'FROM «openjdk:17-slim» AS build\nFROM «openjdk:8u342-jre-alpine»\n',
      message: 'abandoned',
      fixed: 'FROM eclipse-temurin:17-jdk AS build\nFROM eclipse-temurin:8-jre-alpine\n',
    },
    { bad: 'FROM «docker.io/library/centos:7» AS base\n', message: 'abandoned' },
    { bad: 'ARG TAG\nFROM «java:$TAG»\n', message: 'abandoned' },
    { bad: 'FROM scratch\nCOPY --from=«microsoft/dotnet:2.1-sdk» /a /a\n', message: 'abandoned' },
    { good: 'FROM eclipse-temurin:21-jre\nFROM quay.io/centos/centos:stream9\nFROM example/java:8\n' },
  ],
});

/** Images that are marked as deprecated where they are published, and what follows them. */
const ABANDONED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    centos: '`almalinux`, `rockylinux/rockylinux`, `quay.io/centos/centos:stream10`',
    openjdk: '`eclipse-temurin`, `amazoncorretto`',
    java: '`eclipse-temurin`, `amazoncorretto`',
    adoptopenjdk: '`eclipse-temurin`',
    'adoptopenjdk/openjdk8': '`eclipse-temurin:8`',
    'adoptopenjdk/openjdk11': '`eclipse-temurin:11`',
    iojs: '`node`',
    glassfish: '`payara/server-full`',
    jenkins: '`jenkins/jenkins`',
    'jboss/wildfly': '`quay.io/wildfly/wildfly`',
    'jboss/keycloak': '`quay.io/keycloak/keycloak`',
    'microsoft/dotnet': '`mcr.microsoft.com/dotnet/sdk`, `mcr.microsoft.com/dotnet/aspnet`',
    'microsoft/aspnetcore': '`mcr.microsoft.com/dotnet/aspnet`',
    'microsoft/aspnetcore-build': '`mcr.microsoft.com/dotnet/sdk`',
    'microsoft/nanoserver': '`mcr.microsoft.com/windows/nanoserver`',
    'microsoft/windowsservercore': '`mcr.microsoft.com/windows/servercore`',
    clearlinux: '`debian`, `fedora`',
    'google/golang': '`golang`',
    'google/nodejs': '`node`',
    'google/python': '`python`',
    rails: '`ruby`',
    django: '`python`',
    'circleci/node': '`cimg/node`',
    'circleci/golang': '`cimg/go`',
    'circleci/python': '`cimg/python`',
    'circleci/openjdk': '`cimg/openjdk`',
    'circleci/ruby': '`cimg/ruby`',
  }),
);

/** The image of Temurin with the same version and kind: `openjdk:17-slim` is a JDK 17. */
function temurinFor(image: string, tag: string | undefined): string | undefined {
  if (!/^(?:openjdk|java|adoptopenjdk)$/.test(image)) return undefined;
  const [, version, rest = ''] = /^(8|11|17|21)(?![0-9])(?:[u.][\w.]*)?((?:-[\w.]+)*)$/.exec(tag ?? '') ?? [];
  if (version === undefined || /windows|nanoserver/.test(rest)) return undefined;
  const kind = /-jre/.test(rest) ? 'jre' : 'jdk';
  return `eclipse-temurin:${version}-${kind}${rest.includes('alpine') ? '-alpine' : ''}`;
}
