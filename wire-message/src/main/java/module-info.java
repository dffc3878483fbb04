/** The MongoDB wire protocol: messages as bytes and back, and the codecs of a Netty pipeline. */
module io.bsonwire.wire {
    requires transitive io.bsonwire.bson;
    requires transitive io.netty.codec;
    requires transitive io.netty.common;
    requires transitive io.netty.transport;
    requires static transitive org.jspecify;

    exports io.bsonwire.wire;
    exports io.bsonwire.wire.netty;
}
