package io.bsonwire.spec;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands out buffers that are filled with 0xA5 and remembers each of them. They are not pooled, so each is an object of
 * its own whose count tells to the end whether it was released.
 */
final class TrackingAllocator extends AbstractByteBufAllocator {
    private static final byte FILL = (byte) 0xA5;

    /** A buffer and the place that asked for it. */
    private record Allocation(ByteBuf buffer, Throwable place) {}

    private final UnpooledByteBufAllocator source = new UnpooledByteBufAllocator(true, true);
    private final List<Allocation> allocations = new ArrayList<>();

    TrackingAllocator() {
        super(true);
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return track(source.heapBuffer(initialCapacity, maxCapacity));
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return track(source.directBuffer(initialCapacity, maxCapacity));
    }

    private synchronized ByteBuf track(ByteBuf buffer) {
        for (int i = 0; i < buffer.capacity(); i++) {
            buffer.setByte(i, FILL);
        }
        allocations.add(new Allocation(buffer, new Throwable("allocated here")));
        return buffer;
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    /** Fails if a buffer has not been released, and releases it, so that the failure is the only one. */
    synchronized void checkReleased() {
        List<Throwable> places = new ArrayList<>();
        for (Allocation allocation : allocations) {
            int count = allocation.buffer().refCnt();
            if (count != 0) {
                places.add(allocation.place());
                allocation.buffer().release(count);
            }
        }
        allocations.clear();
        if (!places.isEmpty()) {
            AssertionError error = new AssertionError("buffers not released: " + places.size() + " (expected: none)");
            places.forEach(error::addSuppressed);
            throw error;
        }
    }
}
