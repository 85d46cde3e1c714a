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
                new Sample(3, 10, 7, 100, 1),
                new Sample(1, 30, 9, 50, 2),
                new Sample(2, 20, 8, 75, 9)));
    assertThat(median).isEqualTo(new Sample(2, 20, 8, 75, 2));
  }

  @Test
  void medianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
    Sample low = new Sample(1, 1, 1, 1, 1);
    Sample high = new Sample(2, 4, 6, 8, 10);
    assertThat(Sample.median(List.of(high, low))).isEqualTo(new Sample(1.5, 2.5, 3.5, 4.5, 5.5));
  }

  @Test
  void medianOfNothingIsAnError() {
    assertThatThrownBy(() -> Sample.median(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
