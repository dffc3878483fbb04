package io.bsonwire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonType;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarkDocumentsTest {
    @ParameterizedTest
    @CsvSource({
        "simple,57",
        "complex,804",
        "1k,1024",
        "16k,16384",
        "256k,262144",
        "4m,4194304",
        "16m,16777216",
    })
    void haveTheSizeThatTheirNameStandsFor(String name, int size) {
        byte[] bytes = BenchmarkDocuments.bytes(name);
        assertThat(bytes).hasSize(size).isEqualTo(BenchmarkDocuments.bytes(name));
        assertThat(BsonCodec.DEFAULT.validate(Unpooled.wrappedBuffer(bytes))).isEqualTo(size);
    }

    /** The sizes are those of the specification's documents. */
    @ParameterizedTest
    @CsvSource({"flat,6046", "deep,2286", "full,4026", "small,250", "tweet,1531", "large,2500064"})
    void standInsAreNearlyAsLong(String name, int size) {
        byte[] bytes = BenchmarkDocuments.bytes(name, null);
        assertThat(bytes.length).isBetween(size * 8 / 10, size * 12 / 10);
        assertThat(BsonCodec.DEFAULT.validate(Unpooled.wrappedBuffer(bytes))).isEqualTo(bytes.length);
    }

    @Test
    void aFileGoesBeforeTheStandIn(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("tweet.json"), "{\"text\": \"short\"}");
        RawDocument tweet = RawDocument.of(BenchmarkDocuments.bytes("tweet", folder.toString()));
        assertThat(tweet.getString("text")).isEqualTo("short");
        assertThat(BenchmarkDocuments.bytes("flat", folder.toString()))
                .isEqualTo(BenchmarkDocuments.bytes("flat", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "complex"})
    void haveTypesThatEveryLanguageHas(String name) {
        assertThat(EnumSet.of(
                        BsonType.NULL,
                        BsonType.BOOLEAN,
                        BsonType.INT32,
                        BsonType.INT64,
                        BsonType.DOUBLE,
                        BsonType.STRING,
                        BsonType.BINARY,
                        BsonType.DOCUMENT,
                        BsonType.ARRAY))
                .containsAll(
                        types(RawDocument.of(BenchmarkDocuments.bytes(name)).cursor()));
    }

    private static Set<BsonType> types(RawCursor cursor) {
        Set<BsonType> types = EnumSet.noneOf(BsonType.class);
        while (cursor.next()) {
            types.add(cursor.type());
            if (cursor.type() == BsonType.DOCUMENT) {
                types.addAll(types(cursor.getDocument().cursor()));
            } else if (cursor.type() == BsonType.ARRAY) {
                types.addAll(types(cursor.getArray().cursor()));
            }
        }
        return types;
    }

    @Test
    void anotherNameIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> BenchmarkDocuments.bytes("huge"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("huge (expected: flat, deep");
    }
}
