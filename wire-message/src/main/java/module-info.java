/** The MongoDB wire protocol: messages as bytes and back, and the codecs of a Netty pipeline. */
module io.bsonwire.wire {
    // Both optional. The first is no module yet; its name is that of its file.
    requires static aircompressor;
    requires static com.github.luben.zstd_jni;
    requires transitive io.bsonwire.bson;
    requires transitive io.netty.codec;
    requires transitive io.netty.common;
    requires transitive io.netty.transport;
    requires static transitive org.jspecify;

    exports io.bsonwire.wire;
    exports io.bsonwire.wire.compress;
    exports io.bsonwire.wire.netty;
}
