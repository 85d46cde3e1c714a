/**
 * Tests a plugin without a port.
 *
 * <ul>
 *   <li>{@link io.fairlead.testkit.PluginHarness} starts a plugin with a configuration and a clock
 *       of your own, opens connections, and calls what the plugin contributed.
 *   <li>{@link io.fairlead.testkit.RecordedConnection} is one such connection: {@code clientSends}
 *       a message through the plugin's handlers; {@code endpointTexts()} is what came out behind
 *       them, {@code sentTexts()} what the client got, {@code closeReason()} how it ended; {@code
 *       stallWrites()} makes the outbound queue fill up.
 *   <li>{@link io.fairlead.testkit.TestHandshake}, {@link io.fairlead.testkit.TestNetwork} and
 *       {@link io.fairlead.testkit.TestHttpRequest} make what authenticators, metadata contributors
 *       and HTTP routes are handed.
 *   <li>{@link io.fairlead.testkit.PluginJar} compiles sources and packs a real plugin jar, for
 *       tests of loading.
 *   <li>{@link io.fairlead.testkit.SettableClock} stands still until it is moved.
 * </ul>
 *
 * <pre>{@code
 * try (PluginHarness harness =
 *     PluginHarness.of(new RateLimitPlugin()).config("burst", "2").start()) {
 *   RecordedConnection connection = harness.connect();
 *   connection.clientSends("one").clientSends("two").clientSends("three");
 *   assertThat(connection.endpointTexts()).containsExactly("one", "two");
 *   harness.clock().advance(Duration.ofSeconds(1));
 * }
 * }</pre>
 */
@NullMarked
package io.fairlead.testkit;

import org.jspecify.annotations.NullMarked;
