package io.bsonwire.spec.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.wire.ClientMetadata;
import io.bsonwire.wire.CommandException;
import io.bsonwire.wire.CommandReply;
import io.bsonwire.wire.CursorReply;
import io.bsonwire.wire.HelloReply;
import io.bsonwire.wire.HelloRequest;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpReply;
import io.bsonwire.wire.WireException;
import io.bsonwire.wire.WireMessage;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Everything that can be read from a reply without decoding it. */
public final class ReplyViews {
    private static final List<Consumer<WireMessage>> VIEWS = List.of(
            message -> CommandReply.of(message).isOk(),
            message -> CommandReply.of(message).throwIfFailed(),
            message -> CommandReply.of(message).code(),
            message -> CommandReply.of(message).codeName(),
            message -> CommandReply.of(message).errmsg(),
            message -> CommandReply.of(message).errorLabels(),
            message -> CommandReply.of(message).n(),
            message -> CommandReply.of(message).nModified(),
            message -> CommandReply.of(message)
                    .writeErrors()
                    .forEach(error -> error.details().toDocument()),
            message -> CommandReply.of(message).writeConcernError(),
            message -> CommandReply.of(message).operationTime(),
            message -> CommandReply.of(message).clusterTime(),
            message -> assertThat(CommandReply.of(message)).asString().isNotEmpty(),
            message -> CursorReply.of(message).id(),
            message -> CursorReply.of(message).ns(),
            message -> CursorReply.of(message).batchCount(),
            message -> CursorReply.of(message).batchLength(),
            message -> CursorReply.of(message).copyBatchTo(Unpooled.buffer()),
            message -> CursorReply.of(message).forEach(RawDocument::toDocument),
            message -> CursorReply.of(message).atClusterTime(),
            message -> CursorReply.of(message).postBatchResumeToken(),
            message -> HelloReply.of(message).limits(),
            message -> HelloReply.of(message).hosts(),
            message -> HelloReply.of(message).compression(),
            message -> HelloReply.of(message).topologyVersion(),
            message -> HelloReply.of(message).maxWireVersion(),
            message -> HelloReply.builder(0, 25).replyTo(body(message)));

    private ReplyViews() {}

    private static RawDocument body(WireMessage message) {
        return message instanceof OpMsg msg
                ? msg.body()
                : ((OpReply) message).documents().iterator().next();
    }

    /** Looks at all of it; returns how many of the views there are for this one. */
    public static int read(WireMessage message) {
        if (!(message instanceof OpMsg)
                && !(message instanceof OpReply reply && reply.documents().count() == 1)) {
            return 0;
        }
        int count = 0;
        for (Consumer<WireMessage> view : VIEWS) {
            try {
                view.accept(message);
                count++;
            } catch (WireException | BsonException | CommandException e) {
                if (e.getMessage().isEmpty()) {
                    throw e;
                }
            }
        }
        return count;
    }

    /** Replies of every kind, and the requests of a handshake. */
    public static List<byte[]> samples(ByteBufAllocator alloc) {
        Document cursor = new Document("id", 7_000_000_000L)
                .append("ns", "db.c")
                .append("firstBatch", List.of(new Document("_id", 1), new Document("_id", 2).append("a", "b")))
                .append("postBatchResumeToken", new Document("_data", "x"))
                .append("atClusterTime", BsonTimestamp.of(1, 2));
        Document failure = new Document("ok", 0.0)
                .append("errmsg", "no")
                .append("code", 59)
                .append("codeName", "CommandNotFound")
                .append("errorLabels", List.of("RetryableWriteError"))
                .append("operationTime", BsonTimestamp.of(3, 4))
                .append("$clusterTime", new Document("clusterTime", BsonTimestamp.of(3, 4)));
        Document written = new Document("n", 2)
                .append("nModified", 1)
                .append(
                        "writeErrors",
                        List.of(new Document("index", 1).append("code", 11000).append("errmsg", "twice")))
                .append("writeConcernError", new Document("code", 64).append("errmsg", "late"))
                .append("ok", 1.0);
        Document hello = HelloRequest.hello()
                .client(ClientMetadata.builder("driver", "1").build())
                .toDocument();
        Document welcome = HelloReply.builder(0, 25)
                .replicaSet("rs", List.of("a:1", "b:2"), "a:1", "a:1")
                .topologyVersion(ObjectId.generate(), 3)
                .replyTo(RawDocument.of(BsonCodec.DEFAULT.encode(hello)));
        return List.of(new Document("cursor", cursor).append("ok", 1.0), failure, written, hello, welcome).stream()
                .flatMap(body -> Stream.of(
                        MessageParts.bytes(OpMsg.builder().body(body).build(alloc)),
                        MessageParts.bytes(OpMsg.builder().body(body).checksum().build(alloc)),
                        MessageParts.bytes(OpReply.of(alloc, 1, 2, 0, 0, 0, List.of(body)))))
                .toList();
    }
}
