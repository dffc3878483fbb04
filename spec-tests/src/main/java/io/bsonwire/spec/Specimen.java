package io.bsonwire.spec;

import io.bsonwire.bson.json.ExtendedJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document, and all that is to become of it.
 *
 * @param bson the bytes
 * @param encodings what an encoder may write for it, the usual form first
 * @param json what its canonical Extended JSON may be; empty if that cannot express it
 * @param relaxed what its relaxed Extended JSON may be; empty if nothing is said of it
 * @param text Extended JSON that it is to be read from; null if there is none
 * @param lossy whether reading that gives another document, of the same canonical Extended JSON
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are what it is for; nobody compares specimens
record Specimen(
        byte[] bson,
        List<byte[]> encodings,
        List<String> json,
        List<String> relaxed,
        @Nullable String text,
        boolean lossy) {

    /** One that is in its usual form. */
    static Specimen of(byte[] bson) {
        return new Specimen(bson, List.of(bson), List.of(), List.of(), null, false);
    }

    /** This one, with the reference's Extended JSON. */
    Specimen withJson() {
        String canonical = Reference.toJson(ExtendedJson.canonical(), bson);
        String relaxedText = Reference.toJson(ExtendedJson.relaxed(), bson);
        return new Specimen(bson, encodings, List.of(canonical), List.of(relaxedText), canonical, lossy);
    }

    /** For a failure's text. */
    String describe() {
        return Reference.describe(bson) + (text == null ? "" : "\n  text:  " + Reference.shortened(text, 1024));
    }
}
