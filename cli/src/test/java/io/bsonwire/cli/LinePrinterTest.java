package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.Document;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LinePrinterTest {
    private final StringWriter err = new StringWriter();
    private final LinePrinter printer = new LinePrinter(new PrintWriter(err, true), 1000);

    private static Output output(OutputStream target) {
        return Output.standard(new Streams(
                new ByteArrayInputStream(new byte[0]), target, new PrintWriter(new StringWriter()), false, false));
    }

    /** A reader that reads nothing until it is told to. */
    private static final class Blocked extends OutputStream {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public void write(byte[] bytes, int offset, int length) {
            reached.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            written.write(bytes, offset, length);
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }
    }

    @Test
    void linesKeepTheirOrderAndWhatWaitedForTheStartIsThere() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        printer.print("é");
        printer.start(output(out), () -> {});
        StringBuilder expected = new StringBuilder("é\n");
        for (int i = 0; i < 10_000; i++) {
            printer.print("line " + i);
            expected.append("line ").append(i).append('\n');
        }
        printer.complain("wrong");
        printer.close(0);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(expected.toString());
        assertThat(err.toString()).isEqualToIgnoringNewLines("wrong");
        assertThat(printer.dropped()).isZero();
    }

    @Test
    void aLineIsWrittenBeforeTheNextOneComes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        printer.start(output(out), () -> {});
        for (String line : new String[] {"a", "b"}) {
            printer.print(line);
            RunningProxy.await(() -> out.toString(StandardCharsets.UTF_8).endsWith(line + "\n"));
        }
        printer.close(0);
    }

    @Test
    void aReaderThatIsTooSlowCostsLinesButNeitherMemoryNorTime() throws Exception {
        Blocked out = new Blocked();
        printer.start(output(out), () -> {});
        String line = "x".repeat(100);
        printer.print(line);
        assertThat(out.reached.await(60, TimeUnit.SECONDS))
                .isTrue(); // until then the printer fills its buffer as fast as lines come
        int taken = 0;
        for (int i = 0; i < 1_000_000; i++) {
            if (printer.hasRoom()) {
                printer.print(line);
                taken++;
            }
        }
        assertThat(taken).isBetween(5, 10); // 1000 bytes of lines
        assertThat(printer.dropped()).isEqualTo(1_000_000 - taken);
        out.released.countDown();
        printer.close(0);
        assertThat(out.written.toString(StandardCharsets.UTF_8)).isEqualTo((line + "\n").repeat(1 + taken));
    }

    @Test
    void whoeverIsInAHurryDoesNotWaitForTheReader() throws IOException {
        Blocked out = new Blocked();
        printer.start(output(out), () -> {});
        printer.print("a");
        printer.close(50);
        out.released.countDown();
    }

    @Test
    void aReaderThatIsGoneIsReportedAndEndsIt() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        printer.start(
                output(new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                }),
                failed::countDown);
        printer.print("a");
        assertThat(failed.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(printer.hasRoom()).isFalse();
        printer.print("b");
        assertThatThrownBy(() -> printer.close(0))
                .isInstanceOfSatisfying(
                        WriteException.class, e -> assertThat(e.isClosedPipe()).isTrue());
    }

    @Test
    void aMessageIsTurnedIntoJsonOnTheWay() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        printer.start(output(out), () -> {});
        byte[] reply = Messages.reply(2, 1, new Document("ok", 1));
        printer.print("{\"a\":1}", reply);
        byte[] wrong = reply.clone();
        wrong[25] = 0x33;
        printer.print("{\"b\":2}", wrong);
        printer.close(0);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":1,\"opCode\":\"OP_MSG\",\"requestId\":2,\"responseTo\":1,\"flags\":[],"
                        + "\"body\":{\"ok\":1}}\n"
                        + "{\"b\":2,\"problem\":\"malformed: type byte: 0x33 (expected: a BSON type) at offset 25,"
                        + " path ok\"}\n");
    }

    @Test
    void whoeverIsInterruptedDoesNotWaitForTheReader() throws Exception {
        Blocked out = new Blocked();
        printer.start(output(out), () -> {});
        printer.print("a");
        Thread.currentThread().interrupt();
        printer.close(0);
        assertThat(Thread.interrupted()).isTrue();
        out.released.countDown();
    }
}
