import { avatar, byId, element } from './dom.js';

/** Who is in the room, each once, with the number of tabs. */
export class People {
  #list = byId('people');
  #count = byId('people-count');
  #subtitle = byId('room-subtitle');
  #tabs = new Map();
  #me = '';

  reset(me, people) {
    this.#me = me;
    this.#tabs = new Map(people.map(({ name, tabs }) => [name, tabs]));
    this.#draw();
  }

  /** Takes a change; returns 'joined', 'left' or ''. */
  change({ name, tabs }) {
    const before = this.#tabs.get(name) ?? 0;
    if (tabs === 0) {
      this.#tabs.delete(name);
    } else {
      this.#tabs.set(name, tabs);
    }
    this.#draw();
    if (before === 0 && tabs > 0) {
      return 'joined';
    }
    return before > 0 && tabs === 0 ? 'left' : '';
  }

  get size() {
    return this.#tabs.size;
  }

  #draw() {
    const kept = new Map([...this.#list.children].map((item) => [item.dataset.name, item]));
    const names = [...this.#tabs.keys()].sort(
      (a, b) => (b === this.#me) - (a === this.#me) || a.localeCompare(b));
    this.#list.replaceChildren(...names.map((name) => this.#item(name, kept.get(name))));
    this.#count.textContent = String(this.#tabs.size);
    this.#subtitle.textContent = this.#tabs.size === 1 ? 'Only you, so far' : `${this.#tabs.size} people here`;
  }

  #item(name, kept) {
    const tabs = this.#tabs.get(name);
    const item = kept ?? element('li', {}, avatar(name),
      element('span', { className: 'who', dir: 'auto', textContent: name }), element('span', { className: 'more' }));
    item.dataset.name = name;
    item.dataset.tabs = tabs;
    const more = [name === this.#me ? 'you' : '', tabs > 1 ? `${tabs} tabs` : ''];
    item.lastElementChild.textContent = more.filter(Boolean).join(' · ');
    return item;
  }
}
