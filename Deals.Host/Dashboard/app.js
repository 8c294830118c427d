import { age, bare, day, facts, inTable, make, moment, money, monthName, now, number, percent, roughly, setClock, span, stepChart, table, tick, words } from '/format.js';

// Shows what a node says, every two seconds. Everything that comes from Keepa is put in as text, never as HTML.
const pollEvery = 2000;
const longestPause = 30000;
const patience = 15000;
const amazon = { 1: 'com', 2: 'co.uk', 3: 'de', 4: 'fr', 5: 'co.jp', 6: 'ca', 8: 'it', 9: 'es', 10: 'in', 11: 'com.mx', 12: 'com.br' };
const statuses = [['', 'all'], ['pending_processing', 'waiting for facts'], ['active', 'active'], ['suspended', 'suspended'], ['retired', 'retired']];
const statusLook = { active: 'good', pending_processing: '', suspended: 'warn', retired: 'bad' };

const marketplaces = { 1: 'US', 2: 'GB', 3: 'DE', 4: 'FR', 5: 'JP', 6: 'CA', 8: 'IT', 9: 'ES', 10: 'IN', 11: 'MX', 12: 'BR' };
const freshnessEvery = 3;
const pastDays = 365;

const at = id => document.getElementById(id);
const filters = at('filters');
const state = { status: '', cursors: [null], page: null, failures: 0, timer: null, list: 0, turn: 0, pressed: false, open: null };

// --- asking the node ----------------------------------------------------
async function ask(address, method = 'GET', content = undefined) {
  const headers = {};
  if (content !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(address, {
    method,
    headers,
    body: content === undefined ? undefined : JSON.stringify(content),
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
// What became of something that a person ordered, in the words of the node.
function wordsOf(problem) {
  return problem.status ? problem.message : problem.name === 'TimeoutError' ? 'The node did not answer in time; whether it was done is not known.' : 'The node does not answer.';
}
function say(line, good, ...content) {
  line.className = 'answer ' + (good ? 'good' : 'bad');
  line.replaceChildren(...content);
}
async function order(line, address, method, content, told) {
  if (line.dataset.busy) return;
  line.dataset.busy = '1';
  line.className = 'answer';
  line.replaceChildren('asking …');
  try {
    const answer = await ask(address, method, content);
    say(line, true, ...told(answer));
  } catch (problem) {
    say(line, false, wordsOf(problem));
  } finally {
    delete line.dataset.busy;
    poll();
  }
}
function orderWords(answer) {
  const text = { queued: 'A look is ordered', followed: 'It is followed from now on', known: 'It is known already', released: 'It is released', retired: 'It is retired', watched: 'It is watched', unwatched: 'It is no longer watched' }[answer.status] || answer.status;
  const rest = [];
  if (answer.lane) rest.push('lane ' + answer.lane);
  if (typeof answer.place === 'number') rest.push(answer.place ? 'place ' + number(answer.place) : 'already on its way');
  if (answer.eta) rest.push('goes out ' + moment(answer.eta));
  return text + (rest.length ? ': ' + rest.join(', ') : '') + '.';
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
    ? [budget.waitingFor, ...(Date.parse(budget.waitingUntil) > now() ? [' Probably ', age(budget.waitingUntil, true), '.'] : [])]
    : ['nothing waits'];
  at('budget-body').replaceChildren(
    meter,
    facts([
      ['Reserved', number(budget.reserved) + ' for ' + number(budget.permits.length) + ' open permits'],
      ['Next tick', age(budget.nextTickAt, true), budget.refillRate === null ? '' : ' (' + number(budget.refillRate) + ' a minute)'],
      ['Waiting for', ...waiting],
      ['Spent', number(budget.settled) + '; refilled ' + number(budget.refilled) + ', unknown ' + number(budget.unknown) + ', by others ' + number(budget.foreign) + ', lost at the cap ' + number(budget.wasted)],
      ['Throttled', number(budget.throttled) + ' answers 429'],
    ]),
    ...budget.warnings.map(w => make('p', 'warning', w)));
  showLanes(budget.lanes);
}
function showLanes(all) {
  const queued = all.reduce((sum, lane) => sum + lane.queued, 0);
  at('lanes-short').textContent = queued ? number(queued) + ' requests wait' : 'nothing waits';
  const body = at('lanes-body');
  // The rows stay: a button that is made again every two seconds could neither be focused nor pressed.
  if (body.dataset.names !== all.map(l => l.name).join()) {
    body.dataset.names = all.map(l => l.name).join();
    body.replaceChildren(table('lanes lane-cards', [['Lane', ''], ['Floor', 'num'], ['Queued', 'num'], ['Oldest', 'num'], ['ETA', 'num'], ['Settled', 'num'], ['', 'num']],
      all.map(lane => {
        const button = make('button', 'small-button');
        button.type = 'button';
        button.addEventListener('click', () => turnLane(lane.name, button.dataset.paused !== '1'));
        return [lane.name, '', '', '', '', '', button];
      })));
    for (const line of body.querySelectorAll('tbody tr'))
      ['Floor', 'Queued', 'Oldest', 'ETA', 'Settled'].forEach((name, i) => { line.children[i + 1].dataset.name = name; });
  }
  all.forEach((lane, i) => {
    const cells = body.querySelectorAll('tbody tr')[i].children;
    const texts = [null, percent(lane.floor), number(lane.queued), roughly(lane.oldestWaitSeconds), roughly(lane.etaSeconds), number(lane.settled)];
    texts.forEach((text, n) => { if (text !== null && cells[n].textContent !== text) cells[n].textContent = text; });
    const button = cells[6].firstChild;
    cells[6].parentNode.classList.toggle('paused', lane.paused);
    button.dataset.paused = lane.paused ? '1' : '0';
    const does = lane.paused ? 'Resume' : 'Pause';
    if (button.textContent !== does) {
      button.textContent = does;
      button.setAttribute('aria-label', does + ' the lane ' + lane.name);
    }
  });
}
function turnLane(name, pause) {
  order(at('lanes-answer'), '/api/lanes/' + encodeURIComponent(name) + (pause ? '/pause' : '/resume'), 'POST', undefined, answer =>
    ['The lane ' + answer.lane + (answer.paused ? ' is paused' : ' goes on') + (answer.changed ? '.' : '; it did so before.')]);
}

// --- freshness ---------------------------------------------------------------
function showFreshness(report) {
  at('freshness-short').replaceChildren(number(report.due) + ' of ' + number(report.count) + ' deals are due, ' + number(report.late) + ' late');
  const key = JSON.stringify(report, (name, value) => name === 'asOf' ? undefined : value);
  if (state.pressed || key === state.freshness) return;
  state.freshness = key;
  const ages = table('lanes', [['Age of', ''], ['Deals', 'num'], ['Median', 'num'], ['95 %', 'num'], ['Oldest', 'num']],
    Object.entries(report.groups).map(([name, g]) => [name, number(g.count), roughly(g.medianSeconds), roughly(g.p95Seconds), roughly(g.oldestSeconds)]));
  const cadence = report.cadence;
  const known = facts([
    ['Policy', report.policy],
    ['Pending', number(report.pending) + ' have no facts yet'],
    ['Too old', percent(report.overMaxAgeShare) + ' of all are over the maximum age'],
    ...(report.oldestDue ? [['Oldest due', 'for ', age(report.oldestDue)]] : []),
    ...(cadence ? [['Plan', cadence.tokensADay === null ? 'not known yet' : number(cadence.tokensADay) + ' tokens a day, ' + number(cadence.lookTokensADay) + ' of them for looks' + (cadence.tokensEach === null ? '' : ' of ' + number(cadence.tokensEach))],
      ['All once in', (cadence.daysForAll === null ? '–' : number(cadence.daysForAll)) + ' days; wanted ' + number(cadence.wantedDays)]] : []),
    ...(report.price && report.price.now !== null ? [
      ['Price', worth(report.price.now) + ' a token; about ' + percent(report.price.freshness) + ' fresh, by weight'],
      ['Refreshes', number(report.price.supplyPerMinute) + ' tokens a minute are left for them, ' + number(report.price.backlog) + ' of ' + number(report.price.population) + ' active deals are due'],
      ['Maximum age', number(report.price.maxAgeDays) + ' days' + (report.price.maxAgeDays > report.price.wantedMaxAgeDays ? ', stretched from ' + number(report.price.wantedMaxAgeDays) : '') + '; keeping it takes ' + percent(report.price.maxAgeShare)],
    ] : []),
    ...(report.waker ? [['Waker', number(report.waker.woken) + ' woken, ' + number(report.waker.pulled) + ' pulled, ' + number(report.waker.claims) + ' on the way. ' + (report.waker.waiting || '')]] : []),
    ...(report.breaker && (report.breaker.used || report.breaker.heldBack) ? [['Retirements', number(report.breaker.used) + ' of ' + number(report.breaker.allowed) + ' today, ' + number(report.breaker.heldBack) + ' held back']] : []),
  ]);
  const line = make('ol', 'line-up', ...report.nextInLine.map(next => make('li', '',
    dealLink(next.id, next.title || next.id),
    make('span', 'small', next.lane, ', ', ...dueWords(next.due), ' · ' + next.reason),
    make('span', 'muted small', next.waitsFor))));
  const focused = document.activeElement?.closest?.('#freshness-body [data-deal]')?.dataset.deal;
  at('freshness-body').replaceChildren(
    ...report.warnings.map(w => make('p', 'warning', w)),
    make('div', 'columns', make('div', 'sideways', ages, known), report.nextInLine.length ? line : make('p', 'muted', 'Nobody is waiting for a look.')));
  if (focused) linkOf(at('freshness-body'), focused)?.focus();
}
const worth = price => price >= 0.0001 ? price.toPrecision(3) : 'nearly 0';
const dueWords = due => Date.parse(due) > now() ? [age(due, true)] : ['due for ', age(due)];
function dealLink(id, title) {
  const link = make('a', 'title', title);
  link.href = '#deal=' + encodeURIComponent(id);
  link.dataset.deal = id;
  return link;
}
const linkOf = (part, id) => [...part.querySelectorAll('a[data-deal]')].find(a => a.dataset.deal === id);

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
  if (answer.backfill) at('feeds-body').append(backfillPart(answer.backfill));
  if (answer.feeds.length === 0) at('feeds-body').replaceChildren(make('p', 'muted', 'No feed is configured.'));
}

function backfillPart(backfill) {
  const slice = backfill.slice;
  const values = slice && (slice.most >= 2147483647 ? 'from ' + number(slice.least) + ' on' : number(slice.least) + ' – ' + number(slice.most));
  const rejected = Object.entries(backfill.rejections);
  return make('div', 'feed',
    make('h3', '', 'Backfill', make('span', 'pill beside ' + (backfill.stale || backfill.lastError ? 'warn' : 'good'), backfill.state)),
    make('p', '', backfill.stale ? stalePill(backfill) : '', backfill.reason),
    facts([
      ['Reads', slice ? (backfill.feed || '') + ', values ' + values + ', page ' + number(backfill.page) + '; ' + number(backfill.slicesLeft) + ' slices left' : '–'],
      ['Round', number(backfill.round), ...(backfill.roundBegan ? [', began ', age(backfill.roundBegan), ' ago'] : []), ...(backfill.lastRoundEnded ? ['; the last ended ', age(backfill.lastRoundEnded), ' ago'] : [])],
      ...(backfill.nextStepAt ? [['Next page', age(backfill.nextStepAt, true)]] : []),
      ['Rows', number(backfill.rowsSeen) + ' seen, ' + number(backfill.rowsSent) + ' new or newer'],
      ...(rejected.length ? [['Turned away', rejected.map(([reason, count]) => number(count) + ' ' + reason).join(', ')]] : []),
      ...backfill.overflowing.map(o => ['Too many', 'Keepa does not page all of ' + o.feed + ' at the value ' + number(o.slice.least)]),
      ...(backfill.lastError ? [['Last error', backfill.lastError]] : []),
    ]));
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
function atAmazon(deal) {
  const place = amazon[deal.domain];
  // What the simulator makes up has no page at Amazon.
  if (!place || !state.live || !/^[A-Z0-9]{10}$/.test(deal.asin)) return null;
  const link = make('a', '', 'at Amazon');
  link.href = 'https://www.amazon.' + place + '/dp/' + deal.asin;
  link.rel = 'noopener noreferrer';
  link.target = '_blank';
  return link;
}
function statusPill(status) {
  return make('span', 'pill ' + (statusLook[status] || ''), status === 'pending_processing' ? 'waiting' : status);
}
function row(deal) {
  const link = dealLink(deal.id, deal.title || deal.asin);
  if (deal.title) link.title = deal.title;
  const shop = atAmazon(deal);
  const error = deal.lastError ? make('div', 'error', deal.lastError) : null;
  if (error) error.title = deal.lastError;
  const below = deal.belowAverage;
  const line = make('tr', '',
    cell('', 'deal', link, make('div', 'id', deal.id, shop ? ' · ' : '', shop), error),
    cell('', '', statusPill(deal.status), deal.attempts ? make('div', 'small', number(deal.attempts) + (deal.attempts === 1 ? ' attempt' : ' attempts')) : null),
    cell('Price', 'num', money(deal.price, deal.currency)),
    cell('Below average', 'num', make('span', below >= .0005 ? 'cheaper' : below < -.0005 ? 'dearer' : '', percent(below))),
    cell('Profit', 'num', money(deal.profit, deal.currency), deal.profit === null ? null : make('div', 'small muted', percent(deal.roi) + ' return'),
      deal.averageProfit === null ? null : make('div', 'small muted', money(deal.averageProfit, deal.currency) + ' at average')),
    cell('Rank', 'num', number(deal.rank)),
    cell('Listing', 'num', age(deal.listingAsOf)),
    cell('Product', 'num', age(deal.productAsOf)),
    cell('Seller', 'num', age(deal.sellerAsOf)),
    cell('Next look', 'num', age(deal.nextDue, true), deal.lane ? make('div', 'small muted', deal.lane) : null),
    cell('Taken', 'num', age(deal.checkedAt)),
    cell('Changed', 'num', age(deal.changedAt)));
  line.dataset.row = deal.id;
  return line;
}
function showList(page) {
  state.page = page;
  at('list-problem').hidden = true;
  const empty = make('td', 'empty', filtered() ? 'No deal matches. Clear the filters to see all.' : 'No deal yet. The first ones arrive with the first page of a feed.');
  empty.colSpan = 12;
  // Rows are made again only when they changed: whoever has selected a text or focused a link keeps it.
  const shown = state.live + JSON.stringify(page.items) + (page.items.length ? '' : empty.textContent);
  if (shown !== state.shown && !state.pressed) {
    const focused = document.activeElement?.closest?.('#rows [data-deal]')?.dataset.deal;
    at('rows').replaceChildren(...(page.items.length ? page.items.map(row) : [make('tr', '', empty)]));
    state.shown = shown;
    if (focused) linkOf(at('rows'), focused)?.focus();
  }
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

// --- one deal ------------------------------------------------------------------
const panel = at('deal');
const wantedDeal = () => { const found = /^#deal=(.+)$/.exec(location.hash); try { return found ? decodeURIComponent(found[1]) : null; } catch { return null; } };
function followHash() {
  const id = wantedDeal();
  if (!id) { if (panel.open) panel.close(); return; }
  if (document.body.classList.contains('locked')) return;
  if (state.open?.id !== id) {
    state.open = { id, details: null, shown: '', version: null, past: null, drawn: 0, soon: 0 };
    at('deal-title').textContent = id;
    for (const part of ['deal-line', 'deal-next', 'deal-charts', 'deal-facts', 'deal-events', 'deal-answer']) at(part).replaceChildren();
    at('deal-answer').className = 'answer';
    at('deal-next').append(make('p', 'muted', 'loading'));
    at('deal-problem').hidden = true;
    panel.querySelector('.actions').hidden = true;
    askIfSure(false);
    panel.scrollTop = 0;
  }
  if (!panel.open) panel.showModal();
  at('deal-title').focus();
  loadDeal();
}
async function loadDeal() {
  const open = state.open;
  if (!open || open.loading) return;
  open.loading = true;
  try {
    const details = await ask('/api/deals/' + encodeURIComponent(open.id));
    if (open !== state.open) return;
    showDeal(details);
    if (open.version !== details.version) {
      const past = await ask('/api/deals/' + encodeURIComponent(open.id) + '/history?days=' + pastDays + '&types=USED,NEW,SALES');
      if (open !== state.open) return;
      open.version = details.version;
      open.past = past;
      showPast();
    }
    at('deal-problem').hidden = true;
  } catch (problem) {
    if (open !== state.open) return;
    if (!open.details) at('deal-next').replaceChildren();
    at('deal-problem').textContent = wordsOf(problem);
    at('deal-problem').hidden = false;
  } finally {
    open.loading = false;
  }
}
function showDeal(deal) {
  const open = state.open;
  open.details = deal;
  const shown = JSON.stringify(deal, (name, value) => name === 'ageSeconds' || name === 'checkedAgeSeconds' ? undefined : value);
  if (shown === open.shown) return;
  open.shown = shown;
  panel.querySelector('.actions').hidden = false;
  at('deal-title').textContent = deal.title || deal.asin;
  const shop = atAmazon(deal);
  at('deal-line').replaceChildren(statusPill(deal.status), deal.watched ? make('span', 'pill good beside', 'watched') : '', ' ' + deal.asin + ' in ' + (marketplaces[deal.domain] || deal.domain) + ' · ' + deal.feeds.join(', ') + ' · found ', age(deal.discoveredAt), ' ago', shop ? ' · ' : '', shop || '');
  const out = deal.status === 'retired';
  at('deal-release').hidden = !out && deal.status !== 'suspended';
  at('deal-retire').hidden = out;
  at('deal-watch').hidden = out;
  if (out) askIfSure(false);
  at('deal-watch').textContent = deal.watched ? 'Stop watching' : 'Watch';
  showNext(deal);
  showFacts(deal);
}
function showNext(deal) {
  at('deal-next').replaceChildren(make('h3', '', 'Next look'), facts([
    ...(deal.next
      ? [['When', ...dueWords(deal.next.due), ' in the lane ' + deal.next.lane + ', priority ' + deal.next.priority],
        ['Why', deal.next.reason],
        ['Wanted', Date.parse(deal.next.softDeadline) > now() ? age(deal.next.softDeadline, true) : 'as soon as possible']]
      : [['When', deal.status === 'retired' ? 'never: it is retired' : 'not planned']]),
    ['Last look', ...(deal.lookedAt ? [age(deal.lookedAt), ' ago; ' + number(deal.cycle) + (deal.cycle === 1 ? ' look' : ' looks') + ' so far'] : ['never'])],
    ...(deal.attempts || deal.strikes ? [['Failures', number(deal.attempts) + ' attempts, ' + number(deal.strikes) + ' strikes of 5']] : []),
    ...(deal.goneLooks ? [['Gone', number(deal.goneLooks) + ' looks in a row found it gone']] : []),
    ...(deal.lastError ? [['Last error', make('span', 'error', deal.lastError)]] : []),
    ['Seen as', deal.lens.priceType + ' against the average of a ' + deal.lens.range + ', feed ' + deal.lens.feed],
  ]));
}
const filled = pairs => pairs.filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== '–');
function group(name, known, ...content) {
  return make('section', 'group', make('h4', '', name, known
    ? make('span', 'pill beside', age(known.asOf), ' old')
    : make('span', 'pill warn beside', 'not known')),
  known ? make('p', 'muted small', known.source + ', taken ', age(known.checkedAt), ' ago') : make('p', 'muted small', name === 'Analysis' || name === 'Appraisal' ? 'There was none yet.' : 'It was never bought.'), ...content);
}
function wide(...tables) { return make('div', 'sideways', ...tables); }
function showFacts(deal) {
  const { listing, product, offers, buyBox, seller, appraisal, analysis } = deal.facts;
  const c = deal.currency;
  const note = make('p', 'muted small', 'Amounts in the tables are in ' + c + '.');
  at('deal-facts').replaceChildren(listing || product || offers || buyBox ? note : '',
    group('Listing', listing, ...(listing ? listingOf(listing.values, c) : [])),
    group('Product', product, ...(product ? productOf(product.values, c) : [])),
    group('Offers', offers, ...(offers ? offersOf(offers.values, c) : [])),
    group('Buy box', buyBox, ...(buyBox ? [wide(offerTable(['New', 'Used'].map(n => [n, buyBox.values[n.toLowerCase()]]), c))] : [])),
    group('Seller', seller, ...(seller ? [facts(filled([['Name', seller.values.name], ['Id', seller.values.sellerId],
      ['Positive', seller.values.positivePercent === null ? null : seller.values.positivePercent + ' %' + (seller.values.quality === null ? '' : '; at least ' + percent(seller.values.quality) + ' by so many ratings')], ['Ratings', number(seller.values.ratingCount)]]))] : [])),
    group('Appraisal', appraisal, ...(appraisal ? appraisalOf(appraisal.values, c) : [])),
    group('Analysis', analysis, ...(analysis ? [facts(filled(analysisOf(analysis.values, c)))] : [])));
}
function analysisOf(v, c) {
  return [['State', v.state], ['Reason', v.reason], ['Season', v.season], ['Because', v.reasons.join(' ')],
    ['Judged', v.listPrice === null ? null : 'a list price of ' + money(v.listPrice, c) + (v.price === null ? '' : ' at a price of ' + money(v.price, c))],
    ['Again', v.retryAt === null ? null : dueWords(v.retryAt)],
    ['Asked', v.origin ? v.origin.model + ', prompt ' + v.origin.promptVersion : null]].map(([name, value]) => [name, ...[value].flat()]);
}
function appraisalOf(v, c) {
  const figure = (f, text) => f.value === null ? 'none: ' + words(f.reason) : text(f.value) + (f.samples === null ? '' : ' (' + number(f.samples) + ' samples)');
  const amount = f => figure(f, m => money(m, c));
  const share = f => figure(f, percent);
  const month = f => figure(f, m => monthName(m.month) + ', ' + money(m.median, c));
  return [facts(filled([
    ['Profit', amount(v.profit) + (v.listed ? '' : '; not listed: ' + words(v.unlisted))],
    ['At the year average', amount(v.averageProfit)],
    ['Return', share(v.roi)],
    ['Margin', share(v.margin)],
    ['List price', amount(v.listPrice)],
    ['All in', amount(v.allIn)],
    ['Shipping', amount(v.shipping)],
    ['Fees', amount(v.fees.total) + (v.fees.rule === 'default' ? ', by default' : '')],
    ['Least listing', amount(v.minimumListing)],
    ['Year average', amount(v.oneYearAverage)],
    ['Best month', month(v.peak)],
    ['Worst month', month(v.trough)],
    ['Trust', share(v.trust)],
    ['Sales', figure(v.sales, s => number(s.all) + ' of ' + number(s.drops) + ' falls of the offer count')],
  ]))];
}
function listingOf(v, c) {
  const any = type => type.current !== null || type.previous !== null || Object.values(type.averages).some(a => a !== null);
  const drops = v.rankDrops;
  return [
    facts(filled([
      ['Deal since', v.createdAt ? day(v.createdAt) : null],
      ['Variation of', v.parentAsin],
      ['Rank drops', Object.values(drops).some(d => d !== null) ? number(drops.days30) + ' in 30 days, ' + number(drops.days90) + ' in 90, ' + number(drops.days180) + ' in 180, ' + number(drops.days365) + ' in 365' : null],
    ])),
    wide(table('lanes', [['Type', ''], ['Now', 'num'], ['For', 'num'], ['Before', 'num'], ['Ø day', 'num'], ['Ø week', 'num'], ['Ø month', 'num'], ['Ø quarter', 'num']],
      v.types.filter(any).map(t => [t.name, inTable(t.current, t.unit, c), age(t.since), inTable(t.previous, t.unit, c),
        ...['day', 'week', 'month', 'quarter'].map(r => inTable(t.averages[r], t.unit, c))]))),
  ];
}
function productOf(v, c) {
  const fees = filled([['pick and pack', money(v.fees.pickAndPack, c)], ['referral', v.fees.referralPercent === null ? null : v.fees.referralPercent + ' %'], ['closing', money(v.fees.closing, c)]]);
  const dated = (value, when, unit) => make('span', '', inTable(value, unit, c), when ? make('span', 'muted small', ' ' + day(when)) : '');
  return [
    facts(filled([
      ['Brand', v.brand], ['Maker', v.manufacturer !== v.brand ? v.manufacturer : null], ['Kind', [v.productGroup, v.binding, v.kind].filter(Boolean).join(' · ')],
      ['Category', v.categoryPath.join(' › ')], ['Sold a month', number(v.monthlySold)],
      ['Listed since', v.listedSince ? day(v.listedSince) : null], ['Tracked since', v.trackedSince ? day(v.trackedSince) : null],
      ['Price changed', v.priceChangedAt ? make('span', '', age(v.priceChangedAt), ' ago') : null],
      ['Fees', fees.map(([n, f]) => n + ' ' + f).join(', ')],
    ])),
    wide(table('lanes', [['Type', ''], ['Now', 'num'], ['Ø 30', 'num'], ['Ø 90', 'num'], ['Ø 180', 'num'], ['Ø 365', 'num'], ['Lowest', 'num'], ['Highest', 'num'], ['Out', 'num']],
      v.histories.filter(h => h.current !== null || h.lowest !== null || h.average365 !== null).map(h => [h.type, ...[h.current, h.average30, h.average90, h.average180, h.average365].map(n => inTable(n, h.unit, c)),
        dated(h.lowest, h.lowestAt, h.unit), dated(h.highest, h.highestAt, h.unit), h.outOfStockPercent90 === null ? '–' : h.outOfStockPercent90 + ' %']))),
  ];
}
function offerTable(named, c) {
  return table('lanes', [['', ''], ['Price', 'num'], ['Shipping', 'num'], ['Together', 'num'], ['Condition', ''], ['Seller', ''], ['Ships', '']],
    named.map(([name, o]) => o
      ? [name, bare(o.price, c), o.shipping === null ? 'not known' : o.shipping === 0 ? 'free' : bare(o.shipping, c), o.price === null || o.shipping === null ? '–' : bare(o.price + o.shipping, c),
        o.condition || '–', o.seller || '–', o.isFulfilledByAmazon === null ? '–' : o.isFulfilledByAmazon ? 'Amazon' : 'the seller']
      : [name, 'nobody holds it', '', '', '', '', '']));
}
function offersOf(v, c) {
  return [
    facts([['Offers', number(v.total) + ' live; ' + number(v.fulfilledByAmazon) + ' shipped by Amazon, ' + number(v.fulfilledByMerchant) + ' by sellers']]),
    v.cheapest.length ? wide(offerTable(v.cheapest.map((o, i) => [String(i + 1), o]), c)) : make('p', 'muted', 'None is listed.'),
  ];
}
function showPast() {
  const { past, details } = state.open;
  drawCharts();
  at('deal-events').replaceChildren(past.events.length ? make('ol', 'events', ...past.events.slice().reverse().map(e => make('li', '',
    make('span', 'when', age(e.at), ' ago'),
    make('span', '', make('b', '', e.kind), ' ', e.text, e.next && details.next?.due === e.next ? make('span', 'muted', ' Next look ', age(e.next, true), '.') : ''))))
    : make('p', 'muted', 'Nothing is told.'));
}
function drawCharts() {
  const { past, details } = state.open;
  const place = at('deal-charts');
  const width = Math.max(260, Math.floor(place.clientWidth));
  state.open.drawn = width;
  const of = (type, look) => past.series.filter(s => s.type === type).map(s => ({ name: type === 'SALES' ? 'rank' : type, look, points: s.points }));
  const prices = [...of('USED', 'first'), ...of('NEW', 'second')];
  const ranks = of('SALES', 'third');
  const amount = (value, short) => short && value !== null ? bare(value, details.currency).replace(/\.00$/, '') : money(value, details.currency);
  place.replaceChildren(
    ...(prices.length ? [stepChart({ label: 'Price in ' + details.currency + ', without shipping', width, height: 240, days: pastDays, series: prices, show: amount })] : []),
    ...(ranks.length ? [stepChart({ label: 'Sales rank; a lower one sells more', width, height: 130, days: pastDays, series: ranks, show: v => number(v) })] : []),
    ...(past.reason ? [make('p', 'muted', past.reason)] : []),
    ...(past.asOf ? [make('p', 'muted small', 'From Keepa’s record, ', age(past.asOf), ' old.')] : []));
}
function askIfSure(asking) {
  at('deal-sure').hidden = !asking;
  at('deal-retire').setAttribute('aria-expanded', String(asking));
}
const dealOrder = (what, method) => {
  const open = state.open;
  return order(at('deal-answer'), '/api/deals/' + encodeURIComponent(open.id) + '/' + what, method, undefined, answer => [orderWords(answer)])
    .then(() => {
      // The row follows the journal a moment later.
      open.soon = 5;
      if (state.open === open) return loadDeal();
    });
};
at('deal-close').addEventListener('click', () => panel.close());
panel.addEventListener('click', e => { if (e.target === panel) panel.close(); });
panel.addEventListener('close', () => {
  const id = state.open?.id;
  state.open = null;
  if (document.body.classList.contains('locked')) return;
  if (wantedDeal()) history.replaceState(null, '', location.pathname + location.search);
  if (!id || document.activeElement?.dataset.deal) return;
  linkOf(at('rows'), id)?.focus({ preventScroll: true });
});
at('deal-refresh').addEventListener('click', () => dealOrder('refresh', 'POST'));
at('deal-release').addEventListener('click', () => dealOrder('release', 'POST'));
at('deal-watch').addEventListener('click', () => dealOrder('watch', state.open.details?.watched ? 'DELETE' : 'PUT'));
at('deal-retire').addEventListener('click', () => { askIfSure(at('deal-sure').hidden); if (!at('deal-sure').hidden) at('deal-retire-no').focus(); });
at('deal-retire-no').addEventListener('click', () => { askIfSure(false); at('deal-retire').focus(); });
at('deal-retire-yes').addEventListener('click', () => { askIfSure(false); at('deal-title').focus(); dealOrder('retire', 'POST'); });
addEventListener('hashchange', followHash);
addEventListener('resize', () => { if (state.open?.past && Math.floor(at('deal-charts').clientWidth) !== state.open.drawn) drawCharts(); });

// --- polling -------------------------------------------------------------------
function part(body, answer, show) {
  if (answer.status === 'fulfilled') show(answer.value);
  else if (answer.reason.status && answer.reason.status !== 401)
    at(body).replaceChildren(make('p', 'muted', answer.reason.message));
  else return;
  if (body === 'budget-body' && answer.status !== 'fulfilled') {
    delete at('lanes-body').dataset.names;
    at('lanes-body').replaceChildren(make('p', 'muted', 'Not known.'));
  }
}
async function poll() {
  clearTimeout(state.timer);
  const turn = state.turn++;
  const [status, budget, feeds, list, freshness] = await Promise.allSettled([
    ask('/api/status'), ask('/api/budget'), ask('/api/feeds'), document.hidden ? Promise.resolve() : loadList(),
    turn % freshnessEvery || document.hidden ? Promise.resolve() : ask('/api/freshness')]);
  const failed = [status, budget, feeds, list].filter(a => a.status === 'rejected').map(a => a.reason);
  const locked = failed.some(f => f.status === 401);
  const gone = failed.length === 4 && failed.every(f => !f.status);
  askForKey(locked);
  if (status.status === 'fulfilled') showStatus(status.value);
  part('budget-body', budget, showBudget);
  part('feeds-body', feeds, showFeeds);
  if (freshness.status === 'rejected') state.freshness = null;
  if (freshness.status === 'rejected' || freshness.value) part('freshness-body', freshness, showFreshness);
  if (!locked && wantedDeal() && !panel.open) followHash();
  else if (!locked && panel.open && (turn % freshnessEvery === 0 || state.open.soon-- > 0) && !document.hidden) loadDeal();
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
  form.hidden = !locked;
  document.body.classList.toggle('locked', locked);
  if (locked && panel.open) panel.close();
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
// Whoever is pressing something must not find it replaced.
addEventListener('pointerdown', () => { state.pressed = true; }, true);
for (const end of ['pointerup', 'pointercancel', 'blur']) addEventListener(end, () => setTimeout(() => { state.pressed = false; }), true);
at('rows').addEventListener('click', e => {
  const line = e.target.closest('tr[data-row]');
  if (line && !e.target.closest('a, button') && getSelection().isCollapsed) location.hash = 'deal=' + encodeURIComponent(line.dataset.row);
});
at('follow').addEventListener('submit', e => {
  e.preventDefault();
  const { domain, asin } = e.target.elements;
  const wanted = { domain: Number(domain.value), asin: asin.value.trim().toUpperCase() };
  order(at('follow-answer'), '/api/deals', 'POST', wanted, answer => { asin.value = ''; return [orderWords(answer) + ' ', dealLink(answer.id, 'Show ' + answer.id)]; });
});
let typing;
filters.addEventListener('input', () => { clearTimeout(typing); typing = setTimeout(restart, 250); });
filters.addEventListener('submit', e => { e.preventDefault(); restart(); });
filters.addEventListener('reset', () => { state.status = ''; markStatus(); setTimeout(restart); });
at('next').addEventListener('click', () => { if (state.page?.nextCursor) { state.cursors.push(state.page.nextCursor); loadList().catch(() => poll()); } });
at('previous').addEventListener('click', () => { if (state.cursors.length > 1) { state.cursors.pop(); loadList().catch(() => poll()); } });
at('key').addEventListener('submit', e => {
  e.preventDefault();
  const content = JSON.stringify({ key: at('key-text').value });
  at('key-text').value = '';
  // The key itself is kept nowhere: the node gives a cookie for it that no script can read.
  fetch('/login', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: content, signal: AbortSignal.timeout(patience) }).then(answer => {
    at('key-problem').textContent = answer.ok ? '' : answer.status === 401 ? 'The node does not know that key.' : 'The node answered ' + answer.status + '.';
    poll();
  }, () => { at('key-problem').textContent = 'The node does not answer.'; });
});
document.addEventListener('visibilitychange', () => { if (!document.hidden) poll(); });
setInterval(() => { for (const element of document.querySelectorAll('time[data-at]')) tick(element); }, 1000);
poll();
