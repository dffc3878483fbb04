package io.bsonwire.bson.json;

/** The characters of a String. */
final class TextSource extends JsonSource {
    private final String text;
    private int at;

    TextSource(String text) {
        this.text = text;
    }

    @Override
    public int read(char[] target, int offset, int length) {
        int count = Math.min(length, text.length() - at);
        if (count == 0) {
            return -1;
        }
        text.getChars(at, at + count, target, offset);
        at += count;
        return count;
    }

    @Override
    int charAt(long index) {
        return index >= 0 && index < text.length() ? text.charAt((int) index) : -1;
    }
}
