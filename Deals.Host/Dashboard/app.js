import { age, make, money, number, percent, setClock, span, tick } from '/format.js';

// Shows what a node says, every two seconds. Everything that comes from Keepa is put in as text, never as HTML.
const pollEvery = 2000;
const longestPause = 30000;
const patience = 15000;
const amazon = { 1: 'com', 2: 'co.uk', 3: 'de', 4: 'fr', 5: 'co.jp', 6: 'ca', 8: 'it', 9: 'es', 10: 'in', 11: 'com.mx', 12: 'com.br' };
const statuses = [['', 'all'], ['pending_processing', 'waiting for facts'], ['active', 'active'], ['suspended', 'suspended'], ['retired', 'retired']];
const statusLook = { active: 'good', pending_processing: '', suspended: 'warn', retired: 'bad' };

const at = id => document.getElementById(id);
const filters = at('filters');
const state = { status: '', cursors: [null], page: null, key: sessionStorage.getItem('deals-key'), failures: 0, timer: null, list: 0 };

// --- asking the node ----------------------------------------------------
async function ask(address) {
  const response = await fetch(address, {
    headers: state.key ? { 'X-Api-Key': state.key } : {},
    cache: 'no-store',
    signal: AbortSignal.timeout(patience),
  });
  const isJson = (response.headers.get('content-type') || '').includes('json');
  const body = isJson ? await response.json() : null;
  if (response.ok && body) return body;
  const problem = new Error(body?.detail || body?.title || 'The node answered ' + response.status + '.');
  problem.status = response.status;
  throw problem;
}

// --- status, health ------------------------------------------------------
function showStatus(status) {
  setClock(Date.parse(status.now), status.timeScale);
  state.live = status.mode === 'live';
  at('simulated').hidden = status.mode !== 'simulated';
  document.title = (status.mode === 'simulated' ? 'Deals (simulated)' : 'Deals');
  at('node').replaceChildren(status.node, ' · ', status.version, ' · ', status.mode === 'simulated' ? 'simulated Keepa' : 'live Keepa');
  const numbers = status.counts || {};
  const all = status.counts && Object.values(numbers).reduce((sum, n) => sum + n, 0);
  const counts = at('counts');
  if (counts.childElementCount === 0) {
    for (const [name, label] of statuses) {
      const button = make('button', '', make('b'), make('span', '', label));
      button.type = 'button';
      button.dataset.status = name;
      button.addEventListener('click', () => { state.status = name; restart(); markStatus(); });
      counts.append(button);
    }
    markStatus();
  }
  for (const button of counts.children)
    button.firstChild.textContent = number(button.dataset.status ? numbers[button.dataset.status] : all);
  const wrong = [
    status.journal.state === 'ok' ? null : status.journal.reason || 'The journal does not answer.',
    status.catalogue.state === 'live' || status.catalogue.state === 'verifying' ? null : 'Catalogue ' + status.catalogue.state + (status.catalogue.reason ? ': ' + status.catalogue.reason : ''),
  ].filter(Boolean);
  const pill = at('health');
  pill.className = 'pill ' + (wrong.length ? 'warn' : 'good');
  pill.textContent = wrong.length ? 'see why' : 'working';
  pill.title = wrong.join(' ');
  if (wrong.length) pill.textContent = wrong.join(' ').slice(0, 80);
}
function markStatus() {
  for (const button of at('counts').children)
    button.setAttribute('aria-pressed', String(button.dataset.status === state.status));
}

// --- budget ----------------------------------------------------------------
function facts(pairs) {
  const list = make('dl', 'facts');
  for (const [name, ...value] of pairs) list.append(make('dt', '', name), make('dd', '', ...value));
  return list;
}
function stalePill(answer) {
  return answer.stale ? make('span', 'pill warn', 'not answering; last said ', age(answer.asOf), ' ago') : '';
}
function showBudget(budget) {
  const known = budget.tokensLeft !== null && budget.capacity !== null;
  at('budget-short').replaceChildren(known ? number(budget.tokensLeft) + ' of ' + number(budget.capacity) + ' ' : 'Keepa has not answered yet ', stalePill(budget));
  const meter = make('meter');
  meter.min = 0;
  meter.max = budget.capacity || 1;
  meter.value = Math.max(0, budget.tokensLeft || 0);
  meter.setAttribute('aria-label', 'Balance of the token bucket');
  const waiting = budget.waitingFor
    ? [budget.waitingFor, budget.waitingUntil ? ' – ' : '', budget.waitingUntil ? age(budget.waitingUntil, true) : '']
    : ['nothing waits'];
  at('budget-body').replaceChildren(
    meter,
    facts([
      ['Reserved', number(budget.reserved) + ' for ' + number(budget.permits.length) + ' open permits'],
      ['Next tick', age(budget.nextTickAt, true), budget.refillRate === null ? '' : ' (' + number(budget.refillRate) + ' a minute)'],
      ['Waiting for', ...waiting],
      ['Spent', number(budget.settled) + '; refilled ' + number(budget.refilled) + ', unknown ' + number(budget.unknown) + ', by others ' + number(budget.foreign) + ', lost at the cap ' + number(budget.wasted)],
      ['Throttled', number(budget.throttled) + ' answers 429'],
    ]));
  showLanes(budget.lanes);
}
function showLanes(all) {
  const queued = all.reduce((sum, lane) => sum + lane.queued, 0);
  at('lanes-short').textContent = queued ? number(queued) + ' requests wait' : 'nothing waits';
  const lanes = make('table', 'lanes');
  const head = make('tr', '', make('th', '', 'Lane'), make('th', 'num', 'Floor'), make('th', 'num', 'Waiting'), make('th', 'num wide', 'Oldest'), make('th', 'num', 'ETA'), make('th', 'num', 'Spent'));
  for (const cell of head.children) cell.scope = 'col';
  lanes.append(make('thead', '', head));
  const body = make('tbody');
  for (const lane of all) {
    body.append(make('tr', '',
      make('td', '', lane.name, lane.paused ? make('span', 'pill warn beside', 'paused') : ''),
      make('td', 'num', percent(lane.floor)),
      make('td', 'num', number(lane.queued)),
      make('td', 'num wide', lane.oldestWaitSeconds === null ? '–' : span(lane.oldestWaitSeconds)),
      make('td', 'num', lane.etaSeconds === null ? '–' : span(lane.etaSeconds)),
      make('td', 'num', number(lane.settled))));
  }
  lanes.append(body);
  at('lanes-body').replaceChildren(lanes);
}

// --- feeds -------------------------------------------------------------------
function showFeeds(answer) {
  at('feeds-short').replaceChildren(answer.feeds.length === 1 ? answer.feeds[0].state + ' ' : number(answer.feeds.length) + ' feeds ', stalePill(answer));
  const select = filters.elements.feed;
  const names = answer.feeds.map(f => f.name);
  if ([...select.options].slice(1).map(o => o.value).join('\n') !== names.join('\n')) {
    const chosen = select.value;
    select.replaceChildren(new Option('all', ''), ...names.map(n => new Option(n, n)));
    select.value = names.includes(chosen) ? chosen : '';
  }
  at('feeds-body').replaceChildren(...answer.feeds.map(feed => make('div', 'feed',
    make('h3', '', feed.name, make('span', 'pill beside ' + (feed.gapSince || feed.lastError ? 'warn' : 'good'), feed.state)),
    make('p', '', feed.reason),
    facts([
      ['Last pass', age(feed.lastPass), feed.lastPass ? ' ago' : ''],
      ['Last full pass', age(feed.lastFullPass), feed.lastFullPass ? ' ago' : ''],
      ['Next pass', age(feed.nextPassAt, true)],
      ['Rows', number(feed.rowsSeen) + ' seen, ' + number(feed.rowsSent) + ' new or newer'],
      ...(feed.gapSince ? [['Gap', 'not read in full for ', age(feed.gapSince)]] : []),
      ...(feed.setAside.length ? [['Set aside', feed.setAside.join(' ')]] : []),
      ...(feed.lastError ? [['Last error', feed.lastError]] : []),
    ]))));
  if (answer.feeds.length === 0) at('feeds-body').replaceChildren(make('p', 'muted', 'No feed is configured.'));
}

// --- the list ----------------------------------------------------------------
function query() {
  const parameters = new URLSearchParams();
  const values = new FormData(filters);
  for (const name of ['q', 'feed', 'maxRank', 'sort', 'limit']) {
    const value = String(values.get(name) || '').trim();
    if (value) parameters.set(name, value);
  }
  const below = String(values.get('minBelowAverage') || '').trim();
  if (below) parameters.set('minBelowAverage', String(Number(below) / 100));
  if (state.status) parameters.set('status', state.status);
  const cursor = state.cursors.at(-1);
  if (cursor) parameters.set('cursor', cursor);
  return parameters;
}
function cell(name, look, ...content) {
  const element = make('td', look, ...content);
  if (name) element.dataset.name = name;
  return element;
}
function row(deal) {
  const link = make('a', 'title', deal.title || deal.asin);
  const place = amazon[deal.domain];
  // What the simulator makes up has no page at Amazon.
  if (place && state.live && /^[A-Z0-9]{10}$/.test(deal.asin)) {
    link.href = 'https://www.amazon.' + place + '/dp/' + deal.asin;
    link.rel = 'noopener noreferrer';
    link.target = '_blank';
  }
  if (deal.title) link.title = deal.title;
  const status = make('span', 'pill ' + (statusLook[deal.status] || ''), deal.status === 'pending_processing' ? 'waiting' : deal.status);
  if (deal.lastError) status.title = deal.lastError;
  const below = deal.belowAverage;
  return make('tr', '',
    cell('', 'deal', link, make('div', 'id', deal.id)),
    cell('', '', status),
    cell('Price', 'num', money(deal.price, deal.currency)),
    cell('Below average', 'num', make('span', below > 0 ? 'cheaper' : below < 0 ? 'dearer' : '', percent(below))),
    cell('Rank', 'num', number(deal.rank)),
    cell('Keepa saw it', 'num', age(deal.listingAsOf)),
    cell('We took it', 'num', age(deal.checkedAt)),
    cell('Price changed', 'num', age(deal.changedAt)));
}
function showList(page) {
  state.page = page;
  at('list-problem').hidden = true;
  const empty = make('td', 'empty', filtered() ? 'No deal matches. Clear the filters to see all.' : 'No deal yet. The first ones arrive with the first page of a feed.');
  empty.colSpan = 8;
  // Rows are made again only when they changed: whoever has selected a text or focused a link keeps it.
  const shown = state.live + JSON.stringify(page.items) + (page.items.length ? '' : empty.textContent);
  if (shown !== state.shown) at('rows').replaceChildren(...(page.items.length ? page.items.map(row) : [make('tr', '', empty)]));
  state.shown = shown;
  const limit = Number(filters.elements.limit.value);
  const first = (state.cursors.length - 1) * limit;
  at('range').textContent = page.items.length ? number(first + 1) + ' – ' + number(first + page.items.length) + ' of ' + number(page.total) : number(page.total) + ' deals';
  at('previous').disabled = state.cursors.length === 1;
  at('next').disabled = !page.nextCursor;
  markSort();
}
const filtered = () => state.status || ['q', 'feed', 'maxRank', 'minBelowAverage'].some(n => filters.elements[n].value);
async function loadList() {
  const turn = ++state.list;
  try {
    const page = await ask('/api/deals?' + query());
    if (turn === state.list) showList(page);
  } catch (problem) {
    if (turn !== state.list) return;
    if (problem.status !== 400) throw problem;
    at('list-problem').textContent = problem.message;
    at('list-problem').hidden = false;
  }
}
function restart() {
  state.cursors = [null];
  loadList().catch(() => poll());
}
function markSort() {
  const sort = filters.elements.sort.value;
  for (const head of document.querySelectorAll('th[data-sort]')) {
    const name = head.dataset.sort;
    if (sort === name) head.setAttribute('aria-sort', 'ascending');
    else if (sort === '-' + name) head.setAttribute('aria-sort', 'descending');
    else head.removeAttribute('aria-sort');
    head.firstChild.textContent = head.dataset.label + (sort === name ? ' ▲' : sort === '-' + name ? ' ▼' : '');
  }
}
function sortBy(name) {
  const select = filters.elements.sort;
  const wanted = select.value === '-' + name ? name : '-' + name;
  if (![...select.options].some(o => o.value === wanted))
    select.append(new Option(wanted.replace('-', '') + (wanted.startsWith('-') ? ', descending' : ', ascending'), wanted));
  select.value = wanted;
  restart();
}

// --- polling -------------------------------------------------------------------
function part(body, answer, show) {
  if (answer.status === 'fulfilled') show(answer.value);
  else if (answer.reason.status && answer.reason.status !== 401)
    at(body).replaceChildren(make('p', 'muted', answer.reason.message));
  else return;
  if (body === 'budget-body' && answer.status !== 'fulfilled') at('lanes-body').replaceChildren(make('p', 'muted', 'Not known.'));
}
async function poll() {
  clearTimeout(state.timer);
  const [status, budget, feeds, list] = await Promise.allSettled([
    ask('/api/status'), ask('/api/budget'), ask('/api/feeds'), document.hidden ? Promise.resolve() : loadList()]);
  const failed = [status, budget, feeds, list].filter(a => a.status === 'rejected').map(a => a.reason);
  const locked = failed.some(f => f.status === 401);
  const gone = failed.length === 4 && failed.every(f => !f.status);
  askForKey(locked);
  if (status.status === 'fulfilled') showStatus(status.value);
  part('budget-body', budget, showBudget);
  part('feeds-body', feeds, showFeeds);
  if (list.status === 'rejected' && list.reason.status && !locked) {
    at('list-problem').textContent = list.reason.message;
    at('list-problem').hidden = false;
  }
  showAway(gone, !gone && !locked && status.status === 'rejected' ? status.reason.message : null);
  state.timer = setTimeout(poll, Math.min(longestPause, pollEvery * 2 ** Math.min(state.failures, 6)));
}
function showAway(gone, trouble) {
  state.failures = gone ? state.failures + 1 : 0;
  document.body.classList.toggle('stale', gone);
  const banner = at('away');
  const text = gone ? 'The node does not answer. What is shown is the last that it said; trying again.' : trouble;
  if (banner.textContent !== (text || '')) banner.textContent = text || '';
  banner.hidden = !text;
  if (gone || trouble) {
    at('health').className = 'pill bad';
    at('health').textContent = gone ? 'no answer' : 'in trouble';
  }
}
function askForKey(locked) {
  const form = at('key');
  if (locked && state.key) {
    at('key-problem').textContent = 'The node does not know that key.';
    state.key = null;
    sessionStorage.removeItem('deals-key');
  }
  form.hidden = !locked;
  document.body.classList.toggle('locked', locked);
  if (locked) { at('health').className = 'pill warn'; at('health').textContent = 'locked'; }
}

// --- what people do --------------------------------------------------------------
for (const head of document.querySelectorAll('th[data-sort]')) {
  head.dataset.label = head.textContent;
  const button = make('button', '', head.textContent);
  button.type = 'button';
  button.addEventListener('click', () => sortBy(head.dataset.sort));
  head.replaceChildren(button);
}
// On a phone the list comes first: the rest is one tap away.
if (matchMedia('(max-width: 640px)').matches)
  for (const panel of document.querySelectorAll('details.panel')) panel.open = false;
let typing;
filters.addEventListener('input', () => { clearTimeout(typing); typing = setTimeout(restart, 250); });
filters.addEventListener('submit', e => { e.preventDefault(); restart(); });
filters.addEventListener('reset', () => { state.status = ''; markStatus(); setTimeout(restart); });
at('next').addEventListener('click', () => { if (state.page?.nextCursor) { state.cursors.push(state.page.nextCursor); loadList().catch(() => poll()); } });
at('previous').addEventListener('click', () => { if (state.cursors.length > 1) { state.cursors.pop(); loadList().catch(() => poll()); } });
at('key').addEventListener('submit', e => {
  e.preventDefault();
  state.key = at('key-text').value;
  sessionStorage.setItem('deals-key', state.key);
  at('key-text').value = '';
  poll();
});
document.addEventListener('visibilitychange', () => { if (!document.hidden) poll(); });
setInterval(() => { for (const element of document.querySelectorAll('time[data-at]')) tick(element); }, 1000);
poll();
