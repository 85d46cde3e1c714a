// What a close means to a reader, and what to do about it: 'retry', 'sign-in' or 'stop'.
const MEANINGS = {
  1000: ['stop', 'The server ended the conversation.'],
  1001: ['retry', 'The server is restarting.'],
  1003: ['stop', 'The server does not take this kind of message.'],
  1006: ['retry', 'The connection was lost.'],
  1007: ['stop', 'The server could not read a message.'],
  1008: ['stop', 'The server closed the connection because of one of its rules.'],
  1009: ['retry', 'The message was too long for the server and was not delivered.'],
  1011: ['retry', 'Something went wrong in the server.'],
  1012: ['retry', 'The server is restarting.'],
  1013: ['retry', 'The server is busy.'],
  4401: ['sign-in', 'Your sign-in has ended. Please sign in again.'],
  4403: ['sign-in', 'You may not be here any longer. Sign in with another name.'],
};

/** Reads a CloseEvent: {then, words, wait}; wait is the delay that the server asks for, in ms. */
export function meaning({ code, reason }) {
  const [then, words] = MEANINGS[code] ?? ['stop', `The server closed the connection (${code}).`];
  const wait = /\bretry-after-ms=(\d{1,7})\b/.exec(reason ?? '');
  const said = (reason ?? '').replace(/\s*;?\s*\bretry-after-ms=\d+\b/, '').trim();
  const own = code === 1008 || code === 1013 || !(code in MEANINGS);
  return { then, words: own && said ? sentence(said) : words, wait: wait ? Number(wait[1]) : 0 };
}

function sentence(text) {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
