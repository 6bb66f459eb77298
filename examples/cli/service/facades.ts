/** `--facades FILE`: which interfaces the service speaks beside its own, and as which institution. */

import { z } from 'zod';
import {
  cardDriverFacade,
  type DeskModule,
  nationalFacade,
  ncmsFacade,
} from '../../../src/desk/index.ts';
import { type BillFields, SPECIAL_CARES } from '../../../src/model/index.ts';
import { BILL_PROVIDER } from '../../../src/settlement/bill/schema.ts';
import { readDocument } from '../files.ts';
import { UsageError } from '../output.ts';

const key = z.string().min(1).max(4_096);

const FACADES = z.strictObject({
  provider: BILL_PROVIDER,
  national: z
    .strictObject({
      signature: z.strictObject({ clientKey: key, serviceKey: key, secret: key }).optional(),
    })
    .optional(),
  ncms: z
    .strictObject({
      /** By name, the MD5 of the password: what the interface itself sends. */
      users: z.record(z.string().min(1).max(60), z.string().regex(/^[0-9A-Fa-f]{32}$/)),
      cares: z.record(z.string(), z.enum(SPECIAL_CARES)).optional(),
    })
    .optional(),
  cardDriver: z.strictObject({}).optional(),
});

/** @throws UsageError with the place of what is wrong, never with what stands there */
export async function readFacades(file: string): Promise<readonly DeskModule[]> {
  const { provider: fields, national, ncms, cardDriver } = parsed(await readDocument(file), file);
  const provider = fields as BillFields['provider'];
  return [
    ...(national ? [nationalFacade({ provider, ...given(national) })] : []),
    ...(ncms ? [ncmsFacade({ provider, ...given(ncms) })] : []),
    ...(cardDriver ? [cardDriverFacade()] : []),
  ];
}

function parsed(text: string, file: string): z.output<typeof FACADES> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`${file}: not JSON  不是 JSON`);
  }
  const shape = FACADES.safeParse(value);
  if (shape.success) return shape.data;
  const [issue] = shape.error.issues;
  throw new UsageError(
    `${file}: ${issue!.path.join('.') || 'file'} (${issue!.code})  接口配置有误`,
  );
}

/** Without what was left out. */
function given<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> };
}
