// Who this tab is. The token lives in sessionStorage: this tab only, gone when it closes.
const KEY = 'fairlead.chat.ticket';

/** Asks whether there is a sign-in: 'name', 'guest' where there is none, or 'closed' to this client. */
export async function mode() {
  try {
    const reply = await fetch('sign-in', { cache: 'no-store' });
    return reply.ok ? (await reply.json()).mode : 'guest';
  } catch {
    return 'name'; // not reachable right now: the form will say so when it is used
  }
}

/** Gets a token for a name. Throws an Error whose message is for the user. */
export async function signIn(name) {
  let reply;
  try {
    reply = await fetch('sign-in', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name }),
      cache: 'no-store',
    });
  } catch {
    throw new Error('The server cannot be reached. Is it running?');
  }
  const body = await reply.json().catch(() => ({}));
  if (!reply.ok) {
    throw new Error(body.detail || `The sign-in failed (${reply.status}).`);
  }
  return body;
}

let held = read();

/** The ticket of this tab: {name, token, expiresAt}, {guest: true}, or null. */
export function ticket() {
  return held;
}

export function keep(value) {
  held = value;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(value));
  } catch {
    // a browser that keeps nothing: a reload signs out
  }
}

export function forget() {
  held = null;
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // nothing was kept
  }
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

export function expired(value) {
  return Boolean(value?.expiresAt) && Date.parse(value.expiresAt) <= Date.now();
}
