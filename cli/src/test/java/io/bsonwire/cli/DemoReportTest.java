package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DemoReportTest {
    private static String text(DemoReport report) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (Output out = Output.standard(new Streams(null, text, null, false, false))) {
            report.print(out);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aLeakIsCountedAndIsNotGood() throws IOException {
        CountedBuffers buffers = new CountedBuffers();
        ByteBuf small = buffers.alloc().buffer(100);
        ByteBuf huge = buffers.alloc().buffer(16 << 20);
        ByteBuf heap = buffers.alloc().heapBuffer(5000);
        ByteBuf slice = small.retainedSlice(1, 2);
        assertThat(heap.release()).isTrue();
        assertThat(small.release()).isFalse();
        DemoReport report = new DemoReport("somewhere");
        report.buffers(buffers.taken(), buffers.out());
        assertThat(report.isGood()).isFalse();
        assertThat(text(report)).contains("buffers leaked: 2 (of 3)");

        assertThat(slice.release()).isTrue();
        assertThat(huge.release()).isTrue();
        report.buffers(buffers.taken(), buffers.out());
        assertThat(report.isGood()).isTrue();
        assertThat(text(report)).contains("buffers leaked: 0 (of 3)");
    }

    @Test
    void onlyTheFirstDifferencesAreShownButAllAreCounted() throws IOException {
        DemoReport report = new DemoReport("somewhere");
        report.same();
        for (int i = 1; i <= 1000; i++) {
            report.different("number " + i);
        }
        assertThat(report.isGood()).isFalse();
        assertThat(text(report))
                .contains("different: number 5\n", "NOT EQUAL: only 1 of 1,001 ")
                .doesNotContain("number 6");
    }
}
