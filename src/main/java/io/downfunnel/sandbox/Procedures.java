package io.downfunnel.sandbox;

import java.util.List;
import java.util.function.Supplier;

import io.grpc.Context;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;

/** The part of a vendor that is spoken to over gRPC. A call's path is {@code /package.Service/Method}. */
public interface Procedures {

    /** The call that is being answered; its body is the message as JSON while a fault is switched on, else empty. */
    Context.Key<Supplier<Call>> CALL = Context.key("call");

    List<ServerServiceDefinition> services();

    /** Whether a method that none of the services has is this vendor's to refuse, and how. */
    StatusRuntimeException unknown(String path);

    /** What the vendor says to a call under one of its own {@link Simulator#faultKinds}; it is not processed. */
    StatusRuntimeException refusal(String faultKind);

    /**
     * An error with what {@link Simulator#errorFields} say; the call is not processed.
     *
     * @throws ControlException when the vendor has no such error
     */
    StatusRuntimeException error(WantedError wanted);
}
