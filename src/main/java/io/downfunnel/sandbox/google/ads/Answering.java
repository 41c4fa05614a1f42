package io.downfunnel.sandbox.google.ads;

import java.util.function.Supplier;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;

import io.downfunnel.sandbox.google.ads.gaql.GaqlException;

/** Ends a call with its answer, or with the refusal that was thrown on the way there. */
final class Answering {

    private Answering() {}

    static <A> void to(StreamObserver<A> observer, Supplier<A> answer) {
        A whole;
        try {
            whole = answer.get();
        } catch (StatusRuntimeException no) {
            observer.onError(no);
            return;
        } catch (GaqlException no) {
            observer.onError(Refusals.of(AdsError.of(no)));
            return;
        }
        observer.onNext(whole);
        observer.onCompleted();
    }
}
