package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The limit of depth counts documents, arrays and scopes inside each other in any order, whoever reads or writes them. */
class DepthLimitTest {
    private static final BsonCodec CODEC =
            BsonCodec.builder().limits(BsonLimits.DEFAULT.withMaxDepth(4)).build();

    /** Every order of up to four containers inside the top-level document: d, a or s for document, array or scope. */
    static Stream<String> nests() {
        List<String> nests = new ArrayList<>(List.of(""));
        for (int i = 0; nests.get(i).length() < 4; i++) {
            for (String kind : List.of("d", "a", "s")) {
                nests.add(nests.get(i) + kind);
            }
        }
        return nests.stream();
    }

    private static Object value(String nest) {
        if (nest.isEmpty()) {
            return 1;
        }
        Object inner = value(nest.substring(1));
        return switch (nest.charAt(0)) {
            case 'd' -> new Document("k", inner);
            case 'a' -> new ArrayList<>(List.of(inner));
            default -> new CodeWithScope("f", new Document("k", inner));
        };
    }

    @ParameterizedTest
    @MethodSource("nests")
    void isTheSameForAll(String nest) {
        Document document = new Document("k", value(nest));
        ByteBuf bytes = Unpooled.wrappedBuffer(BsonCodec.DEFAULT.encode(document));
        List<Runnable> uses = List.of(
                () -> assertThat(CODEC.encode(document)).hasSize(bytes.readableBytes()),
                () -> assertThat(CODEC.decode(bytes.duplicate())).isEqualTo(document),
                () -> CODEC.validate(bytes.duplicate()),
                () -> RawDocument.of(bytes, 0, CODEC).validate(),
                () -> assertThat(RawDocument.of(bytes, 0, CODEC).toDocument()).isEqualTo(document),
                () -> {
                    BsonReader reader = new BsonReader(CODEC).reset(bytes, 0);
                    assertThat(reader.next()).isTrue();
                    assertThat(reader.readValue()).isEqualTo(document.get("k"));
                },
                () -> descend(RawDocument.of(bytes, 0, CODEC)));
        for (Runnable use : uses) {
            if (nest.length() < 4) {
                use.run();
            } else {
                assertThatThrownBy(use::run)
                        .isInstanceOf(BsonException.class)
                        .hasMessageContaining("nesting depth: 5 (expected: at most the limit of 4)");
            }
        }
    }

    private static void descend(Object view) {
        if (view instanceof RawDocument document) {
            document.validate();
            descend(document.get("k"));
        } else if (view instanceof RawArray array) {
            array.validate();
            descend(array.get(0));
        }
    }
}
