package io.bsonwire.cli;

import io.bsonwire.bson.Document;
import io.bsonwire.wire.OpCompressed;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBuilder;
import io.bsonwire.wire.OpQuery;
import io.bsonwire.wire.OpReply;
import io.bsonwire.wire.WireMessage;
import io.bsonwire.wire.compress.Compressor;
import io.bsonwire.wire.compress.Compressors;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Messages as bytes. */
final class Messages {
    private static final ByteBufAllocator ALLOC = UnpooledByteBufAllocator.DEFAULT;

    private Messages() {}

    static byte[] message(OpMsgBuilder builder) {
        return bytes(builder.build(ALLOC));
    }

    /** A command to the database {@code test}. */
    static byte[] command(int requestId, String name, Object value) {
        return message(OpMsg.builder().requestId(requestId).body(new Document(name, value).append("$db", "test")));
    }

    static byte[] reply(int requestId, int responseTo, Document body) {
        return message(
                OpMsg.builder().requestId(requestId).responseTo(responseTo).body(body));
    }

    /** An insert of this many documents into {@code test.people}. */
    static byte[] insert(int requestId, int documents) {
        List<Document> people = IntStream.range(0, documents)
                .mapToObj(i -> new Document("_id", i).append("name", "Ada"))
                .toList();
        return message(OpMsg.builder()
                .requestId(requestId)
                .body(new Document("insert", "people").append("$db", "test"))
                .sequence("documents", people));
    }

    /** The command that opens a connection, as it was before OP_MSG. */
    static byte[] legacyHello(int requestId) {
        return bytes(OpQuery.of(ALLOC, requestId, 0, "admin.$cmd", 0, -1, new Document("isMaster", 1), null));
    }

    static byte[] legacyReply(int requestId, int responseTo, long cursorId, Document... documents) {
        return bytes(OpReply.of(ALLOC, requestId, responseTo, 0, cursorId, 0, List.of(documents)));
    }

    /** The message compressed. */
    static byte[] compressed(String compressor, byte[] message) {
        Compressor found = Objects.requireNonNull(Compressors.available().negotiate(List.of(compressor)));
        WireMessage original = WireMessage.decode(ALLOC.buffer().writeBytes(message));
        try {
            return bytes(OpCompressed.of(original, found, ALLOC));
        } finally {
            original.release();
        }
    }

    /** The message's bytes; the message is released. */
    static byte[] bytes(WireMessage message) {
        try {
            return ByteBufUtil.getBytes(message.bytes());
        } finally {
            message.release();
        }
    }
}
