package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonLimits;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.BsonTypeException;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CursorReplyTest {
    static final List<Document> DOCUMENTS = List.of(
            new Document("_id", 1),
            new Document(),
            new Document("_id", 3)
                    .append("list", List.of(new Document("x", 1.5)))
                    .append("s", "\u20ac"));

    static Document reply(String batch, Object documents) {
        return new Document(
                        "cursor",
                        new Document("id", 5L).append("ns", "shop.users").append(batch, documents))
                .append("ok", 1.0);
    }

    private static CursorReply of(Document reply) {
        return CursorReply.of(RawDocument.of(BsonCodec.DEFAULT.encode(reply)));
    }

    private static byte[] backToBack(List<Document> documents) {
        ByteBuf all = Unpooled.buffer();
        documents.forEach(document -> BsonCodec.DEFAULT.encode(document, all));
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    void itsBatchIsTheDocumentsAsTheyAre(Shape shape) {
        ByteBuf buffer = shape.of(BsonCodec.DEFAULT.encode(reply("firstBatch", DOCUMENTS)));
        CursorReply reply = CursorReply.of(RawDocument.of(buffer));
        assertThat(reply.id()).isEqualTo(5);
        assertThat(reply.ns()).isEqualTo("shop.users");
        assertThat(reply.isFirst()).isTrue();
        assertThat(reply.batchCount()).isEqualTo(3);
        assertThat(reply).extracting(RawDocument::toDocument).isEqualTo(DOCUMENTS);
        assertThat(reply).extracting(RawDocument::toDocument).isEqualTo(DOCUMENTS); // again from the start
        assertThat(reply.batch().size()).isEqualTo(3);
        assertThat(reply.command().isOk()).isTrue();
        assertThat(reply.toString()).startsWith("{\"cursor\":{");
        buffer.release();
    }

    @ParameterizedTest
    @EnumSource
    void itsBatchIsCopiedBackToBack(Shape shape) {
        ByteBuf buffer = shape.of(BsonCodec.DEFAULT.encode(reply("nextBatch", DOCUMENTS)));
        CursorReply reply = CursorReply.of(RawDocument.of(buffer));
        byte[] expected = backToBack(DOCUMENTS);
        assertThat(reply.batchLength()).isEqualTo(expected.length);
        assertThat(reply.isFirst()).isFalse();
        ByteBuf target = Unpooled.buffer(1).writeByte(0x7F);
        reply.copyBatchTo(target);
        assertThat(target.readByte()).isEqualTo((byte) 0x7F);
        assertThat(target).isEqualTo(Unpooled.wrappedBuffer(expected));
        assertThat(BsonCodec.DEFAULT.decodeAll(target)).isEqualTo(DOCUMENTS);
        buffer.release();
    }

    @Test
    void aTargetThatIsTooSmallStaysAsItIs() {
        CursorReply reply = of(reply("firstBatch", DOCUMENTS));
        ByteBuf target = Unpooled.buffer(8, 2 + reply.batchLength()).writeMedium(1);
        assertThatThrownBy(() -> reply.copyBatchTo(target))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("bytes to write: ");
        assertThat(target.writerIndex()).isEqualTo(3);
        target.writerIndex(2);
        reply.copyBatchTo(target);
        assertThat(target.writableBytes()).isZero();
    }

    @Test
    void anEmptyBatchIsABatch() {
        CursorReply reply = of(reply("nextBatch", List.of()));
        assertThat(reply).isEmpty();
        assertThat(reply.batchCount()).isZero();
        assertThat(reply.batchLength()).isZero();
        ByteBuf target = Unpooled.buffer(0, 0);
        reply.copyBatchTo(target);
        assertThat(target.isReadable()).isFalse();
    }

    @Test
    void itsIteratorEnds() {
        Iterator<RawDocument> documents = of(reply("firstBatch", DOCUMENTS)).iterator();
        for (int i = 0; i < 3; i++) {
            assertThat(documents.hasNext()).isTrue();
            assertThat(documents.hasNext()).isTrue();
            documents.next();
        }
        assertThat(documents.hasNext()).isFalse();
        assertThatThrownBy(documents::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aMessagesBodyIsAReplyAndItsDocumentsGoIntoTheNextMessage() {
        OpMsg message = OpMsg.builder().body(reply("firstBatch", DOCUMENTS)).build(UnpooledByteBufAllocator.DEFAULT);
        CursorReply reply = CursorReply.of(message);
        OpMsg insert = OpMsg.builder()
                .body(new Document("insert", "copy").append("$db", "shop"))
                .documents(reply)
                .build(UnpooledByteBufAllocator.DEFAULT);
        assertThat(insert.sequence("documents").bytes()).isEqualTo(Unpooled.wrappedBuffer(backToBack(DOCUMENTS)));
        assertThat(message.release() && insert.release()).isTrue();
    }

    @Test
    void theOtherFieldsOfTheCursorAreReadIfTheyAreThere() {
        CursorReply plain = of(reply("firstBatch", List.of()));
        assertThat(plain.partialResultsReturned()).isFalse();
        assertThat(plain.postBatchResumeToken()).isNull();
        assertThat(plain.atClusterTime()).isNull();
        Document rich = reply("firstBatch", List.of());
        rich.getDocument("cursor")
                .append("partialResultsReturned", true)
                .append("postBatchResumeToken", new Document("_data", "82"))
                .append("atClusterTime", BsonTimestamp.of(3, 4));
        CursorReply reply = of(rich);
        assertThat(reply.partialResultsReturned()).isTrue();
        assertThat(reply.postBatchResumeToken().getString("_data")).isEqualTo("82");
        assertThat(reply.atClusterTime()).isEqualTo(BsonTimestamp.of(3, 4));
    }

    @Test
    void theIdMayBeOfAnyNumericType() {
        Document reply = reply("firstBatch", List.of());
        reply.getDocument("cursor").put("id", 7.0);
        assertThat(of(reply).id()).isEqualTo(7);
        reply.getDocument("cursor").put("id", Long.MIN_VALUE);
        assertThat(of(reply).id()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void namesOfTheArraysElementsDoNotMatter() {
        byte[] bytes = BsonCodec.DEFAULT.encode(reply("firstBatch", DOCUMENTS));
        int name = 0;
        while (bytes[name] != 3 || bytes[name + 1] != '1' || bytes[name + 2] != 0) {
            name++;
        }
        bytes[name + 1] = (byte) 0xFF;
        CursorReply reply = CursorReply.of(RawDocument.of(bytes));
        assertThat(reply).extracting(RawDocument::toDocument).isEqualTo(DOCUMENTS);
        ByteBuf target = Unpooled.buffer();
        reply.copyBatchTo(target);
        assertThat(target).isEqualTo(Unpooled.wrappedBuffer(backToBack(DOCUMENTS)));
    }

    @Test
    void aLargeBatchIsWalkedQuicklyAndCopiedWhole() {
        BsonCodec codec =
                BsonCodec.builder().limits(new BsonLimits(48_000_000, 200)).build();
        List<Document> many = new ArrayList<>();
        Document document = new Document("_id", 1).append("text", "x".repeat(200));
        for (int i = 0; i < 180_000; i++) {
            many.add(document);
        }
        ByteBuf buffer = Unpooled.directBuffer(44_000_000);
        codec.encode(reply("firstBatch", many), buffer);
        CursorReply reply = CursorReply.of(RawDocument.of(buffer, 0, codec));
        assertThat(reply.batchCount()).isEqualTo(180_000);
        int length = BsonCodec.DEFAULT.encode(document).length;
        assertThat(reply.batchLength()).isEqualTo(180_000 * length);
        ByteBuf target = Unpooled.directBuffer(reply.batchLength());
        reply.copyBatchTo(target);
        RawDocument expected = RawDocument.of(BsonCodec.DEFAULT.encode(document));
        int at = 0;
        for (RawDocument each : reply) {
            if (!each.equals(expected) || !RawDocument.of(target, at).equals(expected)) {
                throw new AssertionError("document at " + at);
            }
            at += length;
        }
        assertThat(at).isEqualTo(target.readableBytes());
        assertThat(buffer.release() && target.release()).isTrue();
    }

    // ---- replies that are none of a cursor ----

    @Test
    void aFailedCommandIsThrownAsWhatItIs() {
        assertThatThrownBy(() -> of(new Document("ok", 0)
                        .append("errmsg", "cursor id 5 not found")
                        .append("code", 43)))
                .isInstanceOf(CommandException.class)
                .hasMessage("command failed: cursor id 5 not found (code 43)");
    }

    @Test
    void aReplyWithoutACursorIsRefused() {
        assertThatThrownBy(() -> of(new Document("ok", 1)))
                .isInstanceOf(BsonTypeException.class)
                .hasMessage("element: absent (expected: object) at path cursor");
        assertThatThrownBy(() -> of(new Document("cursor", 5L).append("ok", 1)))
                .isInstanceOf(BsonTypeException.class)
                .hasMessage("type: long (expected: object) at offset 4, path cursor");
    }

    @Test
    void aCursorHasOneBatch() {
        assertThatThrownBy(() -> of(reply("batch", List.of())))
                .isInstanceOf(WireException.class)
                .hasMessage("batches of cursor: none (expected: firstBatch or nextBatch)");
        Document both = reply("firstBatch", List.of());
        both.getDocument("cursor").append("nextBatch", List.of());
        assertThatThrownBy(() -> of(both))
                .isInstanceOf(WireException.class)
                .hasMessage("batches of cursor: firstBatch and nextBatch (expected: firstBatch or nextBatch)");
        assertThatThrownBy(() -> of(reply("firstBatch", new Document())))
                .isInstanceOf(BsonTypeException.class)
                .hasMessageStartingWith("type: object (expected: array) at offset ")
                .hasMessageEndingWith(", path cursor.firstBatch");
    }

    @Test
    void anElementThatIsNoDocumentIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> of(reply("nextBatch", List.of(new Document(), new Document(), 5)))
                        .batchCount())
                .isInstanceOf(BsonTypeException.class)
                .hasMessageStartingWith("type: int (expected: object) at offset ")
                .hasMessageEndingWith(", path cursor.nextBatch[2]");
        assertThatThrownBy(() -> of(reply("nextBatch", List.of(List.of()))).batchLength())
                .isInstanceOf(BsonTypeException.class)
                .hasMessageEndingWith(", path cursor.nextBatch[0]");
    }

    @Test
    void anIdOrNamespaceThatIsNotThereIsAnErrorWhenAskedFor() {
        CursorReply reply =
                of(new Document("cursor", new Document("nextBatch", List.of()).append("ns", 1)).append("ok", 1));
        assertThatThrownBy(reply::id)
                .isInstanceOf(BsonTypeException.class)
                .hasMessage("element: absent (expected: a number) at path cursor.id");
        assertThatThrownBy(reply::ns)
                .isInstanceOf(BsonTypeException.class)
                .hasMessageStartingWith("type: int (expected: string)");
    }
}
