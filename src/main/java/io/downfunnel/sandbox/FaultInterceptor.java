package io.downfunnel.sandbox;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Brings each gRPC call to its vendor, through whatever fault lies in its way. */
final class FaultInterceptor implements ServerInterceptor {

    private static final byte[] NOTHING = {};

    private final Simulator vendor;
    private final Procedures procedures;
    private final Faults faults;
    private final Connections connections;
    private final ScheduledExecutorService late;

    FaultInterceptor(
            Simulator vendor,
            Procedures procedures,
            Faults faults,
            Connections connections,
            ScheduledExecutorService late) {
        this.vendor = vendor;
        this.procedures = procedures;
        this.faults = faults;
        this.connections = connections;
        this.late = late;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var held = new HeldCall<>(call);
        var current = new AtomicReference<>(call(call, headers, NOTHING));
        Supplier<Call> supplier = current::get;
        Context context = Context.current().withValue(Procedures.CALL, supplier);
        var listener = Contexts.interceptCall(context, held, headers, next);
        return new SimpleForwardingServerCallListener<>(listener) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                Optional<Fault> fault = Optional.empty();
                if (faults.any()) {
                    current.set(call(call, headers, json(message)));
                    fault = faults.on(vendor.name(), current.get());
                    fault.ifPresent(one -> current.set(current.get().under(one.kind())));
                }
                if (fault.isPresent() && !reaches(fault.get())) {
                    refused = true;
                    refuse(fault.get(), call);
                    return;
                }
                fault.ifPresent(one -> held.holdFor(outcome -> release(one, call, outcome)));
                super.onMessage(message);
            }

            @Override
            public void onHalfClose() {
                if (!refused) {
                    super.onHalfClose();
                }
            }
        };
    }

    /** Whether a call under this fault takes effect. */
    private static boolean reaches(Fault fault) {
        return fault.onTheWire()
                .map(kind -> switch (kind) {
                    case DROP_AFTER, CUT, TRUNCATED, SLOW -> true;
                    case DROP_BEFORE -> false;
                    case STATUS_500, STATUS_502, STATUS_503, STATUS_504, EMPTY_200, HTML_200 -> fault.processed();
                })
                .orElse(false);
    }

    private void refuse(Fault fault, ServerCall<?, ?> wire) {
        if (fault.isError()) {
            close(
                    wire,
                    fault.answer().bare()
                            ? GatewayPages.status(fault.answer().status()).asRuntimeException()
                            : procedures.error(fault.answer()));
        } else if (fault.onTheWire().isEmpty()) {
            close(wire, procedures.refusal(fault.kind()));
        } else if (fault.onTheWire().get() == WireFault.DROP_BEFORE) {
            cut(wire);
        } else {
            close(wire, GatewayPages.of(fault.onTheWire().get()).asRuntimeException());
        }
    }

    private <A> void release(Fault fault, ServerCall<?, A> wire, HeldCall.Outcome<A> outcome) {
        switch (fault.onTheWire().orElseThrow()) {
            case DROP_BEFORE, DROP_AFTER -> cut(wire);
            case CUT -> {
                outcome.half().sendTo(wire);
                cut(wire);
            }
            case TRUNCATED -> {
                outcome.half().sendTo(wire);
                wire.close(Status.OK, new Metadata());
            }
            case SLOW -> late.schedule(() -> outcome.finish(wire), fault.millis(), TimeUnit.MILLISECONDS);
            case STATUS_500, STATUS_502, STATUS_503, STATUS_504, EMPTY_200, HTML_200 ->
                close(wire, GatewayPages.of(fault.onTheWire().get()).asRuntimeException());
        }
    }

    private void cut(ServerCall<?, ?> wire) {
        connections.cut(wire.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    }

    private static void close(ServerCall<?, ?> wire, StatusRuntimeException no) {
        wire.close(no.getStatus(), no.getTrailers() == null ? new Metadata() : no.getTrailers());
    }

    private static Call call(ServerCall<?, ?> call, Metadata headers, byte[] body) {
        Map<String, String> texts = headers.keys().stream()
                .filter(key -> !key.endsWith(Metadata.BINARY_HEADER_SUFFIX))
                .collect(Collectors.toMap(
                        key -> key.toLowerCase(Locale.ROOT),
                        key -> headers.get(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER))));
        String path = "/" + call.getMethodDescriptor().getFullMethodName();
        return new Call("POST", path, "", texts, body, Optional.empty());
    }

    private static byte[] json(Object message) {
        try {
            return JsonFormat.printer()
                    .omittingInsignificantWhitespace()
                    .print((MessageOrBuilder) message)
                    .getBytes(UTF_8);
        } catch (InvalidProtocolBufferException e) {
            return NOTHING;
        }
    }
}
