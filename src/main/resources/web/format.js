/** Numbers and times as people read them. */

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const TENTH = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export const whole = (number) => WHOLE.format(number);

/** A rate: one decimal below ten. */
export const rate = (number) => (number < 10 ? TENTH : WHOLE).format(number);

/** A cosine. */
export const cosine = (number) => number.toFixed(3);

/** A share from 0 to 1. */
export function percent(share) {
  const value = share * 100;
  return value > 0 && value < 1 ? '< 1 %' : `${WHOLE.format(value)} %`;
}

export const moment = (iso) => MOMENT.format(new Date(iso));

const STEPS = [
  [60, 'second', 1],
  [3600, 'minute', 60],
  [86400, 'hour', 3600],
  [Infinity, 'day', 86400],
];

/** How long ago. */
export function ago(iso, now = Date.now()) {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const [, unit, length] = STEPS.find(([limit]) => Math.abs(seconds) < limit);
  return RELATIVE.format(Math.round(seconds / length), unit);
}

export const counted = (number, one, many = `${one}s`) => `${whole(number)} ${number === 1 ? one : many}`;
