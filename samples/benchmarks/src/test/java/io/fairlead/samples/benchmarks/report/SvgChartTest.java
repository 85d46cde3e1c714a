package io.fairlead.samples.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class SvgChartTest {

  private final List<Element> bars = new ArrayList<>();
  private String text = "";

  @BeforeEach
  void draw() throws Exception {
    text = SvgChart.of(Recorded.results());
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(text)));
    NodeList all = document.getElementsByTagName("rect");
    for (int i = 0; i < all.getLength(); i++) {
      Element rect = (Element) all.item(i);
      if (rect.getAttribute("class").startsWith("bar")) {
        bars.add(rect);
      }
    }
  }

  @Test
  void barsAreAsLongAsTheirFigures() {
    List<Double> echo = bars.subList(0, 4).stream().map(SvgChartTest::width).toList();
    assertThat(echo).isSorted(); // the cheapest first: Gin 15.2, ours 19 and 20, Tyrus 40
    assertThat(echo.get(0) / echo.get(3)).isCloseTo(15.2 / 40, within(0.01));
    assertThat(echo.get(2) / echo.get(3)).isCloseTo(20.0 / 40, within(0.01));
    assertThat(width(bars.get(4)) / width(bars.get(5))).isCloseTo(0.5, within(0.01));
  }

  @Test
  void latenciesHaveABarWithAndOneWithoutTheClientsThatNeverRead() {
    assertThat(bars).hasSize(10);
    assertThat(width(bars.get(6)) / width(bars.get(9))).isCloseTo(10.0 / 25, within(0.01));
    assertThat(width(bars.get(7)) / width(bars.get(9))).isCloseTo(15.0 / 25, within(0.01));
    assertThat(text).contains(">p99, ms<", ">Fairlead, beside<", ">25.0<");
  }

  @Test
  void oursStandOutAndOthersDoNot() {
    assertThat(bars)
        .extracting(bar -> bar.getAttribute("class"))
        .startsWith("bar", "bar ours", "bar ours", "bar", "bar ours", "bar");
  }

  @Test
  void namesAndMachineCannotBreakTheMarkup() {
    assertThat(text).contains("A &quot;Chip&quot; &lt;2>, 2 processors");
  }

  @Test
  void darkPagesHaveColoursOfTheirOwn() {
    assertThat(text).contains("prefers-color-scheme: dark");
  }

  private static double width(Element bar) {
    return Double.parseDouble(bar.getAttribute("width"));
  }
}
