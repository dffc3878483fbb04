package io.bsonwire.wire.compress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The compressors that one side of a connection can use, in the order in which it likes them.
 *
 * <p>Negotiation (OP_COMPRESSED specification): the client sends {@link #names()} as {@code compression} of
 * {@code hello}; the server's reply lists those of them that it knows as well; the client then takes the first of its own
 * that the server has listed ({@link #negotiate}). Immutable.
 */
public final class Compressors {
    /** None: whatever comes compressed is refused. */
    public static final Compressors NONE = new Compressors(List.of());

    private final List<Compressor> compressors;

    private Compressors(List<Compressor> compressors) {
        this.compressors = List.copyOf(compressors);
        Set<Integer> ids = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Compressor compressor : compressors) {
            if (!ids.add(compressor.id()) || !names.add(compressor.name())) {
                throw new IllegalArgumentException("compressor: " + compressor.id() + ", " + compressor.name()
                        + " again (expected: each number and name once)");
            }
        }
    }

    /**
     * Makes a set.
     *
     * @param compressors the liked most first
     * @return the set
     * @throws IllegalArgumentException if two have the same name or number
     */
    public static Compressors of(Compressor... compressors) {
        return new Compressors(Arrays.asList(compressors));
    }

    /**
     * All that this library has in pure Java, as far as the libraries that they need are there: zstd, zlib, snappy, noop.
     *
     * @return at least zlib and noop
     */
    public static Compressors available() {
        List<Compressor> found = new ArrayList<>();
        boolean aircompressor = OptionalLibrary.AIRCOMPRESSOR.isThere();
        if (aircompressor) {
            found.add(new ZstdCompressor());
        }
        found.add(new ZlibCompressor());
        if (aircompressor) {
            found.add(new SnappyCompressor());
        }
        found.add(new NoopCompressor());
        return new Compressors(found);
    }

    /**
     * The names, for {@code compression} of {@code hello}.
     *
     * @return an unmodifiable list, the liked most first
     */
    public List<String> names() {
        return compressors.stream().map(Compressor::name).toList();
    }

    /**
     * The compressor with this number.
     *
     * @param id as a message has it
     * @return the compressor, or null
     */
    public @Nullable Compressor byId(int id) {
        for (Compressor compressor : compressors) {
            if (compressor.id() == id) {
                return compressor;
            }
        }
        return null;
    }

    /**
     * The compressor of this name.
     *
     * @param name as {@code hello} has it
     * @return the compressor, or null
     */
    public @Nullable Compressor byName(String name) {
        for (Compressor compressor : compressors) {
            if (compressor.name().equals(name)) {
                return compressor;
            }
        }
        return null;
    }

    /**
     * The one to use for what is sent to the other side.
     *
     * @param others the names that the other side has listed, in any order; unknown ones are skipped
     * @return the first of this set that is listed, or null for no compression
     */
    public @Nullable Compressor negotiate(Collection<String> others) {
        for (Compressor compressor : compressors) {
            if (others.contains(compressor.name())) {
                return compressor;
            }
        }
        return null;
    }

    /**
     * What a server answers a client's list with: those of the client's that are also here.
     *
     * @param offered the names that the client has sent
     * @return an unmodifiable list in the client's order
     */
    public List<String> common(Collection<String> offered) {
        return offered.stream().filter(name -> byName(name) != null).distinct().toList();
    }

    /** The numbers and names, for error messages. */
    @Override
    public String toString() {
        return compressors.isEmpty()
                ? "none"
                : compressors.stream()
                        .map(compressor -> compressor.id() + ", " + compressor.name())
                        .collect(Collectors.joining("; "));
    }
}
