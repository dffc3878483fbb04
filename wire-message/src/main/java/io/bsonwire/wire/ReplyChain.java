package io.bsonwire.wire;

/**
 * Which replies may follow a request, on a connection that has no other request under way (specification: OP_MSG,
 * {@code moreToCome}).
 *
 * <table>
 * <caption>What is expected</caption>
 * <tr><th>after</th><th>next</th></tr>
 * <tr><td>a request</td><td>a reply whose responseTo is the request's requestId</td></tr>
 * <tr><td>a request with moreToCome</td><td>nothing</td></tr>
 * <tr><td>a reply with moreToCome, which only a request with exhaustAllowed may get</td><td>a reply whose responseTo is
 * the <i>previous reply's</i> requestId</td></tr>
 * <tr><td>a reply without moreToCome</td><td>nothing</td></tr>
 * </table>
 *
 * <p>A reply that is refused leaves the chain as it was. Headers suffice, so a wrong reply is found before its body is
 * parsed or decompressed. Not for use by several threads at once.
 */
public final class ReplyChain {
    private final boolean exhaustAllowed;
    private int next;
    private boolean finished;

    /**
     * Expects the reply to a request.
     *
     * @param requestId the request's
     * @param exhaustAllowed whether the request allows a chain of replies; without that it gets one
     */
    public ReplyChain(int requestId, boolean exhaustAllowed) {
        this.next = requestId;
        this.exhaustAllowed = exhaustAllowed;
    }

    /**
     * Expects what may answer a request.
     *
     * @param request with {@code moreToCome} it has no reply, with {@code exhaustAllowed} it may have several
     * @return a new chain
     */
    public static ReplyChain to(OpMsg request) {
        ReplyChain chain = new ReplyChain(request.header().requestId(), request.exhaustAllowed());
        chain.finished = request.moreToCome();
        return chain;
    }

    /**
     * Checks one reply.
     *
     * @param reply its header
     * @param requestId what its responseTo must be
     * @throws WireException if it is something else
     */
    public static void checkResponseTo(MessageHeader reply, int requestId) {
        if (reply.responseTo() != requestId) {
            throw WireException.responseTo(reply.responseTo(), requestId);
        }
    }

    /**
     * What the next reply's responseTo must be.
     *
     * @return a requestId; if the chain is finished, the last one that was answered
     */
    public int nextResponseTo() {
        return next;
    }

    /**
     * Whether all replies have come, and the connection may take the next request.
     *
     * @return true if so
     */
    public boolean isFinished() {
        return finished;
    }

    /**
     * Checks that a reply is the one expected, as soon as its header is there. The chain does not move.
     *
     * @param reply its header
     * @throws WireException if no reply is expected, or one to something else
     */
    public void check(MessageHeader reply) {
        if (finished) {
            throw WireException.unexpectedReply(reply.responseTo());
        }
        checkResponseTo(reply, next);
    }

    /**
     * Checks a reply and takes it as the next of the chain.
     *
     * @param reply its header; of a compressed one, the header is the same
     * @param moreToCome whether it is an OP_MSG that has this flag
     * @throws WireException if no reply is expected, or one to something else, or none with {@code moreToCome}; the
     *     chain is as before
     */
    public void accept(MessageHeader reply, boolean moreToCome) {
        check(reply);
        if (moreToCome && !exhaustAllowed) {
            throw WireException.unexpectedMoreToCome();
        }
        if (moreToCome) {
            next = reply.requestId();
        } else {
            finished = true;
        }
    }

    /**
     * Checks a reply and takes it as the next of the chain.
     *
     * @param reply the message
     * @throws WireException if no reply is expected, or one to something else, or none with {@code moreToCome}; the
     *     chain is as before
     */
    public void accept(OpMsg reply) {
        accept(reply.header(), reply.moreToCome());
    }

    @Override
    public String toString() {
        return "ReplyChain[" + (finished ? "finished" : "next responseTo=" + next) + "]";
    }
}
