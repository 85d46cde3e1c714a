import { avatar, byId, element, hue } from './dom.js';

const GROUP = 5 * 60_000; // messages of one author within this time stand together
const KEPT = 500; // older lines leave the page

const time = new Intl.DateTimeFormat([], { hour: 'numeric', minute: '2-digit' });
const day = new Intl.DateTimeFormat([], { weekday: 'long', day: 'numeric', month: 'long' });

/** The messages of the room, and the button that leads to the latest. */
export class Log {
  #list = byId('log');
  #scroller = byId('scroller');
  #latest = byId('latest');
  #me = '';
  #last = null;
  #below = 0;
  #left = new Map();

  constructor() {
    this.#scroller.addEventListener('scroll', () => this.#atEnd() && this.#caughtUp(), { passive: true });
    this.#latest.addEventListener('click', () => this.#toEnd(true));
    new ResizeObserver(() => this.#below === 0 && this.#toEnd()).observe(this.#scroller);
  }

  /** Starts over; what was said before comes next. */
  reset(me) {
    this.#me = me;
    this.#last = null;
    this.#left.forEach(clearTimeout);
    this.#left.clear();
    this.#scroller.setAttribute('aria-busy', 'true'); // nobody wants the history read out
    this.#list.replaceChildren();
  }

  /** Something that was said before. */
  past(message) {
    this.#append(message, false);
  }

  /** All that was said before is there. */
  caughtUp(room) {
    if (!this.#list.hasChildNodes()) {
      this.#list.append(
        element('li', { className: 'empty' },
          element('img', { src: 'fairlead.svg', alt: '' }),
          element('strong', { textContent: `Welcome to #${room}` }),
          'Nothing has been said here yet. Be the first.'));
    }
    this.#toEnd();
    requestAnimationFrame(() => this.#scroller.removeAttribute('aria-busy'));
  }

  message(message) {
    this.#list.querySelector('.empty')?.remove();
    const follow = this.#atEnd() || message.from === this.#me;
    this.#append(message, true);
    while (this.#list.childElementCount > KEPT) {
      this.#list.firstElementChild.remove();
    }
    this.#follow(follow);
  }

  /** A line about the room itself. */
  line(text, tone = '') {
    const follow = this.#atEnd();
    this.#list.append(
      element('li', { className: `line ${tone}` }, element('span', { dir: 'auto', textContent: text })));
    this.#last = null;
    if (follow) {
      this.#toEnd();
    }
  }

  /** A notice; of one who only reloaded the page there is none. */
  notice({ text, joined, left }) {
    if (joined && this.#left.has(joined)) {
      clearTimeout(this.#left.get(joined));
      this.#left.delete(joined);
    } else if (left) {
      this.#left.set(left, setTimeout(() => {
        this.#left.delete(left);
        this.line(text, 'notice-line');
      }, 3_000));
    } else {
      this.line(text, joined ? 'notice-line' : 'notice-line server');
    }
  }

  #append({ from, text, at }, fresh) {
    const when = new Date(at);
    const mine = from === this.#me;
    if (this.#last?.day !== when.toDateString()) {
      if (this.#last !== null || !this.#list.querySelector('.day')) {
        this.#list.append(element('li', { className: 'line day', textContent: dayName(when) }));
      }
      this.#last = null;
    }
    const first = this.#last?.from !== from || when - this.#last.when > GROUP;
    const item = element('li', { className: `message${mine ? ' mine' : ''}${first ? ' first' : ''}${fresh ? ' fresh' : ''}` });
    const stamp = element('time', { dateTime: at, textContent: time.format(when), title: when.toLocaleString() });
    const who = element('span', { className: 'who', dir: 'auto', textContent: from });
    who.style.setProperty('--hue', hue(from));
    item.append(
      avatar(from),
      element('p', { className: 'meta' }, who, stamp),
      element('p', { className: 'bubble', dir: 'auto', textContent: text, title: when.toLocaleString() }));
    this.#list.append(item);
    this.#last = { from, when, day: when.toDateString() };
  }

  #follow(follow) {
    if (follow) {
      this.#toEnd();
      return;
    }
    this.#below++;
    this.#latest.textContent = this.#below === 1 ? '1 new message ↓' : `${this.#below} new messages ↓`;
    this.#latest.hidden = false;
  }

  #atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < 60;
  }

  #toEnd(smooth = false) {
    this.#scroller.scrollTo({ top: this.#scroller.scrollHeight, behavior: smooth ? 'smooth' : 'instant' });
    this.#caughtUp();
  }

  #caughtUp() {
    this.#below = 0;
    this.#latest.hidden = true;
  }
}

function dayName(date) {
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (date.toDateString() === today.toDateString()) {
    return 'Today';
  }
  return date.toDateString() === yesterday.toDateString() ? 'Yesterday' : day.format(date);
}
