package io.bsonwire.bson;

import static io.bsonwire.bson.TestBytes.document;
import static io.bsonwire.bson.TestBytes.element;
import static io.bsonwire.bson.TestBytes.hex;
import static io.bsonwire.bson.TestBytes.int32;
import static io.bsonwire.bson.TestBytes.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** From an offset to the path of the element that lies there. */
class ElementPathTest {
    private static String at(byte[] bytes, int offset) {
        return ElementPath.of(bytes, 0, bytes.length, offset);
    }

    @Test
    void everyByteOfADocumentHasItsPath() {
        String scope = document(element(0x10, "x", int32(1)));
        byte[] bytes = hex(document(
                element(0x0A, "n", ""), // 4
                element(0x04, "l", document(element(0x02, "0", string("s")), element(0x0A, "1", ""))), // 7
                element(0x0F, "w", int32(4 + 6 + scope.length() / 2) + string("f") + scope), // 27
                element(0x0B, "r", "6100" + "6900"))); // 52
        StringBuilder paths = new StringBuilder();
        String last = null;
        for (int offset = 0; offset < bytes.length; offset++) {
            String path = at(bytes, offset);
            if (!path.equals(last)) {
                paths.append(' ').append(offset).append('=').append(path);
                last = path;
            }
        }
        // Length fields belong to the container, and so does the closing NUL.
        assertThat(paths).hasToString(" 0= 4=n 7=l 14=l[0] 23=l[1] 26=l 27=w 44=w.x 51=w 52=r 59=");
    }

    @Test
    void longNamesAreCutBetweenCharacters() {
        String name = "x".repeat(79) + "\ud83d\ude00" + "y";
        assertThat(at(hex(document(element(0x0A, name, ""))), 5)).isEqualTo("x".repeat(79) + "\u2026");
        assertThat(at(hex(document(element(0x0A, "x".repeat(80), ""))), 5)).isEqualTo("x".repeat(80));
        assertThat(at(hex(document(element(0x0A, "x".repeat(81), ""))), 5)).isEqualTo("x".repeat(80) + "\u2026");
    }

    /** It runs when something is wrong already, so no bytes may make it fail. */
    @Test
    void noBytesMakeItFail() {
        Random random = new Random(3);
        byte[] sample = hex(document(
                element(0x03, "a", document(element(0x02, "b", string("text")))),
                element(0x0F, "w", int32(17) + string("f") + document(element(0x0A, "n", ""))),
                element(0x04, "l", document(element(0x05, "0", int32(2) + "000102"), element(0x0B, "1", "610000")))));
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = sample.clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt(20) : random.nextInt());
            }
            int offset = random.nextInt(bytes.length + 2);
            assertThatCode(() -> at(bytes, offset))
                    .as("%s at %d", hex(bytes), offset)
                    .doesNotThrowAnyException();
        }
    }
}
