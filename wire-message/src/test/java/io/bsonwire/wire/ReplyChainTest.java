package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.Document;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class ReplyChainTest {
    private static MessageHeader header(int requestId, int responseTo) {
        return new MessageHeader(26, requestId, responseTo, OpCode.MSG.code());
    }

    private static OpMsg message(int requestId, int responseTo, int flagBits) {
        return OpMsg.builder()
                .body(new Document("ok", 1))
                .requestId(requestId)
                .responseTo(responseTo)
                .flagBits(flagBits)
                .build(UnpooledByteBufAllocator.DEFAULT);
    }

    @Test
    void oneReplyAnswersARequest() {
        ReplyChain chain = new ReplyChain(7, false);
        assertThat(chain.isFinished()).isFalse();
        assertThat(chain.nextResponseTo()).isEqualTo(7);
        assertThat(chain).hasToString("ReplyChain[next responseTo=7]");
        chain.accept(header(100, 7), false);
        assertThat(chain.isFinished()).isTrue();
        assertThat(chain.nextResponseTo()).isEqualTo(7);
        assertThat(chain).hasToString("ReplyChain[finished]");
    }

    @Test
    void eachFurtherReplyAnswersTheOneBefore() {
        ReplyChain chain = new ReplyChain(7, true);
        chain.accept(header(100, 7), true);
        assertThat(chain.nextResponseTo()).isEqualTo(100);
        chain.accept(header(-3, 100), true);
        chain.accept(header(0, -3), true);
        assertThat(chain.isFinished()).isFalse();
        chain.accept(header(5, 0), false);
        assertThat(chain.isFinished()).isTrue();
    }

    @Test
    void aRequestThatAllowsAChainMayGetOneReply() {
        ReplyChain chain = new ReplyChain(7, true);
        chain.accept(header(100, 7), false);
        assertThat(chain.isFinished()).isTrue();
    }

    @Test
    void aReplyToSomethingElseIsRefusedAndChangesNothing() {
        ReplyChain chain = new ReplyChain(7, true);
        assertThatThrownBy(() -> chain.accept(header(100, 8), true))
                .isInstanceOf(WireException.class)
                .hasMessage("responseTo: 8 (expected: 7, the requestId of what is answered)");
        assertThatThrownBy(() -> chain.check(header(100, 0))).isInstanceOf(WireException.class);
        chain.check(header(100, 7));
        chain.check(header(100, 7));
        chain.accept(header(100, 7), true);
        // A second reply to the request itself is what servers never send.
        assertThatThrownBy(() -> chain.accept(header(101, 7), true))
                .hasMessage("responseTo: 7 (expected: 100, the requestId of what is answered)");
        assertThat(chain.nextResponseTo()).isEqualTo(100);
        assertThat(chain.isFinished()).isFalse();
    }

    @Test
    void aReplyBehindTheLastOneIsRefused() {
        ReplyChain chain = new ReplyChain(7, true);
        chain.accept(header(100, 7), false);
        for (int responseTo : new int[] {7, 100, 0}) {
            assertThatThrownBy(() -> chain.accept(header(101, responseTo), false))
                    .isInstanceOf(WireException.class)
                    .hasMessage("reply: one to " + responseTo + " (expected: none)");
        }
        assertThat(chain.isFinished()).isTrue();
    }

    @Test
    void aChainThatWasNotAllowedIsRefusedAndChangesNothing() {
        ReplyChain chain = new ReplyChain(7, false);
        assertThatThrownBy(() -> chain.accept(header(100, 7), true))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("moreToCome of reply: true (expected: false");
        assertThat(chain.nextResponseTo()).isEqualTo(7);
        chain.accept(header(100, 7), false);
        assertThat(chain.isFinished()).isTrue();
    }

    @Test
    void messagesBringTheirFlagsAlong() {
        OpMsg request = message(7, 0, OpMsg.EXHAUST_ALLOWED);
        OpMsg first = message(20, 7, OpMsg.MORE_TO_COME);
        OpMsg last = message(21, 20, 0);
        ReplyChain chain = ReplyChain.to(request);
        assertThatThrownBy(() -> chain.accept(last)).isInstanceOf(WireException.class);
        chain.accept(first);
        chain.accept(last);
        assertThat(chain.isFinished()).isTrue();
        assertThat(request.release() && first.release() && last.release()).isTrue();
    }

    @Test
    void aRequestWithMoreToComeHasNoReply() {
        OpMsg request = message(7, 0, OpMsg.MORE_TO_COME | OpMsg.EXHAUST_ALLOWED);
        ReplyChain chain = ReplyChain.to(request);
        assertThat(chain.isFinished()).isTrue();
        assertThatThrownBy(() -> chain.check(header(100, 7))).isInstanceOf(WireException.class);
        request.release();
        OpMsg plain = message(7, 0, 0);
        OpMsg chained = message(8, 7, OpMsg.MORE_TO_COME);
        assertThatThrownBy(() -> ReplyChain.to(plain).accept(chained)).isInstanceOf(WireException.class);
        assertThat(plain.release() && chained.release()).isTrue();
    }

    @Test
    void oneHeaderCanBeCheckedWithoutAChain() {
        assertThatCode(() -> ReplyChain.checkResponseTo(header(1, -5), -5)).doesNotThrowAnyException();
        assertThatThrownBy(() -> ReplyChain.checkResponseTo(header(-5, 1), -5))
                .isInstanceOf(WireException.class)
                .hasMessage("responseTo: 1 (expected: -5, the requestId of what is answered)");
    }
}
