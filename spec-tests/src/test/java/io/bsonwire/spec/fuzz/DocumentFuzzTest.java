package io.bsonwire.spec.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.BsonLimits;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.DuplicateNames;
import io.bsonwire.bson.MalformedBsonException;
import io.bsonwire.bson.NameCheck;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.spec.BufferShape;
import io.bsonwire.spec.Route;
import io.bsonwire.spec.StreamingCopy;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a document. */
class DocumentFuzzTest {
    private static final BsonCodec CODEC = BsonCodec.DEFAULT;
    private static final BsonCodec NAMES_ONCE =
            CODEC.toBuilder().duplicateNames(DuplicateNames.ERROR).build();
    private static final BsonLimits SMALL = new BsonLimits(64, 3);
    private static final BsonCodec SMALL_ONLY = CODEC.toBuilder().limits(SMALL).build();

    /** All routes agree, and what is accepted is written again as the specification has it. */
    @MethodSource("io.bsonwire.spec.fuzz.Seeds#documents")
    @FuzzTest
    void decode(byte[] bytes) {
        withBuffer(bytes, source -> {
            Route.Verdict first = Route.DECODE.on(source);
            for (Route route : Route.values()) {
                HeapUse.ofBytes(
                        bytes.length,
                        () -> assertThat(route.on(source)).as("%s", route).isEqualTo(first));
            }
            HeapUse.ofBytes(bytes.length, () -> Route.assertStreamAgrees("the input", bytes, first));
            if (first.fault() == null) {
                assertWrittenAgain(source, Arrays.copyOf(bytes, first.length()));
            }
        });
    }

    private static void assertWrittenAgain(ByteBuf source, byte[] bytes) {
        CanonicalBson canonical = CanonicalBson.of(bytes);
        assertThat(CODEC.encode(RawDocument.of(source))).isEqualTo(bytes);
        Document document = CODEC.decode(source.duplicate());
        if (canonical.hasNulInNamespace()) {
            assertThatExceptionOfType(BsonEncodeException.class).isThrownBy(() -> StreamingCopy.of(source));
            return;
        }
        assertThat(StreamingCopy.of(source)).isEqualTo(canonical.bytes());
        byte[] encoded = CODEC.encode(document);
        if (!canonical.hasNameTwice()) {
            assertThat(encoded).isEqualTo(canonical.bytes());
        }
        // Of names used twice the last value is kept, and then nothing changes any more.
        Document again = CODEC.decodeExactly(encoded);
        assertThat(again.equals(document)).isTrue();
        assertThat(CODEC.encode(again)).isEqualTo(encoded);
    }

    /** Validation refuses what a decode refuses, under every option, and what the names are forbidden to be. */
    @MethodSource("io.bsonwire.spec.fuzz.Seeds#documents")
    @FuzzTest
    void validate(byte[] bytes) {
        withBuffer(bytes, source -> {
            Route.Verdict verdict = Route.VALIDATE.on(source);
            assertThat(verdict).isEqualTo(Route.DECODE.on(source));
            if (verdict.fault() != null) {
                for (BsonCodec codec : new BsonCodec[] {NAMES_ONCE, SMALL_ONLY}) {
                    assertThat(accepts(() -> codec.validate(source))).isFalse();
                    assertThat(accepts(() -> codec.decode(source))).isFalse();
                }
                assertThat(accepts(() -> CODEC.validate(source, EnumSet.allOf(NameCheck.class))))
                        .isFalse();
                return;
            }
            CanonicalBson canonical = CanonicalBson.of(Arrays.copyOf(bytes, verdict.length()));
            assertAgreement(source, NAMES_ONCE, !canonical.hasNameTwice());
            assertAgreement(
                    source,
                    SMALL_ONLY,
                    canonical.depth() <= SMALL.maxDepth() && verdict.length() <= SMALL.maxDocumentSize());
            assertThat(accepts(() -> CODEC.validate(source, Set.of(NameCheck.NO_EMPTY))))
                    .isEqualTo(!canonical.hasEmptyName());
            assertThat(accepts(() -> CODEC.validate(source, Set.of(NameCheck.NO_DOT))))
                    .isEqualTo(!canonical.hasDotInName());
            accepts(() -> CODEC.validate(source, Set.of(NameCheck.NO_DOLLAR_PREFIX)));
        });
    }

    private static void assertAgreement(ByteBuf source, BsonCodec codec, boolean expected) {
        assertThat(accepts(() -> codec.validate(source))).isEqualTo(expected);
        assertThat(accepts(() -> codec.decode(source.duplicate()))).isEqualTo(expected);
    }

    private static boolean accepts(Runnable read) {
        try {
            read.run();
            return true;
        } catch (MalformedBsonException e) {
            return false;
        }
    }

    /** A walk over raw views meets every fault that a decode meets, and finds the same values when there is none. */
    @MethodSource("io.bsonwire.spec.fuzz.Seeds#documents")
    @FuzzTest
    void rawWalk(byte[] bytes) {
        withBuffer(
                bytes,
                source -> HeapUse.ofBytes(bytes.length, () -> {
                    Route.Verdict verdict = Route.DECODE.on(source);
                    RawDocument raw;
                    Document walked;
                    try {
                        raw = RawDocument.of(source);
                    } catch (MalformedBsonException e) {
                        assertThat(verdict.fault()).isNotNull();
                        return;
                    }
                    RawWalk.lookAt(raw);
                    try {
                        walked = RawWalk.document(raw.cursor());
                    } catch (MalformedBsonException e) {
                        assertThat(e.offset()).isBetween((long) source.readerIndex(), (long) source.writerIndex());
                        assertThat(verdict.fault())
                                .as("refused by the walk: %s", e.getMessage())
                                .isNotNull();
                        return;
                    }
                    assertThat(verdict.fault()).isNull();
                    Document decoded = CODEC.decode(source.duplicate());
                    assertThat(walked.equals(decoded)).isTrue();
                    if (!CanonicalBson.of(raw.toByteArray()).hasNameTwice()) {
                        RawWalk.assertFound(raw, decoded);
                        RawWalk.assertFound(raw.indexed(), decoded);
                    }
                }));
    }

    /** On a shape of buffer that the bytes choose; whatever happens, the buffer is as it was. */
    private static void withBuffer(byte[] bytes, Consumer<ByteBuf> test) {
        BufferShape[] shapes = BufferShape.values();
        ByteBuf source = shapes[Math.floorMod(Arrays.hashCode(bytes), shapes.length)].of(bytes);
        try {
            test.accept(source);
            assertThat(source.refCnt()).isEqualTo(1);
            assertThat(source.readableBytes()).isEqualTo(bytes.length);
        } finally {
            source.release(source.refCnt());
        }
    }
}
