// Everything a user wrote goes in as text, never as markup.

export const byId = (id) => document.getElementById(id);

/** Makes an element: element('li', {className: 'x'}, child, 'text'). */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

/** A colour that belongs to a name, as a hue. */
export function hue(name) {
  let hash = 2166136261;
  for (const char of name) {
    hash = Math.imul(hash ^ char.codePointAt(0), 16777619);
  }
  return ((hash >>> 0) % 24) * 15;
}

export function initials(name) {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const picked = words.length > 1 ? [words[0], words[words.length - 1]] : [words[0] ?? '?'];
  const letters = picked.map((word) => [...word][0]).join('');
  return (letters.length > 1 ? letters : [...(words[0] ?? '?')].slice(0, 2).join('')).toLocaleUpperCase();
}

export function dress(avatar, name) {
  avatar.textContent = initials(name);
  avatar.style.setProperty('--hue', hue(name));
  return avatar;
}

export function avatar(name) {
  const made = element('span', { className: 'avatar' });
  made.setAttribute('aria-hidden', 'true');
  return dress(made, name);
}
