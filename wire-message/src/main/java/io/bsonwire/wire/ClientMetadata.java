package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client says about itself on each new connection: the document {@code client} of the handshake (specification:
 * MongoDB Handshake).
 *
 * <table>
 * <caption>Fields</caption>
 * <tr><th>field</th><th>content</th><th>there</th></tr>
 * <tr><td>application.name</td><td>what the user calls the application, at most 128 bytes</td><td>if set</td></tr>
 * <tr><td>driver.name, driver.version</td><td>the driver, and the libraries around it with {@code |} between</td>
 * <td>always</td></tr>
 * <tr><td>os.type, name, architecture, version</td><td>the operating system</td><td>type always</td></tr>
 * <tr><td>platform</td><td>the Java runtime, and what libraries add with {@code |} between</td><td>if not empty</td></tr>
 * <tr><td>env</td><td>see {@link ClientEnvironment}</td><td>if anything is known</td></tr>
 * </table>
 *
 * <p>The document has at most 512 bytes, or servers refuse it. For that, in this order and as far as it takes, these are
 * left out: the fields of env except its name; those of os except its type; all of env; the end of platform, or all of it.
 *
 * <p>Immutable. It is encoded once and then good for every connection.
 */
public final class ClientMetadata {
    /** The most bytes that the whole document may have. */
    public static final int MAX_LENGTH = 512;

    /** The most bytes of UTF-8 that the application's name may have. */
    public static final int MAX_APPLICATION_NAME = 128;

    private static final String DELIMITER = "|";
    private static final String UNKNOWN = "unknown";

    private final Document full;
    private final List<Library> libraries;
    private final RawDocument document;

    /** A library around the driver; its fields are empty where unset. */
    private record Library(String name, String version, String platform) {}

    private ClientMetadata(Document full, List<Library> libraries) {
        this.full = full;
        this.libraries = libraries;
        this.document = fit(withLibraries());
    }

    /**
     * Starts the description of a client.
     *
     * @param driverName the driver's name, not empty
     * @param driverVersion the driver's version, not empty
     * @return a builder that takes the rest from this process
     * @throws IllegalArgumentException if one is empty
     */
    public static Builder builder(String driverName, String driverVersion) {
        return new Builder(driverName, driverVersion);
    }

    /**
     * Adds a library that wraps the driver. One that has been added with the same values before is not added again.
     * Connections that are open already keep what they were opened with.
     *
     * @param name the library's name, not empty
     * @param version its version; null or empty if it has none
     * @param platform what it has to say about its platform; null or empty if that is nothing
     * @return metadata with the library's values behind the present ones; this one if nothing changes
     * @throws IllegalArgumentException if the name is empty, a value holds {@code |}, or the result is longer than 512 bytes
     *     with all left out that may be
     * @throws io.bsonwire.bson.BsonEncodeException if a text holds a lone surrogate
     */
    public ClientMetadata append(String name, @Nullable String version, @Nullable String platform) {
        Library library = new Library(
                checkNotEmpty("name of library", name),
                version == null ? "" : version,
                platform == null ? "" : platform);
        for (String value : List.of(name, library.version, library.platform)) {
            if (value.contains(DELIMITER)) {
                throw new IllegalArgumentException("value of library: \"" + value + "\" (expected: without |)");
            }
        }
        if (libraries.contains(library)) {
            return this;
        }
        List<Library> more = new ArrayList<>(libraries);
        more.add(library);
        return new ClientMetadata(full, List.copyOf(more));
    }

    private static String checkNotEmpty(String what, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(what + ": empty (expected: some text)");
        }
        return value;
    }

    /**
     * The document, for the field {@code client} of the handshake.
     *
     * @return at most 512 bytes, in memory of their own
     */
    public RawDocument document() {
        return document;
    }

    // ---- the document ----

    /** All that is known, in documents of its own. */
    private Document withLibraries() {
        Document client = RawDocument.of(BsonCodec.DEFAULT.encode(full)).toDocument();
        Document driver = client.getDocument("driver");
        for (Library library : libraries) {
            extend(driver, "name", library.name);
            extend(driver, "version", library.version);
            extend(client, "platform", library.platform);
        }
        return client;
    }

    private static void extend(Document document, String field, String value) {
        if (!value.isEmpty()) {
            Object present = document.get(field);
            document.put(field, present == null ? value : present + DELIMITER + value);
        }
    }

    /** Leaves out, in the specification's order, what keeps the document from being short enough. */
    private static RawDocument fit(Document client) {
        for (int step = 0; ; step++) {
            byte[] bytes = BsonCodec.DEFAULT.encode(client);
            int excess = bytes.length - MAX_LENGTH;
            if (excess <= 0) {
                return RawDocument.of(bytes);
            }
            switch (step) {
                case 0 -> keepOnly(client, "env", "name");
                case 1 -> keepOnly(client, "os", "type");
                case 2 -> client.remove("env");
                case 3 -> shortenPlatform(client, excess);
                default ->
                    throw new IllegalArgumentException("client metadata: " + bytes.length
                            + " bytes without what may be left out (expected: at most " + MAX_LENGTH + ")");
            }
        }
    }

    private static void keepOnly(Document client, String name, String field) {
        if (client.get(name) instanceof Document part) {
            part.keySet().retainAll(Set.of(field));
            if (part.isEmpty()) {
                client.remove(name);
            }
        }
    }

    private static void shortenPlatform(Document client, int excess) {
        if (client.get("platform") instanceof String platform) {
            int room = utf8Length(platform) - excess;
            int end = 0;
            while (end < platform.length()) {
                int codePoint = platform.codePointAt(end);
                room -= codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
                if (room < 0) {
                    break;
                }
                end += Character.charCount(codePoint);
            }
            if (end > 0) {
                client.put("platform", platform.substring(0, end));
            } else {
                client.remove("platform");
            }
        }
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    // ---- Object ----

    /** Equal are metadata of the same document. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClientMetadata that && document.equals(that.document);
    }

    @Override
    public int hashCode() {
        return document.hashCode();
    }

    /** The document as JSON. */
    @Override
    public String toString() {
        return document.toString();
    }

    /** Collects the parts; those that are not set are found out when it builds. */
    public static final class Builder {
        private final String driverName;
        private final String driverVersion;
        private String applicationName = "";
        private @Nullable String osType;
        private @Nullable String osName;
        private @Nullable String osArchitecture;
        private @Nullable String osVersion;
        private @Nullable String platform;
        private @Nullable ClientEnvironment environment;

        private Builder(String driverName, String driverVersion) {
            this.driverName = checkNotEmpty("driver name", driverName);
            this.driverVersion = checkNotEmpty("driver version", driverVersion);
        }

        /**
         * Sets the application's name, which the server logs. It has no default.
         *
         * @param name at most 128 bytes of UTF-8; empty for none
         * @return this
         * @throws IllegalArgumentException if it is longer
         */
        public Builder applicationName(String name) {
            int length = utf8Length(name);
            if (length > MAX_APPLICATION_NAME) {
                throw new IllegalArgumentException(
                        "application name: " + length + " bytes (expected: at most " + MAX_APPLICATION_NAME + ")");
            }
            applicationName = name;
            return this;
        }

        /**
         * Sets the operating system; by default that of this process, as Java names it.
         *
         * @param type {@code Linux}, {@code Darwin}, {@code Windows}, {@code BSD}, {@code Unix} or {@code unknown}
         * @param name its name in detail; empty for none
         * @param architecture the machine's hardware name; empty for none
         * @param version its version; empty for none
         * @return this
         */
        public Builder os(String type, String name, String architecture, String version) {
            osType = type;
            osName = name;
            osArchitecture = architecture;
            osVersion = version;
            return this;
        }

        /**
         * Sets the platform; by default vendor and version of the Java runtime.
         *
         * @param value what matters most first, since the end may be cut off; empty for none
         * @return this
         */
        public Builder platform(String value) {
            platform = value;
            return this;
        }

        /**
         * Sets where the client runs; by default {@link ClientEnvironment#current()}.
         *
         * @param value the environment
         * @return this
         */
        public Builder environment(ClientEnvironment value) {
            environment = value;
            return this;
        }

        /**
         * Builds the metadata.
         *
         * @return metadata without libraries
         * @throws IllegalArgumentException if it is longer than 512 bytes with all left out that may be
         * @throws io.bsonwire.bson.BsonEncodeException if a text holds a lone surrogate
         */
        public ClientMetadata build() {
            Document client = new Document(5);
            if (!applicationName.isEmpty()) {
                client.append("application", new Document("name", applicationName));
            }
            client.append("driver", new Document("name", driverName).append("version", driverVersion));
            String systemName = property("os.name");
            Document os = new Document("type", osType == null ? osType(systemName) : osType);
            extend(os, "name", osName == null ? systemName : osName);
            extend(os, "architecture", osArchitecture == null ? property("os.arch") : osArchitecture);
            extend(os, "version", osVersion == null ? property("os.version") : osVersion);
            client.append("os", os);
            extend(
                    client,
                    "platform",
                    platform == null
                            ? "Java/" + property("java.vendor") + "/" + property("java.runtime.version")
                            : platform);
            Document env = (environment == null ? ClientEnvironment.current() : environment).toDocument();
            if (!env.isEmpty()) {
                client.append("env", env);
            }
            return new ClientMetadata(client, List.of());
        }

        private static String property(String name) {
            return System.getProperty(name, UNKNOWN);
        }

        /** The kind of system of that name. */
        static String osType(String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("linux")) {
                return "Linux";
            }
            if (lower.startsWith("mac") || lower.startsWith("darwin")) {
                return "Darwin";
            }
            if (lower.startsWith("windows")) {
                return "Windows";
            }
            if (lower.endsWith("bsd")) {
                return "BSD";
            }
            boolean unix = lower.startsWith("aix") || lower.startsWith("hp-ux") || lower.startsWith("sunos");
            return unix || lower.startsWith("solaris") ? "Unix" : UNKNOWN;
        }
    }
}
