package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MalformedBsonException;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies whose lengths lie. */
class CursorReplyHostileTest {
    private static final byte[] REPLY =
            BsonCodec.DEFAULT.encode(CursorReplyTest.reply("firstBatch", CursorReplyTest.DOCUMENTS));

    /** {@code {cursor: {firstBatch: [{}, {a: 1}], id: 0, ns: ""}, ok: 1}}: the batch has neighbours behind it. */
    private static final byte[] SMALL = BsonCodec.DEFAULT.encode(new Document(
                    "cursor",
                    new Document("firstBatch", List.of(new Document(), new Document("a", 1)))
                            .append("id", 0L)
                            .append("ns", ""))
            .append("ok", 1));

    /** Index of the length field of the batch's last document. */
    private static final int LAST = 4 + 8 + 4 + 12 + 4 + 3 + 5 + 3;

    private static final int LAST_LENGTH = 12;

    @Test
    void theLastDocumentIsWhereTheTestsBelowSuspectIt() {
        assertThat(SMALL[LAST - 3]).isEqualTo((byte) 3);
        assertThat(SMALL[LAST - 2]).isEqualTo((byte) '1');
        assertThat(SMALL[LAST]).isEqualTo((byte) LAST_LENGTH);
        assertThat(CursorReply.of(RawDocument.of(SMALL)).batchLength()).isEqualTo(5 + LAST_LENGTH);
    }

    @ParameterizedTest
    @DisplayName("PYTHON-5923: the last document of a batch overlaps the array's end")
    @ValueSource(ints = {1, 2, 3, 5, 16, 17, 100, 32767, Integer.MAX_VALUE - LAST_LENGTH})
    void aDocumentThatOverlapsTheArraysEndIsRefused(int overlap) {
        byte[] bytes = SMALL.clone();
        putInt32(bytes, LAST, LAST_LENGTH + overlap);
        for (Shape shape : Shape.values()) {
            ByteBuf buffer = shape.of(bytes);
            assertThatThrownBy(() -> readBatch(buffer))
                    .isInstanceOf(MalformedBsonException.class)
                    .hasMessageContaining(Integer.toString(LAST_LENGTH + overlap))
                    .hasMessageEndingWith("at offset " + (LAST + buffer.readerIndex()) + ", path cursor.firstBatch[1]");
            buffer.release();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, 4, 5, 6, 10, 11})
    void aDocumentThatEndsBeforeTheArrayDoesIsRefused(int length) {
        byte[] bytes = SMALL.clone();
        putInt32(bytes, LAST, length);
        for (Shape shape : Shape.values()) {
            ByteBuf buffer = shape.of(bytes);
            assertThatThrownBy(() -> readBatch(buffer)).isInstanceOf(BsonException.class);
            buffer.release();
        }
    }

    private static void readBatch(ByteBuf buffer) {
        CursorReply.of(RawDocument.of(buffer)).forEach(document -> {});
    }

    @Test
    void theDocumentsBeforeAWrongOneAreGiven() {
        byte[] bytes = SMALL.clone();
        putInt32(bytes, LAST, LAST_LENGTH + 1);
        CursorReply reply = CursorReply.of(RawDocument.of(bytes));
        Iterator<RawDocument> documents = reply.iterator();
        assertThat(documents.next().isEmpty()).isTrue();
        assertThatThrownBy(documents::hasNext).isInstanceOf(MalformedBsonException.class);
        assertThatThrownBy(documents::next).isInstanceOf(MalformedBsonException.class);
        assertThatThrownBy(reply::batchCount).isInstanceOf(MalformedBsonException.class);
        assertThatThrownBy(reply::batchLength).isInstanceOf(MalformedBsonException.class);
        ByteBuf target = Unpooled.buffer().writeMedium(1);
        assertThatThrownBy(() -> reply.copyBatchTo(target)).isInstanceOf(MalformedBsonException.class);
        assertThat(target.writerIndex()).isEqualTo(3);
    }

    @Test
    void aDocumentWithoutItsClosingNulIsRefused() {
        byte[] bytes = SMALL.clone();
        bytes[LAST + LAST_LENGTH - 1] = 1;
        assertThatThrownBy(() -> readBatch(Unpooled.wrappedBuffer(bytes)))
                .isInstanceOf(MalformedBsonException.class)
                .hasMessageEndingWith(", path cursor.firstBatch[1]");
    }

    @ParameterizedTest
    @EnumSource
    void everyTruncationIsRefused(Shape shape) {
        for (int length = 0; length < REPLY.length; length++) {
            byte[] cut = Arrays.copyOf(REPLY, length);
            assertRefused(shape, cut);
            if (length >= 5) { // with a header and an end that suit the shorter document
                putInt32(cut, 0, length);
                cut[length - 1] = 0;
                assertRefused(shape, cut);
            }
        }
    }

    private static void assertRefused(Shape shape, byte[] bytes) {
        ByteBuf buffer = shape.of(bytes);
        assertThatThrownBy(() -> readBatch(buffer)).isInstanceOfAny(BsonException.class, CommandException.class);
        assertThat(buffer.refCnt()).isEqualTo(1);
        buffer.release();
    }

    @ParameterizedTest
    @EnumSource
    void everyValueOfEveryByteIsRefusedOrRead(Shape shape) {
        for (int at = 0; at < REPLY.length; at++) {
            for (int change = 1; change < 256; change += shape == Shape.HEAP ? 1 : 31) {
                byte[] changed = REPLY.clone();
                changed[at] ^= (byte) change;
                ByteBuf buffer = shape.of(changed);
                readAll(buffer);
                assertThat(buffer.refCnt()).isEqualTo(1);
                buffer.release();
            }
        }
    }

    /** Everything that the reply offers works, or says what is wrong; the batch agrees with itself in any case. */
    private static void readAll(ByteBuf buffer) {
        CursorReply reply;
        try {
            reply = CursorReply.of(RawDocument.of(buffer));
        } catch (BsonException | WireException | CommandException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return;
        }
        ByteBuf copy = Unpooled.buffer();
        try {
            assertThat(reply.copyBatchTo(copy)).isEqualTo(copy.readableBytes()).isEqualTo(reply.batchLength());
            int length = 0;
            int count = 0;
            for (RawDocument document : reply) {
                assertThat(RawDocument.of(copy, length)).isEqualTo(document);
                length += document.length();
                count++;
            }
            assertThat(reply.batchLength()).isEqualTo(length);
            assertThat(reply.batchCount()).isEqualTo(count);
        } catch (BsonException e) {
            assertThat(copy.readableBytes()).isZero();
            assertThatThrownBy(() -> reply.forEach(document -> {})).hasMessage(e.getMessage());
        }
        List<Runnable> fields = List.of(
                reply::id,
                reply::ns,
                reply::partialResultsReturned,
                reply::postBatchResumeToken,
                reply::atClusterTime,
                reply.command()::code,
                reply.command()::errmsg,
                reply.command()::errorLabels,
                reply.command()::writeErrors,
                reply.command()::writeConcernError,
                reply.command()::clusterTime);
        for (Runnable field : fields) {
            try {
                field.run();
            } catch (BsonException | WireException e) {
                assertThat(e.getMessage()).contains("expected");
            }
        }
        assertThat(reply.toString()).isNotEmpty();
    }

    private static void putInt32(byte[] bytes, int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >> (8 * i));
        }
    }
}
