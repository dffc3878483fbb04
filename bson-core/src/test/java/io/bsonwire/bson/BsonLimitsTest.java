package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BsonLimitsTest {
    @Test
    void defaultsAreThoseOfTheServer() {
        assertThat(BsonLimits.DEFAULT.maxDocumentSize()).isEqualTo(16_793_600);
        assertThat(BsonLimits.DEFAULT.maxDepth()).isEqualTo(200);
    }

    @Test
    void boundsAreInside() {
        assertThat(new BsonLimits(5, 1)).isNotEqualTo(new BsonLimits(2_147_483_639, 1000));
        assertThat(BsonLimits.DEFAULT.withMaxDepth(3)).isEqualTo(new BsonLimits(16_793_600, 3));
        assertThat(BsonLimits.DEFAULT.withMaxDocumentSize(6)).isEqualTo(new BsonLimits(6, 200));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 4, 2_147_483_640, Integer.MAX_VALUE})
    void sizesOutOfRangeAreRefused(int size) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BsonLimits.DEFAULT.withMaxDocumentSize(size))
                .withMessage("maximum document size: " + size + " (expected: 5 to 2147483639)");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1001, Integer.MAX_VALUE})
    void depthsOutOfRangeAreRefused(int depth) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BsonLimits.DEFAULT.withMaxDepth(depth))
                .withMessage("maximum depth: " + depth + " (expected: 1 to 1000)");
    }
}
