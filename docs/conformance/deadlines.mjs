/**
 * Deadlines, as docs/reference/wire.md and the pinned files have them. No dependency: for Node and for browsers.
 *
 * A calendar is the plain data of the wire. A day is "2022-09-16", an instant "2022-09-16T21:30:00Z".
 *
 *   dueDay(calendar, { span: { type: "span.business-days", n: 2 }, zone: "America/Los_Angeles" }, "2022-09-16")
 *   // { due: "2022-09-20", last_instant: "2022-09-21T06:59:59.999999Z", closed: {} }
 */

const DAY = 86_400_000;

/** There is no answer: `code` says why, as the errors of the suite do. */
export class Unanswered extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

// Days, counted from 1 January 1970, and the texts of them.

export const dayOf = (text) => Date.parse(`${text}T00:00:00Z`) / DAY;
export const textOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const partsOf = (day) => textOf(day).split("-").map(Number);
const lastOfMonth = (year, month) => Date.UTC(year, month, 0) / DAY;

/** The day of a month that is so many months on; the last one where that month has no such day. */
export function monthsOn(day, months, wanted = partsOf(day)[2]) {
  const [year, month] = partsOf(day);
  const last = lastOfMonth(year, month + months);
  return Math.min(last, last - partsOf(last)[2] + wanted);
}

/** The first such day of a year that is not before another day. */
export function onOrAfter(monthDay, day) {
  const [year] = partsOf(day);
  const here = Date.UTC(year, monthDay.month - 1, monthDay.day) / DAY;
  return here >= day ? here : Date.UTC(year + 1, monthDay.month - 1, monthDay.day) / DAY;
}

// Instants: which day and time it is in a zone, and when a day ends there.

/** What a clock in the zone shows at an instant in milliseconds, as if it were UTC. */
function wall(ms, zone) {
  const options = { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" };
  Object.assign(options, { hour: "numeric", minute: "numeric", second: "numeric" });
  const found = Object.fromEntries(
    new Intl.DateTimeFormat("en-US", options).formatToParts(ms).map(({ type, value }) => [type, Number(value)]),
  );
  const seconds = Date.UTC(found.year, found.month - 1, found.day, found.hour, found.minute, found.second);
  return seconds + (((ms % 1000) + 1000) % 1000);
}

/** The civil day of an instant in a zone; a day is itself. */
export function civilDay(start, zone) {
  return start.includes("T") ? textOf(Math.floor(wall(Date.parse(start), zone) / DAY)) : start;
}

/** The last instant of a day in a zone, in UTC: the later one where its last time comes twice. */
export function lastInstant(day, zone) {
  const shown = (dayOf(day) + 1) * DAY - 1;
  const [before, after] = [shown - DAY, shown + DAY].map((ms) => shown - (wall(ms, zone) - ms));
  const found = [before, after].filter((ms) => wall(ms, zone) === shown);
  return new Date(found.length ? Math.max(...found) : after).toISOString().replace("Z", "999Z");
}

const micros = (instant) => instant.replace(/(?:\.(\d+))?Z$/, (_, part = "") => `.${part.padEnd(6, "0")}`);

/** How a deadline stands at an instant: answered at another one, or at none. */
export function stateAt(deadline, zone, at, answered) {
  const [now, end] = [at, deadline.last_instant].map(micros);
  if (answered && micros(answered) <= now) return micros(answered) <= end ? "met" : "met_late";
  if (now > end) return "overdue";
  const before = micros(lastInstant(textOf(dayOf(deadline.due) - 1), zone));
  return now > before ? "due_today" : "open";
}

// Calendars: which days are closed, and counting over them.

const read = new WeakMap();

function table(calendar) {
  if (!read.has(calendar)) {
    read.set(calendar, {
      holidays: new Map(calendar.holidays.map(({ day, why }) => [day, why])),
      working: new Set(calendar.working_days),
      weekends: [...calendar.weekends].sort((one, two) => (one.since < two.since ? 1 : -1)),
    });
  }
  return read.get(calendar);
}

/** Why a day is closed: the name of a holiday, else "weekend", else null. Monday is 0. */
export function whyClosed(calendar, day) {
  if (day < calendar.first || day > calendar.last) throw new Unanswered("calendar_out_of_range");
  const { holidays, working, weekends } = table(calendar);
  if (holidays.has(day)) return holidays.get(day);
  const { weekdays } = weekends.find(({ since }) => since <= day);
  return !working.has(day) && weekdays.includes((dayOf(day) + 3) % 7) ? "weekend" : null;
}

const isOpen = (calendar, day) => whyClosed(calendar, textOf(day)) === null;

function after(calendar, day, n) {
  whyClosed(calendar, textOf(day));
  for (let left = n; left > 0; ) if (isOpen(calendar, (day += 1))) left -= 1;
  return day;
}

/** The day that stands for one that may be closed. */
export function roll(calendar, day, convention) {
  if (convention === "unadjusted") return day;
  const step = convention === "preceding" ? -1 : 1;
  let found = day;
  while (!isOpen(calendar, found)) found += step;
  const left = convention === "modified_following" && textOf(found).slice(0, 7) !== textOf(day).slice(0, 7);
  return left ? roll(calendar, day, "preceding") : found;
}

const SPANS = {
  "span.business-days": ({ n }, day, calendar) => (n ? after(calendar, day, n) : roll(calendar, day, "following")),
  "span.calendar-days": ({ n }, day) => day + n,
  "span.months": ({ n }, day) => monthsOn(day, n),
  "span.month-end": ({ n }, day) => monthsOn(day, n, 31),
  "span.day-of-month": ({ n }, day) => (monthsOn(day, 0, n) >= day ? monthsOn(day, 0, n) : monthsOn(day, 1, n)),
};

const partsOfSpan = (span) => (span.type === "span.sum" ? span.parts : [span]);
const step = (calendar, day, part) =>
  typeof part === "string" ? roll(calendar, day, part) : SPANS[part.type](part, day, calendar);

/** Day zero: the civil day, or where an office closes in the evening or on that day, the next one it is open. */
export function dayZero(calendar, { intake, zone }, start) {
  const day = dayOf(civilDay(start, zone));
  if (!intake) return day;
  if (intake.cutoff && start.includes("T")) {
    const time = new Date(wall(Date.parse(start), zone)).toISOString().slice(11, 19);
    if (time + micros(start).slice(19) > `${intake.cutoff}.000000`) return after(calendar, day, 1);
  }
  return intake.convention === "next_business_day" ? roll(calendar, day, "following") : day;
}

/** What is due at the end of a day. */
export const ending = (day, zone, closed = {}) => ({ due: textOf(day), last_instant: lastInstant(textOf(day), zone), closed });

/** The due day of a rule that starts on a day or at an instant, with the days that were closed until then. */
export function dueDay(calendar, rule, start) {
  const zero = dayZero(calendar, rule, start);
  const parts = partsOfSpan(rule.span);
  const due = parts.reduce((day, part) => step(calendar, day, part), zero);
  const closed = {};
  if (parts.some((part) => typeof part === "string" || part.type === "span.business-days")) {
    for (let day = zero + 1; day <= due; day += 1) {
      const why = whyClosed(calendar, textOf(day));
      if (why !== null && why !== "weekend") closed[textOf(day)] = why;
    }
  }
  return ending(due, rule.zone, closed);
}

/** What a timeline of the pinned rules has on a day. Throws `Unanswered` where no rule is in force. */
export function inForce(timeline, day) {
  const found = timeline.findLast(({ since }) => since <= day);
  if (!found || found.value === null) throw new Unanswered("no_rule_in_force");
  return found.value;
}
