package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BsonTimestampTest {
    private static final long MAX = 4294967295L;

    @Test
    void secondsAreTheHighHalf() {
        BsonTimestamp timestamp = BsonTimestamp.of(0x80000001L, 0xFFFFFFFEL);

        assertThat(timestamp.bits()).isEqualTo(0x80000001_FFFFFFFEL);
        assertThat(timestamp.seconds()).isEqualTo(2147483649L);
        assertThat(timestamp.increment()).isEqualTo(4294967294L);
        assertThat(timestamp).hasToString("BsonTimestamp[seconds=2147483649, increment=4294967294]");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, MAX + 1, Long.MIN_VALUE, Long.MAX_VALUE})
    void partsOutOfRangeAreRefused(long part) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BsonTimestamp.of(part, 0))
                .withMessage("timestamp seconds: " + part + " (expected: 0 to 4294967295)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BsonTimestamp.of(0, part))
                .withMessage("timestamp increment: " + part + " (expected: 0 to 4294967295)");
    }

    @Test
    void equalsNothingElse() {
        BsonTimestamp timestamp = BsonTimestamp.of(1, 2);

        assertThat(timestamp)
                .isNotEqualTo(BsonTimestamp.of(2, 1))
                .isNotEqualTo(timestamp.bits())
                .isNotEqualTo(null);
    }

    @Property
    void everyBitPatternIsLossless(@ForAll long bits) {
        BsonTimestamp timestamp = BsonTimestamp.ofBits(bits);

        assertThat(timestamp.bits()).isEqualTo(bits);
        assertThat(BsonTimestamp.of(timestamp.seconds(), timestamp.increment()))
                .isEqualTo(timestamp)
                .hasSameHashCodeAs(timestamp);
        assertThat(timestamp.seconds()).isBetween(0L, MAX);
        assertThat(timestamp.increment()).isBetween(0L, MAX);
    }

    @Property
    void orderIsThatOfSecondsThenIncrement(
            @ForAll @LongRange(max = MAX) long seconds,
            @ForAll @LongRange(max = MAX) long increment,
            @ForAll @LongRange(max = MAX) long otherSeconds,
            @ForAll @LongRange(max = MAX) long otherIncrement) {
        BsonTimestamp timestamp = BsonTimestamp.of(seconds, increment);

        assertThat(Integer.signum(timestamp.compareTo(BsonTimestamp.of(otherSeconds, otherIncrement))))
                .isEqualTo(
                        seconds != otherSeconds
                                ? Long.compare(seconds, otherSeconds)
                                : Long.compare(increment, otherIncrement));
        assertThat(Integer.signum(timestamp.compareTo(BsonTimestamp.of(seconds, otherIncrement))))
                .isEqualTo(Long.compare(increment, otherIncrement));
    }
}
