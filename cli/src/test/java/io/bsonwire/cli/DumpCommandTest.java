package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpCommandTest {
    private static final Document FIRST = new Document("n", 1).append("text", "é\n");
    private static final Document SECOND = new Document("at", Instant.EPOCH).append("list", List.of(2L, 0.5));
    private static final byte[] BOTH = Bytes.bson(FIRST, SECOND);
    private static final String FIRST_LINE = "{\"n\":{\"$numberInt\":\"1\"},\"text\":\"é\\n\"}\n";
    private static final String SECOND_LINE = "{\"at\":{\"$date\":{\"$numberLong\":\"0\"}},"
            + "\"list\":[{\"$numberLong\":\"2\"},{\"$numberDouble\":\"0.5\"}]}\n";

    @TempDir
    private Path folder;

    @Test
    void aCanonicalLineForEachDocument() throws IOException {
        Path file = Files.write(folder.resolve("both.bson"), BOTH);
        Ran ran = Ran.bsonwire("dump", file.toString());
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.text()).isEqualTo(FIRST_LINE + SECOND_LINE);
        assertThat(ran.err()).isEmpty();
        assertThat(Ran.bsonwire(BOTH, "dump", "--format", "canonical", "-").text())
                .isEqualTo(ran.text());
    }

    @Test
    void relaxed() {
        Ran ran = Ran.bsonwire(BOTH, "dump", "--format=relaxed", "-");
        assertThat(ran.text()).isEqualTo("""
                        {"n":1,"text":"é\\n"}
                        {"at":{"$date":"1970-01-01T00:00:00Z"},"list":[2,0.5]}
                        """);
    }

    @Test
    void pretty() {
        Ran ran = Ran.bsonwire(Bytes.bson(FIRST, new Document()), "dump", "-f", "relaxed", "--pretty", "-");
        assertThat(ran.text()).isEqualTo("{\n  \"n\": 1,\n  \"text\": \"é\\n\"\n}\n{}\n");
    }

    @Test
    void emptyInputIsNoDocument() {
        Ran ran = Ran.bsonwire("dump", "-");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void toAFile() throws IOException {
        Path file = folder.resolve("out.json");
        assertThat(Ran.bsonwire(BOTH, "dump", "-", "--output", file.toString()).out())
                .isEmpty();
        assertThat(Files.readString(file)).isEqualTo(FIRST_LINE + SECOND_LINE);
    }

    @Test
    void whatComesBeforeAMalformedDocumentIsWritten() {
        byte[] in = Bytes.concat(BOTH, Bytes.malformed(), BOTH);
        Ran ran = Ran.bsonwire(in, "dump", "-");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.text()).isEqualTo(FIRST_LINE + SECOND_LINE);
        assertThat(ran.err())
                .isEqualToIgnoringNewLines("bsonwire dump: standard input: document 3: "
                        + "boolean byte: 0x07 (expected: 0x00 or 0x01) at offset " + (BOTH.length + 7) + ", path a");
    }

    @Test
    void anErrorAtTheEndOfALargeDocumentLeavesNoPartOfIt() {
        // The text is larger than all buffers on the way; the bad byte is the last but one.
        byte[] large = Bytes.bson(new Document("text", "x".repeat(1 << 20)).append("flag", true));
        large[large.length - 2] = 2;
        Ran ran = Ran.bsonwire(Bytes.concat(BOTH, large), "dump", "-");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.text()).isEqualTo(FIRST_LINE + SECOND_LINE);
        assertThat(ran.err()).contains("document 3: boolean byte: 0x02").contains("path flag");
    }

    @Test
    void aFileCutShortAnywhere() {
        int second = BOTH.length - Bytes.bson(SECOND).length;
        for (int length = 0; length < BOTH.length; length++) {
            Ran ran = Ran.bsonwire(Arrays.copyOf(BOTH, length), "dump", "-");
            assertThat(ran.text()).isEqualTo(length < second ? "" : FIRST_LINE);
            boolean whole = length == 0 || length == second;
            assertThat(ran.exitCode()).as("cut to %d bytes", length).isEqualTo(whole ? 0 : 1);
            assertThat(ran.err()).hasLineCount(whole ? 0 : 1);
        }
    }

    @Test
    void aLengthThatTheInputDoesNotHaveCostsNoMemory() {
        byte[] in = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F, 0};
        Ran ran = Ran.bsonwire(in, "dump", "--max-document-size", "2147483639", "-");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .contains("document 1: document length: 2147483647")
                .hasLineCount(1);
        in[0] = (byte) 0xF0;
        assertThat(Ran.bsonwire(in, "dump", "--max-document-size", "2147483639", "-")
                        .err())
                .contains("document 1: stream ends inside a document");
    }

    @Test
    void limitsApply() {
        byte[] in = Bytes.bson(new Document("a", new Document("b", List.of())));
        assertThat(Ran.bsonwire(in, "dump", "--max-depth", "3", "-").exitCode()).isZero();
        Ran ran = Ran.bsonwire(in, "dump", "--max-depth", "2", "-");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("nesting depth: 3");
    }

    @Test
    void filesThatCannotBeRead() {
        Path absent = folder.resolve("absent.bson");
        Ran ran = Ran.bsonwire("dump", absent.toString());
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).isEqualToIgnoringNewLines("bsonwire dump: " + absent + ": cannot open: no such file");
        assertThat(Ran.bsonwire("dump", folder.toString()).err())
                .isEqualToIgnoringNewLines("bsonwire dump: " + folder + ": is a directory (expected: a file)");
        assertThat(Ran.bsonwire("dump", "a\0b").err())
                .contains("a\\0b: not a file name")
                .hasLineCount(1);
    }

    @Test
    void theWrongUseIsAUsageError() {
        assertThat(Ran.bsonwire("dump").exitCode()).isEqualTo(2);
        assertThat(Ran.bsonwire("dump", "a", "b").exitCode()).isEqualTo(2);
        Ran ran = Ran.bsonwire("dump", "--format", "xml", "-");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("'xml' (expected: canonical or relaxed)");
    }
}
