package io.bsonwire.wire.netty;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.BsonType;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.wire.OpCompressed;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpQuery;
import io.bsonwire.wire.OpReply;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.WireMessage;
import io.bsonwire.wire.compress.Compressor;
import io.bsonwire.wire.compress.Compressors;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps compression out of sight of the handlers behind it: an {@link OpCompressed} that comes in is passed on as the
 * message that it holds, and what goes out is compressed where the other side has agreed to it. Its place is behind
 * {@link WireMessageDecoder} and {@link WireMessageEncoder}.
 *
 * <ul>
 *   <li>As a client's: a {@code hello} or {@code isMaster} that goes out and lists {@code compression} is noted, and when
 *       the server's reply to it lists some of the same, the first of those that the client has listed compresses each
 *       request from then on. The list is the sender's to write, from {@link Compressors#names()}.
 *   <li>As a server's: the reply to a request that came compressed is compressed in the same way; what the server lists
 *       in its reply to {@code hello} is {@link Compressors#common}.
 * </ul>
 *
 * <p>What may not be compressed ({@link OpCompressed#isAllowed}) never is.
 *
 * <p>A message that cannot be decompressed ends in a {@link io.bsonwire.wire.WireException}; later ones are dropped, and
 * the channel is closed.
 *
 * <p>One for each channel.
 */
public final class WireCompression extends ChannelDuplexHandler {
    /**
     * Requests that are not answered yet of which is remembered how they came. The replies to any above that are sent
     * uncompressed, which is always allowed.
     */
    private static final int MOST_PENDING = 1024;

    private final Compressors compressors;
    private final WireLimits limits;
    private final BsonCodec codec;

    /** What the other side has agreed to get. */
    private @Nullable Compressor forRequests;
    /** The {@code hello} that was sent last and is not answered, and what it has offered. */
    private int helloId;

    private List<String> offered = List.of();
    /** How requests came that are not answered yet. */
    private final Map<Integer, Compressor> forReplies = new HashMap<>();

    /**
     * Makes a handler under {@link WireLimits#DEFAULT} and {@link BsonCodec#DEFAULT}.
     *
     * @param compressors those that may be used, for what comes in and for what goes out
     */
    public WireCompression(Compressors compressors) {
        this(compressors, WireLimits.DEFAULT, BsonCodec.DEFAULT);
    }

    /**
     * Makes a handler.
     *
     * @param compressors those that may be used, for what comes in and for what goes out
     * @param limits of which {@code maxMessageSizeBytes} applies to messages before compression
     * @param codec whose size limit applies to each document, and whose options say how values are read
     */
    public WireCompression(Compressors compressors, WireLimits limits, BsonCodec codec) {
        this.compressors = compressors;
        this.limits = limits;
        this.codec = codec;
    }

    // ---- in ----

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof WireMessage message)) {
            ctx.fireChannelRead(msg);
            return;
        }
        if (Refusal.isOf(ctx.channel())) {
            message.release();
            return;
        }
        try {
            if (message instanceof OpCompressed compressed) {
                message = decompress(ctx, compressed);
            }
            noteHelloReply(message);
        } catch (RuntimeException | Error e) {
            message.release();
            Refusal.refuse(ctx, e);
            return;
        }
        ctx.fireChannelRead(message);
    }

    /** Returns the original message and releases the compressed one, or throws and does not. */
    private WireMessage decompress(ChannelHandlerContext ctx, OpCompressed compressed) {
        WireMessage original = compressed.decompress(compressors, limits, ctx.alloc(), codec);
        Compressor compressor = compressors.byId(compressed.compressorId());
        boolean answered = original.header().responseTo() == 0 && original.expectsReply();
        if (compressor != null && answered && forReplies.size() < MOST_PENDING) {
            forReplies.put(original.header().requestId(), compressor);
        }
        compressed.release();
        return original;
    }

    private void noteHelloReply(WireMessage message) {
        if (offered.isEmpty() || message.header().responseTo() != helloId) {
            return;
        }
        RawDocument reply = null;
        if (message instanceof OpMsg msg) {
            reply = msg.body();
        } else if (message instanceof OpReply opReply && opReply.documents().count() == 1) {
            reply = opReply.documents().iterator().next();
        }
        if (reply != null) {
            forRequests = agreed(compressionOf(reply));
        }
        offered = List.of();
    }

    /** The first that the client has offered, the server has listed, and this handler has. */
    private @Nullable Compressor agreed(List<String> listed) {
        for (String name : offered) {
            Compressor compressor = listed.contains(name) ? compressors.byName(name) : null;
            if (compressor != null) {
                return compressor;
            }
        }
        return null;
    }

    // ---- out ----

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is the promise, which the caller has
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (!(msg instanceof WireMessage message) || message instanceof OpCompressed) {
            ctx.write(msg, promise);
            return;
        }
        WireMessage outgoing;
        try {
            Compressor compressor = compressorFor(message);
            outgoing = compressor == null ? message.retain() : OpCompressed.of(message, compressor, ctx.alloc());
        } catch (RuntimeException | Error e) {
            message.release();
            promise.tryFailure(e);
            return;
        }
        message.release();
        ctx.write(outgoing, promise);
    }

    private @Nullable Compressor compressorFor(WireMessage message) {
        int responseTo = message.header().responseTo();
        if (responseTo != 0) {
            Compressor compressor = forReplies.remove(responseTo);
            // A chain of replies: the next one answers this one.
            if (compressor != null && message instanceof OpMsg msg && msg.moreToCome()) {
                forReplies.put(message.header().requestId(), compressor);
            }
            return compressor;
        }
        noteHello(message);
        return forRequests != null && OpCompressed.isAllowed(message) ? forRequests : null;
    }

    private void noteHello(WireMessage message) {
        RawDocument command;
        if (message instanceof OpMsg msg) {
            command = msg.body();
        } else if (message instanceof OpQuery query) {
            command = query.query();
        } else {
            return;
        }
        RawCursor elements = command.cursor();
        if (elements.next()
                && (elements.nameEquals("hello")
                        || elements.nameEquals("isMaster")
                        || elements.nameEquals("ismaster"))) {
            List<String> names = compressionOf(command);
            if (!names.isEmpty()) {
                helloId = message.header().requestId();
                offered = names;
            }
        }
    }

    /** The names that a {@code hello} or its reply lists; what is no list of names counts as none. */
    private static List<String> compressionOf(RawDocument document) {
        List<String> names = new ArrayList<>();
        try {
            if (document.type("compression") == BsonType.ARRAY) {
                for (RawCursor items = document.getArray("compression").cursor(); items.next(); ) {
                    if (items.type() == BsonType.STRING) {
                        names.add(items.getString());
                    }
                }
            }
        } catch (BsonException e) {
            return List.of(); // whoever reads the document will find out
        }
        return names;
    }
}
