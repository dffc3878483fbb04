package io.bsonwire.bson;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Walks values without building them, with the checks of a decode: structure, UTF-8, nesting depth. Skipping a value
 * and validating a document are this same walk.
 */
final class Validator {
    static final Set<NameCheck> NO_NAME_CHECKS = Set.of();

    private Validator() {}

    /** Checks the elements of the document at {@code start}, whose length and closing NUL are checked already. */
    static void checkElements(Window window, int start, int end, int depth, Set<NameCheck> nameChecks) {
        byte[] bytes = window.bytes;
        int last = end - 1;
        int at = start + 4;
        boolean inDbRef = false;
        while (at < last) {
            int typeByte = bytes[at] & 0xFF;
            if (typeByte == 0) {
                throw window.earlyTerminator(at, last);
            }
            int nul = window.nameEnd(at + 1, last);
            if (!nameChecks.isEmpty()) {
                inDbRef |= at == start + 4 && isName(bytes, at + 1, nul, "$ref");
                checkName(window, at + 1, nul, inDbRef, nameChecks);
            }
            int valueAt = nul + 1;
            if (typeByte == 0x03 || typeByte == 0x04) { // here too: documents may be nested deeply, and frames add up
                at = window.documentEnd(typeByte, valueAt, last);
                window.checkDepth(depth + 1, valueAt);
                checkElements(window, valueAt, at, depth + 1, nameChecks);
            } else {
                at = checkValue(window, typeByte, at, valueAt, last, depth, nameChecks);
            }
        }
    }

    /** Checks one value; returns the index behind it. */
    static int checkValue(
            Window window, int typeByte, int typeAt, int at, int limit, int depth, Set<NameCheck> nameChecks) {
        switch (typeByte) {
            case 0x01, 0x09, 0x11, 0x12 -> {
                return window.fixedEnd(typeByte, 8, at, limit);
            }
            case 0x02, 0x0D, 0x0E -> {
                return window.stringEnd(typeByte, at, limit);
            }
            case 0x03, 0x04 -> {
                int end = window.documentEnd(typeByte, at, limit);
                window.checkDepth(depth + 1, at);
                checkElements(window, at, end, depth + 1, nameChecks);
                return end;
            }
            case 0x05 -> {
                return window.binaryEnd(at, limit);
            }
            case 0x06, 0x0A, 0x7F, 0xFF -> {
                return at;
            }
            case 0x07 -> {
                return window.fixedEnd(typeByte, 12, at, limit);
            }
            case 0x08 -> {
                window.fixedEnd(typeByte, 1, at, limit);
                window.booleanAt(at);
                return at + 1;
            }
            case 0x0B -> {
                return window.regexEnd(at, limit);
            }
            case 0x0C -> {
                return window.dbPointerEnd(at, limit);
            }
            case 0x0F -> {
                int scope = window.scopeStart(at, limit);
                int end = scope + BsonFormat.int32(window.bytes, scope);
                window.checkDepth(depth + 1, at);
                window.checkUtf8(BsonType.CODE.code(), at + 8, scope - 1);
                checkElements(window, scope, end, depth + 1, nameChecks);
                return end;
            }
            case 0x10 -> {
                return window.fixedEnd(typeByte, 4, at, limit);
            }
            case 0x13 -> {
                return window.fixedEnd(typeByte, 16, at, limit);
            }
            default -> throw window.unknownType(typeAt);
        }
    }

    /** A DBRef's own names, {@code $ref} first, are no breach of the rule about {@code $}. */
    private static void checkName(Window window, int at, int nul, boolean inDbRef, Set<NameCheck> checks) {
        byte[] bytes = window.bytes;
        if (at == nul) {
            if (checks.contains(NameCheck.NO_EMPTY)) {
                throw MalformedBsonException.nameCheck("", "not empty", window.offset(at), window.pathAt(at));
            }
            return;
        }
        boolean ownOfDbRef = inDbRef
                && (isName(bytes, at, nul, "$ref") || isName(bytes, at, nul, "$id") || isName(bytes, at, nul, "$db"));
        if (bytes[at] == '$' && !ownOfDbRef && checks.contains(NameCheck.NO_DOLLAR_PREFIX)) {
            throw nameCheck(window, at, nul, "no $ in front");
        }
        if (checks.contains(NameCheck.NO_DOT)) {
            for (int i = at; i < nul; i++) {
                if (bytes[i] == '.') {
                    throw nameCheck(window, at, nul, "no dot");
                }
            }
        }
    }

    private static MalformedBsonException nameCheck(Window window, int at, int nul, String rule) {
        String name = new String(window.bytes, at, nul - at, StandardCharsets.UTF_8);
        return MalformedBsonException.nameCheck(name, rule, window.offset(at), window.pathAt(at));
    }

    private static boolean isName(byte[] bytes, int at, int nul, String ascii) {
        if (nul - at != ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[at + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
