package io.downfunnel.extract.salesforce;

import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** The bytes of an answer, up to a limit; then the connection is dropped. */
final class CappedBody implements BodySubscriber<byte[]> {
    private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
    private final int cap;
    private Subscription subscription;
    private long seen;

    CappedBody(int cap) {
        this.cap = cap;
    }

    static SalesforceException tooLarge(int cap) {
        return new SalesforceException("RESPONSE_TOO_LARGE", "An answer had more than " + cap + " bytes");
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return bytes.getBody();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        bytes.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        seen += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
        if (seen > cap) {
            subscription.cancel();
            bytes.onError(tooLarge(cap));
        } else {
            bytes.onNext(buffers);
        }
    }

    @Override
    public void onError(Throwable cause) {
        bytes.onError(cause);
    }

    @Override
    public void onComplete() {
        bytes.onComplete();
    }
}
