package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonTypeException;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.wire.compress.Compressors;
import io.bsonwire.wire.compress.SnappyCompressor;
import io.bsonwire.wire.compress.ZlibCompressor;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HelloReplyBuilderTest {
    private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_123L);
    private static final ObjectId ID = ObjectId.parse("0102030405060708090a0b0c");

    private static RawDocument raw(Document document) {
        return RawDocument.of(BsonCodec.DEFAULT.encode(document));
    }

    private static HelloReply read(HelloReplyBuilder builder, HelloRequest request) {
        return HelloReply.of(raw(builder.replyTo(raw(request.toDocument()))));
    }

    @Test
    void aServerOnItsOwnTakesWrites() {
        Document reply =
                HelloReply.builder(0, 21).localTime(TIME).replyTo(raw(new Document("hello", 1).append("$db", "admin")));
        assertThat(reply.toJson())
                .isEqualTo("{\"isWritablePrimary\":true,\"maxBsonObjectSize\":16777216,"
                        + "\"maxMessageSizeBytes\":48000000,\"maxWriteBatchSize\":100000,"
                        + "\"localTime\":{\"$date\":\"2023-11-14T22:13:20.123Z\"},\"minWireVersion\":0,"
                        + "\"maxWireVersion\":21,\"readOnly\":false,\"ok\":1.0}");
        HelloReply read = HelloReply.of(raw(reply));
        assertThat(read.isWritablePrimary()).isTrue();
        assertThat(read.limits()).isEqualTo(WireLimits.DEFAULT);
        assertThat(read.helloOk()).isFalse();
    }

    @Test
    void theReplySpeaksTheCommandsLanguage() {
        HelloReplyBuilder builder = HelloReply.builder(0, 21);
        for (String legacy : List.of("isMaster", "ismaster")) {
            Document reply = builder.replyTo(raw(new Document(legacy, 1)));
            assertThat(reply).containsEntry("ismaster", true).doesNotContainKey("isWritablePrimary");
        }
        assertThat(builder.replyTo(raw(HelloRequest.hello().toDocument())))
                .containsEntry("isWritablePrimary", true)
                .containsEntry("helloOk", true)
                .doesNotContainKey("ismaster");
        // Drivers send it as a number, too.
        assertThat(builder.replyTo(raw(new Document("isMaster", 1).append("helloOk", 1))))
                .containsEntry("helloOk", true);
        assertThat(builder.replyTo(raw(new Document("isMaster", 1).append("helloOk", false))))
                .doesNotContainKey("helloOk");
        assertThat(builder.replyTo(raw(new Document()))).containsEntry("ismaster", true);
    }

    @Test
    void itsTimeIsNowUnlessSet() {
        Instant before = Instant.now();
        Document reply = HelloReply.builder(0, 21).replyTo(raw(new Document("hello", 1)));
        assertThat((Instant) reply.get("localTime")).isBetween(before, Instant.now());
    }

    @Test
    void whatIsSetIsRead() {
        HelloReplyBuilder builder = HelloReply.builder(6, 25)
                .limits(new WireLimits(1000, 5000, 10))
                .compression(Compressors.available())
                .saslSupportedMechs("SCRAM-SHA-1", "SCRAM-SHA-256")
                .connectionId(42)
                .logicalSessionTimeoutMinutes(30)
                .topologyVersion(ID, 7)
                .serviceId(ID)
                .mongos()
                .readOnly();
        HelloReply reply = read(
                builder,
                HelloRequest.hello()
                        .compression(Compressors.of(new ZlibCompressor(), new SnappyCompressor()))
                        .saslSupportedMechs("admin", "ada")
                        .loadBalanced());
        assertThat(reply.limits()).isEqualTo(new WireLimits(1000, 5000, 10));
        assertThat(reply.minWireVersion()).isEqualTo(6);
        assertThat(reply.maxWireVersion()).isEqualTo(25);
        assertThat(reply.compression()).containsExactly("zlib", "snappy");
        assertThat(reply.saslSupportedMechs()).containsExactly("SCRAM-SHA-1", "SCRAM-SHA-256");
        assertThat(reply.connectionId()).hasValue(42);
        assertThat(reply.logicalSessionTimeoutMinutes()).hasValue(30);
        assertThat(reply.topologyVersion().getObjectId("processId")).isEqualTo(ID);
        assertThat(reply.topologyVersion().getInt64("counter")).isEqualTo(7);
        assertThat(reply.serviceId()).isEqualTo(ID);
        assertThat(reply.isMongos()).isTrue();
        assertThat(reply.isReadOnly()).isTrue();
        assertThat(reply.helloOk()).isTrue();
    }

    @Test
    void whatTheClientDoesNotAskForIsNotSaid() {
        Document reply = HelloReply.builder(6, 25)
                .compression(Compressors.of(new SnappyCompressor()))
                .saslSupportedMechs("SCRAM-SHA-1")
                .serviceId(ID)
                .replyTo(raw(HelloRequest.hello()
                        .compression(Compressors.of(new ZlibCompressor()))
                        .toDocument()));
        assertThat(reply).doesNotContainKeys("compression", "saslSupportedMechs", "serviceId");
    }

    @Test
    void aMemberOfAReplicaSetIsItsPrimaryOrNot() {
        List<String> hosts = List.of("a:1", "b:2");
        HelloReply primary =
                read(HelloReply.builder(0, 21).replicaSet("rs", hosts, "a:1", "a:1"), HelloRequest.hello());
        assertThat(primary.isWritablePrimary()).isTrue();
        assertThat(primary.isSecondary()).isFalse();
        assertThat(primary.setName()).isEqualTo("rs");
        assertThat(primary.setVersion()).hasValue(1);
        assertThat(primary.hosts()).isEqualTo(hosts);
        assertThat(primary.me()).isEqualTo("a:1");
        assertThat(primary.primary()).isEqualTo("a:1");
        HelloReply secondary =
                read(HelloReply.builder(0, 21).replicaSet("rs", hosts, "b:2", "a:1"), HelloRequest.legacyHello());
        assertThat(secondary.isWritablePrimary()).isFalse();
        assertThat(secondary.isSecondary()).isTrue();
        HelloReply headless =
                read(HelloReply.builder(0, 21).replicaSet("rs", hosts, "b:2", null), HelloRequest.hello());
        assertThat(headless.isWritablePrimary()).isFalse();
        assertThat(headless.primary()).isNull();
    }

    @Test
    void aRequestOfTheWrongTypesIsAnError() {
        HelloReplyBuilder builder = HelloReply.builder(0, 21);
        for (Document request : List.of(
                new Document("hello", 1).append("helloOk", "yes"),
                new Document("hello", 1).append("loadBalanced", "yes"),
                new Document("hello", 1).append("compression", "zstd"),
                new Document("hello", 1).append("compression", List.of(1)))) {
            assertThatThrownBy(() -> builder.replyTo(raw(request))).isInstanceOf(BsonTypeException.class);
        }
    }

    @Test
    void wireVersionsAreARange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HelloReply.builder(-1, 5))
                .withMessageContaining("wire versions: -1 to 5");
        assertThatIllegalArgumentException().isThrownBy(() -> HelloReply.builder(6, 5));
        assertThat(HelloReply.builder(6, 6).replyTo(raw(new Document("hello", 1))))
                .containsEntry("maxWireVersion", 6);
    }

    /** The handshake of clients of before OP_MSG, through the messages that carry it. */
    @Test
    void aLegacyHandshakeGoesThereAndBack() {
        ByteBufAllocator alloc = UnpooledByteBufAllocator.DEFAULT;
        OpQuery request = OpQuery.of(
                alloc, 5, 0, "admin.$cmd", 0, -1, HelloRequest.legacyHello().toQuery(), null);
        Document answer = HelloReply.builder(0, 21).connectionId(3).replyTo(request.query());
        OpReply reply = OpReply.of(alloc, 9, request.header().requestId(), 0, 0, 0, List.of(answer));
        ReplyChain chain = new ReplyChain(request.header().requestId(), false);
        chain.accept(reply.header(), false);
        HelloReply read = HelloReply.of(reply);
        assertThat(request.release() && reply.release()).isTrue();
        assertThat(read.helloOk()).isTrue();
        assertThat(read.isWritablePrimary()).isTrue();
        assertThat(read.connectionId()).hasValue(3);
    }
}
