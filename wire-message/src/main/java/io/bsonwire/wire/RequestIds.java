package io.bsonwire.wire;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Gives each message its number: one more than the last, over all of int32, and never 0, which in {@code responseTo}
 * says that a message answers none. A number comes again after 4294967295 others. The first one is random, so that the
 * numbers of two connections or of two runs are unlikely to be mistaken for each other in a log.
 *
 * <p>Safe for use by many threads; one generator may serve all connections.
 */
public final class RequestIds implements IntSupplier {
    /** Numbers the messages of all who were given no generator of their own. */
    static final RequestIds SHARED = new RequestIds();

    private final AtomicInteger last;

    /** Makes a generator that starts anywhere. */
    public RequestIds() {
        this(ThreadLocalRandom.current().nextInt());
    }

    /**
     * Makes a generator that starts behind a number.
     *
     * @param last the number before the first one given
     */
    public RequestIds(int last) {
        this.last = new AtomicInteger(last);
    }

    @Override
    public int getAsInt() {
        int id = last.incrementAndGet();
        return id != 0 ? id : last.incrementAndGet();
    }
}
