package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/** That {@code org.mongodb:bson} writes the same bytes for the same documents, and reads the same out of them. */
class PeerPropertyTest {
    private static final BsonDocumentCodec PEER = new BsonDocumentCodec();

    private static long documents;

    @AfterContainer
    static void report() {
        System.out.printf("agreement with org.mongodb:bson: %,d documents, both ways%n", documents);
    }

    @Provide
    Arbitrary<Document> deep() {
        return BsonArbitraries.deepDocuments(2, 100);
    }

    @Property(tries = 1000)
    void bytesAndValuesAreTheSame(@ForAll Document document) {
        assertAgreement(document);
    }

    @Property(tries = 100)
    void bytesAndValuesOfDeepDocumentsAreTheSame(@ForAll("deep") Document document) {
        assertAgreement(document);
    }

    private static void assertAgreement(Document document) {
        documents++;
        byte[] ours = BsonCodec.DEFAULT.encode(document);
        byte[] theirs = encode(PeerValues.toPeer(document));
        assertThat(theirs).isEqualTo(ours);
        BsonDocument decodedByPeer = decode(ours);
        assertThat(PeerValues.fromPeer(decodedByPeer).equals(document)).isTrue();
        assertThat(decodedByPeer).isEqualTo(PeerValues.toPeer(BsonCodec.DEFAULT.decodeExactly(theirs)));
        assertThat(decodedByPeer)
                .isEqualTo(PeerValues.toPeer(RawDocument.of(theirs).toDocument()));
    }

    private static byte[] encode(BsonDocument document) {
        try (BasicOutputBuffer target = new BasicOutputBuffer();
                BsonBinaryWriter writer = new BsonBinaryWriter(target)) {
            PEER.encode(writer, document, EncoderContext.builder().build());
            return Arrays.copyOf(target.getInternalBuffer(), target.getSize());
        }
    }

    private static BsonDocument decode(byte[] bytes) {
        try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(bytes))) {
            return PEER.decode(reader, DecoderContext.builder().build());
        }
    }
}
