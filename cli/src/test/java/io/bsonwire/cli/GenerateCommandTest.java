package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.ObjectId;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerateCommandTest {
    @Test
    void asManyDocumentsAsAskedFor() {
        assertThat(decode(Ran.bsonwire("generate").out())).hasSize(1000);
        assertThat(decode(Ran.bsonwire("generate", "-n", "3").out())).hasSize(3);
        assertThat(Ran.bsonwire("generate", "--documents", "0").out()).isEmpty();
    }

    @Test
    void theSameBytesOnEveryMachine() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest(Ran.bsonwire("generate", "--documents", "2000").out());
        assertThat(HexFormat.of().formatHex(digest))
                .isEqualTo("c754f2f1798295c6da77a98370134e5ed7d14a66b621eadb37b18c9e1cc563ed");
    }

    @Test
    void anotherSeedGivesOtherDocuments() {
        byte[] one = Ran.bsonwire("generate", "--seed", "1").out();
        assertThat(Ran.bsonwire("generate").out()).isEqualTo(one);
        assertThat(Ran.bsonwire("generate", "--seed", "-2").out()).isNotEqualTo(one);
    }

    @Test
    void idsAscendAndAllKindsComeUp() {
        List<Document> documents =
                decode(Ran.bsonwire("generate", "--documents", "70000").out());
        Set<Object> kinds = new HashSet<>();
        ObjectId last = ObjectId.parse("000000000000000000000000");
        for (Document document : documents) {
            assertThat(document.getObjectId("_id")).isGreaterThan(last);
            last = document.getObjectId("_id");
            kinds.add(document.get("kind"));
        }
        assertThat(kinds).containsExactlyInAnyOrder("order", "customer", "event");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--documents=-1", "--documents=1000000001", "--documents=x", "--seed=x", "file"})
    void theWrongUseIsAUsageError(String argument) {
        Ran ran = Ran.bsonwire("generate", argument);
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
    }

    private static List<Document> decode(byte[] bson) {
        return BsonCodec.DEFAULT.decodeAll(Unpooled.wrappedBuffer(bson));
    }
}
