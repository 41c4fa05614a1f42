package io.downfunnel.platform.google;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.HandlerRegistry;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;

/** Sits on the line between us and the sandbox's Google Ads API and keeps the bytes of what we say, call by call. */
final class GrpcTap implements AutoCloseable {
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

    private final ManagedChannel behind;
    private final Server server;
    private final Queue<byte[]> requests = new ConcurrentLinkedQueue<>();

    GrpcTap(String endpoint) {
        behind = Grpc.newChannelBuilder(endpoint, InsecureChannelCredentials.create())
                .build();
        try {
            server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                    .fallbackHandlerRegistry(new HandlerRegistry() {
                        @Override
                        public ServerMethodDefinition<?, ?> lookupMethod(String name, String authority) {
                            return ServerMethodDefinition.create(method(name), passing(name));
                        }
                    })
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String endpoint() {
        return "127.0.0.1:" + server.getPort();
    }

    List<byte[]> requests() {
        return List.copyOf(requests);
    }

    private static MethodDescriptor<byte[], byte[]> method(String name) {
        return MethodDescriptor.newBuilder(BYTES, BYTES)
                .setFullMethodName(name)
                .setType(MethodDescriptor.MethodType.UNARY)
                .build();
    }

    private ServerCallHandler<byte[], byte[]> passing(String name) {
        return (call, headers) -> {
            call.request(1);
            return new ServerCall.Listener<>() {
                @Override
                public void onMessage(byte[] request) {
                    requests.add(request);
                    answer(call, headers, name, request);
                }
            };
        };
    }

    private void answer(ServerCall<byte[], byte[]> call, Metadata headers, String name, byte[] request) {
        var passedOn = new Metadata();
        for (var key : List.of("authorization", "login-customer-id")) {
            var known = Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER);
            if (headers.containsKey(known)) {
                passedOn.put(known, headers.get(known));
            }
        }
        try {
            var channel =
                    io.grpc.ClientInterceptors.intercept(behind, MetadataUtils.newAttachHeadersInterceptor(passedOn));
            var answer = ClientCalls.blockingUnaryCall(channel, method(name), CallOptions.DEFAULT, request);
            call.sendHeaders(new Metadata());
            call.sendMessage(answer);
            call.close(io.grpc.Status.OK, new Metadata());
        } catch (StatusRuntimeException e) {
            call.close(e.getStatus(), e.getTrailers() == null ? new Metadata() : e.getTrailers());
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
        behind.shutdownNow();
    }
}
