package io.bsonwire.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bytes out of hexadecimal digits, with blanks and line ends anywhere between them. Lines as {@code xxd} and
 * {@code hexdump -C} print them are known by their form; the offsets in them are checked, the text at their end is not
 * looked at.
 *
 * <p>What comes before an error is given out before the error is thrown.
 */
final class HexInput extends InputStream {
    /** Longer than any that a dump has: 256 bytes in a line of xxd. */
    private static final int LONGEST_DUMP_LINE = 1024;

    private static final int CHUNK = 8192;

    private static final Pattern XXD = Pattern.compile("([0-9A-Fa-f]{4,16}): ?(.*?)(?:  .*)?");
    private static final Pattern HEXDUMP =
            Pattern.compile("([0-9A-Fa-f]{7,16})  ((?:[0-9A-Fa-f]{2} {1,2})+) *\\|.*\\|");
    /** The last line of hexdump, which says how many bytes there were. */
    private static final Pattern HEXDUMP_END = Pattern.compile("[0-9A-Fa-f]{7,16}");

    private static final int NONE = -1;

    private final InputStream in;
    private final String name;
    private final byte[] chunk = new byte[CHUNK];
    private int chunkAt;
    private int chunkEnd;

    private final byte[] line = new byte[LONGEST_DUMP_LINE];
    private int lineLength;
    private long lineNumber;
    /** Whether the line goes on from one that was too long for a dump's. */
    private boolean goesOn;

    private boolean inHexdump;
    /** The offset of the first line of a dump, less the bytes before it. */
    private long dumpBase = NONE;

    private final byte[] bytes = new byte[LONGEST_DUMP_LINE / 2 + 1];
    private int bytesAt;
    private int bytesEnd;
    private long count;
    /** The first digit of a byte whose second has not come. */
    private int firstDigit = NONE;

    private @Nullable CommandFailure failure;

    /**
     * Makes the stream.
     *
     * @param in the digits; closed with this
     * @param name of the file, for errors
     */
    HexInput(InputStream in, String name) {
        this.in = in;
        this.name = name;
    }

    @Override
    public int read() throws IOException {
        return fill() ? bytes[bytesAt++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int copied = Math.min(length, bytesEnd - bytesAt);
        System.arraycopy(bytes, bytesAt, target, offset, copied);
        bytesAt += copied;
        return copied;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Makes sure that there is a byte; returns false at the end. */
    private boolean fill() throws IOException {
        while (bytesAt == bytesEnd) {
            if (failure != null) {
                throw failure;
            }
            bytesAt = 0;
            bytesEnd = 0;
            if (!readLine()) {
                if (firstDigit != NONE) {
                    failure = CommandFailure.oddDigits(name, lineNumber);
                    continue;
                }
                return false;
            }
            lineNumber += goesOn ? 0 : 1;
            decodeLine();
            count += bytesEnd;
        }
        return true;
    }

    /** Reads up to the end of a line, or as much of a long one as there is room for; returns false at the end. */
    private boolean readLine() throws IOException {
        lineLength = 0;
        while (lineLength < LONGEST_DUMP_LINE) {
            if (chunkAt == chunkEnd) {
                chunkAt = 0;
                chunkEnd = Math.max(0, in.read(chunk, 0, CHUNK));
                if (chunkEnd == 0) {
                    return lineLength > 0;
                }
            }
            byte next = chunk[chunkAt++];
            if (next == '\n') {
                return true;
            }
            line[lineLength++] = next;
        }
        return true;
    }

    private void decodeLine() {
        boolean dumpLine = !goesOn && lineLength < LONGEST_DUMP_LINE;
        goesOn = lineLength == LONGEST_DUMP_LINE;
        if (dumpLine) {
            String text = new String(line, 0, lineLength, StandardCharsets.ISO_8859_1).stripTrailing();
            Matcher xxd = XXD.matcher(text);
            Matcher hexdump = HEXDUMP.matcher(text);
            if (hexdump.matches()) {
                inHexdump = true;
                dumped(hexdump);
                return;
            }
            if (xxd.matches()) {
                dumped(xxd);
                return;
            }
            if (dumpBase != NONE && text.equals("*")) {
                failure = CommandFailure.squeezedDump(name, lineNumber);
                return;
            }
            if (inHexdump && HEXDUMP_END.matcher(text).matches()) {
                checkOffset(text);
                return;
            }
        }
        for (int i = 0; i < lineLength && failure == null; i++) {
            digit(line[i] & 0xFF);
        }
    }

    /** A line of a dump: its offset, then its digits. */
    private void dumped(Matcher parts) {
        checkOffset(parts.group(1));
        String digits = parts.group(2);
        for (int i = 0; i < digits.length() && failure == null; i++) {
            digit(digits.charAt(i));
        }
    }

    private void checkOffset(String digits) {
        long offset = Long.parseUnsignedLong(digits, 16);
        if (dumpBase == NONE) {
            dumpBase = offset - count;
        } else if (offset != dumpBase + count) {
            failure = CommandFailure.missingLines(name, lineNumber, offset, dumpBase + count);
        }
    }

    private void digit(int character) {
        int value = Character.digit(character, 16);
        if (value < 0) {
            if (character != ' ' && character != '\t' && character != '\r') {
                failure = CommandFailure.notHexadecimal(name, lineNumber, character);
            }
        } else if (firstDigit == NONE) {
            firstDigit = value;
        } else {
            bytes[bytesEnd++] = (byte) (firstDigit << 4 | value);
            firstDigit = NONE;
        }
    }
}
