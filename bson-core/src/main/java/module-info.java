/**
 * BSON over Netty buffers: a streaming reader and writer, documents, lazy views of bytes, and Extended JSON.
 *
 * <p>Needs {@code netty-buffer} and {@code jackson-core} at run time and nothing else.
 */
module io.bsonwire.bson {
    requires transitive io.netty.buffer;
    // ByteBuf is a ReferenceCounted, which is in there; Netty does not pass its own modules on.
    requires transitive io.netty.common;
    requires com.fasterxml.jackson.core;
    requires static transitive org.jspecify;

    exports io.bsonwire.bson;
    exports io.bsonwire.bson.json;
}
