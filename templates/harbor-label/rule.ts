import { isRecord, textIn } from '@stepyard/contract/json';
import type { Place } from '@stepyard/runtime/harbor';

/** What makes a rule of Harbor hold for one tag of one repository, and for nothing else. */
export function selectorsOf({ repository, tag = '' }: Place) {
  return {
    scope_selectors: {
      repository: [{ kind: 'doublestar', decoration: 'repoMatches', pattern: repository }],
    },
    tag_selectors: [{ kind: 'doublestar', decoration: 'matches', pattern: tag }],
  };
}

/** Whether a rule holds for this tag of this repository by name, and for nothing else. */
export function isFor(rule: unknown, { repository, tag = '' }: Place): boolean {
  if (!isRecord(rule) || !isRecord(rule.scope_selectors)) return false;
  return (
    isOnly(rule.scope_selectors.repository, 'repoMatches', repository) &&
    isOnly(rule.tag_selectors, 'matches', tag)
  );
}

function isOnly(selectors: unknown, decoration: string, pattern: string): boolean {
  if (!Array.isArray(selectors) || selectors.length !== 1) return false;
  const [selector]: readonly unknown[] = selectors;
  return textIn(selector, 'decoration') === decoration && textIn(selector, 'pattern') === pattern;
}
