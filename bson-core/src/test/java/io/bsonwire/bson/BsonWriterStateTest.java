package io.bsonwire.bson;

import static io.bsonwire.bson.TestBytes.document;
import static io.bsonwire.bson.TestBytes.element;
import static io.bsonwire.bson.TestBytes.hex;
import static io.bsonwire.bson.TestBytes.int32;
import static io.bsonwire.bson.TestBytes.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The writer's states: what may follow what, what a failure leaves behind, limits, marks and paths. */
class BsonWriterStateTest {
    private static final String ONE = element(0x10, "a", int32(1));

    private final ByteBuf target = Unpooled.buffer();
    private final BsonWriter writer = new BsonWriter().reset(target);

    private static BsonCodec limited(int size, int depth) {
        return BsonCodec.builder().limits(new BsonLimits(size, depth)).build();
    }

    private void assertMisuse(String message, Runnable code) {
        assertThatIllegalStateException().isThrownBy(code::run).withMessage(message);
    }

    // ---- misuse ----

    @Test
    void nothingIsWrittenOutsideADocument() {
        assertMisuse("value outside a document", () -> writer.writeInt32(1));
        assertMisuse("value outside a document", () -> writer.startArray());
        assertMisuse("value outside a document", () -> writer.startCodeWithScope(""));
        assertMisuse("name outside a document", () -> writer.name("a"));
        assertMisuse("name outside a document", () -> writer.writeElements(Map.of("a", 1)));
        assertMisuse("endDocument without an open document", writer::endDocument);
        assertMisuse("endDocument without an open document", writer::endDocumentIdFirst);
        assertMisuse("endArray without an open array", writer::endArray);
        assertMisuse("mark outside a document", writer::mark);
        assertMisuse("rollback to a mark that is no longer there", () -> writer.rollback(4L << 32));
        assertThat(target.readableBytes()).isZero();
    }

    @Test
    void everyValueNeedsOneName() {
        writer.startDocument();
        assertMisuse("value without a name", () -> writer.writeNull());
        assertMisuse("value without a name", () -> writer.startDocument());
        writer.name("a");
        assertMisuse("two names in a row", () -> writer.name("b"));
        assertMisuse("two names in a row", () -> writer.name("not known " + UUID.randomUUID()));
        assertMisuse("two names in a row", () -> writer.writeElements(Map.of("b", 1)));
        assertMisuse("name without a value at path a", writer::endDocument);
        assertMisuse("name without a value at path a", writer::endDocumentIdFirst);
        assertMisuse("mark behind a name", writer::mark);
        writer.writeInt32(1).endDocument();
        assertThat(hex(target)).isEqualTo(document(ONE));
    }

    @Test
    void arraysNameTheirElementsThemselves() {
        writer.startDocument().name("a").startArray();
        assertMisuse("name inside an array", () -> writer.name("b"));
        assertMisuse("name inside an array", () -> writer.writeElements(Map.of("b", 1)));
        assertMisuse("endDocument without an open document", writer::endDocument);
        writer.endArray();
        assertMisuse("endArray without an open array", writer::endArray);
        writer.endDocument();
        assertThat(hex(target)).isEqualTo(document(element(0x04, "a", document())));
    }

    @Test
    void aWriterWithoutTargetRefusesAtOnce() {
        BsonWriter fresh = new BsonWriter();
        String message = "document written before reset gave the writer a target";
        ByteBuf source = Unpooled.wrappedBuffer(hex(document()));

        assertMisuse(message, fresh::startDocument);
        assertMisuse(message, () -> fresh.writeRawDocument(source, 0));
        assertThat(fresh.depth()).isZero();

        writer.release();
        assertMisuse(message, writer::startDocument);
    }

    @Test
    void aWritableEndsWhatItStartsAndNothingElse() {
        BsonWritable open = w -> w.name("a").startDocument();
        BsonWritable named = w -> w.name("a");
        BsonWritable ending = BsonWriter::endDocument;
        BsonWritable endingArray = w -> w.name("a").startArray().writeDocument((BsonWritable) BsonWriter::endArray);
        BsonWritable replacing = w -> w.endDocument().startDocument();

        assertMisuse("writeTo left something open at path a", () -> writer.writeDocument(open));
        writer.reset(target);
        assertMisuse("writeTo left something open at path a", () -> writer.writeDocument(named));
        writer.reset(target);
        assertMisuse("endDocument without an open document", () -> writer.writeDocument(ending));
        writer.reset(target);
        assertMisuse("endArray without an open array", () -> writer.writeDocument(endingArray));
        writer.reset(target);
        assertMisuse("endDocument without an open document", () -> writer.writeDocument(replacing));
        assertThat(target.readableBytes()).isZero();

        assertMisuse("writeTo left something open at path a", () -> BsonCodec.DEFAULT.encode(open, target));
        assertMisuse("endDocument without an open document", () -> BsonCodec.DEFAULT.encode(ending, target));
        assertThat(target.readableBytes()).isZero();
    }

    @Test
    void aWritableThatFailedLeavesTheCallerItsContainers() {
        writer.startDocument();
        long mark = writer.mark();
        assertThatThrownBy(() -> writer.name("x").writeDocument((BsonWritable) w -> {
                    throw new UnsupportedOperationException("own");
                }))
                .hasMessage("own");
        writer.rollback(mark);
        writer.name("a").writeInt32(1).endDocument();
        assertThat(hex(target)).isEqualTo(document(ONE));
    }

    // ---- failures ----

    @Test
    void resetMakesReadyInAnyState() {
        writer.startDocument().name("a").startArray().startDocument().name("x");
        writer.reset(target).startDocument().name("a").writeInt32(1).endDocument();
        assertThat(hex(target)).isEqualTo(document(ONE));
    }

    @Test
    void aRefusedValueCanBeFollowedByAnother() {
        writer.startDocument().name("a");
        assertThatExceptionOfType(BsonEncodeException.class).isThrownBy(() -> writer.writeString("\ud800"));
        assertThatExceptionOfType(BsonEncodeException.class).isThrownBy(() -> writer.startCodeWithScope("\ud800"));
        assertThatExceptionOfType(BsonEncodeException.class).isThrownBy(() -> writer.writeValue(new Object()));
        writer.writeInt32(1);
        writer.name("l").startArray().writeInt32(1);
        assertThatExceptionOfType(BsonEncodeException.class).isThrownBy(() -> writer.writeSymbol("x\udc00"));
        assertThat(writer.path()).isEqualTo("l[1]");
        writer.writeString("two").writeInt32(3).endArray().endDocument();

        assertThat(hex(target))
                .isEqualTo(document(
                        ONE,
                        element(
                                0x04,
                                "l",
                                document(
                                        element(0x10, "0", int32(1)),
                                        element(0x02, "1", string("two")),
                                        element(0x10, "2", int32(3))))));
    }

    @Test
    void errorsNameTheElementThatIsWritten() {
        assertPath("a.b", w -> w.name("a").startDocument().name("b").writeString("\ud800"));
        assertPath("a[0]", w -> w.name("a").startArray().writeString("\ud800"));
        assertPath("a[2]", w -> w.name("a").startArray().writeNull().writeNull().writeCode("\ud800"));
        assertPath(
                "a[1].b",
                w -> w.name("a")
                        .startArray()
                        .writeNull()
                        .startDocument()
                        .name("b")
                        .writeValue(new Object()));
        assertPath("a.c", w -> w.name("a").startCodeWithScope("f").name("c").writeValue(new Object()));
        assertPath("a[0]", w -> w.name("a").startArray().writeRegex(new Regex("\ud800")));
        assertPath("a[0]", w -> w.name("a").startArray().writeUuid(new UUID(1, 2)));
        assertPath("a", w -> w.name("a").startDocument().name("\0"));
    }

    private void assertPath(String path, Consumer<BsonWriter> code) {
        writer.reset(target).startDocument();
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> code.accept(writer))
                .satisfies(e -> {
                    assertThat(e.path()).isEqualTo(path);
                    assertThat(e.offset()).isEqualTo(-1);
                    assertThat(e.getMessage()).endsWith(" at path " + path);
                });
    }

    @Test
    void targetThatCannotTakeTheDocumentIsUnchanged() {
        ByteBuf small = Unpooled.buffer(4, 20).writeByte(9);
        writer.reset(small);

        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() ->
                        writer.startDocument().name("a").writeString("12345678").endDocument())
                .withMessage("bytes to write: 21 (expected: at most the 19 that the target can take)");
        assertThat(hex(small)).isEqualTo("09");

        writer.startDocument().name("a").writeString("123456").endDocument(); // 19 bytes, and nothing of the one before
        assertThat(hex(small)).isEqualTo("09" + document(element(0x02, "a", string("123456"))));
    }

    // ---- limits ----

    @Test
    void sizeLimitIsExact() {
        for (int size : new int[] {5, 11, 20, 500, 512, 513, 600, 5000}) {
            BsonWriter limited = new BsonWriter(limited(size, 200)).reset(target.clear());
            if (size >= 13) {
                limited.startDocument()
                        .name("a")
                        .writeString("x".repeat(size - 13))
                        .endDocument();
                assertThat(target.readableBytes()).isEqualTo(size);
            }
            assertThatExceptionOfType(BsonEncodeException.class)
                    .isThrownBy(() -> limited.startDocument()
                            .name("a")
                            .writeString("x".repeat(Math.max(0, size - 12)))
                            .endDocument())
                    .satisfies(e -> assertThat(e.problem())
                            .startsWith("document length: at least ")
                            .endsWith(" (expected: at most the limit of " + size + ")"));
            assertThat(target.readableBytes()).isEqualTo(size >= 13 ? size : 0);
        }
    }

    @Test
    void smallElementsRunIntoTheSizeLimitToo() {
        assertTooLarge(w -> w.name("n" + w.path().length()).writeInt32(1));
        assertTooLarge(w -> w.name("n".repeat(40)).writeNull());
        assertTooLarge(w -> w.name(new byte[] {'a', 'b'}, 0, 2).writeNull());
        assertTooLarge(w -> w.name("a").startDocument());
        assertTooLarge(w -> w.name("a").startArray().endArray());
        assertTooLarge(w -> w.name("a").startCodeWithScope("f").endDocument());
        assertTooLarge(w -> w.name("a").writeRegex(new Regex("aa")));
        assertTooLarge(w -> w.name("a").writeBinary(0, new byte[3], 0, 3));
        assertTooLarge(w -> w.name("a").writeString("\u00e9"));
        writer.reset(target);
        for (int size = 430; size < 620; size++) {
            BsonWriter limited = new BsonWriter(limited(size, 200)).reset(target);
            limited.startDocument().name("list").startArray();
            assertThatExceptionOfType(BsonEncodeException.class).isThrownBy(() -> {
                for (int i = 0; i < 1000; i++) {
                    limited.writeNull();
                }
                limited.endArray().endDocument();
            });
        }
        assertThat(target.readableBytes()).isZero();
    }

    /** Repeats the code until the limit stops it, under many limits, so that it is met in every step of it. */
    private void assertTooLarge(Consumer<BsonWriter> code) {
        for (int size = 430; size < 620; size++) {
            BsonWriter limited = new BsonWriter(limited(size, 200)).reset(target);
            limited.startDocument();
            assertThatExceptionOfType(BsonEncodeException.class)
                    .isThrownBy(() -> {
                        for (int i = 0; i < 250; i++) {
                            code.accept(limited);
                        }
                        limited.endDocument();
                    })
                    .matches(e -> e.problem().startsWith("document length: ")
                            || e.problem().startsWith("nesting depth: "));
        }
        assertThat(target.readableBytes()).isZero();
    }

    @Test
    void tooLargeRawDocumentsAndNamesAreRefused() {
        BsonWriter limited = new BsonWriter(limited(2000, 200)).reset(target);
        ByteBuf raw = Unpooled.wrappedBuffer(hex(document(element(0x02, "s", string("x".repeat(1500))))));

        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> limited.startDocument()
                        .name("a")
                        .writeRawDocument(raw, 0)
                        .name("b")
                        .writeRawDocument(raw, 0))
                .satisfies(e -> assertThat(e.path()).isEqualTo("b"));
        limited.reset(target);
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> limited.startDocument().name("\u20ac".repeat(700)))
                .withMessage("document length: at least 2100 (expected: at most the limit of 2000)");
        limited.reset(target);
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> limited.startDocument().name("a").writeRegex(new Regex("", "i".repeat(3000))))
                .withMessage("document length: at least 3000 (expected: at most the limit of 2000) at path a");
        assertThat(target.readableBytes()).isZero();
    }

    @Test
    void depthCountsDocumentsArraysAndScopes() {
        BsonWriter limited = new BsonWriter(limited(1000, 4)).reset(target);
        limited.startDocument()
                .name("a")
                .startArray()
                .startCodeWithScope("f")
                .name("d")
                .startDocument();
        assertThat(limited.depth()).isEqualTo(4);
        for (Consumer<BsonWriter> deeper : List.<Consumer<BsonWriter>>of(
                BsonWriter::startDocument, BsonWriter::startArray, w -> w.startCodeWithScope("f"))) {
            limited.name("e");
            assertThatExceptionOfType(BsonEncodeException.class)
                    .isThrownBy(() -> deeper.accept(limited))
                    .withMessage("nesting depth: 5 (expected: at most the limit of 4) at path a[0].d.e");
            limited.writeNull(); // the refused container has left its name open
        }
        limited.endDocument().endDocument().endArray().endDocument();

        String nulls = element(0x0A, "e", "").repeat(3);
        String scope = document(element(0x03, "d", document(nulls)));
        String total = int32(4 + (string("f").length() + scope.length()) / 2);
        assertThat(hex(target))
                .isEqualTo(document(element(0x04, "a", document(element(0x0F, "0", total + string("f") + scope)))));
    }

    @Test
    void hundredsOfLevels() {
        BsonWriter deep = new BsonWriter(limited(100_000, 1000)).reset(target);
        deep.startDocument();
        for (int i = 1; i < 1000; i++) {
            deep.name("a").startDocument();
        }
        assertThat(deep.depth()).isEqualTo(1000);
        assertThat(deep.path()).isEqualTo("a.".repeat(998) + "a");
        for (int i = 0; i < 1000; i++) {
            deep.endDocument();
        }
        assertThat(target.readableBytes()).isEqualTo(999 * 8 + 5);
    }

    // ---- marks ----

    @Test
    void rollbackUndoesElements() {
        writer.startDocument().name("a").writeInt32(1);
        long mark = writer.mark();
        for (int round = 0; round < 3; round++) {
            writer.name("b").startArray().writeNull().startDocument().name("c");
            writer.rollback(mark);
            assertThat(writer.depth()).isEqualTo(1);
            assertThat(writer.path()).isEmpty();
        }
        writer.name("b").writeNull();
        writer.rollback(mark);
        writer.endDocument();
        assertThat(hex(target)).isEqualTo(document(ONE));
    }

    @Test
    void rollbackTakesArrayIndexesBack() {
        writer.startDocument().name("l").startArray().writeNull();
        long mark = writer.mark();
        writer.writeNull().startArray().writeNull();
        writer.rollback(mark);
        writer.writeInt32(1).endArray().endDocument();
        assertThat(hex(target))
                .isEqualTo(document(
                        element(0x04, "l", document(element(0x0A, "0", ""), element(0x10, "1", int32(1))))));
    }

    @Test
    void rollbackToTheStartOfAContainer() {
        writer.startDocument();
        long root = writer.mark();
        writer.name("c").startCodeWithScope("f");
        long scope = writer.mark();
        writer.name("x").startDocument();
        writer.rollback(scope);
        assertThat(writer.depth()).isEqualTo(2);
        assertThat(writer.path()).isEqualTo("c");
        writer.rollback(root);
        writer.name("a").writeInt32(1).endDocument();
        assertThat(hex(target)).isEqualTo(document(ONE));
    }

    @Test
    void marksThatAreNoLongerThereAreRefused() {
        String message = "rollback to a mark that is no longer there";
        writer.startDocument();
        long early = writer.mark();
        writer.name("a").writeString("something").name("b").writeNull();
        long late = writer.mark();
        writer.rollback(early);
        assertMisuse(message, () -> writer.rollback(late));
        assertMisuse(message, () -> writer.rollback(0));
        writer.name("a").writeInt32(1).endDocument();
        assertMisuse(message, () -> writer.rollback(early));
        assertThat(hex(target)).isEqualTo(document(ONE));
    }

    @Test
    void aWritableCannotRollBackWhatIsNotItsOwn() {
        writer.startDocument();
        long outer = writer.mark();
        assertMisuse(
                "rollback to a mark that is no longer there",
                () -> writer.name("a").writeDocument((BsonWritable) w -> w.rollback(outer)));
    }

    // ---- position ----

    @Test
    void pathFollowsTheWriter() {
        assertThat(writer.path()).isEmpty();
        writer.startDocument();
        assertThat(writer.path()).isEmpty();
        writer.name("a");
        assertThat(writer.path()).isEqualTo("a");
        writer.startArray();
        assertThat(writer.path()).isEqualTo("a[0]");
        writer.writeNull();
        assertThat(writer.path()).isEqualTo("a[1]");
        writer.startDocument();
        assertThat(writer.path()).isEqualTo("a[1]");
        writer.name("b").startCodeWithScope("f").name("c");
        assertThat(writer.path()).isEqualTo("a[1].b.c");
        writer.writeNull().endDocument().endDocument();
        assertThat(writer.path()).isEqualTo("a[2]");
        writer.endArray();
        assertThat(writer.path()).isEmpty();
        assertThat(writer.depth()).isEqualTo(1);
        writer.endDocument();
        assertThat(writer.depth()).isZero();
    }

    @Test
    void largeScratchSpaceIsLetGo() {
        writer.startDocument().name("a").writeString("x".repeat(3_000_000)).endDocument();
        writer.release();
        writer.reset(target.clear()).startDocument().name("a").writeInt32(1).endDocument();
        assertThat(hex(target)).isEqualTo(document(ONE));
    }

    @Test
    void callsCanBeChained() {
        BsonCodec codec = BsonCodec.builder()
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .build();
        BsonWriter chained = new BsonWriter(codec).reset(target);
        assertThat(chained.startDocument().name("u")).isSameAs(chained);
        assertThat(chained.writeUuid(new UUID(1, 2))).isSameAs(chained);
        assertThat(chained.endDocumentIdFirst()).isSameAs(chained);
        BsonReader reader = new BsonReader();
        assertThat(reader.reset(target, 0, codec)).isSameAs(reader);
    }

    @Test
    void whatIsWrongAtTheFirstByteIsRefused() {
        writer.startDocument();
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> writer.name(new byte[] {(byte) 0x80, 'a'}, 0, 2));
        assertThatExceptionOfType(BsonEncodeException.class).isThrownBy(() -> writer.name(new byte[] {0, 'a'}, 0, 2));
        writer.name("a").writeInt32(1).endDocument();
        assertThat(target).isEqualTo(Unpooled.wrappedBuffer(hex(document(ONE))));
    }

    @Test
    void aRegexThatIsTooLargeLeavesNoHalfOfItself() {
        ByteBuf buffer = Unpooled.buffer();
        BsonWriter limited = new BsonWriter(
                        BsonCodec.builder().limits(new BsonLimits(2000, 200)).build())
                .reset(buffer);
        limited.startDocument().name("a");
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> limited.writeRegex(new Regex("p".repeat(1500), "i".repeat(1500))))
                .satisfies(e -> assertThat(e.path()).isEqualTo("a"));
        limited.writeInt32(1).endDocument();
        assertThat(BsonCodec.DEFAULT.decodeExactly(buffer)).isEqualTo(new Document("a", 1));
    }
}
