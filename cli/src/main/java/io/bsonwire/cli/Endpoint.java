package io.bsonwire.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One end of a connection.
 *
 * @param host a name or address, an IPv6 one without brackets
 * @param port 0 to 65535
 */
record Endpoint(String host, int port) {
    private static final int LARGEST_PORT = 65535;
    private static final Pattern SYNTAX = Pattern.compile("(?:(?:\\[([\\w:.%]+)]|([\\w.-]+)):)?([0-9]{1,5})");

    /** As on the command line. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /** Reads {@code 27018}, which is on the loopback interface, and {@code host:27018}; port 0 is any free one. */
    static final class Listening implements ITypeConverter<Endpoint> {
        @Override
        public Endpoint convert(String text) {
            return parse(text, "127.0.0.1", 0, "PORT or HOST:PORT");
        }
    }

    /** Reads {@code host:27017}. */
    static final class Server implements ITypeConverter<Endpoint> {
        @Override
        public Endpoint convert(String text) {
            return parse(text, "", 1, "HOST:PORT");
        }
    }

    private static Endpoint parse(String text, String defaultHost, int smallestPort, String expected) {
        Matcher parts = SYNTAX.matcher(text);
        if (parts.matches()) {
            int port = Integer.parseInt(parts.group(3));
            String host =
                    parts.group(1) != null ? parts.group(1) : parts.group(2) != null ? parts.group(2) : defaultHost;
            if (!host.isEmpty() && port >= smallestPort && port <= LARGEST_PORT) {
                return new Endpoint(host, port);
            }
        }
        throw new TypeConversionException(
                "'" + text + "' (expected: " + expected + ", a port of " + smallestPort + " to " + LARGEST_PORT + ")");
    }
}
