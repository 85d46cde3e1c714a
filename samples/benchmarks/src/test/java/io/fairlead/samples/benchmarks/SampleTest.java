package io.fairlead.samples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTest {

  @Test
  void medianOfAnOddNumberIsTheMiddleOfEachFigureForItself() {
    Sample median =
        Sample.median(
            List.of(
                Sample.of(3, 10, 7, 100, 1),
                Sample.of(1, 30, 9, 50, 2),
                Sample.of(2, 20, 8, 75, 9)));
    assertThat(median).isEqualTo(Sample.of(2, 20, 8, 75, 2));
  }

  @Test
  void medianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
    Sample low = Sample.of(1, 1, 1, 1, 1);
    Sample high = Sample.of(2, 4, 6, 8, 10);
    assertThat(Sample.median(List.of(high, low))).isEqualTo(Sample.of(1.5, 2.5, 3.5, 4.5, 5.5));
  }

  @Test
  void whatTheGoodOnesHadAloneHasMediansOfItsOwn() {
    Sample median =
        Sample.median(
            List.of(
                new Sample(3, 1, 1, 30, 1, Sample.of(1, 1, 1, 10, 1)),
                new Sample(5, 1, 1, 50, 1, Sample.of(2, 1, 1, 40, 1))));
    assertThat(median.p99()).isEqualTo(40);
    assertThat(median.alone()).isEqualTo(Sample.of(1.5, 1, 1, 25, 1));
  }

  @Test
  void medianOfNothingIsAnError() {
    assertThatThrownBy(() -> Sample.median(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
