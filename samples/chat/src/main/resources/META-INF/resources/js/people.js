import { avatar, byId, element } from './dom.js';

/** Who is in the room, each once, with the number of tabs. */
export class People {
  #list = byId('people');
  #count = byId('people-count');
  #subtitle = byId('room-subtitle');
  #crowd = byId('people-crowd');
  #tabs = new Map();
  #size = 0;
  #me = '';

  reset(me) {
    this.#me = me;
  }

  /** Who is there now; in a crowd there is only a count. */
  show({ count, people = [] }) {
    this.#size = count;
    this.#tabs = new Map(people.map(({ name, tabs }) => [name, tabs]));
    this.#draw();
  }

  #draw() {
    const kept = new Map([...this.#list.children].map((item) => [item.dataset.name, item]));
    const names = [...this.#tabs.keys()].sort(
      (a, b) => (b === this.#me) - (a === this.#me) || a.localeCompare(b));
    this.#list.replaceChildren(...names.map((name) => this.#item(name, kept.get(name))));
    this.#crowd.hidden = this.#size === this.#tabs.size;
    this.#count.textContent = String(this.#size);
    this.#subtitle.textContent = this.#size === 1 ? 'Only you, so far' : `${this.#size} people here`;
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
