package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonType;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MalformedBsonException;
import io.bsonwire.bson.json.ExtendedJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kit's own vectors beyond what {@link Conformance} asks of every implementation: that they are complete, and that each
 * fault is named, by every route alike, with its place.
 */
class VectorTest {
    private static final BsonCodec CODEC = BsonCodec.DEFAULT;
    private static final List<Vector> ALL = Vector.all();

    static Stream<Vector> documents() {
        return ALL.stream().filter(vector -> vector.fault() == null);
    }

    static Stream<Vector> faults() {
        return ALL.stream().filter(vector -> vector.fault() != null);
    }

    @AfterAll
    static void report() {
        System.out.printf(
                "vectors: %d documents, %d faults named by %d routes on %d shapes of buffer%n",
                documents().count(), faults().count(), Route.values().length, BufferShape.values().length);
    }

    @Test
    void everyTypeAndEveryFaultIsThere() {
        Set<BsonType> types = EnumSet.noneOf(BsonType.class);
        documents().forEach(vector -> {
            BsonReader reader = new BsonReader().reset(vector.bson(), 0, vector.bson().length);
            while (reader.next()) {
                types.add(reader.type());
            }
        });
        assertThat(types).containsExactlyInAnyOrder(BsonType.values());
        Set<Vector.Fault> faults = EnumSet.noneOf(Vector.Fault.class);
        faults().forEach(vector -> faults.add(vector.fault()));
        assertThat(faults).containsExactlyInAnyOrder(Vector.Fault.values());
    }

    @Test
    void namesAreUniqueAndReasonsGiven() {
        Set<String> names = new HashSet<>();
        for (Vector vector : ALL) {
            assertThat(names.add(vector.name())).as(vector.name()).isTrue();
            assertThat(vector.reason()).as(vector.name()).isNotEmpty();
        }
        assertThat(ALL).hasSizeGreaterThan(300);
    }

    /** To the letter, where the kit leaves the form of numbers to the implementation. */
    @ParameterizedTest
    @MethodSource("documents")
    void documentIsItsJson(Vector vector) {
        String json = ExtendedJson.canonical().toJson(CODEC.decodeExactly(vector.bson()));
        assertThat(json).isEqualTo(vector.json() == null ? json : vector.json());
        assertThat(Route.ofStream(vector.bson())).isEqualTo(new Route.Verdict(vector.bson().length, null));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void faultIsSeen(Vector vector) {
        byte[] bytes = vector.bson();
        for (BufferShape shape : BufferShape.values()) {
            ByteBuf source = shape.of(bytes);
            int start = source.readerIndex();
            try {
                MalformedBsonException e =
                        catchThrowableOfType(MalformedBsonException.class, () -> CODEC.decodeExactly(source));
                assertThat(e).isNotNull();
                assertThat(e.problem()).matches(wording(vector.fault()));
                assertThat(e.offset() - start).isEqualTo(vector.offset());
                assertThat(e.path()).isEqualTo(vector.path());
                assertThat(source.readerIndex()).isEqualTo(start);
                assertThat(source.refCnt()).isEqualTo(1);
                for (Route route : Route.values()) {
                    Route.Verdict verdict = route.on(source);
                    if (vector.fault() == Vector.Fault.TRAILING_BYTES) {
                        assertThat(verdict.length()).isLessThan(bytes.length);
                    } else {
                        assertThat(verdict).as("%s on %s", route, shape).isEqualTo(Route.DECODE.on(source));
                        assertThat(verdict.fault()).isNotNull();
                    }
                }
            } finally {
                source.release();
            }
        }
    }

    /** How the errors of this project word a fault. */
    private static String wording(Vector.Fault fault) {
        return switch (fault) {
            case HEADER -> "document cut short: .*";
            case DOCUMENT_LENGTH -> "document length: .*";
            case TRAILING_BYTES -> "bytes after the document: .*";
            case TERMINATOR -> "last byte of \\w+: 0x.*";
            case EARLY_END -> "document ends \\d+ bytes before its length says .*";
            case TYPE -> "type byte: 0x.*";
            case VALUE_LENGTH -> "\\w+ length: -?\\d+ \\(expected: \\d+ to \\d+\\)";
            case VALUE_CUT_SHORT -> "\\w+ cut short: .*";
            case SCOPE_LENGTH -> "javascriptWithScope length: .* the sum of its parts\\)";
            case INNER_LENGTH -> "inner length of old binary: .*";
            case UNTERMINATED_TEXT -> "(name|regex pattern|regex options) without end .*";
            case BOOLEAN_BYTE -> "boolean byte: .*";
            case UTF_8 -> "byte in [a-zA-Z ]+: 0x.* well-formed UTF-8\\)";
            case DEPTH -> "nesting depth: 201 .*";
        };
    }

    /** A document behind another, in a list, or in a stream is read as it is alone. */
    @Test
    void documentsComeOneBehindTheOther() {
        ByteBuf all = Unpooled.buffer();
        documents().forEach(vector -> all.writeBytes(vector.bson()));
        List<Document> expected =
                documents().map(vector -> CODEC.decodeExactly(vector.bson())).toList();
        assertThat(CODEC.decodeAll(all)).isEqualTo(expected);
    }

    @Test
    void everyDocumentCutAnywhereIsRefused() {
        documents().filter(vector -> vector.bson().length < 400).forEach(vector -> {
            for (int length = 0; length < vector.bson().length; length++) {
                byte[] cut = Arrays.copyOf(vector.bson(), length);
                assertThatExceptionOfType(MalformedBsonException.class)
                        .as("%s cut to %d", vector.name(), length)
                        .isThrownBy(() -> CODEC.decodeExactly(cut));
                if (length >= 5) {
                    ByteBuffer.wrap(cut)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(length); // the length is right, the rest is missing
                    ByteBuf source = Unpooled.wrappedBuffer(cut);
                    Route.Verdict verdict = Route.DECODE.on(source);
                    for (Route route : Route.values()) {
                        assertThat(route.on(source))
                                .as("%s of %s", route, vector)
                                .isEqualTo(verdict);
                    }
                }
            }
        });
    }
}
