package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {
    private static final byte[] TWO =
            Bytes.bson(new Document("a", 1), new Document("b", List.of(new Document("c", "text"))));
    /** Where the second of them starts. */
    private static final int SECOND = 12;

    @TempDir
    private Path folder;

    private String file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes).toString();
    }

    @Test
    void aLineForEachFile() throws IOException {
        String none = file("none.bson", new byte[0]);
        String one = file("one.bson", Bytes.bson(new Document()));
        String two = file("two.bson", TWO);
        Ran ran = Ran.bsonwire("validate", none, one, two);
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.lines())
                .containsExactly(
                        none + ": 0 documents, 0 bytes, ok",
                        one + ": 1 document, 5 bytes, ok",
                        two + ": 2 documents, " + TWO.length + " bytes, ok");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void standardInput() {
        Ran ran = Ran.bsonwire(TWO, "validate", "-");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.text()).isEqualTo("-: 2 documents, " + TWO.length + " bytes, ok\n");
    }

    @Test
    void itGoesOnAfterFilesThatAreWrong() throws IOException {
        String bad = file("bad.bson", Bytes.concat(TWO, Bytes.malformed(), TWO));
        String good = file("good.bson", TWO);
        String absent = folder.resolve("absent.bson").toString();
        Ran ran = Ran.bsonwire("validate", bad, absent, folder.toString(), good);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.lines())
                .containsExactly(
                        bad + ": document 3: boolean byte: 0x07 (expected: 0x00 or 0x01) at offset " + (TWO.length + 7)
                                + ", path a",
                        good + ": 2 documents, " + TWO.length + " bytes, ok");
        assertThat(ran.err().lines())
                .containsExactly(
                        "bsonwire validate: " + absent + ": cannot open: no such file",
                        "bsonwire validate: " + folder + ": is a directory (expected: a file)");
    }

    @Test
    void aFileCutShortAnywhereIsWrongExceptBetweenDocuments() throws IOException {
        for (int length = 0; length < TWO.length; length++) {
            String file = file("cut.bson", Arrays.copyOf(TWO, length));
            Ran ran = Ran.bsonwire("validate", file);
            boolean whole = length == 0 || length == SECOND;
            assertThat(ran.exitCode()).as("cut to %d bytes", length).isEqualTo(whole ? 0 : 1);
            if (!whole) {
                int document = length < SECOND ? 1 : 2;
                assertThat(ran.text())
                        .startsWith(file + ": document " + document + ": stream ends inside a document")
                        .endsWith(" at offset " + (document == 1 ? 0 : SECOND) + "\n");
            }
        }
    }

    @Test
    void namesUsedTwiceAreRefusedOnRequest() throws IOException {
        byte[] bytes = Bytes.bson(new Document("a", new Document("x", 1).append("y", 2)));
        bytes[19] = 'x'; // 0 length, 4 type, 5 "a", 7 length, 11 type, 12 "x", 14 value, 18 type, 19 name
        String file = file("twice.bson", bytes);
        assertThat(Ran.bsonwire("validate", file).exitCode()).isZero();
        Ran ran = Ran.bsonwire("validate", "--unique-names", file);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.text()).contains("duplicate name: \"x\"").contains("path a.x");
    }

    @Test
    void limitsApply() throws IOException {
        String file = file("two.bson", TWO);
        assertThat(Ran.bsonwire("validate", "--max-document-size", "1k", "--max-depth", "3", file)
                        .exitCode())
                .isZero();
        assertThat(Ran.bsonwire("validate", "--max-depth", "2", file).text())
                .contains("document 2: nesting depth: 3 (expected: at most the limit of 2)");
        assertThat(Ran.bsonwire("validate", "--max-document-size", "12", file).text())
                .contains("document 2: document length: " + (TWO.length - SECOND));
    }

    @Test
    void theWrongUseIsAUsageError() {
        assertThat(Ran.bsonwire("validate").exitCode()).isEqualTo(2);
        for (String size : List.of("4", "2g", "-1", "1x", "", "99999999999", "1.5k")) {
            Ran ran = Ran.bsonwire("validate", "--max-document-size=" + size, "-");
            assertThat(ran.exitCode()).as(size).isEqualTo(2);
            assertThat(ran.err()).as(size).contains("expected: ");
        }
        for (String depth : List.of("0", "1001", "x")) {
            assertThat(Ran.bsonwire("validate", "--max-depth", depth, "-").exitCode())
                    .as(depth)
                    .isEqualTo(2);
        }
    }
}
