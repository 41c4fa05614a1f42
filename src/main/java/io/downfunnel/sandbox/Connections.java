package io.downfunnel.sandbox;

import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;

/** The TCP connections of the gRPC server, which gRPC itself would let nobody cut. */
final class Connections {

    private final Map<SocketAddress, Channel> open = new ConcurrentHashMap<>();

    /** A server socket whose connections are known here. */
    NioServerSocketChannel socket() {
        return new NioServerSocketChannel() {
            @Override
            protected int doReadMessages(List<Object> accepted) throws Exception {
                int count = super.doReadMessages(accepted);
                accepted.forEach(each -> keep((Channel) each));
                return count;
            }
        };
    }

    /** Resets the connection from this address, as a cable that is pulled would not but a proxy that dies does. */
    void cut(SocketAddress client) {
        Channel channel = open.get(client);
        if (channel != null) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            // Not Channel.close(): HTTP/2 would say goodbye and wait for the calls that are under way.
            channel.eventLoop().execute(() -> channel.unsafe().close(channel.newPromise()));
        }
    }

    private void keep(Channel channel) {
        SocketAddress client = channel.remoteAddress();
        open.put(client, channel);
        channel.closeFuture().addListener(closed -> open.remove(client, channel));
    }
}
