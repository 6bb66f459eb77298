/** 累计项: what shares a name shares a sum, so that it must count the same in the same way. */

import type { Path } from '../document/tree.ts';
import type { Report } from './rules.ts';
import type { LayerDocument, LayerOf } from './schema/layers.ts';
import { CARD_COUNTERS } from './schema/vocabulary.ts';

/** One use of a counter by a layer. */
interface Use {
  /** What the year keeps; a guarantee keeps several figures under one name. */
  readonly name: string;
  /** How it is counted: two uses that say otherwise are two counters. */
  readonly measure: string;
  readonly at: Path;
}

/** What a card can keep, and nothing else under these names. */
const ON_CARD: Readonly<Record<string, string>> = {
  [CARD_COUNTERS.benefit]: 'cap payment member year',
  [CARD_COUNTERS.deductible]: 'deductible',
};

/** @param at where the layers stand */
export function checkCounters(layers: readonly LayerDocument[], at: Path, report: Report): void {
  const measures = new Map<string, string>();
  const uses = layers.flatMap((layer, index) => usesOf(layer, [...at, index]));
  for (const { name, measure, at: path } of uses) {
    const onCard = ON_CARD[name];
    const other = measures.get(name) ?? measure;
    measures.set(name, other);
    const isCounted = onCard === undefined ? other === measure : measure === onCard;
    if (!isCounted) report('plan.counter-measures', path, { counter: name });
  }
}

function usesOf(layer: LayerDocument, at: Path): readonly Use[] {
  if (layer.layer === 'guarantee') return guaranteeUses(layer, [...at, 'counter']);
  const uses: Use[] = [];
  const use = (name: string | undefined, measure: string, ...path: Path) => {
    if (name !== undefined) uses.push({ name, measure, at: [...at, ...path, 'counter'] });
  };
  if (layer.layer === 'pooling' || layer.layer === 'supplement') {
    const { deductible, bands } = layer;
    use(deductible?.counter, 'deductible', 'deductible');
    use(bands?.counter, `bands ${bands?.measuredOn} ${bands?.deductible}`, 'bands');
  }
  const caps = 'caps' in layer ? layer.caps : [];
  caps.forEach(({ over, measuredOn, sharedBy, counter }, index) => {
    // Caps of a month and of a year may add up the same thing, each for its time.
    const period = counter === CARD_COUNTERS.benefit ? ` ${over}` : '';
    use(counter, `cap ${measuredOn} ${sharedBy}${period}`, 'caps', index);
  });
  return uses;
}

/** The figures that the year counts of a visit, and in which visits. */
function guaranteeUses(
  { counter, target, visits }: LayerOf<'guarantee'>,
  at: Path,
): readonly Use[] {
  if (counter === undefined) return [];
  const of = (what: string, measure: string): Use => ({
    name: `${counter}.${what}`,
    measure: `${measure} in ${[...visits].sort().join(' ')}`,
    at,
  });
  switch (target.is) {
    case 'least-share':
      return [of('whole', target.of), of('paid', 'paid')];
    case 'most-out-of-pocket':
      return [of('burden', [...target.counting].sort().join(' '))];
    case 'least-paid':
      return [of('paid', 'paid')];
  }
}
