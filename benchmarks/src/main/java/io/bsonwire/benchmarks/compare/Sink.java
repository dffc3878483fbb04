package io.bsonwire.benchmarks.compare;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Takes the objects that are made, so that the compiler cannot leave their making out. The store is opaque: it is never
 * dropped and needs no fence. Each operation has its own sink, so that threads do not share a cache line.
 */
final class Sink {
    private static final VarHandle KEPT;

    static {
        try {
            KEPT = MethodHandles.lookup().findVarHandle(Sink.class, "kept", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // written by the handle alone
    private @Nullable Object kept;

    /** Keeps an object until the next one comes. */
    long keep(Object object) {
        KEPT.setOpaque(this, object);
        return 0;
    }
}
