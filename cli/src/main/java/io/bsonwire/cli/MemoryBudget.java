package io.bsonwire.cli;

/** How much memory may be used for something, by one thread. It only counts. */
final class MemoryBudget {
    private final long forOne;
    private final long forAll;
    private long used;

    /**
     * Makes a budget.
     *
     * @param forOne the most bytes for one item
     * @param forAll the most bytes for all of them together
     */
    MemoryBudget(long forOne, long forAll) {
        this.forOne = forOne;
        this.forAll = forAll;
    }

    /** Without bounds. */
    static MemoryBudget unlimited() {
        return new MemoryBudget(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Whether an item of this size is to be begun at all. */
    boolean allows(long bytes) {
        return bytes <= forOne;
    }

    /** Takes some bytes; returns false, and takes none, if that is more than there are. */
    boolean take(int bytes) {
        if (bytes > forAll - used) {
            return false;
        }
        used += bytes;
        return true;
    }

    /** Returns what was taken. */
    void giveBack(int bytes) {
        used -= bytes;
    }

    /** How many bytes are taken. */
    long used() {
        return used;
    }
}
