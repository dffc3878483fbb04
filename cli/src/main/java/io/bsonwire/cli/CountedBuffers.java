package io.bsonwire.cli;

import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocatorMetric;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * A pool of buffers that knows exactly how many of them are out. Its threads keep no buffers aside for themselves, since
 * those would count as out.
 */
final class CountedBuffers {
    private static final int PAGE_SIZE = 8192;
    /** Chunks of 4 MiB; what is larger is allocated, and counted, on its own. */
    private static final int MAX_ORDER = 9;

    private final PooledByteBufAllocator alloc =
            new PooledByteBufAllocator(true, 1, 1, PAGE_SIZE, MAX_ORDER, 0, 0, false);

    PooledByteBufAllocator alloc() {
        return alloc;
    }

    /** How many buffers were taken from the pool so far. */
    long taken() {
        return sum(PoolArenaMetric::numAllocations);
    }

    /** How many of them have not come back. */
    long out() {
        return sum(PoolArenaMetric::numActiveAllocations);
    }

    private long sum(ToLongFunction<PoolArenaMetric> number) {
        PooledByteBufAllocatorMetric metric = alloc.metric();
        return Stream.concat(metric.heapArenas().stream(), metric.directArenas().stream())
                .mapToLong(number)
                .sum();
    }
}
