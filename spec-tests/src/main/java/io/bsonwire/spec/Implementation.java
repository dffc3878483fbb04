package io.bsonwire.spec;

/** What the kit holds to a specification: see {@link BsonImplementation} and {@link WireImplementation}. */
public interface Implementation {
    /**
     * What tests and reports call it.
     *
     * @return a short name
     */
    String name();

    /**
     * Its version, for reports.
     *
     * @return what the archive of this class says of itself, or nothing; an adapter to another library overrides this
     */
    default String version() {
        String version = getClass().getPackage().getImplementationVersion();
        return version == null ? "" : version;
    }

    /**
     * Whether an exception is how this implementation refuses malformed input. Any other that comes out of it is a fault
     * of its own, as every {@link Error} is.
     *
     * @param e was thrown by one of the operations
     * @return true for every exception, unless this is overridden
     */
    default boolean isRefusal(Exception e) {
        return true;
    }
}
