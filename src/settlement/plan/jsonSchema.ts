import { z } from 'zod';
import { PLAN_DOCUMENT } from './schema.ts';

/** The published schema of a plan document (`schemas/plan.schema.json`), JSON Schema 2020-12. */
export function planSchema(): object {
  return z.toJSONSchema(PLAN_DOCUMENT, { io: 'input' });
}
