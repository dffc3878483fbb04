package io.bsonwire.benchmarks.compare;

import io.netty.util.ReferenceCounted;
import java.util.ArrayList;
import java.util.List;

/** What operations hold for as long as they may be run: buffers, and messages that own theirs. Closing releases all. */
final class Buffers implements AutoCloseable {
    private final List<ReferenceCounted> held = new ArrayList<>();

    /** Takes over the caller's reference, and gives back what it got. */
    <T extends ReferenceCounted> T hold(T buffer) {
        held.add(buffer);
        return buffer;
    }

    @Override
    public void close() {
        held.forEach(ReferenceCounted::release);
        held.clear();
    }
}
