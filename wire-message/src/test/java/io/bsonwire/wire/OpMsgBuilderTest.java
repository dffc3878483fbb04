package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.BsonLimits;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OpMsgBuilderTest {
    private static final Document COMMAND = new Document("insert", "c").append("$db", "d");

    private final TrackingAllocator alloc = new TrackingAllocator();
    private final OpMsgBuilder builder = new OpMsgBuilder();

    @AfterEach
    void nothingIsLeft() {
        alloc.assertAllReleased();
    }

    // ---- bytes ----

    @Test
    void ping() {
        builder.body(new Document("ping", 1).append("$db", "admin")).requestId(7);
        assertBuilt(Messages.PING);
    }

    @Test
    void pingWithChecksum() {
        builder.body(new Document("ping", 1).append("$db", "admin"))
                .requestId(7)
                .checksum();
        assertBuilt(Messages.PING_WITH_CHECKSUM);
    }

    static Stream<Object> bodies() {
        return Stream.of(
                COMMAND,
                new LinkedHashMap<>(COMMAND),
                (BsonWritable)
                        w -> w.name("insert").writeString("c").name("$db").writeString("d"),
                RawDocument.of(BsonCodec.DEFAULT.encode(COMMAND)));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    @SuppressWarnings("unchecked")
    void insert(Object body) {
        if (body instanceof Document document) {
            builder.body(document);
        } else if (body instanceof BsonWritable writable) {
            builder.body(writable);
        } else {
            builder.body((Map<String, ?>) body);
        }
        Map<String, Object> second = new LinkedHashMap<>();
        second.put("a", 0.5);
        second.put("_id", 2);
        builder.documents(List.of(new Document("_id", 1), second))
                .moreToCome()
                .requestId(258)
                .responseTo(-2);
        assertBuilt(Messages.INSERT);
    }

    @Test
    void everyKindOfDocumentIsTakenIntoASequenceAndOnlyAnInsertMovesTheId() {
        Document document = new Document("a", 0.5).append("_id", 2);
        List<Object> documents = List.of(
                document,
                new LinkedHashMap<>(document),
                (BsonWritable) w -> w.name("a").writeDouble(0.5).name("_id").writeInt32(2),
                RawDocument.of(BsonCodec.DEFAULT.encode(document)));
        OpMsg message = builder.body(COMMAND)
                .documents(documents)
                .sequence("updates", documents)
                .sequence("", List.of())
                .build(alloc);
        assertThat(message.sequence("documents"))
                .hasSize(4)
                .allSatisfy(raw -> assertThat(raw.toDocument().keySet()).containsExactly("_id", "a"));
        assertThat(message.sequence("updates"))
                .hasSize(4)
                .allSatisfy(raw -> assertThat(raw.toDocument().keySet()).containsExactly("a", "_id"));
        assertThat(message.sequence("").count()).isZero();
        assertReadsBack(message);
    }

    @Test
    void aSequenceMayComeFromAnotherMessage() {
        OpMsg other = OpMsg.decode(Messages.buffer(Messages.INSERT));
        builder.body(other.body())
                .sequence("documents", other.sequence("documents"))
                .requestId(258)
                .responseTo(-2)
                .moreToCome();
        assertBuilt(Messages.INSERT);
    }

    @Test
    void flagsAreSetOneByOneOrAllAtOnce() {
        OpMsg message =
                builder.body(COMMAND).moreToCome().exhaustAllowed().checksum().build(alloc);
        assertThat(message.flagBits()).isEqualTo(0x00010003);
        assertReadsBack(message);
        message = builder.body(COMMAND).checksum().flagBits(0xFFFF0002).build(alloc);
        assertThat(message.flagBits()).isEqualTo(0xFFFF0002);
        assertReadsBack(message);
    }

    @Test
    void requiredFlagsWithoutAMeaningAreRefused() {
        for (int bit = 2; bit < 16; bit++) {
            int flags = 1 << bit;
            assertThatIllegalArgumentException().isThrownBy(() -> builder.flagBits(flags));
        }
    }

    @Test
    void sizesAreReported() {
        OpMsg message = builder.body(COMMAND)
                .documents(List.of(new Document(), new Document("_id", "x".repeat(100)), new Document()))
                .build(alloc);
        assertThat(message.length()).isEqualTo(message.bytes().readableBytes()).isEqualTo(20 + 31 + 15 + 10 + 115);
        assertThat(message.largestDocument()).isEqualTo(115);
        assertReadsBack(message);
    }

    // ---- request ids ----

    @Test
    void requestIdsComeFromTheGeneratorUnlessGiven() {
        OpMsgBuilder counting = new OpMsgBuilder(BsonCodec.DEFAULT, WireLimits.DEFAULT, new RequestIds(41));
        assertThat(requestId(counting.body(COMMAND))).isEqualTo(42);
        assertThat(requestId(counting.body(COMMAND).requestId(0))).isZero();
        assertThat(requestId(counting.body(COMMAND))).isEqualTo(43);
    }

    @Test
    void buildersShareAGeneratorIfTheyAreGivenNone() {
        assertThat(requestId(new OpMsgBuilder().body(COMMAND)))
                .isNotEqualTo(requestId(OpMsg.builder().body(COMMAND)));
    }

    private int requestId(OpMsgBuilder next) {
        OpMsg message = next.build(alloc);
        message.release();
        return message.header().requestId();
    }

    @Test
    void aBuilderIsAsNewAfterAMessage() {
        builder.body(COMMAND)
                .documents(List.of(COMMAND))
                .requestId(1)
                .responseTo(2)
                .checksum()
                .moreToCome()
                .build(alloc)
                .release();
        OpMsg next = builder.body(COMMAND).build(alloc);
        assertThat(next.sequences()).isEmpty();
        assertThat(next.flagBits()).isZero();
        assertThat(next.header().responseTo()).isZero();
        assertThat(next.header().requestId()).isNotEqualTo(1);
        assertReadsBack(next);
        assertThatIllegalStateException().isThrownBy(() -> builder.build(alloc)).withMessage("message without a body");
    }

    // ---- failures ----

    @Test
    void withoutABodyThereIsNoMessage() {
        builder.documents(List.of(COMMAND));
        assertThatIllegalStateException().isThrownBy(() -> builder.build(alloc));
        assertThat(alloc.given()).isZero();
        ByteBuf target = Unpooled.buffer();
        assertThatIllegalStateException().isThrownBy(() -> builder.encode(target));
        assertThat(target.writerIndex()).isZero();
    }

    /** Each fails somewhere behind the second document of a sequence. */
    static Stream<Object> lastDocuments() {
        return Stream.of(
                new Document("a", new Object()),
                Map.of("a", new Thread()),
                new Document("a\0b", 1),
                Collections.singletonMap(3, 3),
                (BsonWritable) w -> {
                    w.name("a").writeInt32(1);
                    throw new IllegalArgumentException("on purpose");
                },
                (BsonWritable) w -> {
                    w.name("a").writeInt32(1);
                    throw new StackOverflowError("on purpose");
                },
                (BsonWritable) w -> w.name("open").startDocument(),
                (BsonWritable) w -> w.name("open").startArray(),
                (BsonWritable) w -> w.name("without value"),
                (BsonWritable) w -> w.endDocument(),
                (BsonWritable) w -> w.endDocument().startDocument(),
                "no document",
                List.of());
    }

    @ParameterizedTest
    @MethodSource("lastDocuments")
    void nothingIsLeftBehindWhenADocumentFailsHalfWay(Object last) {
        List<Object> documents = List.of(new Document("_id", 1), new Document("_id", 2), last);
        assertNothingIsLeftBehind(b -> b.body(COMMAND).documents(documents));
        assertNothingIsLeftBehind(b -> b.body(COMMAND).sequence("updates", documents));
        if (last instanceof BsonWritable writable) {
            assertNothingIsLeftBehind(b -> b.body(writable));
        }
    }

    private void assertNothingIsLeftBehind(java.util.function.UnaryOperator<OpMsgBuilder> parts) {
        assertThatThrownBy(() -> parts.apply(builder).build(alloc)).isNotInstanceOf(IndexOutOfBoundsException.class);
        alloc.assertAllReleased();
        ByteBuf target = Unpooled.buffer().writeInt(0xCAFE);
        assertThatThrownBy(() -> parts.apply(builder).encode(target)).isNotInstanceOf(IndexOutOfBoundsException.class);
        assertThat(target.readableBytes()).isEqualTo(4);
        assertThat(target.refCnt()).isEqualTo(1);
        builder.body(new Document("ping", 1).append("$db", "admin")).requestId(7);
        assertBuilt(Messages.PING);
    }

    @Test
    void aDocumentThatFailsTellsItsPath() {
        assertThatExceptionOfType(BsonEncodeException.class)
                .isThrownBy(() -> builder.body(COMMAND)
                        .documents(List.of(new Document("a", List.of(1, new Document("b", new Object())))))
                        .build(alloc))
                .satisfies(problem -> assertThat(problem.path()).isEqualTo("a[1].b"));
    }

    /** A map that writes something else than its entries. */
    private static final class SelfWritten extends LinkedHashMap<String, Object> implements BsonWritable {
        private static final long serialVersionUID = 1L;

        @Override
        public void writeTo(BsonWriter writer) {
            writer.name("a").writeNull().name("_id").writeInt32(1);
        }
    }

    @Test
    void aMapThatWritesItselfDoesSoEverywhere() {
        SelfWritten self = new SelfWritten();
        self.put("entry", self.size());
        Document written = new Document("a", null).append("_id", 1);
        OpMsg message = builder.body((Map<String, Object>) self)
                .documents(List.of(self, new TreeMap<>(Map.of("inner", self)), Map.of("inner", self)))
                .sequence("others", List.of(self))
                .build(alloc);
        assertThat(message.body().toDocument()).isEqualTo(written);
        List<Document> documents = new ArrayList<>();
        message.sequences().forEach(sequence -> sequence.forEach(raw -> documents.add(raw.toDocument())));
        Document inner = new Document("inner", written);
        assertThat(documents).containsExactly(written, inner, inner, written);
        assertThat(documents.get(0).keySet()).containsExactly("_id", "a");
        assertThat(documents.get(3).keySet()).containsExactly("a", "_id");
        message.release();
    }

    @Test
    void anItemThatIsNoDocumentIsNamed() {
        assertThatThrownBy(() -> builder.body(COMMAND)
                        .sequence("updates", Arrays.asList(new Document(), null))
                        .build(alloc))
                .isInstanceOf(WireException.class)
                .hasMessage("item 1 of sequence \"updates\" of class null"
                        + " (expected: java.util.Map or io.bsonwire.bson.BsonWritable)");
        assertThatThrownBy(
                        () -> builder.body(COMMAND).documents(List.of("text")).build(alloc))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("item 0 of sequence \"documents\" of class java.lang.String");
    }

    @Test
    void aNameThatIsNoStringIsNamed() {
        for (Object name : Arrays.asList(3, null)) {
            List<?> documents = List.of(Collections.singletonMap(name, 3));
            assertThatThrownBy(() -> builder.body(COMMAND).documents(documents).build(alloc))
                    .isInstanceOf(BsonEncodeException.class)
                    .hasMessageContaining("expected: java.lang.String");
        }
    }

    @Test
    void nothingIsLeftBehindWhenTheIterableOrTheGeneratorFails() {
        Iterable<Document> failing = () -> new Iterator<>() {
            private int left = 3;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Document next() {
                if (left-- == 0) {
                    throw new UnsupportedOperationException("on purpose");
                }
                return COMMAND;
            }
        };
        assertNothingIsLeftBehind(b -> b.body(COMMAND).documents(failing));
        OpMsgBuilder withoutIds = new OpMsgBuilder(BsonCodec.DEFAULT, WireLimits.DEFAULT, () -> {
            throw new UnsupportedOperationException("on purpose");
        });
        assertThatThrownBy(() -> withoutIds.body(COMMAND).build(alloc))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void anIdentifierWithNulWouldInjectDocuments() {
        assertThatThrownBy(
                        () -> builder.body(COMMAND).sequence("a\0b", List.of()).build(alloc))
                .isInstanceOf(WireException.class)
                .hasMessage("sequence identifier with NUL at index 1 (expected: no NUL)");
    }

    @Test
    void anIdentifierIsUnicodeText() {
        assertThatThrownBy(() ->
                        builder.body(COMMAND).sequence("a\uD800", List.of()).build(alloc))
                .isInstanceOf(WireException.class)
                .hasMessage("sequence identifier with a lone surrogate (expected: surrogates in pairs)");
        OpMsg message =
                builder.body(COMMAND).sequence("\u00e9\uD83D\uDE00", List.of()).build(alloc);
        assertThat(message.sequences().get(0).identifier()).isEqualTo("\u00e9\uD83D\uDE00");
        assertReadsBack(message);
    }

    @Test
    void anIdentifierIsUsedOnce() {
        assertThatThrownBy(() -> builder.body(COMMAND)
                        .documents(List.of())
                        .sequence("documents", List.of())
                        .build(alloc))
                .isInstanceOf(WireException.class)
                .hasMessage("sequence identifier: \"documents\" again (expected: each once)");
    }

    @Test
    void theNumberOfSequencesIsBounded() {
        for (int i = 0; i < OpMsg.MAX_SEQUENCES; i++) {
            builder.sequence("s" + i, List.of());
        }
        assertReadsBack(builder.body(COMMAND).build(alloc));
        for (int i = 0; i <= OpMsg.MAX_SEQUENCES; i++) {
            builder.sequence("s" + i, List.of());
        }
        assertThatThrownBy(() -> builder.body(COMMAND).build(alloc))
                .isInstanceOf(WireException.class)
                .hasMessage("document sequences: 65 (expected: at most the limit of 64)");
    }

    // ---- limits ----

    @Test
    void aMessageMayHaveTheLimitAndNoByteMore() {
        Document body = new Document("a", "x".repeat(50));
        int size = 20 + 1 + 4 + 3 + 4 + 51 + 1;
        assertThat(build(body, size, false)).isEqualTo(size);
        assertThat(build(body, size + 4, true)).isEqualTo(size + 4);
        assertThatThrownBy(() -> build(body, size - 1, false))
                .isInstanceOf(WireException.class)
                .hasMessage("message length: at least %d (expected: at most the limit of %d)", size, size - 1);
        assertThatThrownBy(() -> build(body, size + 3, true))
                .isInstanceOf(WireException.class)
                .hasMessage("message length: at least %d (expected: at most the limit of %d)", size + 4, size + 3);
    }

    private int build(Document body, int maxMessageSizeBytes, boolean checksum) {
        OpMsgBuilder limited =
                new OpMsgBuilder(BsonCodec.DEFAULT, new WireLimits(1000, maxMessageSizeBytes, 1)).body(body);
        OpMsg message = (checksum ? limited.checksum() : limited).build(alloc);
        message.release();
        return message.length();
    }

    /** A sequence's own bytes count as well, not only its documents. */
    @Test
    void anEmptySequenceCountsForTheLimit() {
        OpMsgBuilder limited = new OpMsgBuilder(BsonCodec.DEFAULT, new WireLimits(1000, 30, 1));
        assertThatThrownBy(() ->
                        limited.body(w -> {}).sequence("identifier", List.of()).build(alloc))
                .isInstanceOf(WireException.class)
                .hasMessage("message length: at least 42 (expected: at most the limit of 30)");
    }

    @Test
    void aTooLongMessageIsRefusedBeforeItIsCollectedWhole() {
        OpMsgBuilder limited = new OpMsgBuilder(BsonCodec.DEFAULT, new WireLimits(1000, 10_000, 1));
        Iterable<Document> endless = () -> Stream.generate(() -> COMMAND).iterator();
        assertThatThrownBy(() -> limited.body(COMMAND).documents(endless).build(alloc))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("message length: at least 100");
    }

    @Test
    void anInsertsDocumentHasNoHeadroomAndOthersHave() {
        OpMsgBuilder limited = new OpMsgBuilder(BsonCodec.DEFAULT, new WireLimits(100, 100_000, 1));
        Document fits = new Document("a", "x".repeat(100 - 13));
        Document one = new Document("a", "x".repeat(101 - 13));
        Document headroom = new Document("a", "x".repeat(100 + 16384 - 13));
        Document more = new Document("a", "x".repeat(101 + 16384 - 13));
        assertReadsBack(limited.body(headroom)
                .documents(List.of(fits))
                .sequence("updates", List.of(headroom))
                .build(alloc));
        assertThatThrownBy(() -> limited.body(COMMAND).documents(List.of(one)).build(alloc))
                .isInstanceOf(WireException.class)
                .hasMessage("document length: 101 (expected: at most the limit of 100)");
        assertThatThrownBy(() -> limited.body(more).build(alloc))
                .isInstanceOf(WireException.class)
                .hasMessage("document length: 16485 (expected: at most the limit of 16484)");
        assertThatThrownBy(() ->
                        limited.body(COMMAND).sequence("updates", List.of(more)).build(alloc))
                .isInstanceOf(WireException.class);
    }

    @Test
    void theCodecsLimitsHoldToo() {
        OpMsgBuilder limited = new OpMsgBuilder(
                BsonCodec.builder().limits(new BsonLimits(40, 2)).build(), WireLimits.DEFAULT);
        assertThatThrownBy(() -> limited.body(new Document("a", "x".repeat(40))).build(alloc))
                .isInstanceOf(BsonEncodeException.class);
        assertThatThrownBy(() ->
                        limited.body(new Document("a", List.of(List.of()))).build(alloc))
                .isInstanceOf(BsonEncodeException.class);
    }

    // ---- targets ----

    @Test
    void aMessageIsAppendedToWhatIsThere() {
        ByteBuf target = Unpooled.directBuffer(4).writeInt(0xCAFE);
        int first = builder.body(new Document("ping", 1).append("$db", "admin"))
                .requestId(7)
                .checksum()
                .encode(target);
        int second = builder.body(new Document("ping", 1).append("$db", "admin"))
                .requestId(7)
                .encode(target);
        assertThat(first).isEqualTo(55);
        assertThat(second).isEqualTo(51);
        assertThat(Messages.hex(target))
                .isEqualTo(("0000cafe" + Messages.PING_WITH_CHECKSUM + Messages.PING).replaceAll("\\s", ""));
        target.release();
    }

    /** Wherever a bounded target ends, it is as before and the error is one of this library's. */
    @Test
    void aTargetThatCannotTakeTheMessageIsAsBefore() {
        for (int room = 0; room <= 105; room++) {
            ByteBuf target = Unpooled.buffer(0, 3 + room).writeMedium(1);
            builder.body(COMMAND)
                    .documents(List.of(new Document("_id", 1), new Document("_id", 2).append("a", 0.5)))
                    .requestId(258)
                    .responseTo(-2)
                    .flagBits(room % 2 == 0 ? OpMsg.CHECKSUM_PRESENT : OpMsg.MORE_TO_COME);
            if (room == 105) {
                assertThat(builder.encode(target)).isEqualTo(105);
                assertThat(Messages.hex(target.skipBytes(3))).isEqualTo(Messages.INSERT.replaceAll("\\s", ""));
            } else {
                assertThatThrownBy(() -> builder.encode(target))
                        .isInstanceOfAny(WireException.class, BsonEncodeException.class)
                        .hasMessageContaining("that the target can take");
                assertThat(target.writerIndex()).isEqualTo(3);
            }
        }
    }

    @Test
    void aLargeMessageIsWhole() {
        byte[] bytes = new byte[100_000];
        Arrays.fill(bytes, (byte) 7);
        OpMsg message = builder.body(COMMAND)
                .documents(Collections.nCopies(470, new Document("_id", bytes)))
                .checksum()
                .build(alloc);
        assertThat(message.length()).isBetween(47_000_000, 48_000_000);
        assertThat(message.bytes().capacity()).isLessThanOrEqualTo(48_000_000);
        assertReadsBack(message);
    }

    @Test
    void aLargeTargetThatCannotGrowIsFilled() {
        ByteBuf target = Unpooled.buffer(5_000_000, 5_000_000);
        int length = builder.body(COMMAND)
                .documents(Collections.nCopies(49, new Document("_id", new byte[100_000])))
                .encode(target);
        assertThat(length).isBetween(4_900_000, 5_000_000).isEqualTo(target.readableBytes());
    }

    private void assertBuilt(String hex) {
        OpMsg message = builder.build(alloc);
        assertThat(Messages.hex(message.bytes())).isEqualTo(hex.replaceAll("\\s", ""));
        assertReadsBack(message);
    }

    /** What a builder returns without parsing is what the parser finds in its bytes. Releases the message. */
    private static void assertReadsBack(OpMsg message) {
        OpMsg read = OpMsg.decode(message.bytes());
        assertThat(read).isEqualTo(message);
        assertThat(read.flagBits()).isEqualTo(message.flagBits());
        assertThat(read.body()).isEqualTo(message.body());
        assertThat(read.sequences()).isEqualTo(message.sequences());
        assertThat(read.sequences())
                .extracting(DocumentSequence::count)
                .isEqualTo(message.sequences().stream()
                        .map(DocumentSequence::count)
                        .toList());
        assertThat(read.largestDocument()).isEqualTo(message.largestDocument());
        assertThat(message.release()).isTrue();
    }

    @Test
    void aReplyHasAChecksumIfItsRequestHasOne() {
        for (boolean checksum : new boolean[] {false, true}) {
            OpMsg request = OpMsg.decode(Messages.buffer(checksum ? Messages.PING_WITH_CHECKSUM : Messages.PING));
            OpMsg reply =
                    OpMsg.builder().body(new Document("ok", 1)).replyTo(request).build(alloc);
            assertThat(reply.header().responseTo()).isEqualTo(7);
            assertThat(reply.checksumPresent()).isEqualTo(checksum);
            reply.release();
            request.release();
        }
    }
}
