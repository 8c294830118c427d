// How values become elements and texts; nothing that is shown is ever read as HTML.
const minorDigits = { JPY: 0 };
let clock = null;

/** The domain's clock may run faster than the wall's; the node says both. */
export function setClock(domain, scale) {
  clock = { domain, scale, wall: performance.now() };
}
export function make(name, look, ...content) {
  const element = document.createElement(name);
  if (look) element.className = look;
  element.append(...content.filter(c => c !== null && c !== undefined));
  return element;
}
export function age(instant, ahead) {
  const element = make('time');
  if (!instant) { element.textContent = '–'; return element; }
  element.dateTime = instant;
  element.title = new Date(instant).toISOString().replace('T', ' ').slice(0, 19) + ' UTC';
  element.dataset.at = Date.parse(instant);
  if (ahead) element.dataset.ahead = '1';
  tick(element);
  return element;
}
export function span(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return s + ' s';
  if (s < 3600) return Math.floor(s / 60) + ' m';
  if (s < 86400) return Math.floor(s / 3600) + ' h ' + Math.floor(s % 3600 / 60) + ' m';
  return Math.floor(s / 86400) + ' d ' + Math.floor(s % 86400 / 3600) + ' h';
}
const now = () => clock ? clock.domain + (performance.now() - clock.wall) * clock.scale : Date.now();
export function tick(element) {
  const past = (now() - Number(element.dataset.at)) / 1000;
  element.textContent = element.dataset.ahead ? (past < 0 ? 'in ' + span(-past) : 'due') : span(past);
}
export const number = n => n === null || n === undefined ? '–' : n.toLocaleString('en-US');
export function money(minor, currency) {
  if (minor === null) return '–';
  const digits = minorDigits[currency] ?? 2;
  return (minor / 10 ** digits).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }) + ' ' + currency;
}
export const percent = fraction => fraction === null || fraction === undefined ? '–' : (Math.round(fraction * 1000) / 10).toLocaleString('en-US') + ' %';
