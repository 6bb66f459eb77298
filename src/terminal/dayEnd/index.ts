/** 日终: comparison and sign-off of a terminal's day. */
export {
  type CloseRequest,
  type DayCloseResult,
  type DayDesk,
  type DayEndEquipment,
  type DayReport,
  type DayReportResult,
  type DayTotals,
  openDayDesk,
} from './desk.ts';
export { type JournalDay, type JournalMovement, movementOf, movementsOf } from './journalDay.ts';
