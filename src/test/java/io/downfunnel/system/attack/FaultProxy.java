package io.downfunnel.system.attack;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import io.downfunnel.system.attack.WireFault.Kind;

/** Stands between a node and something it talks to, and breaks what it is told to break. */
final class FaultProxy implements AutoCloseable {

    enum Protocol {
        HTTP,
        POSTGRES
    }

    private static final int CHUNK = 64 * 1024;
    private static final int LOOKED_AT = 8 * 1024;

    private final Protocol protocol;
    private final int target;
    private final ServerSocket door;
    private final Queue<WireFault> armed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger landed = new AtomicInteger();
    private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile Optional<WireFault> always = Optional.empty();

    FaultProxy(Protocol protocol, int target) {
        this.protocol = protocol;
        this.target = target;
        try {
            this.door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Lands on the next request that fits. */
    void arm(WireFault fault) {
        armed.add(fault);
    }

    /** Every request that fits is answered so much later. */
    void slow(String where, Duration by) {
        always = Optional.of(new WireFault(Kind.DELAY, Pattern.compile(where), by));
    }

    /** How many faults came to pass. */
    int landed() {
        return landed.get();
    }

    /** How many faults still wait for their request. */
    int armed() {
        return armed.size();
    }

    /** What was armed and met nothing; it is disarmed. */
    int unspent() {
        int left = armed.size();
        armed.clear();
        return left;
    }

    /** Nobody gets through, and who was through is cut off. */
    void cut() {
        cut = true;
        relays.forEach(Relay::reset);
    }

    void mend() {
        cut = false;
    }

    private void serve() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                if (cut) {
                    reset(client);
                } else {
                    Thread.ofVirtual().start(() -> relay(client));
                }
            } catch (IOException e) {
                // The door was closed: that is how this ends.
                return;
            }
        }
    }

    private void relay(Socket client) {
        try {
            var relay = new Relay(client, new Socket(InetAddress.getLoopbackAddress(), target));
            relays.add(relay);
            relay.start();
        } catch (IOException e) {
            // Whom we stand for is not there, which looks like this.
            reset(client);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It was closed already.
        }
    }

    private Optional<WireFault> fault(byte[] bytes, int length, boolean commits) {
        var text = new String(bytes, 0, Math.min(length, LOOKED_AT), StandardCharsets.ISO_8859_1);
        for (var fault : armed) {
            boolean fits = fault.kind() == Kind.LOSE_COMMIT
                    ? commits
                    : fault.where().matcher(text).find();
            if (fits && armed.remove(fault)) {
                return Optional.of(fault);
            }
        }
        return always.filter(fault -> fault.where().matcher(text).find());
    }

    /** One connection through us. */
    private final class Relay {
        private final Socket client;
        private final Socket server;
        private volatile boolean answered = true;
        private volatile Optional<WireFault> atAnswer = Optional.empty();

        Relay(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void start() throws IOException {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> pump(protocol == Protocol.POSTGRES ? this::statements : this::requests));
            Thread.ofVirtual().start(() -> pump(this::answers));
        }

        private interface Pump {
            void run() throws IOException;
        }

        private void pump(Pump pump) {
            try {
                pump.run();
            } catch (IOException e) {
                // One side has hung up, or we have: the other side is told below.
            } finally {
                close();
            }
        }

        private void requests() throws IOException {
            var from = client.getInputStream();
            var to = server.getOutputStream();
            var chunk = new byte[CHUNK];
            for (int length = from.read(chunk); length >= 0; length = from.read(chunk)) {
                forward(chunk, length, begins() ? fault(chunk, length, false) : Optional.empty(), to);
            }
        }

        private void statements() throws IOException {
            var requests = new PostgresRequests(new DataInputStream(new BufferedInputStream(client.getInputStream())));
            var to = server.getOutputStream();
            while (true) {
                var message = requests.next();
                boolean asks = begins() || message.commits();
                forward(
                        message.bytes(),
                        message.bytes().length,
                        asks ? fault(message.bytes(), message.bytes().length, message.commits()) : Optional.empty(),
                        to);
            }
        }

        /** A request begins when the last one was answered. */
        private boolean begins() {
            boolean begins = answered;
            answered = false;
            return begins;
        }

        private void forward(byte[] bytes, int length, Optional<WireFault> fault, OutputStream to) throws IOException {
            if (fault.isEmpty()) {
                to.write(bytes, 0, length);
                return;
            }
            switch (fault.get().kind()) {
                case RESET_BEFORE -> breaks();
                case RESET_DURING -> {
                    to.write(bytes, 0, length / 2);
                    breaks();
                }
                case RESET_AFTER -> {
                    to.write(bytes, 0, length);
                    breaks();
                }
                case LOSE_ANSWER, HALF_OPEN, DELAY, LOSE_COMMIT -> {
                    atAnswer = fault;
                    to.write(bytes, 0, length);
                }
            }
        }

        private void breaks() {
            landed.incrementAndGet();
            reset();
        }

        private void answers() throws IOException {
            var from = server.getInputStream();
            var to = client.getOutputStream();
            var chunk = new byte[CHUNK];
            for (int length = from.read(chunk); length >= 0; length = from.read(chunk)) {
                var fault = atAnswer;
                atAnswer = Optional.empty();
                if (fault.isPresent()) {
                    answer(fault.get(), chunk, length, from, to);
                } else {
                    to.write(chunk, 0, length);
                }
                answered = true;
            }
        }

        private void answer(WireFault fault, byte[] chunk, int length, InputStream from, OutputStream to)
                throws IOException {
            switch (fault.kind()) {
                case LOSE_ANSWER -> breaks();
                case HALF_OPEN -> {
                    landed.incrementAndGet();
                    Waiting.until(fault.time(), client::isClosed);
                    reset();
                }
                case DELAY -> {
                    Waiting.pass(fault.time());
                    if (always.filter(fault::equals).isEmpty()) {
                        landed.incrementAndGet();
                    }
                    to.write(chunk, 0, length);
                }
                case LOSE_COMMIT -> loseCommit(chunk, length, from, to);
                case RESET_BEFORE, RESET_DURING, RESET_AFTER ->
                    throw new IllegalStateException("It happens to requests, not to answers");
            }
        }

        /** Only when PostgreSQL says that it is committed is this the fault that was asked for. */
        private void loseCommit(byte[] chunk, int length, InputStream from, OutputStream to) throws IOException {
            var said = new StringBuilder(new String(chunk, 0, length, StandardCharsets.ISO_8859_1));
            while (said.indexOf("COMMIT\0") < 0 && said.indexOf("ROLLBACK\0") < 0) {
                int more = from.read(chunk);
                if (more < 0) {
                    return;
                }
                said.append(new String(chunk, 0, more, StandardCharsets.ISO_8859_1));
            }
            if (said.indexOf("COMMIT\0") >= 0) {
                breaks();
            } else {
                to.write(said.toString().getBytes(StandardCharsets.ISO_8859_1));
            }
        }

        private void reset() {
            relays.remove(this);
            FaultProxy.reset(client);
            FaultProxy.reset(server);
        }

        private void close() {
            relays.remove(this);
            try (client;
                    server) {
                // Closing is all there is to do.
            } catch (IOException e) {
                // It was closed already.
            }
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        relays.forEach(Relay::close);
    }
}
