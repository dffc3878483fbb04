package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.Regex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadCommandTest {
    private static final byte[] A = Bytes.bson(new Document("a", 1));
    private static final byte[] B = Bytes.bson(new Document("b", "é"));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1}\n{\"b\":\"é\"}\n",
                "{\"a\":1}{\"b\":\"\\u00e9\"}",
                " \n { \"a\" : {\"$numberInt\":\"1\"} }\r\n\t{\n\"b\":\n\"é\"}",
            })
    void objectsOnLinesOrNot(String json) {
        Ran ran = Ran.bsonwire(Bytes.utf8(json), "load", "-");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).isEqualTo(Bytes.concat(A, B));
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void aStoredQueryThatLooksLikeALegacyFormComesBackAsItWas() {
        byte[] queries = Bytes.bson(
                new Document("f", new Document("$regex", "a").append("$options", "i")),
                new Document("f", new Document("$options", "").append("$regex", "a")));
        Ran dumped = Ran.bsonwire(queries, "dump", "-");
        assertThat(dumped.err()).isEmpty();
        Ran loaded = Ran.bsonwire(dumped.out(), "load", "-");
        assertThat(loaded.err()).isEmpty();
        assertThat(loaded.out()).isEqualTo(queries);
    }

    @Test
    void theLegacyFormsOnRequest() {
        String json = "{\"x\":{\"$binary\":\"AQID\",\"$type\":\"80\"}}"
                + "{\"x\":{\"$regex\":\"^a\",\"$options\":\"i\"}}{\"x\":{\"$date\":1000}}";
        Ran ran = Ran.bsonwire(Bytes.utf8(json), "load", "--legacy", "-");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .isEqualTo(Bytes.bson(
                        new Document("x", Binary.of(0x80, new byte[] {1, 2, 3})),
                        new Document("x", new Regex("^a", "i")),
                        new Document("x", Instant.ofEpochSecond(1))));
    }

    @Test
    void fromFileToFile() throws IOException {
        Path in = Files.writeString(folder.resolve("in.json"), "{\"a\":1}\n");
        Path out = folder.resolve("out.bson");
        Ran ran = Ran.bsonwire("load", in.toString(), "-o", out.toString());
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).isEmpty();
        assertThat(Files.readAllBytes(out)).isEqualTo(A);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\t\r\n"})
    void emptyInputIsNoDocument(String json) {
        Ran ran = Ran.bsonwire(Bytes.utf8(json), "load", "-");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"b\":tru}         | line 2, column 6",
                "{\"b\" 1}           | line 2, column 6",
                "{\"b\":{\"$oid\":7}} | path b",
                "{\"b\":[1,{\"c\":}]} | path b[1].c",
                "{\"b\":1            | line 2, column",
                "[{\"b\":1}]         | line 2, column 1",
                "7                   | line 2, column 1",
            })
    void whatComesBeforeAnErrorIsWritten(String second, String place) {
        Ran ran = Ran.bsonwire(Bytes.utf8("{\"a\":1}\n" + second), "load", "-");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEqualTo(A);
        assertThat(ran.err())
                .startsWith("bsonwire load: standard input: document ")
                .contains("expected: ", place)
                .hasLineCount(1);
    }

    @Test
    void whatComesAfterAnObjectIsTheNextOne() {
        Ran ran = Ran.bsonwire(Bytes.utf8("{\"a\":1}}"), "load", "-");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEqualTo(A);
        assertThat(ran.err()).contains("document 2: ", "line 1, column 8").hasLineCount(1);
    }

    @Test
    void anArrayAtTheTopIsNotTakenForDocuments() {
        Ran ran = Ran.bsonwire(Bytes.utf8("[{\"a\":1},{\"b\":2}]"), "load", "-");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("document 1: ", "array", "(expected: an object)", "line 1, column 1");
    }

    @Test
    void bytesThatAreNotUtf8() {
        byte[] json = Bytes.utf8("{\"a\":1}\n{\"b\":\"?\"}");
        json[json.length - 3] = (byte) 0xC0;
        Ran ran = Ran.bsonwire(json, "load", "-");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEqualTo(A);
        assertThat(ran.err()).contains("document 2: byte: 0xC0 (expected: well-formed UTF-8) at line 2, column 7");
    }

    @Test
    void limitsApply() {
        byte[] json = Bytes.utf8("{\"a\":1}{\"b\":[[]]}");
        assertThat(Ran.bsonwire(json, "load", "--max-depth", "3", "-").exitCode())
                .isZero();
        Ran deep = Ran.bsonwire(json, "load", "--max-depth", "2", "-");
        assertThat(deep.exitCode()).isEqualTo(1);
        assertThat(deep.out()).isEqualTo(A);
        assertThat(deep.err()).contains("document 2: nesting depth: 3");
        Ran large = Ran.bsonwire(json, "load", "--max-document-size", "12", "-");
        assertThat(large.exitCode()).isEqualTo(1);
        assertThat(large.out()).isEqualTo(A);
        assertThat(large.err()).contains("document 2: document length: ");
    }

    @Test
    void dumpAndLoadGiveTheSameBytes() {
        byte[] bson = Ran.bsonwire("generate", "--documents", "500").out();
        for (String[] options : new String[][] {{}, {"--pretty"}}) {
            String[] dump = Arrays.copyOf(new String[] {"dump", "-"}, 2 + options.length);
            System.arraycopy(options, 0, dump, 2, options.length);
            byte[] json = Ran.bsonwire(bson, dump).out();
            Ran ran = Ran.bsonwire(json, "load", "-");
            assertThat(ran.err()).isEmpty();
            assertThat(ran.out()).isEqualTo(bson);
        }
    }
}
