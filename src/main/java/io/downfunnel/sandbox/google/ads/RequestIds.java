package io.downfunnel.sandbox.google.ads;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Gives every answer the id under which Google's support would find the request. */
final class RequestIds implements ServerInterceptor {

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var named = new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                if (!trailers.containsKey(Refusals.REQUEST_ID)) {
                    trailers.put(Refusals.REQUEST_ID, Refusals.requestId());
                }
                super.close(status, trailers);
            }
        };
        return next.startCall(named, headers);
    }
}
