package io.bsonwire.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bsonwire.benchmarks.compare.Measurement.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasurementTest {
    private static final Measurement ODD =
            new Measurement("1", List.of(new Sample(10, 300, 70), new Sample(10, 100, 50), new Sample(10, 170, 60)));

    @Test
    void statisticsAreOfOneOperation() {
        assertThat(ODD.mean()).isEqualTo(19);
        assertThat(ODD.median()).isEqualTo(17);
        // Squares of 11, -9, -2: 206, divided by 2.
        assertThat(ODD.deviation()).isEqualTo(Math.sqrt(103), within(1e-9));
        assertThat(ODD.allocated()).isEqualTo(5);
        assertThat(ODD.iterations()).isEqualTo(10);
    }

    @Test
    void theMedianOfAnEvenNumberIsInTheMiddleOfTwo() {
        Measurement even = new Measurement(
                "1",
                List.of(new Sample(1, 40, -1), new Sample(1, 10, -1), new Sample(1, 20, -1), new Sample(1, 90, -1)));
        assertThat(even.median()).isEqualTo(30);
        assertThat(even.allocated()).isEqualTo(-1);
    }

    @Test
    void oneSampleDoesNotDeviate() {
        assertThat(new Measurement("1", List.of(new Sample(1, 5, 0))).deviation())
                .isZero();
    }

    @Test
    void aSampleHasTheIterationsOfTheSpikeUnlessItIsTooShortOrTooLong() {
        Options options = Options.of(false);
        assertThat(options.iterations(10_000)).isEqualTo(10_000);
        assertThat(options.iterations(100)).isEqualTo(500_000); // 50 ms
        assertThat(options.iterations(1_000_000)).isEqualTo(500); // 0.5 s
        assertThat(options.iterations(9e9)).isEqualTo(1);
    }
}
