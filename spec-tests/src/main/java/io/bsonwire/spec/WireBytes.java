package io.bsonwire.spec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Lays messages down byte by byte, right or wrong, without the code that they are to test. */
final class WireBytes {
    private static final int OP_MSG = 2013;
    private static final int HEADER = 16;

    private final ByteArrayOutputStream sections = new ByteArrayOutputStream();
    private final int flagBits;

    WireBytes(int flagBits) {
        this.flagBits = flagBits;
    }

    static byte[] of(WireImplementation.Message message) {
        WireBytes bytes = new WireBytes(message.flagBits()).body(Reference.encode(message.body()));
        for (WireImplementation.Sequence sequence : message.sequences()) {
            byte[][] documents =
                    sequence.documents().stream().map(Reference::encode).toArray(byte[][]::new);
            bytes.sequence(sequence.identifier(), documents);
        }
        return bytes.message(message.requestId(), message.responseTo());
    }

    WireBytes bytes(byte[] some) {
        sections.writeBytes(some);
        return this;
    }

    WireBytes body(byte[] document) {
        sections.write(0);
        return bytes(document);
    }

    WireBytes sequence(String identifier, byte[]... documents) {
        byte[] name = identifier.getBytes(StandardCharsets.UTF_8);
        int size = 4 + name.length + 1;
        for (byte[] document : documents) {
            size += document.length;
        }
        sections.write(1);
        bytes(int32(size)).bytes(name).bytes(new byte[1]);
        for (byte[] document : documents) {
            bytes(document);
        }
        return this;
    }

    static byte[] int32(int value) {
        byte[] bytes = new byte[4];
        Layout.putInt32(bytes, 0, value);
        return bytes;
    }

    /** The whole, with its length, and its checksum if the flag bits say so. */
    byte[] message(int requestId, int responseTo) {
        boolean checked = (flagBits & 1) != 0;
        byte[] content = sections.toByteArray();
        byte[] message = new byte[HEADER + 4 + content.length + (checked ? 4 : 0)];
        int[] fields = {message.length, requestId, responseTo, OP_MSG, flagBits};
        for (int i = 0; i < fields.length; i++) {
            Layout.putInt32(message, 4 * i, fields[i]);
        }
        System.arraycopy(content, 0, message, HEADER + 4, content.length);
        if (checked) {
            CRC32C checksum = new CRC32C();
            checksum.update(message, 0, message.length - 4);
            Layout.putInt32(message, message.length - 4, (int) checksum.getValue());
        }
        return message;
    }
}
