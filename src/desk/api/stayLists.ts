/** 一日清单: one day of a stay, and of everyone who lies in on that day, as data and as paper. */

import { z } from 'zod';
import { OneCardError } from '../../errors/index.ts';
import { renderDailyList } from '../../terminal/deskParts.ts';
import type { Stay, StayDesk } from '../../terminal/index.ts';
import { type PlainDate, plainDate } from '../../time.ts';
import { answer } from '../http/json.ts';
import { printerOf } from '../print/printers/printer.ts';
import { printed } from '../print/render.ts';
import { dailyListSlip } from '../print/slips/dailyList.ts';
import { type PrinterOptions, response, targetOf } from '../print/target.ts';
import { type DeskCall, type DeskParts, type DeskRoutes, route } from '../routes.ts';
import { settlementIdOf } from './settlements.ts';

export interface ListOptions extends PrinterOptions {
  /** 投诉电话, at the foot of every list. */
  readonly complaintPhone?: string | undefined;
}

export function stayListRoutes(
  { equipment }: DeskParts,
  stays: StayDesk,
  options: ListOptions,
): DeskRoutes {
  const { catalogue, clock } = equipment;
  const { complaintPhone, printers, printFont: font } = options;

  function texts({ admission }: Stay, date: PlainDate) {
    const person = { region: admission.home, personType: 'ordinary' } as const;
    const where = { ...person, level: admission.provider.level, date };
    return {
      ...(complaintPhone === undefined ? {} : { complaintPhone }),
      classOf: (itemCode: string) => catalogue.termsFor({ itemCode }, where)?.benefitClass,
    };
  }

  function listed(stay: Stay, date: PlainDate) {
    return { list: stays.list(stay.id, date)!, texts: texts(stay, date) };
  }

  function stayAsked({ params }: DeskCall): Stay {
    const stay = stays.stay(settlementIdOf(params.id!));
    if (!stay) throw new OneCardError('desk.not-found');
    return stay;
  }

  /** Those who lie in on that day, ward by ward, bed by bed: the order in which lists are handed out. */
  function lyingIn(date: PlainDate): readonly Stay[] {
    const place = ({ admission: { ward = '', bed = '' } }: Stay) => `${ward}\n${bed.padStart(8)}`;
    return stays
      .open()
      .filter(({ admission, discharge }) => {
        const { admittedOn } = admission.visit;
        return admittedOn <= date && (!discharge || date <= discharge.dischargedOn);
      })
      .sort((one, other) => (place(one) < place(other) ? -1 : 1));
  }

  const slip = (stay: Stay, date: PlainDate, { language }: DeskCall) => {
    const { list, texts: told } = listed(stay, date);
    return dailyListSlip(list, language, told);
  };

  return {
    name: 'stay-lists',
    routes: [
      route({
        method: 'GET',
        path: '/v1/stays/:id/days/:date',
        access: 'print',
        summary: {
          zh: '一日清单：数据，或按 format 与 paper 排版',
          en: 'the list of a day: as data, or laid out by `format` and `paper`',
        },
        handle(call) {
          const stay = stayAsked(call);
          const date = dateIn(call.params.date!);
          const target = targetOf(call.query);
          const how = { at: clock.now(), font };
          if (target) return response([slip(stay, date, call)], target, how);
          const { list, texts: told } = listed(stay, date);
          return answer(200, { ...list, text: renderDailyList(list, call.language, told) });
        },
      }),
      route({
        method: 'GET',
        path: '/v1/stays/lists/:date',
        access: 'print',
        summary: {
          zh: '当日全部在院病人的一日清单，按病区床号',
          en: 'the lists of everyone who lies in on that day, by ward and bed, as one print',
        },
        handle(call) {
          const date = dateIn(call.params.date!);
          const target = targetOf(call.query);
          const found = lyingIn(date);
          if (!target) return answer(200, { date, stays: found.map(({ id }) => id) });
          if (found.length === 0) throw new OneCardError('desk.not-found');
          const slips = found.map((stay) => slip(stay, date, call));
          return response(slips, target, { at: clock.now(), font });
        },
      }),
      route({
        method: 'POST',
        path: '/v1/stays/lists/:date/print',
        access: 'print',
        summary: {
          zh: '在打印机上打印当日清单：一人，或全部在院病人',
          en: 'prints lists of a day on a printer: one stay’s, or everyone’s',
        },
        body: z.strictObject({ printer: z.string().max(40), stay: z.string().max(64).optional() }),
        isKeyed: true,
        async handle(call) {
          const date = dateIn(call.params.date!);
          const { printer: name, stay } = call.body;
          const printer = printerOf(printers, name);
          const found =
            stay === undefined ? lyingIn(date) : [stayAsked({ ...call, params: { id: stay } })];
          const at = clock.now();
          const slips = found.map((each) => slip(each, date, call));
          const { bytes } = await printed(slips, { format: 'escpos', paper: printer.paper, at });
          if (slips.length > 0) await printer.send(bytes);
          return answer(200, { date, count: slips.length });
        },
      }),
    ],
  };
}

function dateIn(text: string): PlainDate {
  try {
    return plainDate(text);
  } catch {
    throw new OneCardError('desk.not-found');
  }
}
