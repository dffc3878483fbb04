package io.bsonwire.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bsonwire.benchmarks.compare.Measurement.Sample;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** From given samples comes the given table, CSV and chart. */
class ReportTest {
    private static final Row ENCODE = new Row(
            Table.TREE,
            "encode",
            "flat",
            Peer.PYMONGO_C,
            Peer.MONGODB_DOCUMENT,
            Peer.MONGODB_BSON_DOCUMENT,
            Peer.BSONWIRE);
    private static final Row APPEND = new Row(Table.RAW, "append", "flat", Peer.LIBBSON, Peer.BSONWIRE);
    private static final Row CRC = new Row(Table.PRIMITIVE, "crc32c", "message-16kb", Peer.BARE, Peer.BSONWIRE);

    private static Results results() {
        Results results = new Results();
        results.add(ENCODE, Peer.PYMONGO_C, measurement(20_000, -1));
        results.add(ENCODE, Peer.MONGODB_DOCUMENT, measurement(30_000, 512));
        results.add(ENCODE, Peer.MONGODB_BSON_DOCUMENT, measurement(16_000, 256));
        results.add(ENCODE, Peer.BSONWIRE, measurement(5000, 0));
        results.add(APPEND, Peer.LIBBSON, measurement(4500, -1));
        results.add(APPEND, Peer.BSONWIRE, measurement(9000, 24));
        results.add(CRC, Peer.BARE, measurement(1000, 0));
        results.add(CRC, Peer.BSONWIRE, measurement(1100, 0));
        return results;
    }

    private static Measurement measurement(long nanos, long allocated) {
        return new Measurement("9.9", List.of(new Sample(1, nanos, allocated), new Sample(1, nanos, allocated)));
    }

    @Test
    void aTableHasMediansRatiosAndWinner() {
        String report = new Report(results(), Map.of("date", "today")).markdown();
        assertThat(report)
                .contains("- date: today\n")
                .contains("| operation | document | PyMongo C | org.mongodb:bson | bsonwire | B/op | winner |\n")
                .contains("| encode | flat | 20.0 (4.00x) | 16.0 (3.20x) | **5.00** | 0 | bsonwire |\n")
                .contains("| append | flat | **4.50** (0.50x) | 9.00 | 24 | libbson |\n");
    }

    @Test
    void goalsAreReachedMissedOrOpen() {
        List<Goals.Goal> goals = Goals.of(results());
        assertThat(goal(goals, "encode flat over org.mongodb:bson").verdict()).isEqualTo("missed by 20 %");
        // Only one of its three rows is there.
        assertThat(goal(goals, "encode over org.mongodb:bson, geometric mean of flat, deep, full")
                        .verdict())
                .isEqualTo("not measured");
        assertThat(goal(goals, "encode over append of libbson, the worst row").got())
                .hasValueCloseTo(0.9, within(1e-9));
        assertThat(goal(goals, "encode over PyMongo C, the worst row").verdict())
                .isEqualTo("missed by 20 %");
        assertThat(goal(goals, "crc32c message-16kb: time over the bare primitive's")
                        .verdict())
                .isEqualTo("missed by 5 %");
        assertThat(goal(goals, "encode: garbage in bytes, the worst row").verdict())
                .isEqualTo("reached");
        assertThat(new Goals.Goal("garbage", 0, java.util.OptionalDouble.of(24), true).verdict())
                .isEqualTo("missed by 24 B");
    }

    private static Goals.Goal goal(List<Goals.Goal> goals, String text) {
        return goals.stream()
                .filter(goal -> goal.text().equals(text))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theGeometricMeanIsOfAllThree() {
        Results results = new Results();
        int[] ratios = {2, 4, 27};
        List<String> documents = List.of("flat", "deep", "full");
        for (int i = 0; i < 3; i++) {
            Row row = new Row(Table.TREE, "decode", documents.get(i), Peer.MONGODB_DOCUMENT, Peer.BSONWIRE);
            results.add(row, Peer.MONGODB_DOCUMENT, measurement(1000L * ratios[i], 0));
            results.add(row, Peer.BSONWIRE, measurement(1000, 0));
        }
        assertThat(goal(Goals.of(results), "decode over org.mongodb:bson, geometric mean of flat, deep, full")
                        .got())
                .hasValueCloseTo(6.0, within(1e-9));
    }

    @Test
    void theCsvHasALineForEachRowAndPeer() {
        assertThat(results().csv().lines())
                .hasSize(9)
                .contains("tree,encode,flat,1,pymongo-c,\"9.9\",20000.00,20000.00,0.00,2,1,,20000.00 20000.00")
                .contains("raw,append,flat,1,bsonwire,\"9.9\",9000.00,9000.00,0.00,2,1,24.0,9000.00 9000.00");
    }

    @Test
    void theChartHasABarForEachPeer() throws Exception {
        BarChart chart = new BarChart(results());
        // Ratios go from 0.5 to 4: the scale from 0.1 to 10, with 1 in its middle.
        double one = chart.x(1);
        assertThat(chart.x(4) - one).isEqualTo(one - chart.x(0.25), within(1e-9));
        Element svg = parse(chart.svg());
        NodeList bars = svg.getElementsByTagName("rect");
        // The ground, four keys, a bar for each of four ratios.
        assertThat(bars.getLength()).isEqualTo(1 + 4 + 4);
        Element slower = (Element) bars.item(bars.getLength() - 2);
        assertThat(Double.parseDouble(slower.getAttribute("x"))).isEqualTo(chart.x(0.5), within(0.1));
        assertThat(Double.parseDouble(slower.getAttribute("width"))).isEqualTo(one - chart.x(0.5), within(0.1));
    }

    static Element parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }
}
