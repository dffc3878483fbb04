package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentAppenderTest {
    private static final BsonCodec CODEC = BsonCodec.DEFAULT;
    /** What is held back at the most. */
    private static final int HELD_BACK = 32 * 1024;

    private final ByteBuf target = Unpooled.buffer();

    /** Names of every length that matters to how they are remembered, and values of every way in which they are written. */
    private static Document random(Random random) {
        Document document = new Document();
        int size = random.nextInt(20) == 0 ? 150 : random.nextInt(12);
        for (int i = 0; i < size; i++) {
            String name = random.nextInt(8) == 0
                    ? "a name that is longer than others, number " + i
                    : "n".repeat(random.nextInt(18)) + i;
            document.append(name, value(random, 0));
        }
        if (random.nextBoolean()) {
            document = withId(document, random.nextInt(document.size() + 1), value(random, 0));
        }
        return document;
    }

    private static Document withId(Document document, int place, Object id) {
        Document with = new Document();
        int i = 0;
        for (Map.Entry<String, Object> entry : document.entrySet()) {
            if (i++ == place) {
                with.append("_id", id);
            }
            with.append(entry.getKey(), entry.getValue());
        }
        return with.append("_id", with.getOrDefault("_id", id));
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 3 ? 8 : 11)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextLong();
            case 2 -> random.nextDouble();
            case 3 -> random.nextBoolean();
            case 4 -> ObjectId.generate();
            case 5 -> "a".repeat(random.nextInt(80)) + (random.nextBoolean() ? "" : "é");
            case 6 -> "x".repeat(random.nextInt(300)) + "€" + "y".repeat(random.nextInt(20));
            case 7 -> Binary.of(new byte[random.nextInt(40)]);
            case 8 -> new ArrayList<>(List.of(value(random, depth + 1), value(random, depth + 1)));
            case 9 -> new Document("_id", value(random, depth + 1)).append("b", value(random, depth + 1));
            default -> new Document("b", value(random, depth + 1)).append("_id", value(random, depth + 1));
        };
    }

    /** By the plainest way: each by a writer of its own. */
    static void writeAlone(Map<String, Object> document, boolean idFirst, ByteBuf to) {
        BsonWriter writer = new BsonWriter().reset(to).startDocument();
        if (idFirst && document.containsKey("_id")) {
            writer.name("_id").writeValue(document.get("_id"));
        }
        document.forEach((name, value) -> {
            if (!idFirst || !name.equals("_id")) {
                writer.name(name).writeValue(value);
            }
        });
        writer.endDocument();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void documentsAreWrittenAsByThemselves(long seed) {
        Random random = new Random(seed);
        ByteBuf expected = Unpooled.buffer();
        try (DocumentAppender appender = CODEC.appendTo(target)) {
            List<Document> shapes = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                // Mostly of the shapes of earlier ones, with new values, so that places are remembered and are wrong.
                Document document = i < 10 || random.nextInt(10) == 0
                        ? random(random)
                        : revalued(shapes.get(random.nextInt(3)), random);
                Collections.rotate(shapes, 1);
                shapes.add(0, document);
                boolean idFirst = random.nextBoolean();
                int before = expected.writerIndex();
                writeAlone(document, idFirst, expected);
                int length = append(appender, form(document, random), idFirst);
                assertThat(length).isEqualTo(expected.writerIndex() - before);
                assertThat(target.writerIndex() + appender.heldBack()).isEqualTo(expected.writerIndex());
            }
        }
        assertThat(target).isEqualTo(expected);
    }

    /** Maps that come after one another with an {@code _id} that is where it was, is like it was, or is another. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anIdGoesInFrontWhateverTheLastOneWas(boolean idFirst) {
        Object id = ObjectId.generate();
        Document plain = new Document("a", 1).append("b", "text").append("c", new Document("_id", id));
        Document nested = new Document("a", Map.of("_id", id)).append("b", List.of(new LinkedHashMap<>(plain)));
        List<Document> documents = new ArrayList<>(List.of(new Document(), plain, nested));
        for (Object other :
                Arrays.asList(id, 1, 1L, "seven c", "an _id of text", plain, null, Binary.of(new byte[3]))) {
            for (int place = 0; place <= 3; place++) {
                documents.add(withId(plain, place, other));
            }
            documents.add(withId(nested, 2, other));
            documents.add(new Document("_id", other));
        }
        ByteBuf expected = Unpooled.buffer();
        try (DocumentAppender appender = CODEC.appendTo(target)) {
            for (Document first : documents) {
                for (Document second : documents) {
                    for (Document document : List.of(first, first, second)) {
                        writeAlone(document, idFirst, expected);
                        append(appender, new LinkedHashMap<>(document), idFirst);
                    }
                }
            }
        }
        assertThat(target).isEqualTo(expected);
    }

    /** The same if each name comes as a String of its own. */
    @Test
    void anIdGoesInFrontWhateverStringItsNameIs() {
        Document plain = new Document("a", 1).append("_id", ObjectId.generate()).append("b", "text");
        ByteBuf expected = Unpooled.buffer();
        try (DocumentAppender appender = CODEC.appendTo(target)) {
            for (int i = 0; i < 100; i++) {
                Map<String, Object> map = new LinkedHashMap<>();
                for (Map.Entry<String, Object> entry : plain.entrySet()) {
                    map.put(copyNowAndThen(entry.getKey(), i), entry.getValue());
                }
                writeAlone(plain, true, expected);
                append(appender, i % 7 == 0 ? new Document(map) : map, true);
            }
        }
        assertThat(target).isEqualTo(expected);
    }

    @SuppressWarnings("StringOperationCanBeSimplified") // it has to be another
    private static String copyNowAndThen(String name, int i) {
        return i % 3 == 0 ? name : new String(name);
    }

    /** A map that gives its names twice: the first {@code _id} is the one that goes in front. */
    @Test
    void theFirstOfTwoIdsGoesInFront() {
        Map<String, Object> twice = new LinkedHashMap<>(Map.of("a", 1)) {
            @Override
            public void forEach(BiConsumer<? super String, ? super Object> action) {
                action.accept("a", 1);
                action.accept("_id", ObjectId.parse("000000000000000000000001"));
                action.accept("_id", ObjectId.parse("000000000000000000000002"));
            }
        };
        BsonWriter writer = new BsonWriter().reset(Unpooled.buffer());
        ByteBuf expected = Unpooled.buffer();
        writer.reset(expected).startDocument();
        writer.name("_id").writeObjectId(ObjectId.parse("000000000000000000000001"));
        writer.name("a").writeInt32(1);
        writer.name("_id").writeObjectId(ObjectId.parse("000000000000000000000002"));
        writer.endDocument();
        try (DocumentAppender appender = CODEC.appendTo(target)) {
            for (int i = 0; i < 5; i++) {
                int length = appender.appendIdFirst(twice);
                appender.flush();
                assertThat(target.readSlice(length)).isEqualTo(expected);
            }
        }
    }

    /** What fails behind an {@code _id} that is in front already, or before one that there is room for, leaves no trace. */
    @Test
    void aMapThatFailsWithRoomForItsIdLeavesNoTrace() {
        Map<String, Object> good = new LinkedHashMap<>(new Document("a", 1).append("_id", ObjectId.generate()));
        Map<String, Object> early =
                new LinkedHashMap<>(new Document("a", new Object()).append("_id", ObjectId.generate()));
        Map<String, Object> late = new LinkedHashMap<>(good);
        late.put("b", new Object());
        ByteBuf expected = Unpooled.buffer();
        try (DocumentAppender appender = CODEC.appendTo(target)) {
            for (int i = 0; i < 5; i++) {
                appender.appendIdFirst(good);
                writeAlone(new Document(good), true, expected);
                assertThatThrownBy(() -> appender.appendIdFirst(early))
                        .isInstanceOf(BsonEncodeException.class)
                        .hasMessageContaining("at path a");
                appender.appendIdFirst(good);
                writeAlone(new Document(good), true, expected);
                assertThatThrownBy(() -> appender.appendIdFirst(late))
                        .isInstanceOf(BsonEncodeException.class)
                        .hasMessageContaining("at path b");
            }
        }
        assertThat(target).isEqualTo(expected);
    }

    private static Document revalued(Document document, Random random) {
        Document other = new Document();
        document.forEach((name, value) -> other.append(name, random.nextInt(4) == 0 ? value(random, 0) : value));
        return other;
    }

    private static Object form(Document document, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new LinkedHashMap<>(document);
            case 1 ->
                (BsonWritable) writer ->
                        document.forEach((name, value) -> writer.name(name).writeValue(value));
            case 2 -> RawDocument.of(CODEC.encode(document));
            default -> document;
        };
    }

    @SuppressWarnings("unchecked")
    private static int append(DocumentAppender appender, Object document, boolean idFirst) {
        if (document instanceof Document eager) {
            return idFirst ? appender.appendIdFirst(eager) : appender.append(eager);
        }
        if (document instanceof BsonWritable writable) {
            return idFirst ? appender.appendIdFirst(writable) : appender.append(writable);
        }
        Map<String, Object> map = (Map<String, Object>) document;
        return idFirst ? appender.appendIdFirst(map) : appender.append(map);
    }

    @Test
    void documentsAreHeldBackUpToALimit() {
        Document document = new Document("text", "x".repeat(1000));
        int length = CODEC.encode(document).length;
        try (DocumentAppender appender = CODEC.appendTo(target)) {
            int fit = (HELD_BACK - 1) / length;
            for (int i = 1; i <= fit; i++) {
                appender.append(document);
                assertThat(appender.heldBack()).isEqualTo(i * length);
                assertThat(target.writerIndex()).isZero();
            }
            appender.append(document);
            assertThat(appender.heldBack()).isZero();
            assertThat(target.writerIndex()).isEqualTo((fit + 1) * length);

            appender.append(document);
            appender.flush();
            assertThat(appender.heldBack()).isZero();
            assertThat(target.writerIndex()).isEqualTo((fit + 2) * length);
            appender.flush();
            appender.append(document);
        }
        assertThat(CODEC.decodeAll(target)).hasSize(HELD_BACK / length + 3).containsOnly(document);
    }

    @Test
    void aRawDocumentComesBehindThoseThatWait() {
        try (DocumentAppender appender = CODEC.appendTo(target)) {
            appender.append(new Document("n", 1));
            appender.append(RawDocument.of(CODEC.encode(new Document("n", 2))));
            appender.append(new Document("n", 3));
        }
        assertThat(CODEC.decodeAll(target))
                .containsExactly(new Document("n", 1), new Document("n", 2), new Document("n", 3));
    }

    @Test
    void aDocumentThatFailsLeavesNoTrace() {
        try (DocumentAppender appender = CODEC.appendTo(target)) {
            appender.append(new Document("n", 1));
            int held = appender.heldBack();
            Document nested = new Document("b", new ArrayList<>(Arrays.asList(1, "x".repeat(5000), new Object())));
            assertThatThrownBy(() -> appender.append(new Document("a", nested)))
                    .isInstanceOf(BsonEncodeException.class)
                    .hasMessageContaining("path a.b[2]");
            assertThat(appender.heldBack()).isEqualTo(held);
            Map<Object, Object> badName = new HashMap<>(Map.of(1, 2));
            assertThatThrownBy(() -> appender.append(badNamed(badName))).isInstanceOf(BsonEncodeException.class);
            BsonWritable open = writer -> writer.name("never ended").startDocument();
            assertThatThrownBy(() -> appender.append(open)).isInstanceOf(IllegalStateException.class);
            BsonWritable broken = writer -> {
                writer.name("a").writeInt32(1);
                throw new UnsupportedOperationException("the user's own");
            };
            assertThatThrownBy(() -> appender.appendIdFirst(broken)).isInstanceOf(UnsupportedOperationException.class);
            assertThat(appender.heldBack()).isEqualTo(held);
            appender.append(new Document("n", 2));
        }
        assertThat(CODEC.decodeAll(target)).containsExactly(new Document("n", 1), new Document("n", 2));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> badNamed(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    @Test
    void theLimitOfSizeIsThatOfOneDocument() {
        BsonCodec small = limited(100);
        Document fits = new Document("t", "x".repeat(100 - 13));
        Document large = new Document("t", "x".repeat(100 - 12));
        Document larger = new Document("t", "x".repeat(5000));
        assertThat(small.encode(fits)).hasSize(100);
        try (DocumentAppender appender = small.appendTo(target)) {
            for (int i = 0; i < 1000; i++) {
                appender.append(fits);
                assertThatThrownBy(() -> appender.append(large))
                        .isInstanceOf(BsonEncodeException.class)
                        .hasMessageContaining("101");
                assertThatThrownBy(() -> appender.append(larger)).isInstanceOf(BsonEncodeException.class);
                assertThatThrownBy(() -> appender.append(new TreeMap<>(larger)))
                        .isInstanceOf(BsonEncodeException.class);
            }
        }
        assertThat(small.decodeAll(target)).hasSize(1000).containsOnly(fits);
    }

    /** Room that is asked for beforehand must not be taken for room that is needed. */
    @Test
    void aDocumentMayBeExactlyAsLargeAsTheLimit() {
        for (int fields = 1; fields < 150; fields++) {
            Document document = new Document();
            for (int i = 0; i < fields; i++) {
                document.append("field number " + i, i % 3 == 0 ? i : "x".repeat(i));
            }
            int size = CODEC.encode(document).length;
            BsonCodec exact = limited(size);
            BsonCodec less = limited(size - 1);
            for (Map<String, Object> form : List.of(document, new LinkedHashMap<>(document))) {
                // In a writer that is new to these documents, that knows them, and that has others waiting.
                for (int round = 0; round < 3; round++) {
                    try (DocumentAppender appender = exact.appendTo(Unpooled.buffer())) {
                        assertThat(appender.append(form)).isEqualTo(size);
                        assertThat(appender.append(form)).isEqualTo(size);
                    }
                    try (DocumentAppender appender = less.appendTo(Unpooled.buffer())) {
                        assertThatThrownBy(() -> appender.append(form))
                                .isInstanceOf(BsonEncodeException.class)
                                .hasMessageContaining("the limit of " + (size - 1));
                    }
                }
            }
        }
    }

    private static BsonCodec limited(int maxDocumentSize) {
        return BsonCodec.builder()
                .limits(BsonLimits.DEFAULT.withMaxDocumentSize(maxDocumentSize))
                .build();
    }

    @Test
    void theTargetsRoomIsCheckedAsDocumentsAreAppended() {
        Document document = new Document("n", 1);
        int length = CODEC.encode(document).length;
        ByteBuf bounded = Unpooled.buffer(8, 3 * length + 2);
        try (DocumentAppender appender = CODEC.appendTo(bounded)) {
            appender.append(document);
            appender.append(document);
            appender.append(document);
            assertThatThrownBy(() -> appender.append(document))
                    .isInstanceOf(BsonEncodeException.class)
                    .hasMessageContaining("bytes to write: " + length + " (expected: at most the 2 ");
            RawDocument raw = RawDocument.of(CODEC.encode(document));
            assertThatThrownBy(() -> appender.append(raw)).isInstanceOf(BsonEncodeException.class);
            assertThat(appender.heldBack()).isEqualTo(3 * length);
        }
        assertThat(CODEC.decodeAll(bounded)).hasSize(3);
    }

    /** A buffer that may grow, but for which there is no memory any more. */
    private static final class Starved extends UnpooledHeapByteBuf {
        private static final int MOST = 20_000;

        Starved() {
            super(UnpooledByteBufAllocator.DEFAULT, 256, Integer.MAX_VALUE);
        }

        @Override
        protected byte[] allocateArray(int capacity) {
            if (capacity > MOST) {
                throw new OutOfMemoryError("on purpose");
            }
            return super.allocateArray(capacity);
        }
    }

    /** Those that wait still do, and the one that was to be copied with them is as if it had not been. */
    @Test
    void whatWaitsIsNotLostWhenThereIsNoMemoryForTheTarget() {
        Document document = new Document("n", 1).append("t", "x".repeat(1000));
        int length = CODEC.encode(document).length;
        for (BsonWritable last : List.of(document, RawDocument.of(CODEC.encode(document)))) {
            ByteBuf starved = new Starved();
            DocumentAppender appender = CODEC.appendTo(starved);
            while (appender.heldBack() + length < HELD_BACK) {
                appender.append(document);
            }
            int held = appender.heldBack();
            assertThatThrownBy(() -> appender.append(last)).isInstanceOf(OutOfMemoryError.class);
            assertThat(appender.heldBack()).isEqualTo(held);
            assertThat(starved.isReadable()).isFalse();
            assertThatThrownBy(appender::flush).isInstanceOf(OutOfMemoryError.class);
            assertThat(appender.heldBack()).isEqualTo(held);
            appender.forget(held - 2 * length);
            appender.close();
            assertThat(CODEC.decodeAll(starved)).containsExactly(document, document);
        }
    }

    @Test
    void theLastDocumentsCanBeForgotten() {
        try (DocumentAppender appender = CODEC.appendTo(target)) {
            appender.append(new Document("n", 1));
            int length = appender.append(new Document("text", "forgotten"));
            appender.forget(length);
            appender.append(new Document("n", 2));
            assertThatThrownBy(() -> appender.forget(-1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> appender.forget(appender.heldBack() + 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(CODEC.decodeAll(target)).containsExactly(new Document("n", 1), new Document("n", 2));
    }

    /** Marks are places in what is held back. */
    @Test
    void aDocumentMayRollBackBehindOthers() {
        BsonWritable rolling = writer -> {
            writer.name("kept").writeInt32(1);
            long mark = writer.mark();
            writer.name("gone").startArray().writeInt32(1);
            writer.rollback(mark);
            assertThatThrownBy(() -> writer.rollback(0)).isInstanceOf(IllegalStateException.class);
            writer.name("also").writeInt32(2);
        };
        try (DocumentAppender appender = CODEC.appendTo(target)) {
            appender.append(new Document("before", true));
            appender.append(rolling);
        }
        assertThat(CODEC.decodeAll(target))
                .containsExactly(new Document("before", true), new Document("kept", 1).append("also", 2));
    }

    /** An iterator, say, may encode what it gives. */
    @Test
    void documentsMayBeEncodedInBetween() {
        Function<Integer, RawDocument> encoded = n -> RawDocument.of(CODEC.encode(new Document("n", n)));
        BsonWritable nesting = writer -> writer.name("inner").writeValue(encoded.apply(2));
        try (DocumentAppender appender = CODEC.appendTo(target)) {
            appender.append(encoded.apply(1));
            appender.append(nesting);
            try (DocumentAppender other = CODEC.appendTo(Unpooled.buffer())) {
                other.append(new Document("elsewhere", true));
                appender.append(new Document("n", 3));
            }
        }
        assertThat(CODEC.decodeAll(target))
                .containsExactly(
                        new Document("n", 1), new Document("inner", new Document("n", 2)), new Document("n", 3));
    }

    @Test
    void aClosedAppenderTakesNothing() {
        DocumentAppender appender = CODEC.appendTo(target);
        appender.append(new Document());
        appender.close();
        appender.close();
        assertThat(target.writerIndex()).isEqualTo(5);
        assertThat(appender.heldBack()).isZero();
        assertThatThrownBy(() -> appender.append(new Document())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(appender::flush).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> appender.forget(0)).isInstanceOf(IllegalStateException.class);
        assertThat(target.writerIndex()).isEqualTo(5);
    }

    @Test
    void eachDocumentMakesNoObject() throws ReflectiveOperationException {
        Document document = new Document("a", 1).append("b", "text").append("_id", ObjectId.generate());
        Map<String, Object> map = new LinkedHashMap<>(document);
        ByteBuf direct = Unpooled.directBuffer(1 << 16);
        try (DocumentAppender appender = CODEC.appendTo(direct)) {
            AllocatedBytes.assertNone(() -> {
                if (direct.writerIndex() > 0) {
                    direct.clear();
                }
                return (long) appender.appendIdFirst(document) + appender.append(map);
            });
            direct.clear();
        }
        direct.release();
    }
}
