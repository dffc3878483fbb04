package io.bsonwire.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bsonwire.benchmarks.compare.Measurement.Sample;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScalingTest {
    @Test
    void theExponentIsThatOfThePowerLaw() {
        assertThat(Scaling.exponent(List.of(1.0, 10.0, 100.0, 1000.0), List.of(7.0, 7.0, 500.0, 5000.0)))
                .hasValueCloseTo(1.0, within(1e-9));
        assertThat(Scaling.exponent(List.of(1.0, 2.0, 4.0), List.of(3.0, 12.0, 48.0)))
                .hasValueCloseTo(2.0, within(1e-9));
        assertThat(Scaling.exponent(List.of(1.0), List.of(3.0))).isEmpty();
    }

    @Test
    void theVerdictIsInWords() {
        assertThat(ScalingReport.verdict(1.05)).isEqualTo("grows linearly");
        assertThat(ScalingReport.verdict(1.2)).isEqualTo("grows faster than linearly");
        assertThat(ScalingReport.verdict(0.5)).isEqualTo("grows slower than linearly");
    }

    @Test
    void axesAreLogarithmic() {
        LineChart.Axis axis = new LineChart.Axis(1, 100, 50, 250);
        assertThat(axis.at(1)).isEqualTo(50);
        assertThat(axis.at(10)).isEqualTo(150, within(1e-9));
        assertThat(axis.at(100)).isEqualTo(250);
    }

    @Test
    void theReportHasATableForEachCurveAndTheChartAPanel() throws Exception {
        Results results = new Results();
        for (Row row : Scaling.rows()) {
            double x = Double.parseDouble(row.document().replaceAll("\\D", "") + "0") + 1;
            row.peers()
                    .forEach(peer ->
                            results.add(row, peer, new Measurement("1", List.of(new Sample(1, (long) (1000 * x), 0)))));
        }
        String report = new ScalingReport(results, Map.of()).markdown();
        for (Scaling.Curves curves : Scaling.curves()) {
            assertThat(report).contains("\n## " + curves.title() + "\n");
        }
        assertThat(report)
                .contains("| bytes | encode, org.mongodb:bson | encode, bsonwire |")
                .contains("bsonwire: encode grows linearly, decode grows linearly,");
        String chart = new LineChart(results).svg();
        int points = Scaling.rows().stream().mapToInt(row -> row.peers().size()).sum();
        assertThat(ReportTest.parse(chart).getElementsByTagName("circle").getLength())
                .isEqualTo(points);
    }

    @Test
    void eachLimitStopsWhatIsOneStepBeyondIt() {
        List<String> limits = ScalingReport.limits();
        assertThat(limits.get(0)).contains("16,793,600 bytes: is encoded, 16,793,600 bytes");
        assertThat(limits.get(1)).contains("16,793,601: is refused");
        assertThat(limits.get(2)).contains("201 levels: is refused");
        assertThat(limits.get(3)).contains("2 messages: 100,000 in ").contains("; 1 in ");
        assertThat(limits.get(4)).contains("2 messages: 45 in ").contains("; 5 in ");
    }
}
