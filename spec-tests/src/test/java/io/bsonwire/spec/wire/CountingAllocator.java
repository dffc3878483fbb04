package io.bsonwire.spec.wire;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.UnpooledByteBufAllocator;

/** Knows how much memory its buffers take. For one thread. */
public final class CountingAllocator extends AbstractByteBufAllocator {
    /** Without the leak detector, whose records would take most of the time; what is left is seen by {@link #used}. */
    private final UnpooledByteBufAllocator source = new UnpooledByteBufAllocator(true, true);

    private int largest;
    private long most;

    public CountingAllocator() {
        super(true);
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return count(source.heapBuffer(initialCapacity, maxCapacity));
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return count(source.directBuffer(initialCapacity, maxCapacity));
    }

    private ByteBuf count(ByteBuf buffer) {
        largest = Math.max(largest, buffer.capacity());
        most = Math.max(most, used());
        return buffer;
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    /** Bytes of all buffers that are not released. */
    public long used() {
        ByteBufAllocatorMetric metric = source.metric();
        return metric.usedHeapMemory() + metric.usedDirectMemory();
    }

    /** The capacity of the largest buffer since {@link #reset}, as it was given. */
    public int largest() {
        return largest;
    }

    /** The most bytes at a time since {@link #reset}. */
    long most() {
        return Math.max(most, used());
    }

    void reset() {
        largest = 0;
        most = used();
    }
}
