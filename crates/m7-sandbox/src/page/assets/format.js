// How times, spans and counts are written. Times of day are this browser's; titles tell them in UTC.

const NUMBER = new Intl.NumberFormat("en");
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });

/** `100,000` */
export function count(number) {
  return NUMBER.format(number);
}

/** `14:33:27`, with milliseconds if `precise`. */
export function timeOfDay(date, { precise = false } = {}) {
  if (Number.isNaN(date.getTime())) return "–";
  const two = (part) => String(part).padStart(2, "0");
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return precise ? `${time}.${String(date.getMilliseconds()).padStart(3, "0")}` : time;
}

/** `Friday 4 December 2020` */
export function day(date) {
  return Number.isNaN(date.getTime()) ? "–" : DAY.format(date);
}

/** In UTC, for titles: `2020-12-04 06:33:27.000 UTC`. */
export function utc(date) {
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().replace("T", " ").replace("Z", " UTC");
}

/** `7 ms`, `6.74 s` */
export function took(milliseconds) {
  if (!Number.isFinite(milliseconds)) return "";
  if (milliseconds < 1) return `${milliseconds.toFixed(1)} ms`;
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

/** A span in its two largest units: `59 min 12 s`. */
export function span(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const units = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  const first = units.findIndex(([size]) => whole >= size);
  if (first < 0) return "0 s";
  let left = whole;
  return units.slice(first, first + 2)
    .map(([size, name]) => {
      const many = Math.floor(left / size);
      left -= many * size;
      return many ? `${many} ${name}` : "";
    })
    .filter(Boolean)
    .join(" ");
}

/** `5 registered phones` */
export function many(number, one, more = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : more}`;
}

/** `firstDifference` as words: `First difference`. */
export function words(name) {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/[_-]+/g, " ").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
