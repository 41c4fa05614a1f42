package io.downfunnel.store.embedded;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;

import org.postgresql.ds.PGSimpleDataSource;

/**
 * Who may use the server: the application's own role, and the administrator that creates it. The application works as a
 * role that may not touch files, start programs or change other roles.
 *
 * @param password made by chance at the first start, kept in a file that only its owner may read
 */
record Account(String password) {
    static final String USER = "downfunnel";
    static final String DATABASE = "downfunnel";
    static final String ADMINISTRATOR = "postgres";

    static Account existing(Home home) {
        return Home.read(home.passwordFile())
                .map(Account::new)
                .orElseThrow(() -> new EmbeddedDatabaseException("The password of the embedded database is gone ("
                        + home.passwordFile() + "), but its data is there. Put the file back from your backup."));
    }

    static Account create(Home home) {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        Home.write(home.passwordFile(), Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        return existing(home);
    }

    Connection asAdministrator(int port) throws SQLException {
        return connect(port, ADMINISTRATOR, "postgres");
    }

    Connection asUser(int port) throws SQLException {
        return connect(port, USER, DATABASE);
    }

    private Connection connect(int port, String user, String database) throws SQLException {
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(user);
        source.setPassword(password);
        source.setApplicationName("downfunnel start");
        source.setConnectTimeout(5);
        source.setSocketTimeout(10);
        return source.getConnection();
    }
}
