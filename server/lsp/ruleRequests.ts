import {
  RULE_PAGE_REQUEST,
  RULES_REQUEST,
  type RulePage,
  type RulePageParams,
  type RuleSummary,
} from '../../protocol/language.ts';
import { featureRequest } from './featureRequest.ts';
import type { Session } from './session.ts';

/** What clients show of rules. */
export function registerRules(session: Session): void {
  session.connection.onRequest<RulePage | null, never>(
    RULE_PAGE_REQUEST,
    featureRequest(
      session,
      RULE_PAGE_REQUEST,
      null as RulePage | null,
      ({ name }: RulePageParams, { ruleOrPage }) => ruleOrPage(name),
    ),
  );
  session.connection.onRequest(
    RULES_REQUEST,
    featureRequest(
      session,
      RULES_REQUEST,
      [] as readonly RuleSummary[],
      (_params: unknown, { ruleSummaries }) => ruleSummaries(),
    ),
  );
}
