package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.spec.report.ConformanceReport;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Writes the conformance report of this library and its peers to {@code target/conformance}. Run on demand. It fails if a
 * red cell has no reason, or a reason no red cell.
 */
class ConformanceReportIT {
    private static final long SEED = 1;
    private static final int DOCUMENTS = 200;

    @Test
    void report() throws Exception {
        ConformanceReport report = new ConformanceReport(SEED, DOCUMENTS, LocalDate.now(ZoneOffset.UTC));
        List<BsonImplementation> implementations = new ArrayList<>();
        implementations.addAll(BsonwireAdapters.on(List.of(BufferShape.HEAP)));
        implementations.addAll(DriverAdapters.all());
        implementations.add(new Bson4JacksonAdapter());
        implementations.add(new JavaServerAdapter());
        implementations.forEach(report::add);
        PeerRemarks.addTo(report);
        report.write(Path.of("target", "conformance"));
        assertThat(report.unexplained()).isEmpty();
        assertThat(report.obsoleteRemarks()).isEmpty();
    }
}
