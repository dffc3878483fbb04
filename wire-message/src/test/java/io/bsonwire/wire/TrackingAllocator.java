package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/** Remembers every buffer that it has given, so that a test sees at once which one was not released. */
public final class TrackingAllocator extends AbstractByteBufAllocator {
    /** Without the leak detector's records of every access, which would make it a matter of minutes to read 48 MB. */
    private static final UnpooledByteBufAllocator SOURCE = new UnpooledByteBufAllocator(true, true);

    private final List<ByteBuf> given = new ArrayList<>();
    private final int largest;

    public TrackingAllocator() {
        this(Integer.MAX_VALUE);
    }

    /** Gives buffers that do not grow beyond this size; none at all if it is 0. */
    public TrackingAllocator(int largest) {
        super(true);
        this.largest = largest;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return remember(SOURCE.heapBuffer(Math.min(initialCapacity, most()), Math.min(maxCapacity, most())));
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return remember(SOURCE.directBuffer(Math.min(initialCapacity, most()), Math.min(maxCapacity, most())));
    }

    private int most() {
        if (largest == 0) {
            throw new OutOfMemoryError("on purpose");
        }
        return largest;
    }

    private ByteBuf remember(ByteBuf buffer) {
        given.add(buffer);
        return buffer;
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    /** How many buffers have been given. */
    public int given() {
        return given.size();
    }

    /** The capacity of the largest buffer given. */
    public int largest() {
        return given.stream().mapToInt(ByteBuf::capacity).max().orElse(0);
    }

    /** The capacities of all buffers given. */
    public long total() {
        return given.stream().mapToLong(ByteBuf::capacity).sum();
    }

    public void assertAllReleased() {
        assertThat(given).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
    }
}
