package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Large documents use an array again, and nothing of the last one gets into the next. */
class SpareArrayTest {
    @Test
    void theLastArrayIsTakenIfItIsLongEnough() {
        SpareArray spare = new SpareArray();
        byte[] first = spare.take(10, 16);
        assertThat(first).hasSize(16);
        assertThat(spare.take(16, 20)).isSameAs(first);
        byte[] second = spare.take(17, 17);
        assertThat(second).hasSize(17).isNotSameAs(first);
        assertThat(spare.take(1, 1)).isSameAs(second);
    }

    @Test
    void largeTextsOfAllKindsComeOutAsTheyWentIn() {
        ByteBuf target = Unpooled.directBuffer();
        for (int length : new int[] {2_000_000, 1_100_000, 600_000, 1_040_000, 5_000_000, 1_300_000}) {
            for (String text : new String[] {
                "a".repeat(length), // one byte each
                "b".repeat(length / 2) + "\u00e9".repeat(length / 2), // found not to be ASCII half way
                "\u20ac".repeat(length / 3)
            }) {
                Document document = new Document("small", 1).append("t", text).append("last", true);
                BsonCodec.DEFAULT.encode(document, target.clear());
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                byte[] bytes = BsonCodec.DEFAULT.encode(document);
                assertThat(Unpooled.wrappedBuffer(bytes)).isEqualTo(target);
                int at = bytes.length - 1 - 7 - 1 - utf8.length;
                assertThat(Arrays.equals(bytes, at, at + utf8.length, utf8, 0, utf8.length))
                        .as("text of %s", length)
                        .isTrue();
                assertThat(BsonCodec.DEFAULT.decode(target)).isEqualTo(document);
            }
        }
        target.release();
    }
}
