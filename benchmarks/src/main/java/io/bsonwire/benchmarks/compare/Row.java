package io.bsonwire.benchmarks.compare;

import java.util.List;

/**
 * A row of the comparison: one operation on one document, by several peers.
 *
 * @param table where it is shown
 * @param operation as the runners are given it
 * @param document the name of the file without its ending
 * @param threads how many do it at once, in Java
 * @param peers those that can
 */
record Row(Table table, String operation, String document, int threads, List<Peer> peers) {
    Row(Table table, String operation, String document, Peer... peers) {
        this(table, operation, document, 1, List.of(peers));
    }

    /** The name, such as {@code encode flat}. */
    String name() {
        return operation + " " + document + (threads == 1 ? "" : " " + threads + " threads");
    }
}
