package io.fairlead.samples.chat;

import java.time.Instant;

/**
 * Something that was said in a room.
 *
 * @param id counts up by one within the room
 * @param from who said it
 * @param text what
 * @param at when the room took it
 */
record ChatMessage(long id, String from, String text, Instant at) {}
