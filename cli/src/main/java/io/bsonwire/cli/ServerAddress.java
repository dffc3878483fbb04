package io.bsonwire.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens, out of a connection string of one host without credentials.
 *
 * @param host a name or address, an IPv6 one without brackets
 * @param port 1 to 65535
 * @param database the database to use
 */
record ServerAddress(String host, int port, String database) {
    static final String DEFAULT_DATABASE = "bsonwire_demo";

    private static final int DEFAULT_PORT = 27017;
    private static final int LARGEST_PORT = 65535;
    /** The server's own limit. */
    private static final int LONGEST_DATABASE = 63;

    private static final String SCHEME = "mongodb://";
    private static final Pattern HOST = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([\\w.-]+))(?::([0-9]{1,5}))?");
    private static final Pattern DATABASE = Pattern.compile("[^/\\\\. \"$*<>:|?%]+");

    /** Options under which a connection as the demo makes it would not work. */
    private static final Set<String> UNSUPPORTED =
            Set.of("tls=true", "ssl=true", "loadbalanced=true", "authmechanism", "authsource");

    /**
     * Reads {@code mongodb://host[:port][/database][?options]}.
     *
     * @throws CommandFailure if it is not of this form, or asks for what the demo does not have
     */
    static ServerAddress parse(String uri) {
        if (uri.startsWith("mongodb+srv:")) {
            throw CommandFailure.uri("mongodb+srv", "a host by name, as in mongodb://localhost:27017");
        }
        if (!uri.startsWith(SCHEME)) {
            throw CommandFailure.uri(redacted(uri), "mongodb://host[:port][/database]");
        }
        String[] address = split(uri.substring(SCHEME.length()), '?');
        String[] parts = split(address[0], '/');
        if (parts[0].indexOf('@') >= 0) {
            throw CommandFailure.uri("with credentials", "a server without authentication");
        }
        if (parts[0].indexOf(',') >= 0) {
            throw CommandFailure.uri(uri, "one host");
        }
        Matcher host = HOST.matcher(parts[0]);
        if (!host.matches()) {
            throw CommandFailure.uri(uri, "mongodb://host[:port][/database]");
        }
        for (String option : split(address[1].toLowerCase(Locale.ROOT))) {
            if (UNSUPPORTED.contains(option) || UNSUPPORTED.contains(split(option, '=')[0])) {
                throw CommandFailure.uri(option, "a server without TLS, authentication and load balancing");
            }
        }
        return new ServerAddress(
                host.group(1) == null ? host.group(2) : host.group(1), port(uri, host.group(3)), database(parts[1]));
    }

    private static int port(String uri, @Nullable String digits) {
        int port = digits == null ? DEFAULT_PORT : Integer.parseInt(digits);
        if (port < 1 || port > LARGEST_PORT) {
            throw CommandFailure.uri(uri, "a port of 1 to " + LARGEST_PORT);
        }
        return port;
    }

    private static String database(String name) {
        if (name.isEmpty()) {
            return DEFAULT_DATABASE;
        }
        if (!DATABASE.matcher(name).matches() || name.length() > LONGEST_DATABASE) {
            throw CommandFailure.uri(name, "a database name");
        }
        return name;
    }

    /** What comes before and behind the first separator. */
    private static String[] split(String text, char separator) {
        int at = text.indexOf(separator);
        return at < 0 ? new String[] {text, ""} : new String[] {text.substring(0, at), text.substring(at + 1)};
    }

    private static List<String> split(String options) {
        return Arrays.asList(options.split("&", -1));
    }

    /** Without what may be a password. */
    private static String redacted(String uri) {
        int at = uri.lastIndexOf('@');
        return at < 0 ? uri : "***" + uri.substring(at);
    }

    /** As in a connection string. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
