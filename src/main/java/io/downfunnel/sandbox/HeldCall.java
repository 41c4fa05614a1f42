package io.downfunnel.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/** A call whose answer can be held back until it is complete, for a fault to deal with it. */
final class HeldCall<Q, A> extends SimpleForwardingServerCall<Q, A> {

    /** A complete answer that nobody has seen yet. */
    record Outcome<A>(Metadata headers, List<A> messages, Status status, Metadata trailers) {

        Outcome<A> half() {
            return new Outcome<>(headers, messages.subList(0, messages.size() / 2), status, trailers);
        }

        void sendTo(ServerCall<?, A> wire) {
            wire.sendHeaders(headers);
            messages.forEach(wire::sendMessage);
        }

        void finish(ServerCall<?, A> wire) {
            if (status.isOk()) {
                sendTo(wire);
            }
            wire.close(status, trailers);
        }
    }

    private final List<A> messages = new ArrayList<>();
    private Metadata headers = new Metadata();
    private Consumer<Outcome<A>> receiver;

    HeldCall(ServerCall<Q, A> wire) {
        super(wire);
    }

    /** From now on nothing is sent; the answer goes to the receiver when it is complete. */
    void holdFor(Consumer<Outcome<A>> receiver) {
        this.receiver = receiver;
    }

    @Override
    public void sendHeaders(Metadata headers) {
        if (receiver == null) {
            super.sendHeaders(headers);
        } else {
            this.headers = headers;
        }
    }

    @Override
    public void sendMessage(A message) {
        if (receiver == null) {
            super.sendMessage(message);
        } else {
            messages.add(message);
        }
    }

    @Override
    public void close(Status status, Metadata trailers) {
        if (receiver == null) {
            super.close(status, trailers);
        } else {
            receiver.accept(new Outcome<>(headers, messages, status, trailers));
        }
    }
}
