package io.bsonwire.spec.peer;

import io.bsonwire.bson.Document;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBuilder;
import io.bsonwire.wire.OpQuery;
import io.bsonwire.wire.OpReply;
import io.bsonwire.wire.RequestIds;
import io.bsonwire.wire.WireMessage;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The last handler of a connection: hands each request to the commands and sends the reply to it, or the replies.
 *
 * <ul>
 *   <li>OP_MSG is answered with OP_MSG; with a checksum if the request had one and the connection is not encrypted.
 *   <li>A request with moreToCome is not answered.
 *   <li>A request with exhaustAllowed may be answered more than once: its command is run again and again, as long as its
 *       cursor has more to give, or for ever if it is a {@code hello} that waits for changes. All replies but the last
 *       have moreToCome, and each answers the one before it.
 *   <li>OP_QUERY is taken for commands alone, and answered with OP_REPLY. Any other opcode ends the connection.
 * </ul>
 */
final class EmulatorConnection extends SimpleChannelInboundHandler<WireMessage> {
    private final Commands commands;
    private final Traffic.Recorder recorder;
    private final OpMsgBuilder builder = new OpMsgBuilder();
    private final RequestIds ids = new RequestIds();
    private final Set<Exchange> unfinished = new HashSet<>();

    EmulatorConnection(Commands commands, Traffic.Recorder recorder) {
        this.commands = commands;
        this.recorder = recorder;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a reply that cannot be written has no one to miss it
    protected void channelRead0(ChannelHandlerContext ctx, WireMessage message) {
        if (message instanceof OpMsg msg) {
            Request request = Request.of(msg);
            recorder.request(request.name(), msg);
            Exchange exchange = new Exchange(ctx, msg.retain(), request);
            unfinished.add(exchange);
            exchange.schedule();
        } else if (message instanceof OpQuery query && Request.isCommand(query)) {
            Request request = Request.of(query);
            recorder.request(request.name(), query);
            Document reply = commands.run(request);
            OpReply opReply =
                    OpReply.of(ctx.alloc(), ids.getAsInt(), query.header().requestId(), 0, 0, 0, List.of(reply));
            recorder.replying(request.name(), opReply);
            ctx.writeAndFlush(opReply);
        } else {
            close(ctx);
        }
    }

    /** What the handlers before this one could not make out; they have closed the connection. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        close(ctx);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to be done
    private static void close(ChannelHandlerContext ctx) {
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Set.copyOf(unfinished).forEach(Exchange::end);
    }

    /** A request and the replies to it. Holds the request until the last of them. */
    private final class Exchange implements Runnable {
        private final ChannelHandlerContext ctx;
        private final OpMsg message;
        private final Request request;
        private int responseTo;
        private @Nullable Future<?> nextReply;

        /** Takes the message over. */
        Exchange(ChannelHandlerContext ctx, OpMsg message, Request request) {
            this.ctx = ctx;
            this.message = message;
            this.request = request;
            this.responseTo = message.header().requestId();
        }

        /** Replies, at once or when a {@code hello} has waited for long enough. */
        private void schedule() {
            Duration delay = Hello.isAwaitable(request) ? commands.hello().await(request) : Duration.ZERO;
            if (delay.isZero()) {
                run();
            } else {
                nextReply = ctx.executor().schedule(this, delay.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void run() {
            Document reply = commands.run(request);
            if (message.moreToCome()) {
                end();
                return;
            }
            boolean more = message.exhaustAllowed() && hasMore(reply);
            builder.body(reply).requestId(ids.getAsInt()).responseTo(responseTo);
            if (more) {
                builder.moreToCome();
            }
            if (message.checksumPresent() && ctx.pipeline().get(SslHandler.class) == null) {
                builder.checksum();
            }
            OpMsg opMsg = builder.build(ctx.alloc());
            responseTo = opMsg.header().requestId();
            recorder.replying(request.name(), opMsg);
            ChannelFuture written = ctx.writeAndFlush(opMsg);
            if (more) {
                // The next one when this one has gone out, so that replies do not pile up before a slow client.
                written.addListener(future -> {
                    if (future.isSuccess() && unfinished.contains(this)) {
                        schedule();
                    }
                });
            } else {
                end();
            }
        }

        private boolean hasMore(Document reply) {
            if (request.name().equals("getMore")) {
                return reply.find("cursor.id") instanceof Long id && id != 0;
            }
            return Hello.isAwaitable(request);
        }

        void end() {
            if (unfinished.remove(this)) {
                if (nextReply != null) {
                    nextReply.cancel(false);
                }
                message.release();
            }
        }
    }
}
