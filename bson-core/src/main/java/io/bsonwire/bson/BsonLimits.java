package io.bsonwire.bson;

/**
 * The bounds that encoding, decoding and validation keep, checked before anything is allocated.
 *
 * @param maxDocumentSize the largest length in bytes of a top-level document, 5 (the empty document) to 2147483639 (the
 *     largest array that every JVM can allocate)
 * @param maxDepth the deepest nesting, 1 to 1000. The top-level document has depth 1; a document, an array and the
 *     scope of a code with scope each add one. Structures are walked recursively up to this depth, hence the bound
 */
public record BsonLimits(int maxDocumentSize, int maxDepth) {
    private static final int SMALLEST_DOCUMENT = 5;
    static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final int DEEPEST = 1000;

    /**
     * The limits used where none are given: 16793600 bytes, which is the 16 MiB of a stored document
     * ({@code maxBsonObjectSize} in the server's answer to {@code hello}) and the 16 KiB that the server allows on top
     * for its own replies and commands; and depth 200, which is above the 100 levels that the server's documentation
     * allows for stored documents and equal to the server's own bound ({@code maxBSONDepth}) when it parses.
     */
    public static final BsonLimits DEFAULT = new BsonLimits(16 * 1024 * 1024 + 16 * 1024, 200);

    /** The widest limits that can be set: for what is bounded by something else, such as the message that holds it. */
    public static final BsonLimits WIDEST = new BsonLimits(LARGEST_ARRAY, DEEPEST);

    /**
     * Makes limits.
     *
     * @param maxDocumentSize the largest length in bytes of a top-level document, 5 to 2147483639
     * @param maxDepth the deepest nesting, 1 to 1000
     * @throws IllegalArgumentException if a value is out of its range
     */
    public BsonLimits {
        check("maximum document size", maxDocumentSize, SMALLEST_DOCUMENT, LARGEST_ARRAY);
        check("maximum depth", maxDepth, 1, DEEPEST);
    }

    private static void check(String what, int value, int smallest, int largest) {
        if (value < smallest || value > largest) {
            throw new IllegalArgumentException(
                    what + ": " + value + " (expected: " + smallest + " to " + largest + ")");
        }
    }

    /**
     * These limits with another document size.
     *
     * @param size the largest length in bytes of a top-level document, 5 to 2147483639
     * @return new limits
     * @throws IllegalArgumentException if the value is out of its range
     */
    public BsonLimits withMaxDocumentSize(int size) {
        return new BsonLimits(size, maxDepth);
    }

    /**
     * These limits with another depth.
     *
     * @param depth the deepest nesting, 1 to 1000
     * @return new limits
     * @throws IllegalArgumentException if the value is out of its range
     */
    public BsonLimits withMaxDepth(int depth) {
        return new BsonLimits(maxDocumentSize, depth);
    }
}
