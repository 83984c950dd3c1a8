import type { Statement } from '../../../protocol/browse.ts';
import { asArray, asObject, asText, type Json, pretty } from '../documents.ts';

/** What one in-toto statement says, its most telling parts first. */
export function readStatement(predicateType: string, subject: string, value: Json): Statement {
  const statement = asObject(value);
  const type = asText(statement.predicateType) || predicateType;
  return {
    predicateType: type,
    subject,
    text: pretty(value),
    facts: factsOf(type, statement.predicate),
    problem: undefined,
  };
}

type Fact = Statement['facts'][number];

function factsOf(type: string, predicate: Json | undefined): readonly Fact[] {
  if (type.includes('spdx')) return spdxFacts(predicate);
  if (type.includes('slsa.dev/provenance')) return provenanceFacts(predicate);
  return [];
}

function provenanceFacts(predicate: Json | undefined): readonly Fact[] {
  const fields = asObject(predicate);
  // Version 0.2 and version 1 of SLSA put the same things in other places.
  const definition = asObject(fields.buildDefinition);
  const run = asObject(fields.runDetails);
  const invocation = asObject(fields.invocation);
  const parameters = asObject(invocation.parameters ?? asObject(definition.externalParameters).request);
  const configSource = asObject(
    invocation.configSource ?? asObject(definition.externalParameters).configSource,
  );
  const metadata = asObject(fields.metadata ?? run.metadata);
  const materials = asArray(fields.materials ?? definition.resolvedDependencies);
  const builder = asText(asObject(fields.builder ?? run.builder).id);
  const facts: Fact[] = [];
  const add = (name: string, value: string): void => {
    if (value !== '') facts.push({ name, value });
  };
  add('builder', builder);
  add('buildType', asText(fields.buildType) || asText(definition.buildType));
  add('source', asText(configSource.uri));
  add('entryPoint', asText(configSource.entryPoint) || asText(configSource.path));
  add('frontend', asText(parameters.frontend));
  for (const [name, value] of Object.entries(asObject(parameters.args))) add(name, asText(value));
  add('started', asText(metadata.buildStartedOn) || asText(metadata.startedOn));
  add('finished', asText(metadata.buildFinishedOn) || asText(metadata.finishedOn));
  for (const material of materials) add('material', asText(asObject(material).uri));
  return facts;
}

function spdxFacts(predicate: Json | undefined): readonly Fact[] {
  const fields = asObject(predicate);
  const creators = asArray(asObject(fields.creationInfo).creators).map(asText);
  const packages = asArray(fields.packages).map(asObject);
  return [
    ...(asText(fields.spdxVersion) ? [{ name: 'format', value: asText(fields.spdxVersion) }] : []),
    ...creators.map(value => ({ name: 'creator', value })),
    ...packages.map(entry => ({
      name: 'package',
      value: [asText(entry.name), asText(entry.versionInfo)].filter(Boolean).join(' '),
    })),
  ];
}
