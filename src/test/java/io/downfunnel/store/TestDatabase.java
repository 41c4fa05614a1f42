package io.downfunnel.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.sql.DataSource;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;

import io.downfunnel.store.embedded.EmbeddedDatabase;

/**
 * A database of its own for a test class, with all migrations in it:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TestDatabase database = new TestDatabase();
 * }</pre>
 *
 * All live on one server, which stays in {@code target} and starts in a second; each is a copy of a template in which
 * Flyway ran once. Outside of JUnit: {@link #open()} and {@link #close()}.
 */
public final class TestDatabase implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
    private static final int MIGRATING = 20_260_101;

    private final String name = "test_" + UUID.randomUUID().toString().replace("-", "");
    private AgroalDataSource source;

    /** Ready at once, without JUnit; the caller closes it. */
    public static TestDatabase open() {
        var database = new TestDatabase();
        database.create();
        return database;
    }

    /** The same database from another process, which asks one thing at a time. */
    public static Jdbi from(String jdbcUrl, String username, String password) {
        var source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl);
        source.setUser(username);
        source.setPassword(password);
        return Database.jdbi(source);
    }

    public DataSource dataSource() {
        return source;
    }

    public Jdbi jdbi() {
        return Database.jdbi(source);
    }

    /** Somebody else's database, spoken to as the product does. */
    public static Jdbi jdbi(EmbeddedDatabase database) {
        var source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        source.setUser(database.username());
        source.setPassword(database.password());
        return Database.jdbi(source);
    }

    public String jdbcUrl() {
        return Shared.urlOf(name);
    }

    public String username() {
        return Shared.SERVER.username();
    }

    public String password() {
        return Shared.SERVER.password();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        create();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    private void create() {
        Shared.execute("create database " + name + " template " + Shared.TEMPLATE);
        source = Shared.pool(jdbcUrl());
    }

    @Override
    public void close() {
        source.close();
        Shared.execute("drop database if exists " + name);
    }

    /** One server for all tests of this process, and for other processes on the same folder too. */
    private static final class Shared {
        static final EmbeddedDatabase SERVER = EmbeddedDatabase.open(Path.of("target", "test-database"));
        static final AgroalDataSource MAIN;
        static final String TEMPLATE;

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
            MAIN = pool(SERVER.jdbcUrl());
            TEMPLATE = template();
        }

        static String template() {
            var template = "template_" + checksumOfMigrations();
            try (var connection = MAIN.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("select pg_advisory_lock(" + MIGRATING + ")");
                try {
                    if (SERVER.owner()) {
                        removeWhatKilledTestsLeft();
                    }
                    if (!exists(template)) {
                        migrate(template);
                    }
                } finally {
                    statement.execute("select pg_advisory_unlock(" + MIGRATING + ")");
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return template;
        }

        private static void removeWhatKilledTestsLeft() throws SQLException {
            try (var connection = MAIN.getConnection();
                    var statement = connection.createStatement();
                    var rows =
                            statement.executeQuery("select datname from pg_database where datname like 'test\\_%'")) {
                while (rows.next()) {
                    execute("drop database " + rows.getString(1));
                }
            }
        }

        private static boolean exists(String database) throws SQLException {
            try (var connection = MAIN.getConnection();
                    var statement = connection.prepareStatement("select 1 from pg_database where datname = ?")) {
                statement.setString(1, database);
                try (var rows = statement.executeQuery()) {
                    return rows.next();
                }
            }
        }

        /** Under another name until it is finished, so that nobody copies half of it. */
        private static void migrate(String template) {
            execute("drop database if exists draft");
            execute("create database draft");
            Flyway.configure()
                    .dataSource(urlOf("draft"), SERVER.username(), SERVER.password())
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
            execute("alter database draft rename to " + template);
        }

        private static String checksumOfMigrations() {
            var folder = TestDatabase.class.getClassLoader().getResource("db/migration");
            var checksum = new CRC32();
            if (folder != null) {
                try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
                    for (var file : files.sorted().toList()) {
                        checksum.update(
                                file.getFileName().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                        checksum.update(Files.readAllBytes(file));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (URISyntaxException e) {
                    throw new IllegalStateException(e);
                }
            }
            return Long.toHexString(checksum.getValue());
        }

        static void execute(String sql) {
            try (var connection = MAIN.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(sql, e);
            }
        }

        static String urlOf(String database) {
            return SERVER.jdbcUrl().replaceFirst("/[^/]*$", "/" + database);
        }

        /** Not durable, unlike the real one: a test that is killed is run again. */
        static AgroalDataSource pool(String url) {
            try {
                return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                        .connectionPoolConfiguration(pool -> pool.maxSize(20)
                                .acquisitionTimeout(Duration.ofSeconds(30))
                                .connectionFactoryConfiguration(connection -> connection
                                        .jdbcUrl(
                                                url + "?reWriteBatchedInserts=true&options=-c%20synchronous_commit=off")
                                        .initialSql("set time zone 'UTC'")
                                        .principal(new NamePrincipal(SERVER.username()))
                                        .credential(new SimplePassword(SERVER.password())))));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
