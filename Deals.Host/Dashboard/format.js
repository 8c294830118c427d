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
export const now = () => clock ? clock.domain + (performance.now() - clock.wall) * clock.scale : Date.now();
export function tick(element) {
  const past = (now() - Number(element.dataset.at)) / 1000;
  element.textContent = element.dataset.ahead ? (past < 0 ? 'in ' + span(-past) : 'due') : span(past);
}
export const number = n => n === null || n === undefined ? '–' : n.toLocaleString('en-US');
export function money(minor, currency) {
  if (minor === null || minor === undefined) return '–';
  const digits = minorDigits[currency] ?? 2;
  return (minor / 10 ** digits).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }) + ' ' + currency;
}
/** An amount where the currency is said beside it. */
export const bare = (minor, currency) => money(minor, currency).split(' ')[0];
export const percent = fraction => fraction === null || fraction === undefined ? '–' : (Math.round(fraction * 1000) / 10 || 0).toLocaleString('en-US') + ' %';
/** Lengths that a statistic gives: one number, the largest unit that says enough. */
export const roughly = seconds => seconds === null || seconds === undefined ? '–' : span(seconds);
/** An instant in words that stay as they are: what is read aloud must not tick. */
export function moment(instant) {
  const seconds = (Date.parse(instant) - now()) / 1000;
  return new Date(instant).toISOString().slice(11, 19) + ' UTC (' + (seconds > 0 ? 'in ' + span(seconds) : span(-seconds) + ' ago') + ')';
}
/** A reason in one word, as the API writes it, apart: defaultFees is "default fees". */
export const words = name => name ? name.replace(/[A-Z]/g, c => ' ' + c.toLowerCase()) : '–';
export const monthName = month => new Date(Date.UTC(2000, month - 1, 1)).toLocaleString('en-US', { month: 'long', timeZone: 'UTC' });
export const day = instant => new Date(instant).toISOString().slice(0, 10);
/** A value of a price type in its unit; the currency is said beside the table. */
export function inTable(value, unit, currency) {
  if (value === null || value === undefined) return '–';
  return unit === 'money' ? bare(value, currency) : unit === 'rating' ? (value / 10).toFixed(1) + ' ★' : number(value);
}
export function facts(pairs) {
  const list = make('dl', 'facts');
  for (const [name, ...value] of pairs) list.append(make('dt', '', name), make('dd', '', ...value));
  return list;
}
/** A table: columns are [name, look], cells are texts or elements. */
export function table(look, columns, rows) {
  const head = make('tr', '', ...columns.map(([name, kind]) => { const th = make('th', kind, name); th.scope = 'col'; return th; }));
  return make('table', look, make('thead', '', head), make('tbody', '', ...rows.map(cells =>
    make('tr', '', ...cells.map((c, i) => make('td', columns[i][1], c))))));
}
// --- charts ------------------------------------------------------------------
function draw(name, attributes, ...content) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...content);
  return element;
}
function ticksOf(low, high, most) {
  const raw = Math.max(high - low, 1) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = Math.max(1, [1, 2, 5, 10].find(f => f * power >= raw) * power);
  const ticks = [];
  for (let t = Math.floor(low / step) * step; t < high + step; t += step) ticks.push(t);
  return ticks;
}
function valueAt(points, time) {
  let low = 0, high = points.length;
  while (low < high) { const middle = (low + high) >> 1; if (points[middle].time <= time) low = middle + 1; else high = middle; }
  return low ? points[low - 1].value : null;
}
/** A chart of values that hold until the next one. Series are {name, look, points: [{at, value}]}; a point without a value is a gap. */
export function stepChart({ label, width, height, days, series, show }) {
  const to = now();
  const from = to - days * 86400000;
  const lines = series.map(s => ({ ...s, points: s.points.map(p => ({ time: Date.parse(p.at), value: p.value ?? null })).filter(p => p.time <= to) }));
  const values = lines.flatMap(s => s.points.map(p => p.value)).filter(v => v !== null);
  const caption = make('figcaption', 'chart-caption');
  const figure = make('figure', 'chart', caption);
  const legend = lines.map(s => {
    const own = s.points.map(p => p.value).filter(v => v !== null);
    return own.length
      ? { s, text: s.name + ' now ' + show(valueAt(s.points, to)) + ', lowest ' + show(own.reduce((a, b) => Math.min(a, b))) + ', highest ' + show(own.reduce((a, b) => Math.max(a, b))) }
      : { s, text: s.name + ' never had a value' };
  });
  const swatch = look => draw('svg', { class: 'swatch ' + look, width: 18, height: 8, viewBox: '0 0 18 8', 'aria-hidden': 'true' }, draw('path', { d: 'M1 4H17', class: 'line ' + look }));
  const rest = () => caption.replaceChildren(make('strong', '', label), ...legend.map(l => make('span', '', swatch(l.s.look), l.text)));
  rest();
  if (!values.length) return figure;
  const ticks = ticksOf(values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b)), height < 150 ? 2 : 4);
  const [low, high] = [ticks[0], ticks.at(-1)];
  const left = 8 + 7 * Math.max(6, ...ticks.map(t => show(t, true).length));
  const [right, top, bottom] = [width - 8, 8, height - 22];
  const x = time => left + (Math.max(time, from) - from) / (to - from) * (right - left);
  const y = value => bottom - (value - low) / (high - low) * (bottom - top);
  const svg = draw('svg', { viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': label + ': ' + legend.map(l => l.text).join('; '), class: 'plot' });
  for (const t of ticks) {
    const text = draw('text', { x: left - 6, y: y(t) + 4, class: 'axis end' }, show(t, true));
    svg.append(draw('path', { d: 'M' + left + ' ' + y(t).toFixed(1) + 'H' + right, class: 'grid' }), text);
  }
  const every = Math.max(1, Math.ceil(12 / Math.max(2, Math.floor((right - left) / 70))));
  const month = new Date(from);
  month.setUTCDate(1);
  month.setUTCHours(0, 0, 0, 0);
  month.setUTCMonth(month.getUTCMonth() + 1);
  for (; month.getTime() < to; month.setUTCMonth(month.getUTCMonth() + every)) {
    const place = x(month.getTime());
    svg.append(draw('path', { d: 'M' + place.toFixed(1) + ' ' + bottom + 'v4', class: 'grid' }));
    if (place > right - 24) continue;
    svg.append(draw('text', { x: place.toFixed(1), y: height - 5, class: 'axis middle' },
      month.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' }) + (month.getUTCMonth() < every ? ' ’' + String(month.getUTCFullYear()).slice(2) : '')));
  }
  for (const s of lines) {
    let path = '';
    let on = false;
    s.points.forEach((p, i) => {
      if (p.value === null) { on = false; return; }
      const end = x(s.points[i + 1]?.time ?? to);
      path += (on ? 'V' + y(p.value).toFixed(1) : 'M' + x(p.time).toFixed(1) + ' ' + y(p.value).toFixed(1)) + 'H' + end.toFixed(1);
      on = true;
    });
    if (path) svg.append(draw('path', { d: path, class: 'line ' + s.look + (s.points.length > width ? ' dense' : '') }));
  }
  const cross = draw('path', { class: 'cross', d: '' });
  svg.append(cross);
  svg.addEventListener('pointermove', e => {
    const box = svg.getBoundingClientRect();
    const place = Math.min(right, Math.max(left, (e.clientX - box.left) / box.width * width));
    const time = from + (place - left) / (right - left) * (to - from);
    cross.setAttribute('d', 'M' + place.toFixed(1) + ' ' + top + 'V' + bottom);
    caption.replaceChildren(make('strong', '', new Date(time).toISOString().slice(0, 16).replace('T', ' ') + ' UTC'),
      ...lines.map(s => make('span', '', swatch(s.look), s.name + ' ' + show(valueAt(s.points, time)))));
  });
  svg.addEventListener('pointerleave', () => { cross.setAttribute('d', ''); rest(); });
  figure.prepend(svg);
  return figure;
}
