/**
 * Answers the suite's level "deadlines" with deadlines.mjs, a request a line; every other question is passed over.
 *
 *   python docs/conformance/run.py --level deadlines --optional -- node docs/conformance/javascript_adapter.mjs
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import {
  Unanswered, civilDay, dayOf, dayZero, dueDay, ending, inForce, monthsOn, onOrAfter, roll, stateAt, textOf,
} from "./deadlines.mjs";

const pinned = (name) => JSON.parse(readFileSync(new URL(`./pinned/${name}.json`, import.meta.url), "utf8"));
const { rules: RULES } = pinned("rules");
const { calendars: CALENDARS } = pinned("calendars");
const HANDED_IN = ["submitted", "disputed"];

/** The clock of a span: its rule is that of day zero, which an office that closes may put off. */
function counted(rules, calendar, { event, spans }, start) {
  const { clocks, zone } = rules;
  const day = civilDay(start, zone);
  const has = HANDED_IN.includes(event) && clocks.intake.some(({ since }) => since <= day);
  const intake = has ? inForce(clocks.intake, day) : null;
  const span = inForce(spans, textOf(dayZero(calendar, { intake, zone }, start)));
  return dueDay(calendar, { span, zone, intake }, start);
}

/** Clocks that count otherwise than a span from the start. */
const OWN = {
  payment(rules, calendar, { start, tax_invoice: invoice }) {
    const clock = rules.clocks.spans.payment;
    if (!["not_needed", "approved"].includes(invoice.state)) return { not_running: `tax_invoice_${invoice.state}` };
    if (!invoice.approved_at) return counted(rules, calendar, clock, start);
    const [approved, invoiced] = [start, invoice.approved_at].map((each) => civilDay(each, rules.zone));
    const from = approved > invoiced ? start : invoice.approved_at;
    const found = counted(rules, calendar, clock.after_tax_invoice, from);
    if (rules.policies.tax_invoice_clock !== "later_of_both") return found;
    const other = counted(rules, calendar, clock, start);
    return other.due > found.due ? other : found;
  },
  tax_invoice(rules, calendar, { start, country }) {
    const clock = rules.clocks.spans.tax_invoice;
    const day = civilDay(start, rules.zone);
    const known = clock.countries.findLast(({ since }) => since <= day);
    if (!known?.value) return { not_running: "clock_without_rule" };
    if (!known.value.includes(country)) return { not_running: "tax_invoice_of_another_country" };
    return counted(rules, calendar, clock, start);
  },
  claiming({ clocks, zone, policies }, calendar, { usage_period: usage }) {
    if (policies.claim_deadline === "day_count") {
      const { n } = inForce(clocks.claim_deadline_days, usage.first);
      return ending(dayOf(usage.last) + 1 + n, zone);
    }
    const first = dayOf(usage.first);
    const window = inForce(clocks.claiming_windows, usage.first).find((each) => (
      onOrAfter(each.usage_first, first) === first && textOf(onOrAfter(each.usage_last, first)) === usage.last
    ));
    if (!window) throw new Unanswered("no_rule_in_force");
    return ending(roll(calendar, onOrAfter(window.closes, onOrAfter(window.opens, first)), window.roll), zone);
  },
  payment_run({ clocks, zone }, _, { start }) {
    const day = civilDay(start, zone);
    const cutoff = inForce(clocks.payment_run_day, day);
    return ending(monthsOn(dayOf(day), Number(day.slice(8)) > cutoff ? 1 : 0, cutoff), zone);
  },
  rebate({ clocks, zone }, calendar, { earning_period: earned }) {
    const days = inForce(clocks.rebate_days, earned.last);
    const day = Math.min(...days.map((each) => onOrAfter(each, dayOf(earned.last) + 1)));
    return ending(roll(calendar, day + 1, "following"), zone);
  },
};

function answer(asked) {
  const stated = RULES[asked.rules];
  const rules = stated.clocks.spans ? stated : { ...stated, clocks: RULES.published.clocks };
  const calendar = CALENDARS[asked.calendar];
  const clock = rules.clocks.spans[asked.clock];
  if (clock?.off) return { not_running: clock.off };
  const own = OWN[asked.clock];
  const found = own ? own(rules, calendar, asked) : counted(rules, calendar, clock, asked.start);
  if (asked.at && found.due) found.state = stateAt(found, rules.zone, asked.at, asked.answered_at);
  return found;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { case: id, question } = JSON.parse(line);
  const said = { case: id };
  if (question.ask !== "due") said.skip = "only deadlines are counted here";
  else {
    try {
      said.answer = answer(question);
    } catch (error) {
      said.answer = { error: error instanceof Unanswered ? error.code : String(error) };
    }
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
