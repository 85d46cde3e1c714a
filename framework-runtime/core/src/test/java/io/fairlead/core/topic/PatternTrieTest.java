package io.fairlead.core.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicPattern;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PatternTrieTest {

  private final PatternTrie<String> trie = new PatternTrie<>();

  @Provide
  Arbitrary<String> topics() {
    return Arbitraries.of("a", "b", "c")
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(PatternTrieTest::dots);
  }

  @Provide
  Arbitrary<List<String>> patterns() {
    return Arbitraries.of("a", "b", "*", "#", "#")
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(PatternTrieTest::dots)
        .list()
        .ofMaxSize(12);
  }

  private static String dots(List<String> levels) {
    return String.join(".", levels);
  }

  /** By the definition: # takes nothing, or one level and goes on. */
  private static boolean matches(List<String> pattern, List<String> topic) {
    if (pattern.isEmpty()) {
      return topic.isEmpty();
    }
    List<String> rest = pattern.subList(1, pattern.size());
    if (pattern.get(0).equals("#")) {
      return matches(rest, topic)
          || !topic.isEmpty() && matches(pattern, topic.subList(1, topic.size()));
    }
    return !topic.isEmpty()
        && (pattern.get(0).equals("*") || pattern.get(0).equals(topic.get(0)))
        && matches(rest, topic.subList(1, topic.size()));
  }

  @Property(tries = 3_000)
  void matchesWhatTheDefinitionDoes(
      @ForAll("topics") String topic, @ForAll("patterns") List<String> patterns) {
    PatternTrie<String> all = new PatternTrie<>();
    Set<String> expected = new HashSet<>();
    for (String pattern : patterns) {
      all.add(TopicPattern.of(pattern), pattern);
      boolean matches = matches(List.of(pattern.split("\\.")), List.of(topic.split("\\.")));
      assertThat(TopicPattern.of(pattern).matches(Topic.of(topic)))
          .as("%s matches %s", pattern, topic)
          .isEqualTo(matches);
      if (matches) {
        expected.add(pattern);
      }
    }

    List<String> found = all.match(TopicLevels.of(Topic.of(topic))).all();

    assertThat(found).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
    patterns.forEach(pattern -> all.remove(TopicPattern.of(pattern), pattern));
    assertThat(all.nodes()).isZero();
    assertThat(all.isEmpty()).isTrue();
    assertThat(all.match(TopicLevels.of(Topic.of(topic))).size()).isZero();
  }

  /** Of one entry under several patterns it gives one. */
  @Property(tries = 500)
  void givesAnEntryOnce(@ForAll("topics") String topic, @ForAll("patterns") List<String> patterns) {
    PatternTrie<String> all = new PatternTrie<>();
    patterns.forEach(pattern -> all.add(TopicPattern.of(pattern), "entry"));
    all.add(TopicPattern.of(topic), "other");

    List<String> found = all.match(TopicLevels.of(Topic.of(topic))).all();

    Set<String> expected =
        patterns.stream()
            .filter(pattern -> TopicPattern.of(pattern).matches(Topic.of(topic)))
            .map(pattern -> "entry")
            .collect(Collectors.toSet());
    expected.add("other");
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void anEntryAddedTwiceGoesWithItsSecondRemoval() {
    trie.add(TopicPattern.of("a.b"), "x");
    trie.add(TopicPattern.of("a.b"), "x");
    trie.remove(TopicPattern.of("a.b"), "x");
    assertThat(match("a.b")).containsExactly("x");
    trie.remove(TopicPattern.of("a.b"), "x");
    assertThat(match("a.b")).isEmpty();
    assertThat(trie.nodes()).isZero();
  }

  @Test
  void removingWhatIsNotThereChangesNothing() {
    trie.add(TopicPattern.of("a.b"), "x");
    trie.remove(TopicPattern.of("a.b"), "y");
    trie.remove(TopicPattern.of("a"), "x");
    trie.remove(TopicPattern.of("a.b.c"), "x");
    assertThat(match("a.b")).containsExactly("x");
    assertThat(trie.nodes()).isEqualTo(2);
  }

  @Test
  void nodesThatOthersNeedStay() {
    trie.add(TopicPattern.of("a.b.c"), "deep");
    trie.add(TopicPattern.of("a.b"), "shallow");
    trie.remove(TopicPattern.of("a.b.c"), "deep");
    assertThat(trie.nodes()).isEqualTo(2);
    assertThat(match("a.b")).containsExactly("shallow");
    trie.remove(TopicPattern.of("a.b"), "shallow");
    assertThat(trie.nodes()).isZero();
  }

  @Test
  void matchingMakesNoNodes() {
    trie.add(TopicPattern.of("#.x"), "x");
    int before = trie.nodes();
    IntStream.range(0, 1_000).forEach(i -> match("t" + i + ".y"));
    assertThat(trie.nodes()).isEqualTo(before);
  }

  @Test
  void patternsMadeToBeSlowAreNot() {
    String pattern = "#" + ".a.#".repeat(50) + ".b";
    trie.add(TopicPattern.of(pattern), "x");
    assertThat(match("a" + ".a".repeat(120))).isEmpty(); // every way is tried, none twice
    assertThat(match("a" + ".a".repeat(120) + ".b")).containsExactly("x");
  }

  private List<String> match(String topic) {
    return trie.match(TopicLevels.of(Topic.of(topic))).all();
  }
}
