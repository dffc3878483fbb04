package io.bsonwire.bson;

import static io.bsonwire.bson.TestBytes.cstring;
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
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each option of the codec, and what each entry point does to the buffer. */
class BsonCodecTest {
    private static final String ONE = document(element(0x10, "a", int32(1)));

    private static BsonCodec.Builder with() {
        return BsonCodec.builder();
    }

    // ---- options ----

    @Test
    void defaultsAreStrict() {
        BsonCodec codec = BsonCodec.DEFAULT;
        assertThat(codec.limits()).isEqualTo(BsonLimits.DEFAULT);
        assertThat(codec.uuidRepresentation()).isEqualTo(UuidRepresentation.UNSPECIFIED);
        assertThat(codec.invalidUtf8()).isEqualTo(InvalidUtf8.ERROR);
        assertThat(codec.duplicateNames()).isEqualTo(DuplicateNames.LAST_WINS);
        assertThat(codec.loneSurrogates()).isEqualTo(LoneSurrogates.ERROR);
        assertThat(codec)
                .hasToString("BsonCodec[BsonLimits[maxDocumentSize=16793600, maxDepth=200],"
                        + " uuidRepresentation=UNSPECIFIED, invalidUtf8=ERROR, duplicateNames=LAST_WINS,"
                        + " loneSurrogates=ERROR]");
    }

    @Test
    void toBuilderKeepsEveryOption() {
        BsonCodec codec = with().limits(new BsonLimits(1000, 3))
                .uuidRepresentation(UuidRepresentation.PYTHON_LEGACY)
                .invalidUtf8(InvalidUtf8.REPLACE)
                .duplicateNames(DuplicateNames.FIRST_WINS)
                .loneSurrogates(LoneSurrogates.REPLACE)
                .build();
        assertThat(codec.toBuilder().build()).hasToString(codec.toString());
        assertThat(codec.toString())
                .contains("1000", "maxDepth=3", "PYTHON_LEGACY", "FIRST_WINS")
                .containsOnlyOnce("invalidUtf8=REPLACE")
                .containsOnlyOnce("loneSurrogates=REPLACE");
    }

    @Test
    void sizeLimitHoldsBothWays() {
        BsonCodec codec = with().limits(new BsonLimits(12, 200)).build();
        assertThat(hex(codec.encode(new Document("a", 1)))).isEqualTo(ONE);
        assertThat(codec.decodeExactly(hex(ONE))).isEqualTo(new Document("a", 1));

        byte[] larger = hex(document(element(0x10, "ab", int32(1))));
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> codec.encode(new Document("ab", 1)))
                .withMessage("document length: at least 13 (expected: at most the limit of 12)")
                .matches(BsonEncodeException::isDocumentTooLarge);
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> codec.encode(new Document("a", new Object())))
                .matches(e -> !e.isDocumentTooLarge());
        String message = "document length: 13 (expected: at most the limit of 12) at offset 0";
        for (BufferShape shape : List.of(BufferShape.HEAP, BufferShape.DIRECT)) {
            assertMalformed(message, () -> codec.decode(shape.of(larger)));
            assertMalformed(message, () -> codec.validate(shape.of(larger)));
            assertMalformed(message, () -> RawDocument.of(shape.of(larger), 0, codec));
        }
    }

    @Test
    void depthLimitHoldsBothWays() {
        BsonCodec codec = with().limits(new BsonLimits(1000, 2)).build();
        Document allowed = new Document("a", List.of(1));
        Document deeper = new Document("a", List.of(List.of()));
        assertThat(codec.decodeExactly(codec.encode(allowed))).isEqualTo(allowed);
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> codec.encode(deeper))
                .withMessage("nesting depth: 3 (expected: at most the limit of 2) at path a[0]");
        byte[] bytes = BsonCodec.DEFAULT.encode(deeper);
        String message = "nesting depth: 3 (expected: at most the limit of 2) at offset 14, path a[0]";
        assertMalformed(message, () -> codec.decodeExactly(bytes));
        assertMalformed(message, () -> codec.validate(Unpooled.wrappedBuffer(bytes)));
    }

    @ParameterizedTest
    @EnumSource
    void uuidsComeBackUnderTheirRepresentationOnly(UuidRepresentation representation) {
        UUID uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        for (UuidRepresentation other : UuidRepresentation.values()) {
            if (other == UuidRepresentation.UNSPECIFIED) {
                continue;
            }
            byte[] bytes = with().uuidRepresentation(other).build().encode(new Document("u", uuid));
            Object value = with().uuidRepresentation(representation)
                    .build()
                    .decodeExactly(bytes)
                    .get("u");
            if (representation.decodes(other.subtype())) {
                byte[] expected = new byte[16];
                other.write(uuid, expected, 0);
                assertThat(value).isEqualTo(representation.read(expected, 0));
            } else {
                assertThat(value).isEqualTo(Binary.of(uuid, other));
            }
        }
    }

    @Test
    void invalidUtf8IsReplacedEverywhereIfAsked() {
        BsonCodec replacing = with().invalidUtf8(InvalidUtf8.REPLACE).build();
        String scope = document("0a" + "f000");
        byte[] bytes = hex(document(
                "02" + "61ff00" + int32(4) + "e28200" + "00",
                "0b" + "7200" + "8000" + "c300",
                element(0x0C, "p", int32(2) + "8000" + "01".repeat(12)),
                element(0x0D, "c", int32(2) + "8000"),
                element(0x0E, "s", int32(2) + "8000"),
                element(0x0F, "w", int32(4 + 6 + scope.length() / 2) + int32(2) + "8000" + scope)));
        Document expected = new Document("a\ufffd", "\ufffd\0")
                .append("r", Regex.decoded("\ufffd", "\ufffd"))
                .append("p", DbPointer.decoded("\ufffd", ObjectId.parse("01".repeat(12))))
                .append("c", new Code("\ufffd"))
                .append("s", new Symbol("\ufffd"))
                .append("w", new CodeWithScope("\ufffd", new Document("\ufffd", null)));

        assertThat(replacing.decodeExactly(bytes)).isEqualTo(expected);
        assertThat(replacing.validate(Unpooled.wrappedBuffer(bytes))).isEqualTo(bytes.length);
        assertMalformed(
                "byte in name: 0xFF (expected: well-formed UTF-8) at offset 6, path a\ufffd",
                () -> BsonCodec.DEFAULT.decodeExactly(bytes));
    }

    @Test
    void aReplacementCharacterInTheBytesIsText() {
        Document document = new Document("\ufffd", "\ufffd").append("c", new Code("a\ufffdb"));
        assertThat(BsonCodec.DEFAULT.decodeExactly(BsonCodec.DEFAULT.encode(document)))
                .isEqualTo(document);
    }

    @Test
    void duplicateNamesByPolicy() {
        byte[] bytes = hex(document(
                element(0x10, "a", int32(1)),
                element(0x10, "b", int32(2)),
                element(0x10, "a", int32(3)),
                element(0x03, "d", document(element(0x10, "x", int32(4)), element(0x10, "x", int32(5))))));

        BsonCodec last = with().duplicateNames(DuplicateNames.LAST_WINS).build();
        BsonCodec first = with().duplicateNames(DuplicateNames.FIRST_WINS).build();
        BsonCodec error = with().duplicateNames(DuplicateNames.ERROR).build();
        assertThat(List.copyOf(last.decodeExactly(bytes).entrySet()))
                .isEqualTo(List.copyOf(new Document("a", 3)
                        .append("b", 2)
                        .append("d", new Document("x", 5))
                        .entrySet()));
        assertThat(List.copyOf(first.decodeExactly(bytes).entrySet()))
                .isEqualTo(List.copyOf(new Document("a", 1)
                        .append("b", 2)
                        .append("d", new Document("x", 4))
                        .entrySet()));
        String inner = "duplicate name: \"x\" (expected: each name once) at offset 39, path d.x";
        assertMalformed(inner, () -> error.decodeExactly(bytes));
        assertMalformed(inner, () -> error.validate(Unpooled.wrappedBuffer(bytes)));
        assertThat(first.validate(Unpooled.wrappedBuffer(bytes))).isEqualTo(bytes.length);
    }

    @Test
    void loneSurrogatesByPolicy() {
        BsonCodec replacing = with().loneSurrogates(LoneSurrogates.REPLACE).build();
        Document document = new Document("n\ud800", "t\udc00").append("c", new CodeWithScope("\ud800", Map.of()));
        assertThat(replacing.decodeExactly(replacing.encode(document)))
                .isEqualTo(new Document("n\ufffd", "t\ufffd").append("c", new CodeWithScope("\ufffd", Map.of())));
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> BsonCodec.DEFAULT.encode(document))
                .withMessage("name with U+D800 at index 1 (expected: surrogates in pairs)");
    }

    private static void assertMalformed(String message, Runnable code) {
        assertThatExceptionOfType(MalformedBsonException.class)
                .isThrownBy(code::run)
                .withMessage(message);
    }

    // ---- encode ----

    @Test
    void encodeAppendsAndCounts() {
        ByteBuf target = Unpooled.buffer(2).writeByte(0xFF);
        Map<String, Object> map = new LinkedHashMap<>(Map.of("a", 1));
        BsonWritable writable = writer -> writer.name("a").writeInt32(1);
        Document document = new Document("a", 1);

        assertThat(BsonCodec.DEFAULT.encode(map, target)).isEqualTo(12);
        assertThat(BsonCodec.DEFAULT.encode(writable, target)).isEqualTo(12);
        assertThat(BsonCodec.DEFAULT.encode(document, target)).isEqualTo(12);
        assertThat(hex(target)).isEqualTo("ff" + ONE + ONE + ONE);
        assertThat(hex(BsonCodec.DEFAULT.encode(map))).isEqualTo(ONE);
        assertThat(hex(BsonCodec.DEFAULT.encode(writable))).isEqualTo(ONE);
        assertThat(hex(BsonCodec.DEFAULT.encode(document))).isEqualTo(ONE);
        assertThat(target.refCnt()).isEqualTo(1);
    }

    @Test
    void encodeIdFirstTurnsTheTopLevelOnly() {
        Document inner = new Document("x", null).append("_id", null);
        Document document = new Document("a", inner).append("_id", 7);
        String expected = document(
                element(0x10, "_id", int32(7)),
                element(0x03, "a", document(element(0x0A, "x", ""), element(0x0A, "_id", ""))));
        ByteBuf target = Unpooled.buffer();

        assertThat(BsonCodec.DEFAULT.encodeIdFirst(document, target)).isEqualTo(expected.length() / 2);
        assertThat(BsonCodec.DEFAULT.encodeIdFirst(new LinkedHashMap<>(document), target))
                .isEqualTo(expected.length() / 2);
        assertThat(BsonCodec.DEFAULT.encodeIdFirst((BsonWritable) document, target))
                .isEqualTo(expected.length() / 2);
        BsonWritable raw = RawDocument.of(BsonCodec.DEFAULT.encode(document));
        assertThat(BsonCodec.DEFAULT.encodeIdFirst(raw, target)).isEqualTo(expected.length() / 2);
        assertThat(hex(target)).isEqualTo(expected.repeat(4));
        assertThat(document.keySet()).as("the document itself").containsExactly("a", "_id");
    }

    /** The deepest nesting that can be set, of what takes the most stack, on a thread as Java makes them. */
    @Test
    @Tag("stack")
    void mapsOf1000LevelsFitTheStack() throws InterruptedException {
        BsonCodec deep = with().limits(new BsonLimits(100_000, 1000)).build();
        Map<String, Object> map = new TreeMap<>();
        for (int level = 1; level < 1000; level++) {
            map = new TreeMap<>(Map.of("a", map));
        }
        Map<String, Object> top = map;
        int[] length = new int[1];
        Thread thread = new Thread(null, () -> length[0] = deep.encode(top).length, "encoder", 1 << 20);
        thread.start();
        thread.join();
        assertThat(length[0]).isEqualTo(999 * 8 + 5);
    }

    /** A map that writes itself, by the writer's own methods. */
    private static final class SelfWritten extends LinkedHashMap<String, Object> implements BsonWritable {
        private static final long serialVersionUID = 1L;

        @Override
        public void writeTo(BsonWriter writer) {
            writer.name("a").writeNull().name("_id").writeInt32(7).name("b").writeNull();
        }
    }

    @Test
    void encodeIdFirstFindsTheIdHoweverItWasWritten() {
        String expected = document(element(0x10, "_id", int32(7)), element(0x0A, "a", ""), element(0x0A, "b", ""));
        List<BsonWritable> sources = List.of(
                new SelfWritten(),
                writer -> writer.name("a")
                        .writeNull()
                        .writeElements(new LinkedHashMap<>(new Document("_id", 7).append("b", null))),
                writer -> writer.writeElements(new LinkedHashMap<>(new Document("a", null).append("_id", 7)))
                        .name("b")
                        .writeNull());
        for (BsonWritable source : sources) {
            ByteBuf target = Unpooled.buffer();
            BsonCodec.DEFAULT.encodeIdFirst(source, target);
            assertThat(hex(target)).isEqualTo(expected);
        }
    }

    /** An _id at any depth, down to where depths share a place in what is remembered of names, is none of the document's. */
    @Test
    void encodeIdFirstLeavesNestedIdsWhereTheyAre() {
        Document nested = new Document("x", null).append("_id", "inner");
        for (int depth = 2; depth < 20; depth++) {
            Document document = new Document("a", nested);
            ByteBuf target = Unpooled.buffer();
            BsonCodec.DEFAULT.encodeIdFirst(document, target);
            assertThat(hex(target)).isEqualTo(hex(BsonCodec.DEFAULT.encode(document)));
            Document withId = new Document(document).append("_id", 1);
            BsonCodec.DEFAULT.encodeIdFirst(withId, target.clear());
            Document turned = new Document("_id", 1).append("a", nested);
            assertThat(hex(target)).isEqualTo(hex(BsonCodec.DEFAULT.encode(turned)));
            nested = new Document("x", null).append("n", nested);
        }
    }

    /** The id is laid aside behind what is written, where there is room: around each size of the writer's array. */
    @Test
    void encodeIdFirstOfIdsOfEverySizeInDocumentsOfEverySize() {
        ByteBuf target = Unpooled.buffer();
        for (int size = 300; size < 1200; size++) {
            String id = "i".repeat(size % 3 == 0 ? size / 2 : size % 40);
            Document document = new Document("a", "x".repeat(size - id.length())).append("_id", id);
            BsonCodec.DEFAULT.encodeIdFirst(document, target.clear());
            Document turned = new Document("_id", id).append("a", document.get("a"));
            assertThat(hex(target)).isEqualTo(hex(BsonCodec.DEFAULT.encode(turned)));
        }
    }

    @Test
    void aFailedEncodeLeavesTheTargetAsItWas() {
        ByteBuf target = Unpooled.buffer(4, 20).writeByte(0xFF);
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> BsonCodec.DEFAULT.encode(new Document("a", 1).append("b", new Object()), target));
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> BsonCodec.DEFAULT.encode(new Document("a", "x".repeat(20)), target))
                .withMessage("bytes to write: 33 (expected: at most the 19 that the target can take)");
        assertThatThrownBy(() -> BsonCodec.DEFAULT.encode(
                        (BsonWritable) w -> {
                            w.name("a").writeInt32(1);
                            throw new UnsupportedOperationException("own");
                        },
                        target))
                .hasMessage("own");
        assertThat(hex(target)).isEqualTo("ff");
        assertThat(BsonCodec.DEFAULT.encode(new Document("a", 1), target)).isEqualTo(12);
    }

    @Test
    void encodingInsideAnEncodeIsIndependent() {
        BsonWritable outer = writer -> {
            writer.name("a");
            writer.writeBinary(0, BsonCodec.DEFAULT.encode(new Document("b", 1)), 0, 12);
            writer.name("c")
                    .writeInt32(BsonCodec.DEFAULT.decodeExactly(hex(ONE)).getInt32("a"));
        };
        assertThat(hex(BsonCodec.DEFAULT.encode(outer)))
                .isEqualTo(document(
                        element(0x05, "a", int32(12) + "00" + document(element(0x10, "b", int32(1)))),
                        element(0x10, "c", int32(1))));
    }

    @Test
    void aWriterKeptBeyondItsCallIsOfNoUse() {
        BsonWriter[] kept = new BsonWriter[1];
        BsonCodec.DEFAULT.encode((BsonWritable) writer -> kept[0] = writer);
        assertThatIllegalStateException().isThrownBy(() -> kept[0].startDocument());
    }

    // ---- decode ----

    @ParameterizedTest
    @EnumSource
    void decodeMovesBehindTheDocument(BufferShape shape) {
        ByteBuf source = shape.of(hex("ff" + ONE + ONE + "ee")).skipBytes(1);
        int start = source.readerIndex();
        Document one = new Document("a", 1);
        assertThat(BsonCodec.DEFAULT.validate(source)).isEqualTo(12);
        assertThat(source.readerIndex()).isEqualTo(start);
        assertThat(BsonCodec.DEFAULT.decode(source)).isEqualTo(one);
        assertThat(source.readerIndex()).isEqualTo(start + 12);
        assertThat(BsonCodec.DEFAULT.decode(source)).isEqualTo(one);
        assertMalformed(
                "document cut short: 1 bytes (expected: at least 5) at offset " + (start + 24),
                () -> BsonCodec.DEFAULT.decode(source));
        assertThat(source.readerIndex()).isEqualTo(start + 24);
        assertThat(source.refCnt()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void decodeExactlyWantsNothingBehind(BufferShape shape) {
        ByteBuf source = shape.of(hex(ONE));
        assertThat(BsonCodec.DEFAULT.decodeExactly(source)).isEqualTo(new Document("a", 1));
        assertThat(source.isReadable()).isFalse();
        assertThat(BsonCodec.DEFAULT.decodeExactly(hex(ONE))).isEqualTo(new Document("a", 1));
        assertMalformed(
                "bytes after the document: 1 (expected: none) at offset 12",
                () -> BsonCodec.DEFAULT.decodeExactly(hex(ONE + "00")));
    }

    @ParameterizedTest
    @EnumSource
    void decodeAllTakesAllOrNothing(BufferShape shape) {
        ByteBuf source = shape.of(hex(ONE + document() + ONE));
        assertThat(BsonCodec.DEFAULT.decodeAll(source))
                .isEqualTo(List.of(new Document("a", 1), new Document(), new Document("a", 1)));
        assertThat(source.isReadable()).isFalse();
        assertThat(BsonCodec.DEFAULT.decodeAll(source)).isEmpty();

        ByteBuf bad = shape.of(hex(ONE + "0500000001"));
        int start = bad.readerIndex();
        assertMalformed(
                "last byte of object: 0x01 (expected: 0x00) at offset " + (start + 16),
                () -> BsonCodec.DEFAULT.decodeAll(bad));
        assertThat(bad.readerIndex()).isEqualTo(start);
        bad.writerIndex(start + 15);
        assertMalformed(
                "document cut short: 3 bytes (expected: at least 5) at offset " + (start + 12),
                () -> BsonCodec.DEFAULT.decodeAll(bad));
    }

    @Test
    void decodedListsAndDocumentsAreModifiableAndIndependent() {
        byte[] bytes = hex(document(element(0x04, "l", document(element(0x05, "0", int32(1) + "0007")))));
        Document document = BsonCodec.DEFAULT.decodeExactly(bytes);
        bytes[bytes.length - 3] = 9;
        document.getArray("l").add("more");
        document.append("b", 2);
        assertThat(document).isEqualTo(new Document("l", List.of(Binary.of(new byte[] {7}), "more")).append("b", 2));
    }

    @Test
    void documentsOfManyElementsAndLevels() {
        Document wide = new Document();
        for (int i = 0; i < 5000; i++) {
            wide.append("n" + i, i % 7 == 0 ? List.of(i, "t" + i) : i);
        }
        Document deep = new Document("leaf", true);
        for (int i = 0; i < 198; i++) {
            deep = new Document("d", i % 3 == 0 ? new CodeWithScope("f", deep) : deep).append("n", i);
        }
        for (Document document : List.of(wide, deep)) {
            for (BufferShape shape : List.of(BufferShape.HEAP, BufferShape.DIRECT)) {
                assertThat(BsonCodec.DEFAULT.decode(shape.of(BsonCodec.DEFAULT.encode(document))))
                        .isEqualTo(document);
            }
        }
    }

    // ---- validate ----

    @Test
    void nameChecksApplyAtAllLevels() {
        String scope = document(element(0x0A, "a.b", ""));
        Map<String, Set<NameCheck>> cases = new LinkedHashMap<>();
        cases.put(element(0x0A, "", ""), EnumSet.of(NameCheck.NO_EMPTY));
        cases.put(element(0x0A, "$a", ""), EnumSet.of(NameCheck.NO_DOLLAR_PREFIX));
        cases.put(element(0x0A, "a$", ""), EnumSet.noneOf(NameCheck.class));
        cases.put(element(0x0A, "a.b", ""), EnumSet.of(NameCheck.NO_DOT));
        cases.put(element(0x0A, ".", ""), EnumSet.of(NameCheck.NO_DOT));
        cases.put(element(0x0A, "$.", ""), EnumSet.of(NameCheck.NO_DOT, NameCheck.NO_DOLLAR_PREFIX));
        cases.put(
                element(0x0F, "w", int32(4 + 5 + scope.length() / 2) + string("") + scope),
                EnumSet.of(NameCheck.NO_DOT));
        cases.put(
                element(0x0B, "r", cstring("a.b") + cstring("")) + element(0x02, "s", string("$x")),
                EnumSet.noneOf(NameCheck.class));

        cases.forEach((element, forbiddenBy) -> {
            for (byte[] bytes : List.of(
                    hex(document(element)),
                    hex(document(element(0x10, "a", int32(1)), element)),
                    hex(document(element(0x04, "l", document(element(0x03, "0", document(element)))))))) {
                for (NameCheck check : NameCheck.values()) {
                    if (forbiddenBy.contains(check)) {
                        assertThatExceptionOfType(MalformedBsonException.class)
                                .as("%s under %s", hex(bytes), check)
                                .isThrownBy(() ->
                                        BsonCodec.DEFAULT.validate(Unpooled.wrappedBuffer(bytes), EnumSet.of(check)))
                                .withMessageStartingWith("name: \"");
                    } else {
                        assertThat(BsonCodec.DEFAULT.validate(Unpooled.wrappedBuffer(bytes), EnumSet.of(check)))
                                .isEqualTo(bytes.length);
                    }
                }
            }
        });
    }

    @Test
    void namesOfReferencesAreNoBreach() {
        String ref = element(0x02, "$ref", string("c"));
        String id = element(0x10, "$id", int32(1));
        String db = element(0x02, "$db", string("d"));
        Set<NameCheck> all = EnumSet.allOf(NameCheck.class);
        for (String reference : List.of(ref + id, ref + id + db, ref + id + db + element(0x0A, "extra", ""))) {
            byte[] bytes = hex(document(element(0x03, "r", document(reference))));
            assertThat(BsonCodec.DEFAULT.validate(Unpooled.wrappedBuffer(bytes), all))
                    .isEqualTo(bytes.length);
        }
        for (String other : List.of(
                id + ref, ref + element(0x0A, "$other", ""), element(0x0A, "x", "") + ref, element(0x0A, "$re", ""))) {
            assertThatExceptionOfType(MalformedBsonException.class)
                    .isThrownBy(() -> BsonCodec.DEFAULT.validate(Unpooled.wrappedBuffer(hex(document(other))), all));
        }
    }

    @Test
    void validateUnderDuplicateErrorStillChecksEverything() {
        BsonCodec error = with().duplicateNames(DuplicateNames.ERROR).build();
        assertThat(error.validate(Unpooled.wrappedBuffer(hex(ONE)))).isEqualTo(12);
        assertMalformed(
                "boolean byte: 0x05 (expected: 0x00 or 0x01) at offset 7, path a",
                () -> error.validate(Unpooled.wrappedBuffer(hex(document(element(0x08, "a", "05"))))));
    }
}
