import { Composer } from './composer.js';
import { Connection } from './connection.js';
import { byId, dress } from './dom.js';
import { Log } from './log.js';
import { People } from './people.js';
import { Rooms, RULE, roomName } from './rooms.js';
import * as account from './sign-in.js';
import { Typing } from './typing.js';

const TITLE = 'Fairlead Chat';
const THEME = 'fairlead.chat.theme';
const ROOMS_EVERY = 5_000;
const LOCAL_ONLY = 'The demonstration sign-in answers clients on this machine only, '
  + 'so nobody can sign in from here.';

const log = new Log();
const people = new People();
const typing = new Typing();
const composer = new Composer(
  (text) => connection?.send({ type: 'say', text }) ?? false,
  () => connection?.send({ type: 'typing' }));
const rooms = new Rooms((name) => enter(name));

let connection = null;
let room = '';
let known = []; // the rooms as last heard
let me = '';
let before = null; // what was said before, while it comes; then null
let notices = []; // that overtook it
let unread = 0;
let signInMode = 'name';

// --- sign-in ---------------------------------------------------------------------------------

function showSignIn(words = '') {
  const closed = signInMode === 'closed';
  const notice = closed ? LOCAL_ONLY : words;
  leave();
  byId('chat').hidden = true;
  byId('sign-in').hidden = false;
  byId('sign-in-notice').textContent = notice;
  byId('sign-in-notice').hidden = !notice;
  byId('name').value = account.ticket()?.name ?? byId('name').value;
  byId('first-room').value = roomName(location.hash) || 'lobby';
  byId('sign-in-form').querySelector('button').disabled = closed;
  account.forget();
  title();
  byId('name').focus();
}

async function submitSignIn(event) {
  event.preventDefault();
  const name = byId('name').value.trim();
  const first = roomName(byId('first-room').value);
  fieldError('name', name ? '' : 'Please tell us a name.');
  fieldError('first-room', first ? '' : RULE);
  if (!name || !first) {
    byId(name ? 'first-room' : 'name').focus();
    return;
  }
  const button = event.target.querySelector('button');
  button.disabled = true;
  try {
    account.keep(await account.signIn(name));
    enter(first);
  } catch (problem) {
    fieldError('name', problem.message);
    byId('name').focus();
  } finally {
    button.disabled = false;
  }
}

function fieldError(id, text) {
  byId(`${id}-error`).textContent = text;
  byId(id).setAttribute('aria-invalid', String(Boolean(text)));
}

// --- a room ----------------------------------------------------------------------------------

function enter(name) {
  closePanels();
  const ticket = account.ticket();
  if (!ticket) {
    showSignIn();
    return;
  }
  if (name === room && connection) {
    composer.focus();
    return;
  }
  leave();
  room = name;
  if (location.hash !== `#${name}`) {
    history.pushState(null, '', `#${name}`);
  }
  byId('sign-in').hidden = true;
  byId('chat').hidden = false;
  byId('room-title').textContent = `# ${name}`;
  byId('room-subtitle').textContent = '\u00a0';
  banner('');
  title();
  rooms.draw(room, known);
  composer.room = name;
  composer.focus();
  connection = new Connection(name, ticket, { state, message: receive, stopped });
}

function leave() {
  connection?.end();
  connection = null;
  composer.open = false;
}

function state(name, text, words = '') {
  byId('state').dataset.state = name;
  byId('state-text').textContent = text;
  byId('chat').dataset.live = name === 'open' ? 'yes' : 'no';
  if (name !== 'open') {
    composer.open = false;
    typing.reset();
  }
  if (name === 'waiting') {
    banner(words);
  }
}

function receive(event) {
  switch (event.type) {
    case 'welcome': return welcome(event);
    case 'message': return before ? saidBefore(event) : heard(event);
    case 'presence': return presence(event);
    case 'typing': return event.name === me ? undefined : typing.heard(event.name);
    case 'notice': return before ? notices.push(event) : log.notice(event);
    case 'rooms':
      known = event.rooms;
      return rooms.draw(room, known);
    case 'error': return log.line(event.detail, 'trouble');
    default: return undefined; // from a newer server
  }
}

function welcome({ you, maxText }) {
  const guest = !account.ticket()?.token;
  me = you;
  before = [];
  notices = [];
  byId('me-name').textContent = you;
  byId('me-kind').textContent = guest ? 'Guest' : 'Signed in';
  byId('sign-out').hidden = guest;
  dress(byId('me-avatar'), you);
  log.reset(you);
  people.reset(you);
  typing.reset();
  composer.max = maxText;
}

function saidBefore(event) {
  before.push(event);
  log.past(event);
}

// The first presence comes right behind what was said before.
function presence(event) {
  people.show(event);
  if (before) {
    log.caughtUp(room);
    composer.open = true;
    banner(composer.restore(before.filter(({ from }) => from === me).map(({ text }) => text))
      ? 'Your last message was not delivered. It is back in the field below.' : '');
    before = null;
    notices.forEach((notice) => log.notice(notice));
  }
  askForRooms();
}

function heard(event) {
  log.message(event);
  typing.stopped(event.from);
  if (event.from === me) {
    composer.delivered(event.text);
    banner('');
  } else if (document.hidden || !document.hasFocus()) {
    unread++;
    title();
  }
}

function stopped({ then, words }) {
  connection = null;
  if (then === 'sign-in' && signInMode !== 'guest') {
    showSignIn(words);
    return;
  }
  banner(words, 'bad', 'Connect again', () => {
    const again = room;
    room = '';
    enter(again);
  });
}

function askForRooms() {
  if (!document.hidden) {
    connection?.send({ type: 'rooms' });
  }
}

// --- the page --------------------------------------------------------------------------------

function banner(text, tone = 'warn', action = '', act = null) {
  byId('banner').hidden = !text;
  byId('banner').dataset.tone = tone;
  if (byId('banner-text').textContent !== text) {
    byId('banner-text').textContent = text;
  }
  byId('banner-action').hidden = !action;
  byId('banner-action').textContent = action;
  byId('banner-action').onclick = act;
}

function title() {
  const where = byId('chat').hidden ? TITLE : `#${room} · ${TITLE}`;
  document.title = unread > 0 ? `(${unread}) ${where}` : where;
}

function seen() {
  if (!document.hidden && unread > 0) {
    unread = 0;
    title();
  }
}

function openPanel(side) {
  const panel = byId(`${side}-panel`);
  panel.dataset.open = '';
  byId(`show-${side}`).setAttribute('aria-expanded', 'true');
  byId('scrim').hidden = false;
  (panel.querySelector('button') ?? panel).focus();
}

function closePanels() {
  for (const side of ['rooms', 'people']) {
    if ('open' in byId(`${side}-panel`).dataset) {
      byId(`show-${side}`).focus();
    }
    delete byId(`${side}-panel`).dataset.open;
    byId(`show-${side}`).setAttribute('aria-expanded', 'false');
  }
  byId('scrim').hidden = true;
}

function switchTheme() {
  const dark = getComputedStyle(document.documentElement).colorScheme === 'dark'
    || (!document.documentElement.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);
  setTheme(dark ? 'light' : 'dark');
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(THEME, theme);
  } catch {
    // a browser that keeps nothing: the choice lasts as long as the page
  }
}

async function start() {
  try {
    document.documentElement.dataset.theme = localStorage.getItem(THEME) ?? '';
  } catch {
    // nothing kept: as the system has it
  }
  byId('sign-in-form').addEventListener('submit', submitSignIn);
  byId('sign-out').addEventListener('click', () => {
    account.forget();
    room = '';
    showSignIn();
  });
  byId('theme').addEventListener('click', switchTheme);
  byId('show-rooms').addEventListener('click', () => openPanel('rooms'));
  byId('show-people').addEventListener('click', () => openPanel('people'));
  byId('people-panel').tabIndex = -1;
  byId('scrim').addEventListener('click', closePanels);
  addEventListener('keydown', (event) => event.key === 'Escape' && closePanels());
  addEventListener('focus', seen);
  document.addEventListener('visibilitychange', () => {
    seen();
    askForRooms();
  });
  addEventListener('popstate', () => {
    const name = roomName(location.hash);
    if (name && account.ticket()) {
      enter(name);
    }
  });
  setInterval(askForRooms, ROOMS_EVERY);

  const ticket = account.ticket();
  signInMode = await account.mode();
  if (signInMode === 'guest') {
    account.keep({ guest: true });
  } else if (!ticket?.token || account.expired(ticket)) {
    showSignIn(account.expired(ticket) ? 'Your sign-in has ended. Please sign in again.' : '');
    return;
  }
  enter(roomName(location.hash) || 'lobby');
}

start();
