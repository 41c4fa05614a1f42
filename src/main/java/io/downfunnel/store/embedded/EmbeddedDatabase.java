package io.downfunnel.store.embedded;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

import org.jboss.logging.Logger;

/**
 * PostgreSQL that comes with the application: durable, kept between starts, and for this machine only.
 *
 * <p>One process owns a directory, starts its server, watches it and stops it. Others that open the same directory are
 * guests of that server. When the owner leaves before its guests, the first of them becomes the owner; the server runs on.
 * Who owns and who visits is said by file locks, which no kind of death leaves behind.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EmbeddedDatabase.class);
    private static final Duration OWNER_MAY_TAKE = Duration.ofSeconds(120);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    private final Home home;
    private final Optional<Tenancy> tenancy;
    private final Account account;
    private final int port;
    private Optional<FileHold> guest = Optional.empty();
    private Optional<FileHold> ownership = Optional.empty();
    private Optional<Server> server = Optional.empty();
    private Optional<Watchdog> watchdog = Optional.empty();

    private EmbeddedDatabase(Home home, Optional<Tenancy> tenancy, Account account, int port) {
        this.home = home;
        this.tenancy = tenancy;
        this.account = account;
        this.port = port;
    }

    /**
     * Returns when the database can be used.
     *
     * @param directory created where it is missing; relative ones count from the working directory
     * @throws EmbeddedDatabaseException says what is in the way and what to do
     */
    public static EmbeddedDatabase open(Path directory) {
        var home = Home.at(directory);
        var tenancy = Tenancy.of(home);
        if (!tenancy.begin()) {
            return awaitOther(home, Optional.empty());
        }
        EmbeddedDatabase opened = null;
        try {
            opened = awaitOther(home, Optional.of(tenancy));
            return opened;
        } finally {
            if (opened == null) {
                tenancy.end();
            }
        }
    }

    /** As owner, as guest of another process, or beside the one that this process has open already. */
    private static EmbeddedDatabase awaitOther(Home home, Optional<Tenancy> tenancy) {
        var deadline = System.nanoTime() + OWNER_MAY_TAKE.toNanos();
        do {
            var database = tenancy.isPresent() ? asOwner(home, tenancy).or(() -> asGuest(home, tenancy)) : beside(home);
            if (database.isPresent()) {
                return database.get();
            }
            Server.pause(BETWEEN_TRIES);
        } while (System.nanoTime() < deadline);
        throw new EmbeddedDatabaseException("The database in " + home.directory() + " is in use by another Downfunnel ("
                + Home.read(home.ownerNote()).orElse("unknown process")
                + "), but its PostgreSQL does not answer here. If that runs in another container or on another machine,"
                + " stop it, or give both one database with downfunnel.database.url. Nothing was changed.");
    }

    private static Optional<EmbeddedDatabase> asOwner(Home home, Optional<Tenancy> tenancy) {
        return FileHold.alone(home.ownerLock()).map(hold -> {
            EmbeddedDatabase database = null;
            try {
                var server = startOwned(home, Optional.empty());
                database = new EmbeddedDatabase(home, tenancy, server.account(), server.port());
                database.own(hold, server);
                return database;
            } finally {
                if (database == null) {
                    hold.close();
                }
            }
        });
    }

    private static Server startOwned(Home home, Optional<Integer> fixedPort) {
        Cluster.checkOwner(home, Privileges.ofThisProcess());
        Home.write(
                home.ownerNote(),
                "process " + ProcessHandle.current().pid() + " of user " + System.getProperty("user.name"));
        return Server.startOrAdopt(home, fixedPort);
    }

    private static Optional<EmbeddedDatabase> asGuest(Home home, Optional<Tenancy> tenancy) {
        return FileHold.together(home.guestsLock()).flatMap(hold -> {
            Optional<EmbeddedDatabase> database = Optional.empty();
            try {
                database = connect(home, tenancy);
                database.ifPresent(each -> each.visit(hold));
                return database;
            } finally {
                if (database.isEmpty()) {
                    hold.close();
                }
            }
        });
    }

    private static Optional<EmbeddedDatabase> beside(Home home) {
        return connect(home, Optional.empty());
    }

    private static Optional<EmbeddedDatabase> connect(Home home, Optional<Tenancy> tenancy) {
        var port = Port.remembered(home);
        if (port.isEmpty() || Home.read(home.passwordFile()).isEmpty()) {
            return Optional.empty();
        }
        var account = Account.existing(home);
        try (var connection = account.asUser(port.get())) {
            LOG.debugf("A guest of %s", connection.getMetaData().getURL());
            return Optional.of(new EmbeddedDatabase(home, tenancy, account, port.get()));
        } catch (SQLException e) {
            LOG.debugf("Not ready yet: %s", e.getMessage());
            return Optional.empty();
        }
    }

    private synchronized void own(FileHold hold, Server started) {
        ownership = Optional.of(hold);
        server = Optional.of(started);
        watchdog.ifPresentOrElse(ignored -> {}, () -> watchdog = Optional.of(new Watchdog(this::look)));
    }

    private synchronized void visit(FileHold hold) {
        guest = Optional.of(hold);
        watchdog = Optional.of(new Watchdog(this::look));
        LOG.infof("Using the PostgreSQL of %s", Home.read(home.ownerNote()).orElse("another process"));
    }

    /** The watchdog's round: an owner sees to its server, a guest sees whether there still is an owner. */
    private synchronized void look() {
        if (server.isPresent()) {
            server.filter(each -> !each.alive()).ifPresent(EmbeddedDatabase::bringBack);
        } else if (guest.isPresent()) {
            FileHold.alone(home.ownerLock()).ifPresent(this::takeOver);
        }
    }

    private static void bringBack(Server dead) {
        LOG.errorf("PostgreSQL has stopped by itself. Nothing is read or sent until it is back; starting it again");
        dead.restart();
        LOG.infof("PostgreSQL is back; work goes on where it was");
    }

    private void takeOver(FileHold hold) {
        LOG.infof("The process that owned the database has ended: this one owns it now");
        boolean done = false;
        try {
            own(hold, startOwned(home, Optional.of(port)));
            done = true;
        } finally {
            if (!done) {
                hold.close();
            }
        }
        guest.ifPresent(FileHold::close);
        guest = Optional.empty();
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + Account.DATABASE;
    }

    public String username() {
        return Account.USER;
    }

    public String password() {
        return account.password();
    }

    /** Whether this process started the server, or took it over, and will stop it. */
    public synchronized boolean owner() {
        return ownership.isPresent();
    }

    /** An owner without guests stops the server; everybody else just leaves. */
    @Override
    public void close() {
        watchdog.ifPresent(Watchdog::close);
        synchronized (this) {
            guest.ifPresent(FileHold::close);
            guest = Optional.empty();
            leave();
            tenancy.ifPresent(Tenancy::end);
        }
    }

    /**
     * Locks are tried again after giving one up: a guest that left in that moment saw us as the owner and left the server
     * to us.
     */
    private void leave() {
        if (tenancy.isEmpty()) {
            return;
        }
        var hold = ownership.or(() -> FileHold.alone(home.ownerLock()));
        while (hold.isPresent()) {
            var alone = FileHold.alone(home.guestsLock());
            alone.ifPresent(ignored -> server.or(() -> Server.running(home)).ifPresent(Server::stop));
            hold.get().close();
            if (alone.isPresent()) {
                alone.get().close();
                break;
            }
            hold = guestsAreGone() ? FileHold.alone(home.ownerLock()) : Optional.empty();
        }
        ownership = Optional.empty();
        server = Optional.empty();
    }

    private boolean guestsAreGone() {
        var alone = FileHold.alone(home.guestsLock());
        alone.ifPresent(FileHold::close);
        return alone.isPresent();
    }
}
