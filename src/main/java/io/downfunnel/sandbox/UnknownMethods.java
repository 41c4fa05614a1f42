package io.downfunnel.sandbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Refuses what no service of a vendor knows, in the vendor's words. */
final class UnknownMethods extends HandlerRegistry {

    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private final Procedures procedures;

    UnknownMethods(Procedures procedures) {
        this.procedures = procedures;
    }

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String name, String authority) {
        StatusRuntimeException no = procedures.unknown("/" + name);
        var method = MethodDescriptor.newBuilder(BYTES, BYTES)
                .setFullMethodName(name)
                .setType(MethodDescriptor.MethodType.UNKNOWN)
                .build();
        return ServerMethodDefinition.create(method, (call, headers) -> {
            Metadata trailers = no.getTrailers();
            Status status = no.getStatus();
            call.close(status, trailers == null ? new Metadata() : trailers);
            return new ServerCall.Listener<>() {};
        });
    }
}
