package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireLimitsTest {
    @Test
    void areThoseOfTheServerUntilItTellsItsOwn() {
        assertThat(WireLimits.DEFAULT).isEqualTo(new WireLimits(16_777_216, 48_000_000, 100_000));
        assertThat(WireLimits.ofHello(new Document("ok", 1.0))).isEqualTo(WireLimits.DEFAULT);
    }

    @Test
    void areReadFromAHelloReplyWhateverTheirNumberType() {
        Document reply = new Document("maxBsonObjectSize", 1000)
                .append("maxMessageSizeBytes", 5000L)
                .append("maxWriteBatchSize", 7.0);
        assertThat(WireLimits.ofHello(reply)).isEqualTo(new WireLimits(1000, 5000, 7));
        RawDocument raw = RawDocument.of(BsonCodec.DEFAULT.encode(reply));
        assertThat(WireLimits.ofHello(raw)).isEqualTo(new WireLimits(1000, 5000, 7));
        assertThat(WireLimits.ofHello(raw.without("maxMessageSizeBytes")))
                .isEqualTo(new WireLimits(1000, 48_000_000, 7));
    }

    @ParameterizedTest
    @MethodSource
    void anythingElseInAHelloReplyIsRefused(Object value) {
        assertThatThrownBy(() -> WireLimits.ofHello(new Document("maxMessageSizeBytes", value)))
                .isInstanceOf(WireException.class)
                .hasMessage("maxMessageSizeBytes of hello reply: " + value
                        + " (expected: a whole number, 26 to 2147483647)");
    }

    static Stream<Object> anythingElseInAHelloReplyIsRefused() {
        return Stream.of(
                0, -1, 25, Integer.MIN_VALUE, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE, 100.5, 1e300, "100", true);
    }

    @Test
    void notANumberAndNullAreRefusedToo() {
        assertThatThrownBy(() -> WireLimits.ofHello(new Document("maxBsonObjectSize", null)))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("maxBsonObjectSize of hello reply: null (expected: a whole number, 5 to");
        assertThatThrownBy(() -> WireLimits.ofHello(new Document("maxWriteBatchSize", Double.NaN)))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("NaN (expected: a whole number, 1 to");
    }

    @Test
    void haveMinimums() {
        assertThat(new WireLimits(5, 26, 1).maxCommandSize()).isEqualTo(5 + 16384);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WireLimits(4, 26, 1))
                .withMessage("maxBsonObjectSize: 4 (expected: at least 5)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WireLimits(5, 25, 1))
                .withMessage("maxMessageSizeBytes: 25 (expected: at least 26)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WireLimits(5, 26, 0))
                .withMessage("maxWriteBatchSize: 0 (expected: at least 1)");
    }

    @Test
    void theHeadroomOfACommandDoesNotOverflow() {
        assertThat(new WireLimits(Integer.MAX_VALUE, 26, 1).maxCommandSize()).isEqualTo(Integer.MAX_VALUE);
        assertThat(WireLimits.DEFAULT.maxCommandSize()).isEqualTo(16_793_600);
    }
}
