package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestIdsTest {
    @Test
    void countAndWrap() {
        RequestIds ids = new RequestIds(Integer.MAX_VALUE - 1);
        assertThat(ids.getAsInt()).isEqualTo(Integer.MAX_VALUE);
        assertThat(ids.getAsInt()).isEqualTo(Integer.MIN_VALUE);
    }

    @Test
    void leaveZeroOut() {
        RequestIds ids = new RequestIds(-2);
        assertThat(ids.getAsInt()).isEqualTo(-1);
        assertThat(ids.getAsInt()).isEqualTo(1);
    }

    @Test
    void areDifferentInAllThreads() {
        RequestIds ids = new RequestIds();
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 10_000)
                .parallel()
                .forEach(i -> assertThat(seen.add(ids.getAsInt())).isTrue());
        assertThat(seen).hasSize(10_000).doesNotContain(0);
    }
}
