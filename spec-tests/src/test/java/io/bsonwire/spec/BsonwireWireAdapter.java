package io.bsonwire.spec;

import io.bsonwire.bson.BsonException;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBuilder;
import io.bsonwire.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** This library's OP_MSG. */
final class BsonwireWireAdapter implements WireImplementation {
    @Override
    public String name() {
        return "bsonwire OP_MSG";
    }

    @Override
    public String version() {
        return System.getProperty("bsonwire.version", "");
    }

    /** Nothing else may come out of this library. */
    @Override
    public boolean isRefusal(Exception e) {
        return e instanceof WireException || e instanceof BsonException;
    }

    @Override
    public Message decode(byte[] bytes) {
        return WireChecks.read(bytes);
    }

    @Override
    public byte[] encode(Message message) {
        OpMsgBuilder builder = OpMsg.builder()
                .requestId(message.requestId())
                .responseTo(message.responseTo())
                .flagBits(message.flagBits())
                .body(message.body());
        message.sequences().forEach(sequence -> builder.sequence(sequence.identifier(), sequence.documents()));
        ByteBuf target = Unpooled.buffer();
        builder.encode(target);
        return ByteBufUtil.getBytes(target);
    }
}
