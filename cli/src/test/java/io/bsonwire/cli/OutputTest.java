package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.Document;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {
    @TempDir
    private Path folder;

    /** Takes some bytes, then fails with a message. */
    private static final class Failing extends OutputStream {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final int room;
        private final String message;
        private int failures;

        Failing(int room, String message) {
            this.room = room;
            this.message = message;
        }

        @Override
        public void write(int b) throws IOException {
            if (taken.size() >= room) {
                failures++;
                throw new IOException(message);
            }
            taken.write(b);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"generate", "dump -", "load -", "validate - - -", "demo --documents 10", "wire -"})
    void aClosedPipeEndsEveryCommandSilently(String command) {
        byte[] in = command.startsWith("load")
                ? Bytes.utf8("{}".repeat(100))
                : command.startsWith("wire") ? Messages.insert(1, 1) : Bytes.bson(new Document("a", 1));
        Failing out = new Failing(0, "Broken pipe");
        Ran ran = Ran.to(out, false, in, command.split(" ", -1));
        assertThat(ran.exitCode()).isEqualTo(141);
        assertThat(ran.err()).isEmpty();
        assertThat(out.failures).isOne();
    }

    @Test
    void aClosedPipeIsKnownInAnyLanguage() {
        Failing out = new Failing(0, "Datenübergabe unterbrochen");
        Ran ran = Ran.to(out, true, new byte[0], "generate");
        assertThat(ran.exitCode()).isEqualTo(141);
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void aClosedPipeStopsTheWorkAtOnce() {
        Failing out = new Failing(1 << 16, "Broken pipe");
        Ran ran = Ran.to(out, true, new byte[0], "generate", "--documents", "1000000000");
        assertThat(ran.exitCode()).isEqualTo(141);
        assertThat(out.failures).isOne();
    }

    @Test
    void aFullDiskIsAnErrorOfOneLine() {
        Ran ran = Ran.to(new Failing(100, "No space left on device"), false, new byte[0], "generate");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .isEqualToIgnoringNewLines("bsonwire generate: standard output: cannot write: no space left on device");
    }

    @Test
    void whatFailsToBeWrittenAfterAnErrorInTheInputDoesNotHideThatError() {
        byte[] in = Bytes.concat(Bytes.bson(new Document("a", 1)), Bytes.malformed());
        Ran ran = Ran.to(new Failing(0, "No space left on device"), false, in, "dump", "-");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("standard input: document 2: boolean byte");
    }

    @Test
    void largeAndSmallWritesKeepTheirOrder() throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        Streams streams = new Streams(null, target, null, false, false);
        try (Output out = Output.standard(streams)) {
            for (int size : new int[] {1, 65_535, 1, 65_536, 0, 70_000, 3, 200_000, 65_534, 2, 1}) {
                byte[] bytes = new byte[size];
                Arrays.fill(bytes, (byte) size);
                out.write(bytes);
                out.write(size);
                expected.writeBytes(bytes);
                expected.write(size);
            }
        }
        assertThat(target.toByteArray()).isEqualTo(expected.toByteArray());
    }

    @Test
    void aFileIsMadeOrReplaced() throws IOException {
        Path file = folder.resolve("out.bson");
        Files.write(file, new byte[100_000]);
        Ran ran = Ran.bsonwire("generate", "--documents", "1", "-o", file.toString());
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).isEmpty();
        assertThat(Files.readAllBytes(file))
                .isEqualTo(Ran.bsonwire("generate", "-n", "1", "-o", "-").out());
    }

    @Test
    void aFileIsNotEmptiedBeforeItIsRead() throws IOException {
        Path file = folder.resolve("both.bson");
        byte[] before = Bytes.bson(new Document("a", 1));
        Files.write(file, before);
        Ran ran = Ran.bsonwire(
                "dump",
                file.toString(),
                "-o",
                folder.resolve(".").resolve("both.bson").toString());
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("both.bson: is input and output at once");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aFileIsNotMadeWhenThereIsNoInput() {
        Path file = folder.resolve("out.bson");
        Ran ran = Ran.bsonwire("load", folder.resolve("absent").toString(), "-o", file.toString());
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(file).doesNotExist();
    }

    @Test
    void aPlaceWhereNoFileCanBeIsAnErrorOfOneLine() {
        assertThat(Ran.bsonwire("generate", "-o", folder.toString()).err())
                .isEqualToIgnoringNewLines("bsonwire generate: " + folder + ": is a directory (expected: a file)");
        Path nowhere = folder.resolve("no").resolve("where");
        assertThat(Ran.bsonwire("generate", "-o", nowhere.toString()).err())
                .isEqualToIgnoringNewLines("bsonwire generate: " + nowhere + ": cannot create: no such directory");
        assertThat(Ran.bsonwire("generate", "-o", "a\0b").err())
                .contains("a\\0b: not a file name")
                .hasLineCount(1);
    }
}
