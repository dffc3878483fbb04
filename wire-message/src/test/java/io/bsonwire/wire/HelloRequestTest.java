package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.wire.compress.Compressors;
import io.bsonwire.wire.compress.ZlibCompressor;
import io.bsonwire.wire.compress.ZstdCompressor;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HelloRequestTest {
    private static final ClientMetadata CLIENT = ClientMetadata.builder("driver", "1.0")
            .os("Linux", "", "", "")
            .platform("")
            .environment(ClientEnvironment.NONE)
            .build();

    private static String sent(Document command) {
        OpMsg message = OpMsg.builder().body(command).build(UnpooledByteBufAllocator.DEFAULT);
        try {
            return message.body().toJson();
        } finally {
            message.release();
        }
    }

    @Test
    void aPlainOneAsksForTheStateOnly() {
        assertThat(sent(HelloRequest.hello().toDocument()))
                .isEqualTo("{\"hello\":1,\"helloOk\":true,\"$db\":\"admin\"}");
        assertThat(sent(HelloRequest.legacyHello().toDocument()))
                .isEqualTo("{\"isMaster\":1,\"helloOk\":true,\"$db\":\"admin\"}");
    }

    @Test
    void aQueryHasNoDatabase() {
        OpQuery query = OpQuery.of(
                UnpooledByteBufAllocator.DEFAULT,
                1,
                0,
                "admin.$cmd",
                0,
                -1,
                HelloRequest.legacyHello().toQuery(),
                null);
        assertThat(query.query().toJson()).isEqualTo("{\"isMaster\":1,\"helloOk\":true}");
        query.release();
    }

    @Test
    void aHandshakeHasAllThatItIsGiven() {
        Document command = HelloRequest.hello()
                .client(CLIENT)
                .compression(Compressors.of(new ZstdCompressor(), new ZlibCompressor()))
                .backpressure("2")
                .loadBalanced()
                .saslSupportedMechs("admin", "ada")
                .speculativeAuthenticate(new Document("saslStart", 1)
                        .append("payload", Binary.of(new byte[] {1}))
                        .append("db", "admin"))
                .toDocument();
        assertThat(sent(command))
                .isEqualTo("{\"hello\":1,\"helloOk\":true,\"backpressure\":\"2\","
                        + "\"client\":{\"driver\":{\"name\":\"driver\",\"version\":\"1.0\"},\"os\":{\"type\":\"Linux\"}},"
                        + "\"compression\":[\"zstd\",\"zlib\"],\"loadBalanced\":true,"
                        + "\"saslSupportedMechs\":\"admin.ada\",\"speculativeAuthenticate\":{\"saslStart\":1,"
                        + "\"payload\":{\"$binary\":{\"base64\":\"AQ==\",\"subType\":\"00\"}},\"db\":\"admin\"},"
                        + "\"$db\":\"admin\"}");
    }

    @Test
    @DisplayName("OP_COMPRESSED: without compression the handshake has an empty list")
    void aHandshakeWithoutCompressionSaysSo() {
        assertThat(HelloRequest.legacyHello().client(CLIENT).toDocument()).containsEntry("compression", List.of());
        assertThat(HelloRequest.legacyHello().toDocument()).doesNotContainKey("compression");
    }

    @Test
    @DisplayName("MongoDB Handshake, prose test 9: handshake documents include backpressure \"2\", a string")
    void backpressureIsAString() {
        assertThat(HelloRequest.legacyHello().client(CLIENT).backpressure("2").toDocument())
                .containsEntry("backpressure", "2");
    }

    @Test
    void awaitingHasBothOfItsFields() {
        RawDocument version = RawDocument.of(BsonCodec.DEFAULT.encode(
                new Document("processId", ObjectId.parse("0102030405060708090a0b0c")).append("counter", 6L)));
        Document command = HelloRequest.hello().awaitChange(version, 10_000).toDocument();
        assertThat(sent(command))
                .isEqualTo("{\"hello\":1,\"helloOk\":true,\"topologyVersion\":{\"processId\":"
                        + "{\"$oid\":\"0102030405060708090a0b0c\"},\"counter\":6},\"maxAwaitTimeMS\":10000,"
                        + "\"$db\":\"admin\"}");
        assertThat(HelloRequest.hello().awaitChange(version, 0).toDocument()).containsEntry("maxAwaitTimeMS", 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HelloRequest.hello().awaitChange(version, -1))
                .withMessage("maxAwaitTimeMS: -1 (expected: 0 or more)");
    }

    @Test
    void aLoadBalancerNeedsHello() {
        assertThatIllegalStateException()
                .isThrownBy(() -> HelloRequest.legacyHello().loadBalanced())
                .withMessage("loadBalanced in isMaster (expected: hello)");
    }

    @Test
    void otherFieldsCanBeAppendedAndEachDocumentIsANewOne() {
        HelloRequest request = HelloRequest.hello();
        request.toDocument().append("apiVersion", "1");
        assertThat(request.toDocument()).doesNotContainKey("apiVersion");
    }
}
