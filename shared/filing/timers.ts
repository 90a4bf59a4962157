/**
 * Rules with time (domain.md §5). Pure: `now` is an ISO instant and `today` a YYYY-MM-DD day of the Clock port; nothing here
 * reads a clock.
 */
const MINUTE = 60_000
const DAY = 86_400_000

export const WITHDRAW_MINUTES = 30
export const DRAFT_DAYS = 30
/** After approval, until the number is placed. */
export const PLACE_NUMBER_DAYS = 30
/** After a site opens, until it is filed. */
export const FILE_AFTER_OPENING_DAYS = 30
/** After a change, until it is reported. */
export const REPORT_CHANGE_DAYS = 30
/** After a site is no longer run, until it is cancelled. */
export const CANCEL_WORKING_DAYS = 5
/** After the event that calls for a security assessment, other than before a launch (domain.md §3.8). */
export const ASSESSMENT_WORKING_DAYS = 30

/** Days before a deadline on which a notice is given, furthest first. */
export const REMINDER_DAYS = {
  draftExpiry: [7, 1],
  placeNumber: [15, 7, 3, 1, 0],
  fileAfterOpening: [15, 7, 3, 1, 0],
  reportChange: [15, 7, 3, 1, 0],
  certificateExpiry: [90, 30, 7],
  domainExpiry: [90, 30, 7],
} as const satisfies Record<string, readonly number[]>
export type ReminderKind = keyof typeof REMINDER_DAYS

const plus = (instant: string, milliseconds: number): string => new Date(Date.parse(instant) + milliseconds).toISOString()
const asDay = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10)

/** Last instant at which a pending application can be withdrawn. */
export const withdrawDeadline = (submittedAt: string): string => plus(submittedAt, WITHDRAW_MINUTES * MINUTE)
/** Instant from which a draft is deleted. */
export const draftExpiry = (savedAt: string): string => plus(savedAt, DRAFT_DAYS * DAY)
export const isDraftExpired = (savedAt: string, now: string): boolean => Date.parse(now) >= Date.parse(draftExpiry(savedAt))
/** Instant by which an approved number is to be placed. */
export const placeNumberDeadline = (approvedAt: string): string => plus(approvedAt, PLACE_NUMBER_DAYS * DAY)

/** A day `days` later (or earlier, negative). */
export const addDays = (day: string, days: number): string => asDay(Date.parse(`${day}T00:00:00Z`) + days * DAY)
/** Whole days from one day to another; negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY)

/** A day `count` working days later. Saturdays and Sundays do not count; public holidays are not known offline, so the true day may be later. */
export function addWorkingDays(day: string, count: number): string {
  let current = day
  for (let left = count; left > 0; ) {
    current = addDays(current, 1)
    const weekday = new Date(`${current}T00:00:00Z`).getUTCDay()
    if (weekday !== 0 && weekday !== 6) left -= 1
  }
  return current
}

export interface Reminder {
  kind: ReminderKind
  /** Which of the kind's reminders, days before the deadline: remembered, so that each is given once. */
  daysBefore: number
  /** Days left, rounded up; 0 or less: the deadline is reached. */
  daysLeft: number
}

/**
 * The reminder to give now: the nearest to the deadline whose time has come, unless it (or a nearer one) was given. One at a
 * time, so that a program opened after weeks does not show a stack of them. `given` holds `daysBefore` of reminders given.
 */
export function dueReminder(kind: ReminderKind, deadline: string, now: string, given: readonly number[] = []): Reminder | undefined {
  const left = Date.parse(deadline) - Date.parse(now)
  const reached = REMINDER_DAYS[kind].filter((days) => left <= days * DAY)
  const daysBefore = Math.min(...reached)
  if (reached.length === 0 || given.some((days) => days <= daysBefore)) return undefined
  return { kind, daysBefore, daysLeft: Math.ceil(left / DAY) }
}

/** A draft that has lapsed is deleted, not reminded of. */
export function draftReminder(savedAt: string, now: string, given: readonly number[] = []): Reminder | undefined {
  return isDraftExpired(savedAt, now) ? undefined : dueReminder('draftExpiry', draftExpiry(savedAt), now, given)
}

/** Until the person ticks 已悬挂. */
export function placeNumberReminder(approvedAt: string, placedAt: string | null, now: string, given: readonly number[] = []): Reminder | undefined {
  return placedAt === null ? dueReminder('placeNumber', placeNumberDeadline(approvedAt), now, given) : undefined
}

/** 90 / 30 / 7 days before an ID certificate lapses; `long-term` never does. */
export function certificateReminder(expiry: string | undefined, today: string, given: readonly number[] = []): Reminder | undefined {
  if (expiry === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(expiry)) return undefined
  return dueReminder('certificateExpiry', `${expiry}T00:00:00Z`, `${today}T00:00:00Z`, given)
}

/** The clock may run behind the latest time the store has seen by this much before the person is warned. */
export const CLOCK_TOLERANCE_MINUTES = 5

/** The time that rules use, and whether 系统时间早于上次使用时间 is to be shown. */
export function ruleTime(machineNow: string, latestSeen: string | undefined): { now: string; clockBehind: boolean } {
  if (latestSeen === undefined || Date.parse(latestSeen) - Date.parse(machineNow) <= CLOCK_TOLERANCE_MINUTES * MINUTE) {
    return { now: machineNow, clockBehind: false }
  }
  return { now: latestSeen, clockBehind: true }
}
