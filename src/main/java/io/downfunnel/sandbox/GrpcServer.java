package io.downfunnel.sandbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;

/** The port at which vendors are spoken to over gRPC, in plain text. */
final class GrpcServer implements AutoCloseable {

    private final EventLoopGroup accepting = new NioEventLoopGroup(1);
    private final EventLoopGroup talking = new NioEventLoopGroup(2);
    private final ScheduledExecutorService late = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sandbox-late").factory());
    private final Server server;

    private GrpcServer(int port, List<Simulator> vendors, Faults faults) throws IOException {
        var connections = new Connections();
        var builder = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .channelFactory(connections::socket)
                .bossEventLoopGroup(accepting)
                .workerEventLoopGroup(talking)
                .maxInboundMessageSize(64 * 1024 * 1024);
        for (Simulator vendor : vendors) {
            vendor.procedures().ifPresent(procedures -> {
                var interceptor = new FaultInterceptor(vendor, procedures, faults, connections, late);
                procedures
                        .services()
                        .forEach(service -> builder.addService(ServerInterceptors.intercept(service, interceptor)));
                builder.fallbackHandlerRegistry(new UnknownMethods(procedures));
            });
        }
        server = builder.build();
        try {
            server.start();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** At the port of last time if it is still to be had, else at a free one. */
    static GrpcServer start(Optional<Integer> lastPort, List<Simulator> vendors, Faults faults) {
        try {
            if (lastPort.isPresent()) {
                try {
                    return new GrpcServer(lastPort.get(), vendors, faults);
                } catch (IOException takenByNow) {
                    return new GrpcServer(0, vendors, faults);
                }
            }
            return new GrpcServer(0, vendors, faults);
        } catch (IOException e) {
            throw new IllegalStateException("The sandbox finds no free port for gRPC", e);
        }
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        late.shutdownNow();
        accepting.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        talking.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
