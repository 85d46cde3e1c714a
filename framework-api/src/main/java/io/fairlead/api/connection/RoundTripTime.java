package io.fairlead.api.connection;

import java.time.Duration;

/**
 * How long it takes from a ping's bytes in the server's kernel to the arrival of its pong.
 *
 * @param last the last measurement
 * @param smoothed a running average, in which each new measurement counts for an eighth
 */
public record RoundTripTime(Duration last, Duration smoothed) {}
